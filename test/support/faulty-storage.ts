import { StorageError } from '../../src/errors.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';

/** Fail before the storage has done anything, or after it has done all and only the answer is lost. */
export type Fault = 'before' | 'after';
export type Operation = keyof ModelStorage;

/** A storage that fails when `decide` says so. Arguments are handed on as they are. */
export function faulty(
  storage: ModelStorage,
  decide: (operation: Operation, key: string) => Fault | undefined,
): ModelStorage {
  async function guard<T>(operation: Operation, key: string, run: () => Promise<T>): Promise<T> {
    const fault = decide(operation, key);
    const failure = new StorageError(`The fault injector stopped ${operation} of ${key}.`);
    if (fault === 'before') throw failure;
    const result = await run();
    if (fault === 'after') throw failure;
    return result;
  }
  return {
    put: (key, bytes, options) => guard('put', key, () => storage.put(key, bytes, options)),
    get: (key, options) => guard('get', key, () => storage.get(key, options)),
    head: (key, options) => guard('head', key, () => storage.head(key, options)),
    exists: (key, options) => guard('exists', key, () => storage.exists(key, options)),
    list: (options = {}) => guard('list', options.prefix ?? '', () => storage.list(options)),
    delete: (key, options) => guard('delete', key, () => storage.delete(key, options)),
  };
}

/** Every key of a storage, in order. */
export async function keysOf(storage: ModelStorage, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.list({ prefix, cursor });
    for (const { key } of page.models) keys.push(key);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return keys;
}
