import { StorageError } from '../../errors.js';
import type {
  ListOptions,
  ModelStorage,
  PutOptions,
  StorageOptions,
  StoredInfo,
  StoredModel,
  StoredPage,
} from '../model-storage.js';
import { hasReason } from '../reasons.js';

/** A failure that took longer than this is not worth waiting for again at once; milliseconds. */
const SLOW_MS = 1_000;

/**
 * A storage that is left alone for a while after it has kept somebody waiting only to fail: meanwhile all
 * fails at once. A failure that came quickly costs little, and changes nothing.
 */
export class RestingStorage implements ModelStorage {
  readonly #storage: ModelStorage;
  readonly #rest: number;
  /** Until when it is not asked, as `performance.now()` counts. */
  #until = -Infinity;
  #reason = '';

  /** @param rest - how long it is left alone, in milliseconds */
  constructor(storage: ModelStorage, rest: number) {
    this.#storage = storage;
    this.#rest = rest;
  }

  /** Ask it again at once. */
  wake(): void {
    this.#until = -Infinity;
  }

  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<StoredInfo> {
    return this.#ask(() => this.#storage.put(key, bytes, options));
  }

  get(key: string, options?: StorageOptions): Promise<StoredModel> {
    return this.#ask(() => this.#storage.get(key, options));
  }

  head(key: string, options?: StorageOptions): Promise<StoredInfo | undefined> {
    return this.#ask(() => this.#storage.head(key, options));
  }

  exists(key: string, options?: StorageOptions): Promise<boolean> {
    return this.#ask(() => this.#storage.exists(key, options));
  }

  list(options?: ListOptions): Promise<StoredPage> {
    return this.#ask(() => this.#storage.list(options));
  }

  delete(key: string, options?: StorageOptions): Promise<void> {
    return this.#ask(() => this.#storage.delete(key, options));
  }

  async #ask<T>(use: () => Promise<T>): Promise<T> {
    const start = performance.now();
    if (start < this.#until) {
      const seconds = Math.ceil((this.#until - start) / 1000);
      throw new StorageError(
        `${this.#reason} It is not asked again before ${seconds} s have passed.`,
      );
    }
    try {
      return await use();
    } catch (error) {
      const end = performance.now();
      if (hasReason(error, 'failed') && end - start > SLOW_MS) {
        this.#until = end + this.#rest;
        this.#reason = error.message;
      }
      throw error;
    }
  }
}
