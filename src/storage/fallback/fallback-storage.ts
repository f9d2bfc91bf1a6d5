import { InvalidParameterError, StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { sha256 } from '../hash.js';
import {
  checkCall,
  checkPut,
  checkSignal,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from '../model-storage.js';
import { failureOf, getIfThere } from '../reasons.js';
import { checkStorageArgument, resolveOptions } from '../resolve-options.js';
import {
  baseOf,
  checkConditions,
  checkReserved,
  isConditional,
  named,
  type State,
} from './fallback-conditions.js';
import { keep } from './fallback-keep.js';
import { listBoth } from './fallback-list.js';
import { readMarker, readMarkers, readWaiting, withHash, writeMarker } from './fallback-marker.js';
import { forget } from './fallback-move.js';
import {
  type FallbackInfo,
  type FallbackOptions,
  OPTIONS,
  SYNC_OPTIONS,
  type SyncOptions,
  type SyncReport,
} from './fallback-options.js';
import { Primary } from './fallback-primary.js';
import { RestingStorage } from './resting-storage.js';
import { Turns } from './turns.js';

/** Writers of one secondary take turns, whichever FallbackStorage they use. */
const turnsOf = /* @__PURE__ */ new WeakMap<ModelStorage, Turns>();

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
  readonly #primary: Primary;
  readonly #secondary: ModelStorage;
  readonly #turns: Turns;

  /**
   * @param primary - undefined when none is configured: then everything waits
   * @param secondary - what takes over; its failures are the caller's
   */
  constructor(
    primary: ModelStorage | undefined,
    secondary: ModelStorage,
    options: FallbackOptions = {},
  ) {
    const owner = 'FallbackStorage';
    if (primary !== undefined) checkStorageArgument(owner, 'primary', primary);
    checkStorageArgument(owner, 'secondary', secondary);
    const { rest } = resolveOptions<Required<FallbackOptions>>(owner, OPTIONS, options);
    if (primary === secondary) {
      throw new InvalidParameterError(
        'FallbackStorage: primary and secondary are the same storage. Pass two different ones.',
      );
    }
    this.#primary = new Primary(primary && new RestingStorage(primary, rest));
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
      const write = { key, bytes: copy, options, seen: this.#primary.seen(key) };
      if (state.marker !== undefined && isConditional(options)) {
        // The condition is about the model that waits: the new one takes its place, and then moves.
        const kept = await keep(this.#secondary, write, state, 'An earlier version waits.');
        return this.#primary.moveNow(this.#secondary, kept, { signal });
      }
      if (state.marker !== undefined) {
        // Should a crash leave the old model waiting, then sync knows what is in the primary for its own.
        const hashes = withHash(state.marker.hashes, await sha256(copy));
        await writeMarker(this.#secondary, { ...state.marker, hashes }, { signal });
      }
      let info: StoredInfo;
      try {
        info = await this.#primary.put(write, where);
      } catch (error) {
        const reason = failureOf(error);
        if (isConditional(options)) await this.#primary.check(write, where);
        return keep(this.#secondary, write, state, reason);
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
    if (model === undefined) throw missing(key, where);
    return model;
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
    return listBoth(this.#primary.storage, this.#secondary, options, 'FallbackStorage.list');
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'FallbackStorage.delete';
    checkCall(key, options, where);
    checkReserved(key, where);
    await this.#turns.take(key, async () => {
      const { marker } = await this.#stateOf(key, options);
      const base = baseOf({}, marker, this.#primary.seen(key));
      const hashes = marker?.hashes ?? [];
      const mark = () =>
        writeMarker(this.#secondary, { key, action: 'delete', base, hashes }, options);
      // What waits is replaced by the deletion first: from then on the model is gone for every reader.
      if (marker !== undefined) await mark();
      if (await this.#primary.delete(key, options)) {
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
    const signal = checkSignal(options, 'FallbackStorage.waiting', ['signal']);
    return readWaiting(this.#secondary, { signal });
  }

  /**
   * Move what waits to the primary. Safe to repeat, and to interrupt at any moment: what has moved is
   * not moved again, and what has not still waits.
   *
   * @returns what became of each key; that some failed is no error
   */
  async sync(options: SyncOptions = {}): Promise<SyncReport> {
    const { onProgress, conflicts = 'report' } = resolveOptions<SyncOptions>(
      'FallbackStorage.sync',
      SYNC_OPTIONS,
      options,
    );
    const signal = checkSignal(options, 'FallbackStorage.sync');
    this.#primary.storage?.wake();
    const report: SyncReport = { moved: [], deleted: [], conflicts: [], failed: [] };
    const keys = [...(await readMarkers(this.#secondary, { signal })).keys()];
    for (const [i, key] of keys.entries()) {
      signal?.throwIfAborted();
      try {
        const { outcome } = await this.#turns.take(key, () =>
          this.#primary.move(this.#secondary, key, conflicts, { signal }),
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

  /** The newest version: one that waits, else the primary's, else what the secondary holds besides. */
  async #read<T extends StoredInfo>(
    key: string,
    options: StorageOptions,
    where: string,
    find: (storage: ModelStorage) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    checkCall(key, options, where);
    checkReserved(key, where);
    const marker = await readMarker(this.#secondary, key, options);
    if (marker?.action === 'delete') return undefined;
    if (marker !== undefined) {
      const kept = await find(this.#secondary);
      if (kept !== undefined) return named('secondary', kept);
    }
    let failure: string | undefined;
    try {
      const found = await this.#primary.find(find);
      if (found !== undefined) return found;
    } catch (error) {
      failure = failureOf(error);
    }
    const held = await find(this.#secondary);
    if (held !== undefined) return named('secondary', held);
    if (failure === undefined) return undefined;
    throw new StorageError(
      `${where}: the primary failed, and the secondary has no model ${show(key)}. The primary: ${failure}`,
    );
  }
}
