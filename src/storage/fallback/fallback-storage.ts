import { InvalidParameterError, StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { sha256 } from '../hash.js';
import {
  alreadyStored,
  changed,
  checkKey,
  checkPut,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from '../model-storage.js';
import { failureOf, getIfThere, hasReason } from '../reasons.js';
import {
  baseOf,
  checkConditions,
  checkReserved,
  etagIn,
  isConditional,
  named,
  type State,
} from './fallback-conditions.js';
import { listBoth } from './fallback-list.js';
import { readMarker, readMarkers, withHash, writeMarker } from './fallback-marker.js';
import { type ConflictPolicy, forget, judge, type Move, moveWaiting } from './fallback-move.js';
import { Turns } from './turns.js';

/** Where a model was stored, and why not in the primary. */
export interface FallbackInfo extends StoredInfo {
  /** Which of the two storages has it. */
  readonly storedIn: 'primary' | 'secondary';
  /** Why the primary did not take it; absent when it did. */
  readonly fallbackReason?: string;
}

/** How to follow a `sync`, and what it does with conflicts. */
export interface SyncOptions extends StorageOptions {
  /** Called after each key. */
  onProgress?: (progress: SyncProgress) => void;
  /**
   * What to do where somebody else changed the model in the primary meanwhile: `report` leaves both as
   * they are, `usePrimary` drops what waits, `useSecondary` replaces what is in the primary. Default `report`.
   */
  conflicts?: ConflictPolicy;
}

/** How far a `sync` has come. */
export interface SyncProgress {
  /** Keys dealt with so far, those that failed included. */
  readonly done: number;
  /** Keys that waited when it began. */
  readonly total: number;
  /** The key that was dealt with last. */
  readonly key: string;
}

/** What a `sync` has done with each key that waited. */
export interface SyncReport {
  /** Keys whose models are now in the primary. */
  readonly moved: string[];
  /** Keys whose deletion has now reached the primary. */
  readonly deleted: string[];
  /** Keys that were changed in the primary meanwhile. They still wait, unless `conflicts` settled them. */
  readonly conflicts: string[];
  /** Keys that still wait because a storage failed. */
  readonly failed: { readonly key: string; readonly reason: string }[];
}

/** Writers of one secondary take turns, whichever FallbackStorage they use. */
const turnsOf = /* @__PURE__ */ new WeakMap<ModelStorage, Turns>();

const NOT_CONFIGURED = 'No primary storage is configured.';
const MOST_SEEN = 1000;

/**
 * A storage with a second one for when it fails: what the primary cannot take waits in the secondary,
 * and `sync` moves it later.
 *
 * - A model that waits is the newest: reads find it before the primary's. Everything else is the
 *   primary's, and then what the secondary holds besides. Reads that find nothing while the primary
 *   fails reject, for there is no telling whether the model exists.
 * - The primary "fails" where it rejects with a `StorageError` of the reason `failed`. Its other answers,
 *   such as `exists`, are answers.
 * - What waits is marked in the secondary, under `fitpredict-waiting/`, so that it survives a crash.
 *   A deletion that cannot reach the primary waits in the same way.
 * - The condition of a write that waits (`ifAbsent`, `ifMatch`) is checked against what can be read,
 *   and once more by `sync`. A model that somebody else changed in the primary meanwhile is a conflict,
 *   which `sync` reports and leaves alone. After a write without a condition, "meanwhile" goes by the
 *   clocks of this machine and of the primary, where this object has not seen the version before.
 *
 * Objects of one program that share a secondary take turns. Different programs should not share one
 * while `sync` runs: a model that the other keeps in the moment in which `sync` removes an older one of
 * the same key, after moving it, would be removed with it.
 *
 * @example
 * const storage = new FallbackStorage(s3, new FileSystemStorage({ root: 'saved_models' }))
 * const { storedIn, fallbackReason } = await storage.put('churn', bytes)
 * const { moved, failed } = await storage.sync()
 */
export class FallbackStorage implements ModelStorage {
  readonly #primary: ModelStorage | undefined;
  readonly #secondary: ModelStorage;
  readonly #turns: Turns;
  /** The last version that this object saw in the primary, of the keys used last. */
  readonly #seen = new Map<string, string>();

  /**
   * @param primary - undefined when none is configured: then everything waits
   * @param secondary - what takes over; its failures are the caller's
   */
  constructor(primary: ModelStorage | undefined, secondary: ModelStorage) {
    if (primary === secondary) {
      throw new InvalidParameterError(
        'FallbackStorage: primary and secondary are the same storage. Pass two different ones.',
      );
    }
    this.#primary = primary;
    this.#secondary = secondary;
    this.#turns = turnsOf.get(secondary) ?? new Turns();
    turnsOf.set(secondary, this.#turns);
  }

  /**
   * Store bytes in the primary, or keep them in the secondary until `sync`.
   *
   * @returns also where they went, and why
   * @throws StorageError when a condition does not hold, or neither storage takes them
   */
  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<FallbackInfo> {
    const where = 'FallbackStorage.put';
    checkPut(key, bytes, options, where);
    checkReserved(key, where);
    const copy = new Uint8Array(bytes); // the caller may go on to change them while others have their turn
    const { signal } = options;
    return this.#turns.take(key, async () => {
      const state = await this.#stateOf(key, { signal });
      checkConditions(key, options, state, where);
      if (state.marker !== undefined && isConditional(options)) {
        // The condition is about the model that waits: the new one takes its place, and then moves.
        const kept = await this.#keep(key, copy, options, state, 'An earlier version waits.');
        return this.#moveNow(kept, { signal });
      }
      if (state.marker !== undefined) {
        // Should a crash leave the old model waiting, then sync knows what is in the primary for its own.
        const hashes = withHash(state.marker.hashes, await sha256(copy));
        await writeMarker(this.#secondary, { ...state.marker, hashes }, { signal });
      }
      const seen = this.#seen.get(key);
      let info: StoredInfo;
      try {
        info = await this.#putPrimary(key, copy, options, where);
      } catch (error) {
        const reason = failureOf(error);
        if (isConditional(options)) await this.#checkPrimary(key, copy, options, seen, where);
        return this.#keep(key, copy, options, state, reason);
      }
      const isHeld = state.marker !== undefined || state.held !== undefined;
      if (isHeld) await forget(this.#secondary, key, { signal });
      return { ...info, storedIn: 'primary' };
    });
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    const where = 'FallbackStorage.get';
    const model = await this.#read(key, options, where, (storage) =>
      getIfThere(storage, key, options),
    );
    if (model !== undefined) return model;
    const { models } = await this.list({ signal: options.signal });
    throw missing(
      key,
      models.map((entry) => entry.key),
      where,
    );
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    return this.#read(key, options, 'FallbackStorage.head', (storage) =>
      storage.head(key, options),
    );
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    return (await this.head(key, options)) !== undefined;
  }

  /**
   * A page of the models of both storages. While the primary fails, those of the secondary alone,
   * and `incomplete` says why.
   */
  async list(options: ListOptions = {}): Promise<StoredPage> {
    return listBoth(this.#primary, this.#secondary, options, 'FallbackStorage.list');
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'FallbackStorage.delete';
    checkKey(key, where);
    checkReserved(key, where);
    options.signal?.throwIfAborted();
    await this.#turns.take(key, async () => {
      const { marker } = await this.#stateOf(key, options);
      const base = baseOf({}, marker, this.#seen.get(key));
      const hashes = marker?.hashes ?? [];
      const mark = () =>
        writeMarker(this.#secondary, { key, action: 'delete', base, hashes }, options);
      // What waits is replaced by the deletion first: from then on the model is gone for every reader.
      if (marker !== undefined) await mark();
      if (await this.#deletePrimary(key, options)) {
        await forget(this.#secondary, key, options);
        return;
      }
      if (marker === undefined) await mark();
      await this.#secondary.delete(key, options);
    });
  }

  /** The keys of what waits for the primary, and whether it is a model or a deletion. */
  async waiting(
    options: StorageOptions = {},
  ): Promise<{ key: string; action: 'put' | 'delete' }[]> {
    const markers = await readMarkers(this.#secondary, options);
    const found: { key: string; action: 'put' | 'delete' }[] = [];
    for (const { key, action } of markers.values()) {
      // The marker of a model is written before it: without the model there is nothing to wait.
      if (action === 'put' && !(await this.#secondary.exists(key, options))) continue;
      found.push({ key, action });
    }
    return found;
  }

  /**
   * Move what waits to the primary. Safe to repeat, and to interrupt at any moment: what has moved is
   * not moved again, and what has not still waits.
   *
   * @returns what became of each key; that some failed is no error
   */
  async sync(options: SyncOptions = {}): Promise<SyncReport> {
    const { signal, onProgress, conflicts = 'report' } = options;
    const report: SyncReport = { moved: [], deleted: [], conflicts: [], failed: [] };
    const keys = [...(await readMarkers(this.#secondary, { signal })).keys()];
    for (const [i, key] of keys.entries()) {
      signal?.throwIfAborted();
      try {
        const { outcome } = await this.#turns.take(key, () =>
          this.#move(key, conflicts, { signal }),
        );
        if (outcome === 'moved') report.moved.push(key);
        if (outcome === 'deleted') report.deleted.push(key);
        if (outcome === 'conflict') report.conflicts.push(key);
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        report.failed.push({ key, reason: error.message });
      }
      onProgress?.({ done: i + 1, total: keys.length, key });
    }
    return report;
  }

  async #stateOf(key: string, options: StorageOptions): Promise<State> {
    options.signal?.throwIfAborted();
    const marker = await readMarker(this.#secondary, key, options);
    if (marker?.action === 'delete') return { marker };
    const held = await this.#secondary.head(key, options);
    // A crash between a marker and its model leaves a marker that says nothing.
    return held === undefined ? {} : { marker, held };
  }

  async #putPrimary(
    key: string,
    bytes: Uint8Array,
    { signal, ifAbsent, ifMatch }: PutOptions,
    where: string,
  ): Promise<StoredInfo> {
    if (this.#primary === undefined) throw new StorageError(NOT_CONFIGURED);
    const etag = ifMatch === undefined ? undefined : etagIn('primary', ifMatch);
    // A version of the secondary can only be the newest where the primary has none.
    const isNew = ifAbsent === true || (ifMatch !== undefined && etag === undefined);
    try {
      const info = await this.#primary.put(key, bytes, { signal, ifAbsent: isNew, ifMatch: etag });
      this.#remember(info);
      return named('primary', info);
    } catch (error) {
      if (isNew && !ifAbsent && hasReason(error, 'exists')) throw changed(key, where);
      throw error;
    }
  }

  /**
   * Refuse a conditional write that the primary failed to make but, as far as it still answers, would
   * have refused. What it holds may also be this very write, its success reported as a failure:
   * these bytes, in a version that was not seen before it.
   *
   * @param seen - the version seen last before the write
   */
  async #checkPrimary(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
    seen: string | undefined,
    where: string,
  ): Promise<void> {
    if (this.#primary === undefined) return;
    const { signal } = options;
    const base = baseOf(options, undefined, undefined);
    const hash = await sha256(bytes);
    const change = { marker: { key, action: 'put', base, hashes: [] } as const, bytes, hash };
    try {
      const { is, current } = await judge(this.#primary, change, { signal });
      const isOwn = is === 'done' && current?.etag !== seen;
      if (is === 'fits' || isOwn) return;
    } catch (error) {
      failureOf(error); // it answers nothing: sync will see
      return;
    }
    throw options.ifAbsent ? alreadyStored(key, where) : changed(key, where);
  }

  /** Keep bytes in the secondary, marked as waiting. */
  async #keep(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: PutOptions,
    { marker, held }: State,
    fallbackReason: string,
  ): Promise<FallbackInfo> {
    const { signal } = options;
    signal?.throwIfAborted();
    const base = baseOf(options, marker, this.#seen.get(key));
    const hashes = withHash(marker?.hashes ?? [], await sha256(bytes));
    const mark = () =>
      writeMarker(this.#secondary, { key, action: 'put', base, hashes }, { signal });
    try {
      // What a crash leaves between the two writes must not change what is read. A marker without a
      // model says nothing, but would speak for a model that is there, or take the place of a deletion.
      const markFirst = marker === undefined && held === undefined;
      if (markFirst) await mark();
      const info = await this.#secondary.put(key, bytes, { signal });
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

  /** Move what has just been kept, and say where it is now. */
  async #moveNow(kept: FallbackInfo, options: StorageOptions): Promise<FallbackInfo> {
    try {
      const { info } = await this.#move(kept.key, 'report', options);
      if (info !== undefined) return { ...named('primary', info), storedIn: 'primary' };
      return { ...kept, fallbackReason: 'The model was changed in the primary meanwhile.' };
    } catch (error) {
      return { ...kept, fallbackReason: failureOf(error) };
    }
  }

  /** Whether the primary has deleted a key; false when it failed. */
  async #deletePrimary(key: string, options: StorageOptions): Promise<boolean> {
    if (this.#primary === undefined) return false;
    try {
      await this.#primary.delete(key, options);
      this.#seen.delete(key);
      return true;
    } catch (error) {
      failureOf(error);
      return false;
    }
  }

  /** The newest version: one that waits, else the primary's, else what the secondary holds besides. */
  async #read<T extends StoredInfo>(
    key: string,
    options: StorageOptions,
    where: string,
    find: (storage: ModelStorage) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    checkKey(key, where);
    checkReserved(key, where);
    options.signal?.throwIfAborted();
    const marker = await readMarker(this.#secondary, key, options);
    if (marker?.action === 'delete') return undefined;
    if (marker !== undefined) {
      const kept = await find(this.#secondary);
      if (kept !== undefined) return named('secondary', kept);
    }
    let failure: string | undefined;
    if (this.#primary !== undefined) {
      try {
        const found = await find(this.#primary);
        if (found !== undefined) {
          this.#remember(found);
          return named('primary', found);
        }
      } catch (error) {
        failure = failureOf(error);
      }
    }
    const held = await find(this.#secondary);
    if (held !== undefined) return named('secondary', held);
    if (failure === undefined) return undefined;
    throw new StorageError(
      `${where}: the primary failed, and the secondary has no model ${show(key)}. The primary: ${failure}`,
    );
  }

  /** Bring what waits under a key to the primary; the caller has taken the key's turn. */
  async #move(key: string, policy: ConflictPolicy, options: StorageOptions): Promise<Move> {
    if (this.#primary === undefined) throw new StorageError(NOT_CONFIGURED);
    const move = await moveWaiting(this.#primary, this.#secondary, key, policy, options);
    if (move.info !== undefined) this.#remember(move.info);
    return move;
  }

  #remember({ key, etag }: StoredInfo): void {
    this.#seen.delete(key); // so that it becomes the youngest
    this.#seen.set(key, etag);
    if (this.#seen.size > MOST_SEEN) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
  }
}
