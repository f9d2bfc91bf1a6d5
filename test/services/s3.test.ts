import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ModelFormatError, StorageError } from '../../src/errors.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { createRng } from '../../src/random/rng.js';
import { loadModel, saveModel } from '../../src/registry/save-model.js';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3.js';
import { storageChecks } from '../../src/testing/check-storage.js';
import { Witness } from '../storage/s3/s3-witness.js';
import { CONNECTION_FAULTS, startFaultProxy } from './fault-proxy.js';
import { CREDENTIALS, type S3Server, STRANGER, startS3Server } from './s3-server.js';
import { checkInWorker, startWorker } from './workers-runtime.js';

const MiB = 1 << 20;

let server: S3Server;
let buckets = 0;

beforeAll(async () => {
  server = await startS3Server();
  await server.createBucket('models');
});

afterAll(() => server?.stop());

const bytes = (...values: number[]) => Uint8Array.from(values);

const storageWith = (more: Partial<S3StorageOptions> = {}) =>
  new S3Storage({ endpoint: server.endpoint, bucket: 'models', ...CREDENTIALS, ...more });

async function emptyBucket(): Promise<string> {
  const bucket = `bucket-${++buckets}`;
  await server.createBucket(bucket);
  return bucket;
}

describe('the contract of a storage', () => {
  for (const { name, run } of storageChecks(async () =>
    storageWith({ bucket: await emptyBucket() }),
  )) {
    it(name, run);
  }
});

describe('the contract of a storage, in the Workers runtime', () => {
  let runtime: Miniflare;
  beforeAll(async () => {
    runtime = await startWorker();
  });
  afterAll(() => runtime.dispose());

  for (const { name } of storageChecks(() => storageWith())) {
    it(name, async () => {
      const s3 = { endpoint: server.endpoint, bucket: await emptyBucket(), ...CREDENTIALS };
      expect(await checkInWorker(runtime, { check: name, s3 })).toBe('ok');
    });
  }
});

it('a model comes back from a bucket', async () => {
  const model = new LinearRegression().fit([[0], [1], [2]], [1, 3, 5]);
  await saveModel(storageWith(), 'lines/v1', model);
  const loaded = await loadModel(storageWith(), 'lines/v1', LinearRegression);
  expect(loaded.predict([[5]])).toEqual(model.predict([[5]]));
  for (const noModel of [bytes(), bytes(1, 2, 3)]) {
    await storageWith().put('lines/v2', noModel);
    await expect(loadModel(storageWith(), 'lines/v2')).rejects.toThrow(ModelFormatError);
  }
});

describe('large models', () => {
  const large = new Uint8Array(11 * MiB).map((_, i) => (i >> 12) + i);

  it('are sent in parts and come back whole', async () => {
    const storage = storageWith({ partSize: 5 * MiB });
    const stored = await storage.put('large', large);
    expect(stored.etag).toMatch(/-3$/);
    const { bytes: back, ...info } = await storage.get('large');
    expect(Buffer.compare(back, large)).toBe(0);
    expect(info).toEqual(stored);
  });

  it('keep conditions, though this server forgets them when it puts parts together', async () => {
    const storage = storageWith({ partSize: 5 * MiB });
    const first = await storage.put('large once', large, { ifAbsent: true });
    expect(first.etag).not.toContain('-');
    await expect(storage.put('large once', large, { ifAbsent: true })).rejects.toMatchObject({
      reason: 'exists',
    });
    const { etag } = await storage.put('large once', bytes(1), { ifMatch: first.etag });
    await expect(storage.put('large once', large, { ifMatch: first.etag })).rejects.toMatchObject({
      reason: 'changed',
    });
    expect((await storage.head('large once'))?.etag).toBe(etag);
  });

  it('that are given up leave nothing', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const abortInPart: typeof fetch = (input, init) => {
      const answer = fetch(input, init);
      if (String(input).includes('partNumber=2')) controller.abort(reason);
      return answer;
    };
    const storage = storageWith({ partSize: 5 * MiB, fetch: abortInPart });
    const writing = storage.put('given up', large, { signal: controller.signal });
    await expect(writing).rejects.toBe(reason);
    expect(await storage.exists('given up')).toBe(false);
  });
});

