import { nearestNames } from '../../words.js';
import type { ModelStorage, StorageOptions } from '../model-storage.js';
import { failureOf } from '../reasons.js';
import { MARKERS, readMarker } from './fallback-marker.js';

/** Models of a storage that are looked through for a key that was perhaps meant. */
const MOST_NEAR = 100;

/** Keys near one that is missing, in its folder and as far as a short list tells; undefined when there are none. */
export async function nearKeys(
  key: string,
  primary: ModelStorage | undefined,
  secondary: ModelStorage,
  options: StorageOptions,
): Promise<string[] | undefined> {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  const keys = new Set<string>();
  for (const storage of [primary, secondary]) {
    const page = await storage?.list({ ...options, prefix, limit: MOST_NEAR }).catch(failureOf);
    if (typeof page !== 'object') continue; // it fails, and then has no part in this
    for (const model of page.models) if (!model.key.startsWith(MARKERS)) keys.add(model.key);
  }
  const near: string[] = [];
  for (const name of nearestNames(key, [...keys])) {
    const marker = await readMarker(secondary, name, options);
    if (marker?.action !== 'delete') near.push(name);
  }
  return near.length > 0 ? near : undefined;
}
