import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors.js';
import { createRng, type Rng } from '../../src/random/rng.js';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3.js';
import { FAULTS, type Fault, faultyFetch } from './s3-faults.js';
import { S3Memory, SECRET } from './s3-memory.js';

const MiB = 1 << 20;
const LATE: Fault = 'the server acts after the connection broke';

const storageOn = (fetch: typeof globalThis.fetch, more: Partial<S3StorageOptions> = {}) =>
  new S3Storage({
    endpoint: 'https://s3.example.com',
    bucket: 'models',
    accessKeyId: 'id',
    secretAccessKey: SECRET,
    retries: 2,
    retryDelay: 1,
    attemptTimeout: 25,
    fetch,
    ...more,
  });

/** Bytes that name the write and are damaged when one of them is. */
function contentOf(id: number): Uint8Array {
  const bytes = new Uint8Array(8 + ((id * 37) % 200)).fill(id & 255);
  new DataView(bytes.buffer).setUint32(0, id);
  return bytes;
}

function idOf(bytes: Uint8Array): number {
  const id = new DataView(bytes.buffer).getUint32(0);
  expect(bytes).toEqual(contentOf(id));
  return id;
}

const ABSENT = 0;

/** Uses a storage at random, and holds against each answer what can be stored by now. */
class Witness {
  failures = 0;
  readonly #rng: Rng;
  readonly #storage: S3Storage;
  readonly #folder: string;
  /** For each key the writes of which one is stored now: more than one after a failure that left it open. */
  readonly #possible = new Map<string, Set<number>>();
  readonly #etags = new Map<string, number>();
  #writes = 0;

  constructor(storage: S3Storage, folder: string, rng: Rng) {
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
  async verify(clean: S3Storage): Promise<void> {
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

describe('under faults', () => {
  it('a thousand of them, nothing is lost, doubled or half-written, and each failure is reported', async () => {
    const server = new S3Memory();
    const happened = new Map<Fault, number>();
    let failures = 0;
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      const rng = createRng(lane);
      const mine = new Map<Fault, number>();
      const total = () => [...mine.values()].reduce((sum, n) => sum + n, 0);
      const storage = storageOn(faultyFetch(server.fetch, rng, 0.4, mine));
      const witness = new Witness(storage, `lane ${lane}`, rng);
      while (total() < 150) {
        const late = mine.get(LATE);
        await witness.step();
        if (mine.get(LATE) !== late) await sleep(10); // what acts late has acted before the next step
      }
      await witness.verify(storageOn(server.fetch));
      failures += witness.failures;
      for (const [fault, n] of mine) happened.set(fault, (happened.get(fault) ?? 0) + n);
    });
    await Promise.all(lanes);
    expect([...happened.keys()].sort()).toEqual([...FAULTS].sort());
    expect([...happened.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1000);
    expect(failures).toBeGreaterThan(20);
  });

  it('a counter that many raise counts each success once', async () => {
    const server = new S3Memory();
    const clean = storageOn(server.fetch);
    await clean.put('counter', Uint8Array.of(0));
    let done = 0;
    let open = 0;
    await Promise.all(
      Array.from({ length: 5 }, async (_, writer) => {
        const rng = createRng(100 + writer);
        const storage = storageOn(faultyFetch(server.fetch, rng, 0.3, new Map()));
        for (let turns = 0; turns < 12; turns++) {
          const { bytes, etag } = await clean.get('counter');
          try {
            await storage.put('counter', Uint8Array.of(bytes[0] + 1), { ifMatch: etag });
            done++;
          } catch (error) {
            if (!(error instanceof StorageError)) throw error;
            if (error.reason === 'failed') open++;
            else expect(error.reason).toBe('changed');
          }
        }
      }),
    );
    await sleep(10);
    const [value] = (await clean.get('counter')).bytes;
    expect(done).toBeGreaterThan(5);
    expect(value).toBeGreaterThanOrEqual(done);
    expect(value).toBeLessThanOrEqual(done + open);
  });

  it('one of several writers that race gets a free key, and only one', async () => {
    const server = new S3Memory();
    const clean = storageOn(server.fetch);
    const rngs = [1, 2, 3].map((seed) => createRng(seed));
    const storages = rngs.map((rng) => storageOn(faultyFetch(server.fetch, rng, 0.4, new Map())));
    let winners = 0;
    for (let round = 0; round < 25; round++) {
      const key = `race ${round}`;
      const outcomes = await Promise.all(
        storages.map((storage, i) =>
          storage.put(key, contentOf(i + 1), { ifAbsent: true }).then(
            () => 'won',
            (error: StorageError) => error.reason,
          ),
        ),
      );
      await sleep(4); // what acts late
      const stored = (await clean.exists(key))
        ? outcomes[idOf((await clean.get(key)).bytes) - 1]
        : 'none';
      const won = outcomes.filter((outcome) => outcome === 'won').length;
      expect(won).toBeLessThanOrEqual(1);
      if (won === 1) expect(stored).toBe('won');
      else expect(stored).not.toBe('exists'); // nobody is told that the key is taken by its own model
      winners += won;
    }
    expect(winners).toBeGreaterThan(10);
  });

  it('a model in parts is stored whole or not at all', async () => {
    const server = new S3Memory();
    const rng = createRng(5);
    const storage = storageOn(faultyFetch(server.fetch, rng, 0.25, new Map()), {
      partSize: 5 * MiB,
      attemptTimeout: 200,
    });
    const clean = storageOn(server.fetch);
    const possible = new Set<number>();
    for (let round = 1; round <= 5; round++) {
      const content = new Uint8Array(5.1 * MiB).fill(round);
      const stored = await storage.put('large', content).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(StorageError);
          return false;
        },
      );
      if (stored) possible.clear();
      possible.add(round);
      if (!(await clean.exists('large'))) continue;
      const { bytes } = await clean.get('large');
      expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
      expect(bytes).toHaveLength(content.length);
      expect([...possible]).toContain(bytes[0]);
    }
  });
});
