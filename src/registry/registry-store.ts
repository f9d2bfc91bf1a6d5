import { StorageError } from '../errors.js';
import type { ModelStorage, StorageOptions, StoredEntry } from '../storage/model-storage.js';
import { getIfThere, hasReason } from '../storage/reasons.js';
import {
  type AliasRecord,
  decodeAliases,
  decodeVersion,
  encodeAliases,
  encodeVersion,
  isVersion,
  parseVersionKey,
  type RegistryKeys,
  type VersionRecord,
} from './registry-records.js';

/** Metadata objects that are read at once. */
const READS_AT_ONCE = 8;
/** So often others may be faster before an update gives up; each time, one of them has succeeded. */
const MOST_ATTEMPTS = 100;

const NO_ALIASES: AliasRecord = { aliases: new Map(), history: [] };

/** Reads and writes the records of a registry, each write whole and conditional. */
export class RegistryStore {
  readonly storage: ModelStorage;
  readonly keys: RegistryKeys;

  constructor(storage: ModelStorage, keys: RegistryKeys) {
    this.storage = storage;
    this.keys = keys;
  }

  /** The record of a version, of a deleted one too; undefined when there never was one. */
  async version(
    name: string,
    version: number,
    options: StorageOptions,
  ): Promise<VersionRecord | undefined> {
    const key = this.keys.version(name, version);
    const stored = await getIfThere(this.storage, key, options);
    return stored && decodeVersion(stored.bytes, key, { name, version });
  }

  /** All versions of a name, or of all names, in ascending order of both; deleted ones too. */
  async versions(name: string | undefined, options: StorageOptions): Promise<VersionRecord[]> {
    const places = await this.places(name, options);
    const records: VersionRecord[] = [];
    for (let i = 0; i < places.length; i += READS_AT_ONCE) {
      const batch = places.slice(i, i + READS_AT_ONCE);
      const read = await Promise.all(
        batch.map((place) => this.version(place.name, place.version, options)),
      );
      for (const record of read) if (record !== undefined) records.push(record);
    }
    return records;
  }

  /** The names and numbers of versions, from their keys alone. */
  async places(
    name: string | undefined,
    options: StorageOptions,
  ): Promise<{ name: string; version: number }[]> {
    const places: { name: string; version: number }[] = [];
    const prefix = this.keys.folder(name) + (name === undefined ? '' : 'v');
    for await (const { key } of this.entries(prefix, options)) {
      const place = parseVersionKey(key);
      if (place !== undefined && this.keys.version(place.name, place.version) === key) {
        places.push(place);
      }
    }
    return places;
  }

  /** The names on the first page of a listing, for messages: however large the registry is, that is one request. */
  async someNames(options: StorageOptions): Promise<{ names: Set<string>; isWhole: boolean }> {
    const page = await this.storage.list({ ...options, prefix: this.keys.folder(undefined) });
    const places = page.models.map(({ key }) => parseVersionKey(key));
    const names = new Set(places.flatMap((place) => (place === undefined ? [] : [place.name])));
    return { names, isWhole: page.cursor === undefined && page.incomplete === undefined };
  }

  /**
   * Everything below a prefix, page by page.
   *
   * @throws StorageError when the storage can list a part only: versions would be given twice, and
   *   files removed that are still needed
   */
  async *entries(prefix: string, options: StorageOptions): AsyncGenerator<StoredEntry> {
    let cursor: string | undefined;
    do {
      const page = await this.storage.list({ ...options, prefix, cursor });
      if (page.incomplete !== undefined) {
        throw new StorageError(
          `ModelRegistry: not all models can be listed: ${page.incomplete} Try again when the storage works.`,
        );
      }
      yield* page.models;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /**
   * Write a new version, unless its number is taken.
   *
   * @returns whether this very record is stored now. A storage that repeats a write whose answer was
   *   lost finds the number taken by itself.
   */
  async create(record: VersionRecord, options: StorageOptions): Promise<boolean> {
    if (!isVersion(record.version)) {
      throw new StorageError(
        `ModelRegistry: the versions of ${record.name} have used up all numbers. Choose another name.`,
      );
    }
    const key = this.keys.version(record.name, record.version);
    try {
      await this.storage.put(key, encodeVersion(record), { ...options, ifAbsent: true });
      return true;
    } catch (error) {
      if (!hasReason(error, 'exists')) throw error;
      const stored = await this.version(record.name, record.version, options);
      return stored?.id === record.id;
    }
  }

  async aliases(name: string, options: StorageOptions): Promise<AliasRecord> {
    const key = this.keys.aliases(name);
    const stored = await getIfThere(this.storage, key, options);
    return stored === undefined ? NO_ALIASES : decodeAliases(stored.bytes, key);
  }

  /** Change the aliases of a name; null from `change` leaves them. Of several at once, none is lost. */
  async updateAliases(
    name: string,
    change: (record: AliasRecord) => AliasRecord | null,
    options: StorageOptions,
  ): Promise<void> {
    const key = this.keys.aliases(name);
    await this.#update(
      key,
      (bytes) => {
        const next = change(bytes === undefined ? NO_ALIASES : decodeAliases(bytes, key));
        return next && encodeAliases(next);
      },
      options,
    );
  }

  /** Mark a version as deleted. Its record stays. */
  async markDeleted(record: VersionRecord, time: Date, options: StorageOptions): Promise<void> {
    const { name, version } = record;
    const key = this.keys.version(name, version);
    await this.#update(
      key,
      (bytes) => {
        if (bytes === undefined) return null;
        const current = decodeVersion(bytes, key, { name, version });
        return current.deleted === null ? encodeVersion({ ...current, deleted: time }) : null;
      },
      options,
    );
  }

  /** Replace bytes by what `change` makes of them, again and again until nobody has come between. */
  async #update(
    key: string,
    change: (bytes: Uint8Array | undefined) => Uint8Array | null,
    options: StorageOptions,
  ): Promise<void> {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const stored = await getIfThere(this.storage, key, options);
      const next = change(stored?.bytes);
      if (next === null) return;
      const condition = stored === undefined ? { ifAbsent: true } : { ifMatch: stored.etag };
      try {
        await this.storage.put(key, next, { ...options, ...condition });
        return;
      } catch (error) {
        if (!hasReason(error, 'exists', 'changed')) throw error;
      }
    }
    throw new StorageError(
      `ModelRegistry: ${key} is changed by others all the time. Try again later.`,
      { reason: 'changed' },
    );
  }
}
