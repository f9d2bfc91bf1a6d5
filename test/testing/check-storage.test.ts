import { expect, it } from 'vitest';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { checkStorage, storageChecks } from '../../src/testing/check-storage.js';
import { withMethods } from '../support/with-methods.js';

/** A storage in memory with one method of its own. */
function broken(change: (sound: ModelStorage) => Partial<ModelStorage>): ModelStorage {
  const sound = new MemoryStorage();
  return withMethods(sound, change(sound));
}

it('passes a storage that keeps the contract', async () => {
  await checkStorage(() => new MemoryStorage());
});

it('gives every check a storage of its own, and a name of its own', async () => {
  let made = 0;
  const checks = storageChecks(() => {
    made++;
    return new MemoryStorage();
  });
  for (const { run } of checks) await run();
  expect(made).toBe(checks.length);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
});

const FAULTS: {
  fault: string;
  check: string;
  change(sound: ModelStorage): Partial<ModelStorage>;
}[] = [
  {
    fault: 'hands out its own bytes',
    check: 'copies bytes on the way in and on the way out',
    change: (sound) => {
      const kept = new Map<string, Uint8Array<ArrayBuffer>>();
      return {
        async get(key) {
          const stored = await sound.get(key);
          const bytes = kept.get(stored.etag) ?? stored.bytes;
          kept.set(stored.etag, bytes);
          return { ...stored, bytes };
        },
      };
    },
  },
  {
    fault: 'looks before it writes',
    check: 'lets one of many racing ifAbsent writers win',
    change: (sound) => ({
      put: async (key, bytes, options = {}) => {
        if (options.ifAbsent && (await sound.exists(key))) return sound.put(key, bytes, options);
        return sound.put(key, bytes);
      },
    }),
  },
  {
    fault: 'lists in the order of UTF-16',
    check: 'lists in the order of code points',
    change: (sound) => ({
      list: async (options = {}) => {
        const page = await sound.list(options);
        return { ...page, models: page.models.sort((a, b) => (a.key < b.key ? -1 : 1)) };
      },
    }),
  },
  {
    fault: 'repeats the last of a page',
    check: 'lists in pages that neither skip nor repeat',
    change: (sound) => ({
      list: async (options = {}) => {
        const page = await sound.list(options);
        return page.cursor === undefined ? page : { ...page, cursor: page.cursor.slice(0, -1) };
      },
    }),
  },
  {
    fault: 'takes any key',
    check: 'refuses keys that some storage could not hold',
    change: () => ({ exists: async () => false }),
  },
  {
    fault: 'ignores the signal',
    check: 'does nothing once the signal is aborted',
    change: (sound) => ({ delete: (key) => sound.delete(key) }),
  },
];

it.each(FAULTS)('fails a storage that $fault', async ({ check, change }) => {
  const error = await checkStorage(() => broken(change)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toMatch(/^The storage fails \d+ of \d+ checks:/);
  expect((error as Error).message).toContain(`- ${check}: `);
});
