import type { ModelStorage } from '../../src/storage/model-storage.js';

/** A storage with some methods of its own. */
export function withMethods(storage: ModelStorage, own: Partial<ModelStorage>): ModelStorage {
  return {
    put: (...given) => storage.put(...given),
    get: (...given) => storage.get(...given),
    head: (...given) => storage.head(...given),
    exists: (...given) => storage.exists(...given),
    list: (...given) => storage.list(...given),
    delete: (...given) => storage.delete(...given),
    ...own,
  };
}
