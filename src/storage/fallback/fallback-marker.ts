import { ModelFormatError } from '../../errors.js';
import {
  decodeRecord,
  encodeRecord,
  finite,
  flag,
  list,
  nullable,
  object,
  oneOf,
  text,
} from '../../serialization/records.js';
import { show } from '../../words.js';
import { sha256 } from '../hash.js';
import type { ModelStorage, StorageOptions, StoredInfo } from '../model-storage.js';
import { getIfThere } from '../reasons.js';

/** Where the secondary keeps its markers; no model may have such a key. */
export const MARKERS = 'fitpredict-waiting/';

/** Markers beyond these many are forgotten: a conflict is reported then where there may be none. */
const MOST_HASHES = 16;

/** Says that a model, or the deletion of one, waits in the secondary for the primary. */
export interface Marker {
  readonly key: string;
  readonly action: 'put' | 'delete';
  readonly base: Base;
  /** SHA-256 of the last bytes that may have reached the primary although it reported a failure. */
  readonly hashes: readonly string[];
}

/**
 * What the primary may hold for the change to be made there: whatever fits one of these. Everything
 * else was written meanwhile by somebody else, and is a conflict.
 */
export interface Base {
  /** This version. */
  readonly etag: string | null;
  /** Nothing. */
  readonly absent: boolean;
  /** Any version stored before this time, by the clock of the primary; milliseconds since 1970. */
  readonly before: number | null;
}

const MARKER = object<Marker>({
  key: text(),
  action: oneOf('put', 'delete'),
  base: object<Base>({
    etag: nullable(text()),
    absent: flag(),
    before: nullable(finite()),
  }),
  hashes: list(text()),
});

export function fits(current: StoredInfo | undefined, { etag, absent, before }: Base): boolean {
  if (current === undefined) return absent;
  return current.etag === etag || (before !== null && current.modified.getTime() < before);
}

/** The hashes of a marker with one more, the oldest forgotten. */
export function withHash(hashes: readonly string[], hash: string): string[] {
  return [...hashes.filter((known) => known !== hash), hash].slice(-MOST_HASHES);
}

/** Keys can be too long to be part of another key, so markers are named for their hash. */
async function markerKey(key: string): Promise<string> {
  return `${MARKERS}${await sha256(new TextEncoder().encode(key))}.json`;
}

export async function readMarker(
  storage: ModelStorage,
  key: string,
  options: StorageOptions,
): Promise<Marker | undefined> {
  const marker = await readMarkerAt(storage, await markerKey(key), options);
  if (marker !== undefined && marker.key !== key) {
    throw new ModelFormatError(
      `The marker of the waiting model ${show(key)} is that of ${show(marker.key)}. Restore it, or remove it.`,
    );
  }
  return marker;
}

export async function writeMarker(
  storage: ModelStorage,
  marker: Marker,
  options: StorageOptions,
): Promise<void> {
  await storage.put(await markerKey(marker.key), encodeRecord(MARKER, marker), options);
}

export async function removeMarker(
  storage: ModelStorage,
  key: string,
  options: StorageOptions,
): Promise<void> {
  await storage.delete(await markerKey(key), options);
}

/** All markers, by the key that they are about. */
export async function readMarkers(
  storage: ModelStorage,
  options: StorageOptions,
): Promise<Map<string, Marker>> {
  const markers = new Map<string, Marker>();
  let cursor: string | undefined;
  do {
    const page = await storage.list({ ...options, prefix: MARKERS, cursor });
    for (const { key } of page.models) {
      const marker = await readMarkerAt(storage, key, options);
      if (marker !== undefined) markers.set(marker.key, marker);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return markers;
}

/** The keys of what waits. */
export async function readWaiting(
  storage: ModelStorage,
  options: StorageOptions,
): Promise<Pick<Marker, 'key' | 'action'>[]> {
  const found: Pick<Marker, 'key' | 'action'>[] = [];
  for (const { key, action } of (await readMarkers(storage, options)).values()) {
    // The marker of a model is written before it: without the model there is nothing to wait.
    if (action === 'put' && !(await storage.exists(key, options))) continue;
    found.push({ key, action });
  }
  return found;
}

async function readMarkerAt(
  storage: ModelStorage,
  path: string,
  options: StorageOptions,
): Promise<Marker | undefined> {
  const stored = await getIfThere(storage, path, options);
  return stored && decodeRecord(MARKER, stored.bytes, path);
}
