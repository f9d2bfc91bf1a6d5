import {
  alreadyStored,
  changed,
  checkCall,
  checkList,
  checkPut,
  compareKeys,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from './model-storage.js';

/** Keys that are looked through for one that was perhaps meant: with 1000, a miss would take milliseconds. */
const MOST_NEAR = 100;

interface Version {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly modified: number;
}

/**
 * Models in memory, gone when the program ends: for tests, and as a cache in front of another storage.
 *
 * @example
 * const storage = new MemoryStorage()
 * await storage.put('greeting', new TextEncoder().encode('hello'))
 * const { bytes } = await storage.get('greeting')
 */
export class MemoryStorage implements ModelStorage {
  readonly #versions = new Map<string, Version>();
  #writes = 0;

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'MemoryStorage.put';
    checkPut(key, bytes, options, where);
    const current = this.#versions.get(key);
    if (options.ifAbsent && current !== undefined) throw alreadyStored(key, where);
    if (options.ifMatch !== undefined && options.ifMatch !== current?.etag) {
      throw changed(key, where);
    }
    const version = { bytes: copy(bytes), etag: `${++this.#writes}`, modified: Date.now() };
    this.#versions.set(key, version);
    return info(key, version);
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    checkCall(key, options, 'MemoryStorage.get');
    const version = this.#versions.get(key);
    if (version === undefined) {
      throw missing(key, 'MemoryStorage.get', [...this.#versions.keys()].slice(0, MOST_NEAR));
    }
    return { ...info(key, version), bytes: copy(version.bytes) };
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    checkCall(key, options, 'MemoryStorage.head');
    const version = this.#versions.get(key);
    return version && info(key, version);
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    checkCall(key, options, 'MemoryStorage.exists');
    return this.#versions.has(key);
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const { prefix, limit, cursor } = checkList(options, 'MemoryStorage.list');
    const keys = [...this.#versions.keys()]
      .filter((key) => key.startsWith(prefix))
      .filter((key) => cursor === undefined || compareKeys(key, cursor) > 0)
      .sort(compareKeys);
    const models = keys.slice(0, limit).map((key) => {
      const { bytes, modified } = this.#versions.get(key) as Version;
      return { key, size: bytes.length, modified: new Date(modified) };
    });
    return keys.length > limit ? { models, cursor: keys[limit - 1] } : { models };
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    checkCall(key, options, 'MemoryStorage.delete');
    this.#versions.delete(key);
  }
}

function info(key: string, { bytes, etag, modified }: Version): StoredInfo {
  return { key, size: bytes.length, modified: new Date(modified), etag };
}

/** A plain Uint8Array of its own, whatever subclass or larger buffer the bytes come from. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
