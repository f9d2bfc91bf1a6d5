import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSystemStorage } from '../../src/storage/file-system.js';
import { memoryStorage } from '../../src/storage/memory.js';
import { checkStorage, storageChecks } from '../../src/testing/check-storage.js';

let folder: string;
let created = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitpredict-storage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const adapters = {
  memoryStorage,
  fileSystemStorage: () => fileSystemStorage({ root: join(folder, `root-${created++}`) }),
};

describe.each(Object.entries(adapters))('%s', (_name, create) => {
  for (const check of storageChecks(create)) it(check.name, () => check.run());
});

describe('checkStorage finds out a storage that', () => {
  const faulty = {
    'hands out its own bytes': () => {
      const storage = memoryStorage();
      const kept = new Map<string, Uint8Array>();
      const get = async (key: string) => {
        const bytes = kept.get(key) ?? (await storage.get(key));
        kept.set(key, bytes);
        return bytes;
      };
      return { ...storage, get };
    },
    'ignores ifAbsent': () => {
      const storage = memoryStorage();
      return { ...storage, put: (key: string, bytes: Uint8Array) => storage.put(key, bytes) };
    },
    'never gives a second page': () => {
      const storage = memoryStorage();
      const list: typeof storage.list = async (options) => {
        const { entries } = await storage.list(options);
        return { entries };
      };
      return { ...storage, list };
    },
  };

  it.each(Object.entries(faulty))('%s', async (_fault, create) => {
    await expect(checkStorage(create)).rejects.toThrow(/^The storage fails \d+ of \d+ checks/);
  });
});
