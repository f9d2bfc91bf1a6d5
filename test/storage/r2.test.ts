import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors.js';
import { type R2BucketBinding, type R2ObjectWithBody, R2Storage } from '../../src/storage/r2.js';

/** Where test/services has a real bucket, this one has what that never does: failures. */
const bucketWith = (more: Partial<R2BucketBinding>): R2BucketBinding => ({
  head: async () => null,
  get: async () => null,
  put: async () => null,
  delete: async () => {},
  list: async () => ({ objects: [], truncated: false }),
  ...more,
});

const stored = (
  bytes: Uint8Array<ArrayBuffer>,
  more: Partial<R2ObjectWithBody> = {},
): R2ObjectWithBody => ({
  key: 'a',
  size: bytes.length,
  etag: 'e',
  uploaded: new Date(0),
  checksums: {},
  arrayBuffer: async () => bytes.buffer,
  ...more,
});

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a binding', () => {
  it.each<unknown>([undefined, null, 'MODELS', {}, { get: () => {} }])(
    'that is %j is refused',
    (bucket) => {
      expect(() => new R2Storage(bucket as R2BucketBinding)).toThrow(
        'R2Storage: bucket must be the R2 binding of a Worker',
      );
    },
  );

  it('comes with options that are checked', () => {
    const bucket = bucketWith({});
    expect(() => new R2Storage(bucket, { maxBytes: 0 })).toThrow(
      'maxBytes must be an integer >= 1',
    );
    expect(() => new R2Storage(bucket, { prefix: '/a' })).toThrow('prefix must be a folder');
    expect(() => new R2Storage(bucket, { publicDomain: ' ' })).toThrow(
      'publicDomain must be a host',
    );
    expect(() => new R2Storage(bucket, { maxBytes: 9, ...{ prefixx: 'a' } })).toThrow(
      'Did you mean "prefix"?',
    );
  });
});

describe('a failure of R2', () => {
  it('is reported as one of the storage', async () => {
    const fail = async () => {
      throw new Error('put: We encountered an internal error. (10001)');
    };
    const storage = new R2Storage(
      bucketWith({ head: fail, get: fail, put: fail, delete: fail, list: fail }),
    );
    for (const use of [
      () => storage.put('a', bytes(1)),
      () => storage.get('a'),
      () => storage.head('a'),
      () => storage.exists('a'),
      () => storage.list(),
      () => storage.delete('a'),
    ]) {
      const error = await use().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StorageError);
      expect(String(error)).toMatch(/R2Storage\.\w+: R2 refused \(put: We encountered/);
    }
  });

  it('that damages a model is found out', async () => {
    const wrong = await crypto.subtle.digest('SHA-256', bytes(9));
    for (const object of [
      stored(bytes(1, 2), { size: 3 }),
      stored(bytes(1, 2), { checksums: { sha256: wrong } }),
    ]) {
      const storage = new R2Storage(bucketWith({ get: async () => object }));
      await expect(storage.get('a')).rejects.toThrow('R2Storage.get: the model "a" is damaged');
    }
    const right = await crypto.subtle.digest('SHA-256', bytes(1, 2));
    const whole = stored(bytes(1, 2), { checksums: { sha256: right } });
    const storage = new R2Storage(bucketWith({ get: async () => whole }));
    expect((await storage.get('a')).bytes).toEqual(bytes(1, 2));
  });

  it('to answer does not hold up an abort', async () => {
    const never = () => new Promise<never>(() => {});
    const storage = new R2Storage(bucketWith({ get: never, list: never }));
    const controller = new AbortController();
    const reason = new Error('enough');
    const { signal } = controller;
    const waiting = Promise.allSettled([storage.get('a', { signal }), storage.list({ signal })]);
    controller.abort(reason);
    const refused = { status: 'rejected', reason };
    expect(await waiting).toEqual([refused, refused]);
  });
});
