import { shareMemory } from '../parallel/shared-memory.js';
import type { ModelStorage } from '../storage/model-storage.js';
import { loadWork, type StoredWork } from './stored-work.js';

/** How many works a worker keeps at hand. */
const KEPT = 2;

/** The works that a worker is at, each loaded once and in memory that all its threads see. */
export class LoadedWorks {
  readonly #storage: ModelStorage;
  readonly #works = new Map<string, Promise<StoredWork>>();

  constructor(storage: ModelStorage) {
    this.#storage = storage;
  }

  get(id: string): Promise<StoredWork> {
    const work = this.#works.get(id) ?? this.#load(id);
    this.#works.delete(id);
    this.#works.set(id, work); // last in the order, so that it is let go of last
    for (const oldest of this.#works.keys()) {
      if (this.#works.size <= KEPT) break;
      this.#works.delete(oldest);
    }
    return work;
  }

  #load(id: string): Promise<StoredWork> {
    const work = loadWork(this.#storage, id).then((loaded) => ({
      ...loaded,
      shared: shareMemory(loaded.shared),
    }));
    work.catch(() => this.#works.delete(id)); // the next job tries again
    return work;
  }
}
