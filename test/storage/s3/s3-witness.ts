import { expect } from 'vitest';
import { StorageError } from '../../../src/errors.js';
import type { Rng } from '../../../src/random/rng.js';
import type { ModelStorage } from '../../../src/storage/model-storage.js';

/** Bytes that name the write and are damaged when one of them is. */
export function contentOf(id: number): Uint8Array {
  const bytes = new Uint8Array(8 + ((id * 37) % 200)).fill(id & 255);
  new DataView(bytes.buffer).setUint32(0, id);
  return bytes;
}

export function idOf(bytes: Uint8Array): number {
  const id = new DataView(bytes.buffer).getUint32(0);
  expect(bytes).toEqual(contentOf(id));
  return id;
}

const ABSENT = 0;

/** Uses a storage at random, and holds against each answer what can be stored by now. */
export class Witness {
  failures = 0;
  readonly #rng: Rng;
  readonly #storage: ModelStorage;
  readonly #folder: string;
  /** For each key the writes of which one is stored now: more than one after a failure that left it open. */
  readonly #possible = new Map<string, Set<number>>();
  readonly #etags = new Map<string, number>();
  #writes = 0;

  constructor(storage: ModelStorage, folder: string, rng: Rng) {
    this.#storage = storage;
    this.#folder = folder;
    this.#rng = rng;
    for (const name of ['a', 'b', 'c/d'])
      this.#possible.set(`${folder}/${name}`, new Set([ABSENT]));
  }

  async step(): Promise<void> {
    const keys = [...this.#possible.keys()];
    const key = keys[this.#rng.nextInteger(keys.length)];
    const steps = [
      this.#put,
      this.#putIfAbsent,
      this.#putIfMatch,
      this.#get,
      this.#head,
      this.#list,
      this.#delete,
    ];
    await steps[this.#rng.nextInteger(steps.length)].call(this, key);
  }

  /** Read everything without faults. */
  async verify(clean: ModelStorage): Promise<void> {
    for (const key of this.#possible.keys()) {
      this.#is(key, (await clean.exists(key)) ? idOf((await clean.get(key)).bytes) : ABSENT);
    }
  }

  async #put(key: string): Promise<void> {
    const id = ++this.#writes;
    await this.#attempt(key, id, async () => {
      const { etag } = await this.#storage.put(key, contentOf(id));
      this.#etags.set(etag, id);
    });
  }

  async #putIfAbsent(key: string): Promise<void> {
    const id = ++this.#writes;
    await this.#attempt(key, id, async () => {
      try {
        const { etag } = await this.#storage.put(key, contentOf(id), { ifAbsent: true });
        this.#etags.set(etag, id);
        this.#is(key, ABSENT); // it was
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'exists')) throw error;
        this.#isNot(key, ABSENT);
        return false;
      }
      return true;
    });
  }

  async #putIfMatch(key: string): Promise<void> {
    const [etag, before] = [...this.#etags].at(-1 - this.#rng.nextInteger(3)) ?? ['none', -1];
    const id = ++this.#writes;
    await this.#attempt(key, id, async () => {
      try {
        const stored = await this.#storage.put(key, contentOf(id), { ifMatch: etag });
        this.#etags.set(stored.etag, id);
        this.#is(key, before); // it was
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'changed')) throw error;
        this.#isNot(key, before);
        return false;
      }
      return true;
    });
  }

  async #delete(key: string): Promise<void> {
    await this.#attempt(key, ABSENT, () => this.#storage.delete(key));
  }

  async #get(key: string): Promise<void> {
    await this.#reports(async () => {
      try {
        const { bytes, etag } = await this.#storage.get(key);
        const id = idOf(bytes);
        this.#is(key, id);
        expect(this.#etags.get(etag) ?? id).toBe(id);
        this.#etags.set(etag, id);
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'missing')) throw error;
        this.#is(key, ABSENT);
      }
    });
  }

  async #head(key: string): Promise<void> {
    await this.#reports(async () => {
      const info = await this.#storage.head(key);
      if (info === undefined) this.#is(key, ABSENT);
      else this.#isNot(key, ABSENT);
    });
  }

  async #list(): Promise<void> {
    await this.#reports(async () => {
      const { models } = await this.#storage.list({ prefix: this.#folder });
      const listed = models.map((model) => model.key);
      expect(listed.filter((key) => !this.#possible.has(key))).toEqual([]);
      for (const key of this.#possible.keys()) {
        if (listed.includes(key)) this.#isNot(key, ABSENT);
        else this.#is(key, ABSENT);
      }
    });
  }

  /** @param write - resolves to false when it was refused, and rejects when it is open whether it was done */
  async #attempt(key: string, id: number, write: () => Promise<unknown>): Promise<void> {
    const possible = this.#possible.get(key) as Set<number>;
    const done = await this.#reports(write);
    if (done === undefined) possible.add(id);
    else if (done !== false) this.#possible.set(key, new Set([id]));
  }

  /** Undefined after a failure, which must be one that the storage reports in its own words. */
  async #reports<T>(use: () => Promise<T>): Promise<T | true | undefined> {
    try {
      return (await use()) ?? true;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      expect(error.reason).toBe('failed');
      this.failures++;
      return undefined;
    }
  }

  #is(key: string, id: number): void {
    expect([...(this.#possible.get(key) ?? [])]).toContain(id);
    this.#possible.set(key, new Set([id]));
  }

  #isNot(key: string, id: number): void {
    const rest = [...(this.#possible.get(key) ?? [])].filter((other) => other !== id);
    expect(rest).not.toEqual([]);
    this.#possible.set(key, new Set(rest));
  }
}
