import {
  alreadyStored,
  changed,
  checkKey,
  checkList,
  checkPut,
  compareKeys,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredInfo,
} from './model-storage.js';

interface Version {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly modified: number;
}

/**
 * Models in memory, gone when the program ends: for tests, and as a cache in front of another storage.
 *
 * @example
 * const storage = memoryStorage()
 * await storage.put('greeting', new TextEncoder().encode('hello'))
 * const { bytes } = await storage.get('greeting')
 */
export function memoryStorage(): ModelStorage {
  const versions = new Map<string, Version>();
  let writes = 0;

  const info = (key: string, { bytes, etag, modified }: Version): StoredInfo => ({
    key,
    size: bytes.length,
    modified: new Date(modified),
    etag,
  });

  return {
    async put(key, bytes, options: PutOptions = {}) {
      const where = 'memoryStorage.put';
      checkPut(key, bytes, options, where);
      const current = versions.get(key);
      if (options.ifAbsent && current !== undefined) throw alreadyStored(key, where);
      if (options.ifMatch !== undefined && options.ifMatch !== current?.etag) {
        throw changed(key, where);
      }
      const version = { bytes: copy(bytes), etag: `${++writes}`, modified: Date.now() };
      versions.set(key, version);
      return info(key, version);
    },

    async get(key, { signal }: StorageOptions = {}) {
      checkKey(key, 'memoryStorage.get');
      signal?.throwIfAborted();
      const version = versions.get(key);
      if (version === undefined) throw missing(key, [...versions.keys()], 'memoryStorage.get');
      return { ...info(key, version), bytes: copy(version.bytes) };
    },

    async head(key, { signal }: StorageOptions = {}) {
      checkKey(key, 'memoryStorage.head');
      signal?.throwIfAborted();
      const version = versions.get(key);
      return version && info(key, version);
    },

    async exists(key, { signal }: StorageOptions = {}) {
      checkKey(key, 'memoryStorage.exists');
      signal?.throwIfAborted();
      return versions.has(key);
    },

    async list(options: ListOptions = {}) {
      const { prefix, limit, cursor } = checkList(options, 'memoryStorage.list');
      const keys = [...versions.keys()]
        .filter((key) => key.startsWith(prefix))
        .filter((key) => cursor === undefined || compareKeys(key, cursor) > 0)
        .sort(compareKeys);
      const models = keys.slice(0, limit).map((key) => {
        const { bytes, modified } = versions.get(key) as Version;
        return { key, size: bytes.length, modified: new Date(modified) };
      });
      return keys.length > limit ? { models, cursor: keys[limit - 1] } : { models };
    },

    async delete(key, { signal }: StorageOptions = {}) {
      checkKey(key, 'memoryStorage.delete');
      signal?.throwIfAborted();
      versions.delete(key);
    },
  };
}

/** A plain Uint8Array of its own, whatever subclass or larger buffer the bytes come from. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
