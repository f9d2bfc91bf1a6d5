import { StorageError } from '../../errors.js';
import {
  changed,
  type ModelStorage,
  type StorageOptions,
  type StoredInfo,
} from '../model-storage.js';
import { failureOf, hasReason } from '../reasons.js';
import { etagIn, named } from './fallback-conditions.js';
import { checkPrimary, type Kept } from './fallback-keep.js';
import { type ConflictPolicy, type Move, moveWaiting } from './fallback-move.js';
import type { FallbackInfo } from './fallback-options.js';
import type { RestingStorage } from './resting-storage.js';
import { SeenVersions } from './seen-versions.js';

const NOT_CONFIGURED = 'No primary storage is configured.';

/** The primary of a `FallbackStorage`, which may be none, and what was last seen in it. */
export class Primary {
  /** Undefined when none is configured. */
  readonly storage: RestingStorage | undefined;
  /** The last version that this object saw, of the keys used last. */
  readonly #seen = new SeenVersions();

  constructor(storage: RestingStorage | undefined) {
    this.storage = storage;
  }

  /** The version of a key that was last seen. */
  seen(key: string): string | undefined {
    return this.#seen.get(key);
  }

  /** What it has of a model, under the name that tells it from versions of the secondary. */
  async find<T extends StoredInfo>(
    find: (storage: ModelStorage) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const found = this.storage && (await find(this.storage));
    if (found === undefined) return undefined;
    this.#seen.remember(found);
    return named('primary', found);
  }

  /** Store a model, on a condition as far as it is about the primary. */
  async put({ key, bytes, options }: Kept, where: string): Promise<StoredInfo> {
    const { signal, ifAbsent, ifMatch } = options;
    if (this.storage === undefined) throw new StorageError(NOT_CONFIGURED);
    const etag = ifMatch === undefined ? undefined : etagIn('primary', ifMatch);
    // A version of the secondary can only be the newest where the primary has none.
    const isNew = ifAbsent === true || (ifMatch !== undefined && etag === undefined);
    try {
      const info = await this.storage.put(key, bytes, { signal, ifAbsent: isNew, ifMatch: etag });
      this.#seen.remember(info);
      return named('primary', info);
    } catch (error) {
      if (isNew && !ifAbsent && hasReason(error, 'exists')) throw changed(key, where);
      throw error;
    }
  }

  /** Refuse a conditional write that it failed to make, where it would have refused it. */
  async check(write: Kept, where: string): Promise<void> {
    if (this.storage !== undefined) await checkPrimary(this.storage, write, where);
  }

  /** Whether it has deleted a key; false when it failed. */
  async delete(key: string, options: StorageOptions): Promise<boolean> {
    if (this.storage === undefined) return false;
    try {
      await this.storage.delete(key, options);
      this.#seen.delete(key);
      return true;
    } catch (error) {
      failureOf(error);
      return false;
    }
  }

  /** Bring what waits under a key to the primary; the caller has taken the key's turn. */
  async move(
    secondary: ModelStorage,
    key: string,
    policy: ConflictPolicy,
    options: StorageOptions,
  ): Promise<Move> {
    if (this.storage === undefined) throw new StorageError(NOT_CONFIGURED);
    const move = await moveWaiting(this.storage, secondary, key, policy, options);
    if (move.info !== undefined) this.#seen.remember(move.info);
    return move;
  }

  /** Move what has just been kept, and say where it is now. */
  async moveNow(
    secondary: ModelStorage,
    kept: FallbackInfo,
    options: StorageOptions,
  ): Promise<FallbackInfo> {
    try {
      const { info } = await this.move(secondary, kept.key, 'report', options);
      if (info !== undefined) return { ...named('primary', info), storedIn: 'primary' };
      return { ...kept, fallbackReason: 'The model was changed in the primary meanwhile.' };
    } catch (error) {
      return { ...kept, fallbackReason: failureOf(error) };
    }
  }
}
