import { Places } from './places.js';

export interface LoadedModel<M> {
  readonly model: M;
  /** Of its file, which is about what it takes in memory. */
  readonly bytes: number;
}

/** Loads at a time, of different models: each takes the memory of its file more than once. */
const LOADS = 2;

/** Models that are held ready: so many bytes of them, those that were used last. */
export class ModelCache<M> {
  readonly #load: (id: string) => Promise<LoadedModel<M>>;
  readonly #maxBytes: number;
  readonly #places = new Places(LOADS);
  /** By id, the one that was used longest ago first. */
  readonly #held = new Map<string, LoadedModel<M>>();
  readonly #loading = new Map<string, Promise<LoadedModel<M>>>();
  #bytes = 0;

  constructor(load: (id: string) => Promise<LoadedModel<M>>, maxBytes: number) {
    this.#load = load;
    this.#maxBytes = maxBytes;
  }

  /** A model, which is loaded once however many ask for it. */
  async get(id: string): Promise<M> {
    const held = this.#held.get(id);
    if (held !== undefined) {
      this.#held.delete(id); // so that it becomes the youngest
      this.#held.set(id, held);
      return held.model;
    }
    return (await (this.#loading.get(id) ?? this.#start(id))).model;
  }

  /** Drop a model that is gone; a load of it that is under way brings nothing back. */
  forget(id: string): void {
    this.#loading.delete(id);
    this.#drop(id);
  }

  #start(id: string): Promise<LoadedModel<M>> {
    const loading = this.#places
      .take(() => this.#load(id))
      .then((loaded) => {
        if (this.#loading.get(id) === loading) this.#hold(id, loaded);
        return loaded;
      })
      .finally(() => {
        if (this.#loading.get(id) === loading) this.#loading.delete(id);
      });
    this.#loading.set(id, loading);
    return loading;
  }

  #hold(id: string, loaded: LoadedModel<M>): void {
    if (loaded.bytes > this.#maxBytes) return;
    this.#held.set(id, loaded);
    this.#bytes += loaded.bytes;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(id: string): void {
    this.#bytes -= this.#held.get(id)?.bytes ?? 0;
    this.#held.delete(id);
  }
}
