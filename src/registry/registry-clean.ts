import type { StorageOptions } from '../storage/model-storage.js';
import { parseIdKey } from './registry-records.js';
import type { RegistryStore } from './registry-store.js';

/**
 * Remove the model files and index entries that no version names.
 *
 * @param before - what was stored later is spared; milliseconds since 1970
 * @returns the keys that were removed
 */
export async function removeLeftOver(
  store: RegistryStore,
  before: number,
  options: StorageOptions,
): Promise<string[]> {
  const { keys, storage } = store;
  const leftOver: { key: string; id: string }[] = [];
  for (const prefix of [keys.folder(), keys.ids()]) {
    for await (const { key, modified } of store.entries(prefix, options)) {
      const id = parseIdKey(key);
      if (id !== undefined && modified.getTime() <= before) leftOver.push({ key, id });
    }
  }
  // After the listing: a version that was made in between is seen.
  const named = new Set<string>();
  for (const { id, deleted } of await store.versions(undefined, options)) {
    if (deleted === null) named.add(id);
  }
  const removed = leftOver.filter(({ id }) => !named.has(id)).map(({ key }) => key);
  for (const key of removed) await storage.delete(key, options);
  return removed;
}
