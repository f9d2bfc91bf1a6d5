import {
  alreadyThere,
  checkBytes,
  checkKey,
  type ModelStorage,
  nothingThere,
  pageOf,
  type StoredInfo,
} from './model-storage.js';

/**
 * Bytes in this process's memory: for tests, and for pages that keep nothing.
 *
 * @example
 * const storage = memoryStorage()
 * await storage.put('penguins', serialize(model))
 */
export function memoryStorage(): ModelStorage {
  const stored = new Map<string, { bytes: Uint8Array; etag: string }>();
  let writes = 0;

  const infoOf = (key: string): StoredInfo | undefined => {
    const entry = stored.get(key);
    return entry && { key, size: entry.bytes.length, etag: entry.etag };
  };

  return {
    async put(key, bytes, { ifAbsent = false } = {}) {
      checkKey(key, 'memoryStorage.put');
      checkBytes(bytes, 'memoryStorage.put');
      if (ifAbsent && stored.has(key)) throw alreadyThere(key, 'memoryStorage.put');
      const etag = String(++writes);
      stored.set(key, { bytes: copyOf(bytes), etag });
      return { key, size: bytes.length, etag };
    },

    async get(key) {
      checkKey(key, 'memoryStorage.get');
      const entry = stored.get(key);
      if (entry === undefined) throw nothingThere(key, 'memoryStorage.get');
      return copyOf(entry.bytes);
    },

    async head(key) {
      checkKey(key, 'memoryStorage.head');
      return infoOf(key);
    },

    async list(options = {}) {
      const { keys, cursor } = pageOf([...stored.keys()], options, 'memoryStorage.list');
      return { entries: keys.map((key) => infoOf(key) as StoredInfo), ...(cursor && { cursor }) };
    },

    async delete(key) {
      checkKey(key, 'memoryStorage.delete');
      return stored.delete(key);
    },
  };
}

/** A copy also of a Buffer, whose own `slice` would share memory. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
