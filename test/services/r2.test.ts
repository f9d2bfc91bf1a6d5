import type { Miniflare } from 'miniflare';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type R2BucketBinding, R2Storage } from '../../src/storage/r2.js';
import { storageChecks } from '../../src/testing/check-storage.js';
import { checkInWorker, startWorker } from './workers-runtime.js';

let runtime: Miniflare;
let bucket: R2BucketBinding;

beforeAll(async () => {
  runtime = await startWorker();
  const binding: unknown = await runtime.getR2Bucket('MODELS'); // its type is in a package of Cloudflare
  bucket = binding as R2BucketBinding;
});

afterAll(() => runtime.dispose());

describe('the contract of a storage, in the Workers runtime', () => {
  for (const { name } of storageChecks(() => new R2Storage(bucket))) {
    it(name, async () => {
      expect(await checkInWorker(runtime, { check: name })).toBe('ok');
    });
  }
});

describe('a bucket of R2', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  beforeEach(async () => {
    for (const { key } of (await bucket.list()).objects) await bucket.delete(key);
  });

  it('keeps a model as the object of its key, below the prefix, with its checksum', async () => {
    const storage = new R2Storage(bucket, { prefix: 'team', publicDomain: 'models.example.com' });
    const { url } = await storage.put('churn/v1', bytes(1, 2, 3));
    expect(url).toBe('https://models.example.com/team/churn/v1');
    const object = await bucket.head('team/churn/v1');
    expect(object?.size).toBe(3);
    expect(object?.checksums.sha256?.byteLength).toBe(32);
    await bucket.put('other', bytes(1));
    expect((await storage.list()).models.map(({ key }) => key)).toEqual(['churn/v1']);
  });

  it('may hold objects of other programs, without a checksum', async () => {
    await bucket.put('a', bytes(1, 2));
    await bucket.put('a//b', bytes(1));
    const storage = new R2Storage(bucket);
    expect((await storage.get('a')).bytes).toEqual(bytes(1, 2));
    expect((await storage.list()).models).toHaveLength(1);
  });

  it('gives no model that is larger than allowed', async () => {
    const storage = new R2Storage(bucket, { maxBytes: 4 });
    await bucket.put('a', bytes(1, 2, 3, 4, 5));
    await expect(storage.get('a')).rejects.toThrow('has 5 bytes, but at most 4 are taken');
    await expect(storage.put('b', bytes(1, 2, 3, 4, 5))).rejects.toThrow('at most 4 are taken');
  });

  it('lists more models than one page of R2 holds', async () => {
    const keys = Array.from({ length: 25 }, (_, i) => `models/${String(i).padStart(3, '0')}`);
    for (const key of keys) await bucket.put(key, bytes(1));
    const storage = new R2Storage(bucket);
    const listed: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await storage.list({ limit: 10, cursor });
      listed.push(...page.models.map(({ key }) => key));
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    expect(listed).toEqual(keys);
  });
});