describe('refusals say what to check', () => {
  const uses: [string, (storage: S3Storage) => Promise<unknown>][] = [
    ['put', (storage) => storage.put('a', bytes(1))],
    ['get', (storage) => storage.get('a')],
    ['head', (storage) => storage.head('a')],
    ['exists', (storage) => storage.exists('a')],
    ['list', (storage) => storage.list()],
    ['delete', (storage) => storage.delete('a')],
  ];
  const expectAll = async (storage: S3Storage, words: string): Promise<void> => {
    for (const [name, use] of uses) {
      const error = await use(storage).catch((reason: unknown) => reason);
      expect(error, name).toBeInstanceOf(StorageError);
      expect(error).toMatchObject({ reason: 'failed' });
      expect(String(error)).toContain(`S3Storage.${name}: `);
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain('testsecret');
    }
  };

  it('with a wrong secret', async () => {
    await expectAll(
      storageWith({ secretAccessKey: 'testsecret2' }),
      'The secretAccessKey does not belong to the accessKeyId',
    );
  });

  it('with an unknown key', async () => {
    await expectAll(storageWith({ accessKeyId: 'nobody' }), 'does not know this accessKeyId');
  });

  it('with a bucket that does not exist', async () => {
    await expectAll(
      storageWith({ bucket: 'nothing-here' }),
      `There is no bucket "nothing-here" at 127.0.0.1:${server.port}`,
    );
  });

  it('with a bucket of somebody else', async () => {
    await expectAll(storageWith(STRANGER), 'do not permit this in the bucket "models"');
  });

  it('with a clock that is wrong', async () => {
    vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ['Date'] });
    try {
      await expectAll(
        storageWith(),
        'The clock of this machine is 60 minutes behind that of the server',
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it('with an endpoint that is no S3 server', async () => {
    const page = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html').end('<!DOCTYPE html><html></html>');
    }).listen(0, '127.0.0.1');
    await once(page, 'listening');
    const { port } = page.address() as AddressInfo;
    try {
      const storage = storageWith({ endpoint: `http://127.0.0.1:${port}` });
      await expectAll(storage, `127.0.0.1:${port} answered`);
      await expectAll(storage, 'so it seems to be no S3 server');
    } finally {
      page.close();
    }
  });

  it('with an endpoint where nothing listens', async () => {
    const nowhere = storageWith({ endpoint: 'http://127.0.0.1:9', retries: 1, retryDelay: 1 });
    await expectAll(nowhere, 'failed 2 times, the last time since fetch failed');
  });
});

describe('writers', () => {
  it('that race for a key from two storages never overwrite each other', async () => {
    const storages = [storageWith(), storageWith()];
    for (let round = 0; round < 10; round++) {
      const key = `race/${round}`;
      const outcomes = await Promise.allSettled(
        storages.map((storage, i) => storage.put(key, bytes(i), { ifAbsent: true })),
      );
      const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes[1 - won]).toMatchObject({ reason: { reason: 'exists' } });
      expect((await storages[0].get(key)).bytes).toEqual(bytes(won));
    }
  });
});

describe('under faults of the network', () => {
  it('nothing is lost, doubled or half-written, and each failure is reported', async () => {
    const bucket = await emptyBucket();
    const rng = createRng(7);
    const proxy = await startFaultProxy(server.port, rng);
    try {
      proxy.rate = 0.4;
      const storage = storageWith({
        bucket,
        endpoint: proxy.endpoint,
        retries: 2,
        retryDelay: 2,
        attemptTimeout: 400,
      });
      const witness = new Witness(storage, 'w', createRng(8));
      const total = () => [...proxy.happened.values()].reduce((sum, n) => sum + n, 0);
      while (total() < 100 || proxy.happened.size < CONNECTION_FAULTS.length) {
        await witness.step();
        await proxy.quiet(); // what was given up may still be carried out
      }
      await witness.verify(storageWith({ bucket }));
      expect(witness.failures).toBeGreaterThan(0);
    } finally {
      await proxy.stop();
    }
  }, 300_000);
});
