import { sha256 } from '../hash.js';
import type { ModelStorage, StorageOptions, StoredInfo } from '../model-storage.js';
import { getIfThere, hasReason } from '../reasons.js';
import { fits, type Marker, readMarker, removeMarker } from './fallback-marker.js';

/** What to do where somebody else changed the model in the primary meanwhile. */
export type ConflictPolicy = 'report' | 'usePrimary' | 'useSecondary';

export interface Move {
  readonly outcome: 'moved' | 'deleted' | 'conflict' | 'nothing';
  /** What is in the primary now, of a model that moved. */
  readonly info?: StoredInfo;
}

/** What waits: without bytes it is a deletion. */
interface Change {
  readonly marker: Marker;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly hash?: string;
}

type Verdict = {
  readonly is: 'done' | 'fits' | 'conflict';
  readonly current: StoredInfo | undefined;
};

/** Others may change the model between looking and writing; who keeps doing so is left to the next sync. */
const MOST_ATTEMPTS = 3;

/**
 * Bring what waits under a key to the primary.
 *
 * Interrupted at any point, it can be repeated: the primary is written first, and whether it holds
 * these bytes already is seen from the bytes. The marker is removed last.
 */
export async function moveWaiting(
  primary: ModelStorage,
  secondary: ModelStorage,
  key: string,
  policy: ConflictPolicy,
  options: StorageOptions,
): Promise<Move> {
  const marker = await readMarker(secondary, key, options);
  if (marker === undefined) return { outcome: 'nothing' };
  const isPut = marker.action === 'put';
  const waiting = isPut ? await getIfThere(secondary, key, options) : undefined;
  if (isPut && waiting === undefined) {
    await removeMarker(secondary, key, options); // a crash came before the model was written
    return { outcome: 'nothing' };
  }
  const change =
    waiting === undefined
      ? { marker }
      : { marker, bytes: waiting.bytes, hash: await sha256(waiting.bytes) };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { is, current } = await compareWithPrimary(primary, change, options);
    if (is === 'conflict' && policy === 'report') break;
    const isDropped = is === 'conflict' && policy === 'usePrimary';
    const isThere = is === 'done' || isDropped;
    const info = isThere ? current : await apply(primary, change, current, options);
    if (info === 'changed') continue;
    if (await stillWaits(secondary, change, waiting, options)) {
      await forget(secondary, key, options);
    }
    if (isDropped) return { outcome: 'conflict' };
    return isPut ? { outcome: 'moved', info } : { outcome: 'deleted' };
  }
  return { outcome: 'conflict' };
}

/** Another process may have replaced what waited while it was moved: that is not to be forgotten. */
async function stillWaits(
  secondary: ModelStorage,
  { marker }: Change,
  waiting: StoredInfo | undefined,
  options: StorageOptions,
): Promise<boolean> {
  const held = waiting && (await secondary.head(marker.key, options));
  const now = await readMarker(secondary, marker.key, options);
  return held?.etag === waiting?.etag && JSON.stringify(now) === JSON.stringify(marker);
}

/** The secondary has nothing to say about a key any more. The marker goes last: alone it says nothing. */
export async function forget(
  secondary: ModelStorage,
  key: string,
  options: StorageOptions,
): Promise<void> {
  await secondary.delete(key, options);
  await removeMarker(secondary, key, options);
}

/** Compare what the primary holds with what the change was made upon. */
export async function compareWithPrimary(
  primary: ModelStorage,
  { marker, hash }: Change,
  options: StorageOptions,
): Promise<Verdict> {
  const current = await primary.head(marker.key, options);
  if (current === undefined && marker.action === 'delete') return { is: 'done', current };
  if (fits(current, marker.base)) return { is: 'fits', current };
  // A write that the primary reported as failed may have been made all the same.
  const found = current && (await getIfThere(primary, marker.key, options));
  if (found === undefined) return { is: 'conflict', current: undefined };
  const { bytes, ...info } = found;
  const foundHash = await sha256(bytes);
  if (foundHash === hash) return { is: 'done', current: info };
  return { is: marker.hashes.includes(foundHash) ? 'fits' : 'conflict', current: info };
}

/** Make the change, unless the primary has changed since `current`. A deletion has no such condition. */
async function apply(
  primary: ModelStorage,
  { marker, bytes }: Change,
  current: StoredInfo | undefined,
  options: StorageOptions,
): Promise<StoredInfo | 'changed' | undefined> {
  if (bytes === undefined) {
    await primary.delete(marker.key, options);
    return undefined;
  }
  const condition = current === undefined ? { ifAbsent: true } : { ifMatch: current.etag };
  try {
    return await primary.put(marker.key, bytes, { ...options, ...condition });
  } catch (error) {
    if (hasReason(error, 'exists', 'changed')) return 'changed';
    throw error;
  }
}
