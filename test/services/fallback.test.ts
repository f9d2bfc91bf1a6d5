import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { createRng } from '../../src/random/rng.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FallbackStorage } from '../../src/storage/fallback/fallback-storage.js';
import { FileSystemStorage } from '../../src/storage/file-system/file-system-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3.js';
import { storageChecks } from '../../src/testing/check-storage.js';
import { keysOf } from '../support/faulty-storage.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { CREDENTIALS, type S3Server, startS3Server } from './s3-server.js';

/** A bucket on a real S3 server, behind a proxy that breaks connections, and a folder for when it does. */
let server: S3Server;
let proxy: FaultProxy;
let folder: string;
let bucket: string;
let local: ModelStorage;
let storage: FallbackStorage;
let runs = 0;

beforeAll(async () => {
  server = await startS3Server();
  proxy = await startFaultProxy(server.port, createRng(1));
  folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
});

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  bucket = `fallback-${++runs}`;
  await server.createBucket(bucket);
  proxy.rate = 0;
  local = new FileSystemStorage({ root: join(folder, bucket) });
  storage = new FallbackStorage(s3(proxy.endpoint), local);
});

/** Gives up at the first failure. */
const s3 = (endpoint: string, more: Partial<S3StorageOptions> = {}) =>
  new S3Storage({ endpoint, bucket, ...CREDENTIALS, retries: 0, ...more });

/** As above, and soon where no answer passes: what takes a second to fail would be left alone for a while. */
const impatient = () => new FallbackStorage(s3(proxy.endpoint, { attemptTimeout: 900 }), local);

describe('the contract of a storage, over S3 and a folder', () => {
  for (const { name, run } of storageChecks(() => storage)) it(name, run);
});

it('a registry goes on over S3 that fails now and then, and all of it reaches the bucket', async () => {
  storage = impatient();
  const registry = new ModelRegistry(storage);
  const saved = new Map<number, number>();
  proxy.rate = 0.25;
  for (let mean = 1; mean <= 25; mean++) {
    const model = new StandardScaler().fit([[mean], [mean]]);
    try {
      saved.set((await registry.save(model, { name: 'm' })).version, mean);
    } catch (error) {
      expect(error).toMatchObject({ name: 'StorageError', reason: 'failed' });
    }
  }
  expect(saved.size).toBeGreaterThan(5);
  expect((await storage.waiting()).length).toBeGreaterThan(0);
  await proxy.quiet(); // what was given up may still be carried out
  expect(await new FallbackStorage(s3(server.endpoint), local).sync()).toMatchObject({
    failed: [],
    conflicts: [],
  });
  expect(await keysOf(local)).toEqual([]);
  const direct = new ModelRegistry(s3(server.endpoint));
  for (const [version, mean] of saved) {
    const model = await direct.load('m', { version, expected: StandardScaler });
    expect(model.mean).toEqual([mean]);
  }
});

it('what is stored and deleted while S3 is gone waits in the folder, also for the next program', async () => {
  await storage.put('old', Uint8Array.of(1));
  proxy.rate = 1;
  storage = impatient();
  expect(await storage.put('new', Uint8Array.of(2))).toMatchObject({ storedIn: 'secondary' });
  await storage.delete('old');
  const again = () => new FileSystemStorage({ root: join(folder, bucket) });
  const next = new FallbackStorage(s3(proxy.endpoint), again());
  expect((await next.get('new')).bytes).toEqual(Uint8Array.of(2));
  expect(await next.exists('old')).toBe(false);
  const last = new FallbackStorage(s3(server.endpoint), again()); // past the proxy
  expect(await last.sync()).toEqual({
    moved: ['new'],
    deleted: ['old'],
    conflicts: [],
    failed: [],
  });
  expect(await keysOf(s3(server.endpoint))).toEqual(['new']);
});
