import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { sha256 } from '../hash.js';
import { alreadyStored, changed, type ModelStorage, type PutOptions } from '../model-storage.js';
import { failureOf, hasReason } from '../reasons.js';
import { baseOf, named, type State } from './fallback-conditions.js';
import { withHash, writeMarker } from './fallback-marker.js';
import { compareWithPrimary } from './fallback-move.js';
import type { FallbackInfo } from './fallback-options.js';

/** A write that the primary has not made. */
export interface Kept {
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly options: PutOptions;
  /** The version seen last in the primary, before the write. */
  readonly seen: string | undefined;
}

/**
 * Refuse a conditional write that the primary failed to make but, as far as it still answers, would
 * have refused. What it holds may also be this very write, its success reported as a failure:
 * these bytes, in a version that was not seen before it.
 */
export async function checkPrimary(
  primary: ModelStorage,
  { key, bytes, options, seen }: Kept,
  where: string,
): Promise<void> {
  const { signal } = options;
  const base = baseOf(options, undefined, undefined);
  const hash = await sha256(bytes);
  const change = { marker: { key, action: 'put', base, hashes: [] } as const, bytes, hash };
  try {
    const { is, current } = await compareWithPrimary(primary, change, { signal });
    const isOwn = is === 'done' && current?.etag !== seen;
    if (is === 'fits' || isOwn) return;
  } catch (error) {
    failureOf(error); // it answers nothing: sync will see
    return;
  }
  throw options.ifAbsent ? alreadyStored(key, where) : changed(key, where);
}

/**
 * Keep bytes in the secondary, marked as waiting.
 *
 * @param fallbackReason - why the primary has not taken them
 */
export async function keep(
  secondary: ModelStorage,
  { key, bytes, options, seen }: Kept,
  { marker, held }: State,
  fallbackReason: string,
): Promise<FallbackInfo> {
  const { signal } = options;
  signal?.throwIfAborted();
  const base = baseOf(options, marker, seen);
  const hashes = withHash(marker?.hashes ?? [], await sha256(bytes));
  const mark = () => writeMarker(secondary, { key, action: 'put', base, hashes }, { signal });
  try {
    // What a crash leaves between the two writes must not change what is read. A marker without a
    // model says nothing, but would speak for a model that is there, or take the place of a deletion.
    const markFirst = marker === undefined && held === undefined;
    if (markFirst) await mark();
    const info = await secondary.put(key, bytes, { signal });
    if (!markFirst) await mark();
    return { ...named('secondary', info), storedIn: 'secondary', fallbackReason };
  } catch (cause) {
    if (!hasReason(cause, 'failed')) throw cause;
    throw new StorageError(
      `FallbackStorage.put: neither storage took ${show(key)}. The primary: ${fallbackReason} The secondary: ${cause.message}`,
      { cause },
    );
  }
}
