import { expect, it } from 'vitest';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FallbackStorage } from '../../src/storage/fallback/fallback-storage.js';
import { FileSystemStorage } from '../../src/storage/file-system/file-system-storage.js';
import { MemoryStorage } from '../../src/storage/memory.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { R2Storage } from '../../src/storage/r2.js';
import { S3Storage } from '../../src/storage/s3.js';
import { S3Memory, SECRET } from './s3/s3-memory.js';

/** A storage, and the names of its methods in the order in which they were called. */
function watched(storage: ModelStorage): { storage: ModelStorage; calls: string[] } {
  const calls: string[] = [];
  const proxy = new Proxy(storage, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return Reflect.apply(member, target, args);
      };
    },
  });
  return { storage: proxy, calls };
}

const bytes = Uint8Array.of(1);
const missing = { name: 'StorageError', reason: 'missing' };

it('costs S3 one request', async () => {
  const server = new S3Memory();
  const requests: string[] = [];
  const storage = new S3Storage({
    endpoint: 'https://s3.example.com',
    bucket: 'models',
    accessKeyId: 'id',
    secretAccessKey: SECRET,
    fetch: (input, init) => {
      requests.push(`${new Request(input, init).method} ${new Request(input, init).url}`);
      return server.fetch(input, init);
    },
  });
  await storage.put('churn/v1', bytes);
  requests.length = 0;
  await expect(storage.get('churn/v2')).rejects.toMatchObject(missing);
  expect(requests).toEqual(['GET https://s3.example.com/models/churn/v2']);
});

it('costs an R2 binding one call', async () => {
  const calls: string[] = [];
  const storage = new R2Storage({
    head: async () => null,
    get: async () => {
      calls.push('get');
      return null;
    },
    put: async () => null,
    delete: async () => {},
    list: async () => {
      calls.push('list');
      return { objects: [], truncated: false };
    },
  });
  await expect(storage.get('churn/v2')).rejects.toMatchObject(missing);
  expect(calls).toEqual(['get']);
});

it('costs each side of a fallback one get', async () => {
  const [primary, secondary] = [watched(new MemoryStorage()), watched(new MemoryStorage())];
  const storage = new FallbackStorage(primary.storage, secondary.storage);
  await storage.put('churn/v1', bytes);
  primary.calls.length = 0;
  secondary.calls.length = 0;
  await expect(storage.get('churn/v2')).rejects.toMatchObject(missing);
  expect(primary.calls).toEqual(['get']);
  // The other is of the mark that says whether a change waits.
  expect(secondary.calls).toEqual(['get', 'get']);
});

it('lists no folder of the file system', async () => {
  class Unlisted extends FileSystemStorage {
    override list(): never {
      throw new Error('a get that lists');
    }
  }
  const storage = new Unlisted({ root: 'no-such-folder' });
  await expect(storage.get('churn')).rejects.toMatchObject(missing);
});

it('costs a registry one listing of a page, however large it is', async () => {
  const memory = new MemoryStorage();
  const { storage, calls } = watched(memory);
  const registry = new ModelRegistry(storage);
  const scaler = new StandardScaler().fit([[1], [2]]);
  for (const name of ['churn', 'fraud']) await registry.save(scaler, { name });
  for (let i = 0; i < 1100; i++) {
    await memory.put(`registry/models/a${String(i).padStart(4, '0')}/v00000001.json`, bytes);
  }
  calls.length = 0;
  await expect(registry.load('churm')).rejects.toThrow(
    '"churm" has no version. See list() for those there are.',
  );
  // The first looks for versions of the name, the second for names.
  expect(calls).toEqual(['list', 'list']);
  await expect(registry.load('a00010')).rejects.toThrow('Did you mean "a0000"');
});

it('names near ones where keys are in memory, of which it looks through a hundred', async () => {
  const storage = new MemoryStorage();
  await storage.put('churn', bytes);
  for (let i = 0; i < 100; i++) await storage.put(`model-${i}`, bytes);
  await storage.put('fraud', bytes);
  await expect(storage.get('churm')).rejects.toThrow('Did you mean "churn"?');
  await expect(storage.get('fraut')).rejects.toThrow('See list() for those that are stored.');
});
