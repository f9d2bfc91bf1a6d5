import { type NumberArray, shareMemory } from '../parallel/shared-memory.js';
import type { ModelStorage } from '../storage/model-storage.js';
import type { ArrayReference } from './stored-arrays.js';
import { loadArray, loadWork, type Work } from './stored-work.js';

/** How many works, and how many large arrays of them, a worker keeps at hand. */
const WORKS = 2;
const ARRAYS = 8;

/** The works that a worker is at, each loaded once and in memory that all its threads see. */
export class LoadedWorks {
  readonly #storage: ModelStorage;
  readonly #works = new Map<string, Promise<Work>>();
  readonly #arrays = new Map<string, Promise<NumberArray>>();

  constructor(storage: ModelStorage) {
    this.#storage = storage;
  }

  get(id: string): Promise<Work> {
    return recent(this.#works, id, WORKS, async () => {
      const work = await loadWork(this.#storage, id, (array) => this.#array(array));
      return { ...work, shared: shareMemory(work.shared) };
    });
  }

  /** The same array may be of several works. */
  #array(reference: ArrayReference): Promise<NumberArray> {
    const { id, type } = reference;
    return recent(this.#arrays, `${type} ${id}`, ARRAYS, async () =>
      shareMemory(await loadArray(this.#storage, reference)),
    );
  }
}

/** What is kept under a name, or else is loaded; of what was not asked for lately, no more than `most` is kept. */
function recent<T>(
  kept: Map<string, Promise<T>>,
  name: string,
  most: number,
  load: () => Promise<T>,
): Promise<T> {
  const value = kept.get(name) ?? load();
  kept.delete(name);
  kept.set(name, value); // last in the order, so that it is let go of last
  value.catch(() => kept.get(name) === value && kept.delete(name)); // who asks next tries again
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}
