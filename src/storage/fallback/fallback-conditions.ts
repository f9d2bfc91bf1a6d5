import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { alreadyStored, changed, type PutOptions, type StoredInfo } from '../model-storage.js';
import { type Base, MARKERS, type Marker } from './fallback-marker.js';

/** What the secondary says of a key. */
export interface State {
  /** Says that a change waits; undefined when the primary has the last word. */
  readonly marker?: Marker;
  /** What the secondary holds, waiting or not; undefined where a deletion waits. */
  readonly held?: StoredInfo;
}

export type Side = 'primary' | 'secondary';

/** A version is named with its storage, for the etags of one may happen to be those of the other. */
export function named<T extends StoredInfo>(side: Side, info: T): T {
  return { ...info, etag: `${side}-${info.etag}` };
}

/** The storage's own name of a version that is in it; undefined when the version is in the other. */
export function etagIn(side: Side, etag: string): string | undefined {
  return etag.startsWith(`${side}-`) ? etag.slice(side.length + 1) : undefined;
}

/** The conditions of a write as far as the secondary can tell. */
export function checkConditions(
  key: string,
  { ifAbsent, ifMatch }: PutOptions,
  { marker, held }: State,
  where: string,
): void {
  if (ifAbsent && held !== undefined) throw alreadyStored(key, where);
  if (ifMatch === undefined) return;
  const isHeld = held !== undefined && etagIn('secondary', ifMatch) === held.etag;
  const mayBeRemote = marker === undefined && etagIn('primary', ifMatch) !== undefined;
  if (!isHeld && !mayBeRemote) throw changed(key, where);
}

export function checkReserved(key: string, where: string): void {
  if (!key.startsWith(MARKERS)) return;
  throw new StorageError(
    `${where}: the key ${show(key)} begins with ${show(MARKERS)}, where FallbackStorage marks what waits. Choose another key.`,
    { reason: 'invalidKey' },
  );
}

export function isConditional({ ifAbsent, ifMatch }: PutOptions): boolean {
  return ifAbsent === true || ifMatch !== undefined;
}

/**
 * What the primary may hold for a change that is kept now to be made there later.
 *
 * @param marker - of an earlier change to the model that waits
 * @param seen - the version that was last seen in the primary
 */
export function baseOf(
  options: PutOptions,
  marker: Marker | undefined,
  seen: string | undefined,
): Base {
  if (!isConditional(options)) {
    return { etag: seen ?? marker?.base.etag ?? null, absent: true, before: Date.now() };
  }
  if (marker !== undefined) return marker.base; // the condition is about the model that waits
  const etag = options.ifMatch === undefined ? undefined : etagIn('primary', options.ifMatch);
  return { etag: etag ?? null, absent: etag === undefined, before: null };
}
