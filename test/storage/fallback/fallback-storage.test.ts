import { describe, expect, it } from 'vitest';
import { StorageError } from '../../../src/errors.js';
import { createRng, type Rng } from '../../../src/random/rng.js';
import { FallbackStorage } from '../../../src/storage/fallback/fallback-storage.js';
import { MemoryStorage } from '../../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../../src/storage/model-storage.js';
import { storageChecks } from '../../../src/testing/check-storage.js';
import { type Fault, faulty, keysOf } from '../../support/faulty-storage.js';
import { withMethods } from '../../support/with-methods.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const MARKERS = 'fitpredict-waiting/';

/** A primary that can be switched off, with what is behind it. */
function switched(): { storage: ModelStorage; inner: ModelStorage; down(isDown: boolean): void } {
  const inner = new MemoryStorage();
  let isDown = false;
  return {
    inner,
    storage: faulty(inner, () => (isDown ? 'before' : undefined)),
    down(value) {
      isDown = value;
    },
  };
}

const isWrite = (operation: string) => operation === 'put' || operation === 'delete';

/** Fails at random, but always in the same way. */
function flaky(storage: ModelStorage): ModelStorage {
  const rng = createRng(1);
  return faulty(storage, (operation) =>
    isWrite(operation) && rng.next() < 0.5 ? (rng.next() < 0.5 ? 'before' : 'after') : undefined,
  );
}

describe('the contract of a storage', () => {
  const cases: Record<string, () => ModelStorage> = {
    'over two that work': () => new FallbackStorage(new MemoryStorage(), new MemoryStorage()),
    'without a primary': () => new FallbackStorage(undefined, new MemoryStorage()),
    'over a primary that takes no writes': () =>
      new FallbackStorage(
        faulty(new MemoryStorage(), (operation) => (isWrite(operation) ? 'before' : undefined)),
        new MemoryStorage(),
      ),
    'over a primary that takes writes and says it has not': () =>
      new FallbackStorage(
        faulty(new MemoryStorage(), (operation) => (isWrite(operation) ? 'after' : undefined)),
        new MemoryStorage(),
      ),
    'over a primary that fails at random': () =>
      new FallbackStorage(flaky(new MemoryStorage()), new MemoryStorage()),
  };
  for (const [name, create] of Object.entries(cases)) {
    describe(name, () => {
      for (const check of storageChecks(create)) it(check.name, check.run);
    });
  }
});

describe('a write', () => {
  it('goes to the primary alone while that works', async () => {
    const [primary, secondary] = [new MemoryStorage(), new MemoryStorage()];
    const info = await new FallbackStorage(primary, secondary).put('a', bytes(1));
    expect(info.storedIn).toBe('primary');
    expect(info.fallbackReason).toBeUndefined();
    expect(await keysOf(primary)).toEqual(['a']);
    expect(await keysOf(secondary)).toEqual([]);
  });

  it('that the primary fails to make is kept in the secondary, with the reason', async () => {
    const { storage: primary, down } = switched();
    const secondary = new MemoryStorage();
    const storage = new FallbackStorage(primary, secondary);
    down(true);
    expect(await storage.put('a', bytes(1))).toMatchObject({
      storedIn: 'secondary',
      fallbackReason: 'The fault injector stopped put of a.',
    });
    expect((await secondary.get('a')).bytes).toEqual(bytes(1));
    expect(await storage.waiting()).toEqual([{ key: 'a', action: 'put' }]);
    expect(
      await new FallbackStorage(undefined, new MemoryStorage()).put('a', bytes(1)),
    ).toMatchObject({
      storedIn: 'secondary',
      fallbackReason: 'No primary storage is configured.',
    });
  });

  it('that the primary refuses is refused, and nothing is kept', async () => {
    const [primary, secondary] = [new MemoryStorage(), new MemoryStorage()];
    await primary.put('a', bytes(1));
    const storage = new FallbackStorage(primary, secondary);
    for (const condition of [{ ifAbsent: true }, { ifMatch: 'primary-x' }, { ifMatch: '1' }]) {
      await expect(storage.put('a', bytes(2), condition)).rejects.toBeInstanceOf(StorageError);
    }
    expect(await keysOf(secondary)).toEqual([]);
  });

  it('that neither storage takes says what both said', async () => {
    const broken = () => faulty(new MemoryStorage(), (op) => (op === 'put' ? 'before' : undefined));
    const storage = new FallbackStorage(broken(), broken());
    await expect(storage.put('a', bytes(1))).rejects.toThrow(
      /^FallbackStorage.put: neither storage took "a"\. The primary: The fault injector stopped put of a\. The secondary: The fault/,
    );
  });

  it('to the primary takes the place of an older one that waits', async () => {
    const { storage: primary, down } = switched();
    const secondary = new MemoryStorage();
    const storage = new FallbackStorage(primary, secondary);
    down(true);
    const { etag } = await storage.put('a', bytes(1));
    await storage.put('b', bytes(1));
    down(false);
    expect(await storage.put('a', bytes(2), { ifMatch: etag })).toMatchObject({
      storedIn: 'primary',
    });
    expect(await storage.put('b', bytes(2))).toMatchObject({ storedIn: 'primary' });
    expect(await keysOf(secondary)).toEqual([]);
    expect((await storage.get('a')).bytes).toEqual(bytes(2));
    expect((await storage.get('b')).bytes).toEqual(bytes(2));
  });

  it('is not mistaken for the version of the other storage with the same etag', async () => {
    const { storage: primary, down } = switched();
    const storage = new FallbackStorage(primary, new MemoryStorage());
    const { etag } = await storage.put('a', bytes(1));
    down(true);
    await storage.put('a', bytes(2));
    await expect(storage.put('a', bytes(3), { ifMatch: etag })).rejects.toMatchObject({
      reason: 'changed',
    });
  });

  it('under the keys of the markers is refused, and markers are not listed', async () => {
    const storage = new FallbackStorage(undefined, new MemoryStorage());
    await expect(storage.put(`${MARKERS}a`, bytes(1))).rejects.toMatchObject({
      reason: 'invalidKey',
      message: expect.stringContaining('where FallbackStorage marks what waits'),
    });
    await storage.put('a', bytes(1));
    expect(await keysOf(storage)).toEqual(['a']);
  });
});

describe('a read', () => {
  it('finds what waits before the older model of the primary', async () => {
    const { storage: primary, inner, down } = switched();
    const storage = new FallbackStorage(primary, new MemoryStorage());
    await storage.put('a', bytes(1));
    down(true);
    await storage.put('a', bytes(2, 2));
    down(false);
    expect((await inner.get('a')).bytes).toEqual(bytes(1));
    expect((await storage.get('a')).bytes).toEqual(bytes(2, 2));
    expect((await storage.list()).models).toMatchObject([{ key: 'a', size: 2 }]);
  });

  it('finds what the secondary alone holds, and the primary before an unmarked copy', async () => {
    const [primary, secondary] = [new MemoryStorage(), new MemoryStorage()];
    await secondary.put('old', bytes(1));
    await secondary.put('both', bytes(1));
    await primary.put('both', bytes(2));
    const storage = new FallbackStorage(primary, secondary);
    expect((await storage.get('old')).bytes).toEqual(bytes(1));
    expect((await storage.get('both')).bytes).toEqual(bytes(2));
    expect(await keysOf(storage)).toEqual(['both', 'old']);
  });

  it('that finds nothing while the primary fails does not say that there is nothing', async () => {
    const { storage: primary, down } = switched();
    const storage = new FallbackStorage(primary, new MemoryStorage());
    await storage.put('a', bytes(1));
    down(true);
    await expect(storage.head('a')).rejects.toMatchObject({ reason: 'failed' });
    await expect(storage.exists('a')).rejects.toMatchObject({ reason: 'failed' });
    await expect(storage.get('a')).rejects.toMatchObject({ reason: 'failed' });
    await expect(storage.get('a')).rejects.toThrow(
      'FallbackStorage.get: the primary failed, and the secondary has no model "a". The primary: The fault injector stopped get of a.',
    );
    await storage.put('b', bytes(1));
    expect(await storage.list()).toMatchObject({
      models: [{ key: 'b' }],
      incomplete: 'The fault injector stopped list of .',
    });
  });

  it('of a list does not fail while models are deleted, and every page says when the primary fails', async () => {
    const { storage: primary, down } = switched();
    const storage = new FallbackStorage(primary, new MemoryStorage());
    const keys = Array.from({ length: 40 }, (_, i) => `k${i + 10}`);
    for (const isDown of [false, true]) {
      down(isDown);
      await Promise.all(keys.map((key) => storage.put(key, bytes(1))));
      const deleting = (async () => {
        for (const key of keys.slice(0, 20)) await storage.delete(key);
      })();
      for (
        let cursor: string | undefined, pages = 0;
        pages === 0 || cursor !== undefined;
        pages++
      ) {
        const page = await storage.list({ limit: 5, cursor });
        expect(page.incomplete === undefined).toBe(!isDown);
        cursor = page.cursor;
      }
      await deleting;
      expect(await keysOf(storage)).toEqual(keys.slice(20));
    }
  });

  it('refuses a cursor that is none', async () => {
    const storage = new FallbackStorage(new MemoryStorage(), new MemoryStorage());
    for (const cursor of ['', 'a', '{}', '[1,null,"a"]', '[null,null]']) {
      await expect(storage.list({ cursor })).rejects.toThrow(/is no cursor/);
    }
  });
});

describe('sync', () => {
  it('moves what waited, and then has nothing to do', async () => {
    const { storage: primary, inner, down } = switched();
    const secondary = new MemoryStorage();
    const storage = new FallbackStorage(primary, secondary);
    await storage.put('gone', bytes(9));
    down(true);
    await storage.put('a', bytes(1));
    await storage.put('b/c', bytes(2));
    await storage.delete('gone');
    expect(await storage.exists('gone')).toBe(false);
    const failed = await storage.sync();
    expect(failed.failed.map(({ key }) => key).sort()).toEqual(['a', 'b/c', 'gone']);
    expect(failed.failed[0].reason).toContain('The fault injector stopped');
    down(false);
    const progress: unknown[] = [];
    const report = await storage.sync({ onProgress: (step) => progress.push(step) });
    expect({ ...report, moved: [...report.moved].sort() }).toEqual({
      moved: ['a', 'b/c'],
      deleted: ['gone'],
      conflicts: [],
      failed: [],
    });
    expect(progress).toHaveLength(3);
    expect(progress[2]).toMatchObject({ done: 3, total: 3 });
    expect(await keysOf(inner)).toEqual(['a', 'b/c']);
    expect(await keysOf(secondary)).toEqual([]);
    expect(await storage.sync()).toEqual({ moved: [], deleted: [], conflicts: [], failed: [] });
  });

  it('reports a model that was changed in the primary meanwhile, and leaves both', async () => {
    for (const change of ['replaced', 'deleted'] as const) {
      const { storage: primary, inner, down } = switched();
      const storage = new FallbackStorage(primary, new MemoryStorage());
      const { etag } = await storage.put('a', bytes(1));
      down(true);
      await storage.put('a', bytes(2), { ifMatch: etag });
      if (change === 'replaced') await inner.put('a', bytes(3));
      else await inner.delete('a');
      down(false);
      for (let round = 0; round < 2; round++) {
        expect(await storage.sync()).toMatchObject({ moved: [], conflicts: ['a'], failed: [] });
        expect((await storage.get('a')).bytes).toEqual(bytes(2));
      }
      const current = await storage.get('a');
      expect(await storage.put('a', bytes(4), { ifMatch: current.etag })).toMatchObject({
        storedIn: 'secondary',
        fallbackReason: 'The model was changed in the primary meanwhile.',
      });
      if (change === 'replaced') expect((await inner.get('a')).bytes).toEqual(bytes(3));
      else expect(await inner.exists('a')).toBe(false);
    }
  });

  it('settles a conflict as it is told', async () => {
    const contents: number[] = [];
    for (const conflicts of ['usePrimary', 'useSecondary'] as const) {
      const { storage: primary, inner, down } = switched();
      const secondary = new MemoryStorage();
      const storage = new FallbackStorage(primary, secondary);
      await storage.put('a', bytes(1));
      down(true);
      await storage.put('a', bytes(2));
      await inner.put('a', bytes(3));
      down(false);
      await storage.sync({ conflicts });
      expect(await keysOf(secondary)).toEqual([]);
      contents.push((await storage.get('a')).bytes[0]);
    }
    expect(contents).toEqual([3, 2]);
  });

  it('does not take its own write for a conflict when the primary made it and said it failed', async () => {
    const inner = new MemoryStorage();
    let fault: Fault | undefined = 'after';
    const primary = faulty(inner, (operation) => (operation === 'put' ? fault : undefined));
    const storage = new FallbackStorage(primary, new MemoryStorage());
    await storage.put('a', bytes(1), { ifAbsent: true });
    await storage.put('b', bytes(1));
    await storage.put('b', bytes(2));
    fault = undefined;
    expect((await storage.sync()).conflicts).toEqual([]);
    expect((await inner.get('b')).bytes).toEqual(bytes(2));
  });

  it('leaves what another program has put in the place of a model while it was moved', async () => {
    const inner = new MemoryStorage();
    const secondary = new MemoryStorage();
    const other = new FallbackStorage(
      faulty(new MemoryStorage(), () => 'before'),
      faulty(secondary, () => undefined), // another object, as in another program
    );
    let change: (() => Promise<unknown>) | undefined;
    const primary = withMethods(inner, {
      async put(key, content, options) {
        const info = await inner.put(key, content, options);
        await change?.();
        change = undefined;
        return info;
      },
    });
    await other.put('a', bytes(1));
    await other.put('b', bytes(1));
    change = () => Promise.all([other.put('a', bytes(2)), other.delete('b')]);
    const storage = new FallbackStorage(primary, secondary);
    await storage.sync();
    expect((await storage.get('a')).bytes).toEqual(bytes(2));
    expect(await storage.exists('b')).toBe(false);
    expect(await storage.sync()).toMatchObject({ conflicts: [], failed: [] });
    expect((await inner.get('a')).bytes).toEqual(bytes(2));
    expect(await keysOf(inner)).toEqual(['a']);
    expect(await keysOf(secondary)).toEqual([]);
  });

  it('refuses a marker that is damaged or not its own, by name', async () => {
    const secondary = new MemoryStorage();
    const storage = new FallbackStorage(undefined, secondary);
    await storage.put('a', bytes(1));
    const [marker] = await keysOf(secondary, MARKERS);
    const text = new TextDecoder().decode((await secondary.get(marker)).bytes);
    for (const damaged of [
      text.slice(1),
      text.replace('"put"', '"run"'),
      text.replace('"format": 1', '"format": 2'),
      text.replace('"absent": true', '"absent": 1'),
      text.replace('"key": "a"', '"key": ["a"]'),
      text.replace('"key": "a"', '"key": "b"'),
    ]) {
      expect(damaged).not.toBe(text);
      await secondary.put(marker, new TextEncoder().encode(damaged));
      await expect(storage.get('a')).rejects.toMatchObject({ name: 'ModelFormatError' });
    }
  });

  it('stops between two models when it is aborted, and goes on where it stopped', async () => {
    const { storage: primary, down } = switched();
    const storage = new FallbackStorage(primary, new MemoryStorage());
    down(true);
    for (const key of ['a', 'b', 'c']) await storage.put(key, bytes(1));
    down(false);
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopping = storage.sync({
      signal: controller.signal,
      onProgress: ({ done }) => done === 1 && controller.abort(reason),
    });
    await expect(stopping).rejects.toBe(reason);
    expect(await storage.waiting()).toHaveLength(2);
    expect((await storage.sync()).moved).toHaveLength(2);
  });
});

describe('a crash', () => {
  const TASKS: Record<string, (storage: FallbackStorage) => Promise<unknown>> = {
    put: (storage) => storage.put('waiting', bytes(9)),
    'put over a deletion': (storage) => storage.put('deleted', bytes(9)),
    delete: (storage) => storage.delete('waiting'),
    sync: (storage) => storage.sync(),
  };
  const states = new Map([
    ['waiting', ['2']],
    ['deleted', ['none']],
    ['there', ['1']],
  ]);

  describe.each(Object.keys(TASKS))('of %s', (task) => {
    it.each([
      ['before', 'works'],
      ['after', 'works'],
      ['before', 'is down'],
      ['after', 'is down'],
    ] as const)(
      '%s any of its steps leaves the old state or the new one, when the primary %s',
      async (kind, primaryState) => {
        for (let crashAt = 1, calls = crashAt; crashAt <= calls; crashAt++) {
          const [inner, secondary] = [new MemoryStorage(), new MemoryStorage()];
          for (const key of states.keys()) await inner.put(key, bytes(1));
          const offline = new FallbackStorage(
            faulty(inner, () => 'before'),
            secondary,
          );
          await offline.put('waiting', bytes(2));
          await offline.delete('deleted');

          calls = 0;
          const crash = (isDown: boolean) => (): Fault | undefined => {
            if (calls < crashAt && isDown) return 'before';
            calls++;
            return calls < crashAt ? undefined : calls === crashAt ? kind : 'before';
          };
          const crashing = new FallbackStorage(
            faulty(inner, crash(primaryState === 'is down')),
            faulty(secondary, crash(false)),
          );
          await TASKS[task](crashing).catch((error) => expect(error).toBeInstanceOf(StorageError));

          const next = new FallbackStorage(inner, secondary);
          for (let round = 0; round < 2; round++) {
            for (const [key, [old]] of states) {
              const found = await next.get(key).then(
                (model) => `${model.bytes[0]}`,
                (error) => (error.reason === 'missing' ? 'none' : error.reason),
              );
              const news = task === 'sync' ? old : task === 'delete' ? 'none' : '9';
              const isTouched =
                task === 'put over a deletion' ? key === 'deleted' : key === 'waiting';
              expect(isTouched ? [old, news] : [old]).toContain(found);
            }
            expect(await next.sync()).toMatchObject({ failed: [] });
            await next.sync({ conflicts: 'useSecondary' });
          }
          expect(await keysOf(secondary)).toEqual([]);
        }
      },
    );
  });
});

describe('a thousand random faults', () => {
  it.each([1, 2, 3, 4])('lose, double and halve nothing (seed %i)', async (seed) => {
    const faults = await new Chaos(createRng(seed)).run(250);
    expect(faults).toBeGreaterThanOrEqual(250);
  });
});

/**
 * Random operations over two storages that fail at random, before or after acting. Every write has
 * bytes of its own, so that it can be told what was read: of each key, the last write that succeeded,
 * or one that was reported as failed since.
 */
class Chaos {
  readonly #rng: Rng;
  readonly #primary = new MemoryStorage();
  readonly #secondary = new MemoryStorage();
  readonly #storage: FallbackStorage;
  readonly #possible = new Map<string, Set<number>>();
  readonly #etags = new Map<string, string>();
  #isCalm = false;
  #faults = 0;
  #writes = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
    const inject = (share: number) => (): Fault | undefined => {
      if (this.#isCalm || rng.next() >= share) return undefined;
      this.#faults++;
      return rng.next() < 0.5 ? 'before' : 'after';
    };
    this.#storage = new FallbackStorage(
      faulty(this.#primary, inject(0.4)),
      faulty(this.#secondary, inject(0.05)),
    );
  }

  /** Go on until so many faults have happened; returns how many did. */
  async run(leastFaults: number): Promise<number> {
    while (this.#faults < leastFaults) await this.#step(`k${this.#rng.nextInteger(4)}`);
    this.#isCalm = true;
    const keys = [...this.#possible.keys()].sort();
    for (const key of keys) await this.#read(key);
    // A write that was reported as failed may be in the primary: what waits is then in conflict with it.
    expect(await this.#storage.sync()).toMatchObject({ failed: [] });
    for (const key of keys) await this.#read(key);
    await this.#storage.sync({ conflicts: 'useSecondary' });
    expect(await this.#storage.waiting()).toEqual([]);
    expect(await keysOf(this.#secondary, MARKERS)).toEqual([]);
    for (const key of keys) await this.#read(key);
    const listed = await keysOf(this.#storage);
    expect(listed).toEqual([...new Set(listed)]);
    return this.#faults;
  }

  async #step(key: string): Promise<void> {
    const choice = this.#rng.nextInteger(10);
    if (choice < 5) await this.#write(key, choice);
    else if (choice < 6) await this.#delete(key);
    else if (choice < 8) await ifItCan(() => this.#read(key));
    else if (choice < 9) await ifItCan(() => this.#storage.sync());
    else await ifItCan(() => this.#storage.list({ limit: 2 }));
  }

  async #write(key: string, choice: number): Promise<void> {
    const content = ++this.#writes;
    const condition =
      choice === 0
        ? { ifAbsent: true }
        : choice === 1
          ? { ifMatch: this.#etags.get(key) ?? 'none' }
          : {};
    try {
      const info = await this.#storage.put(key, pattern(content), condition);
      this.#possible.set(key, new Set([content]));
      this.#etags.set(key, info.etag);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // 'exists' and 'changed' promise that nothing was written.
      if (error.reason === 'failed') this.#allowed(key).add(content);
    }
  }

  async #delete(key: string): Promise<void> {
    try {
      await this.#storage.delete(key);
      this.#possible.set(key, new Set([0]));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#allowed(key).add(0);
    }
  }

  async #read(key: string): Promise<void> {
    expect(this.#allowed(key)).toContain(await this.#content(this.#storage, key));
  }

  #allowed(key: string): Set<number> {
    const known = this.#possible.get(key) ?? new Set([0]);
    this.#possible.set(key, known);
    return known;
  }

  /** Which write a storage holds, 0 for none; throws for half a write. */
  async #content(storage: ModelStorage, key: string): Promise<number> {
    try {
      const { bytes: found, etag } = await storage.get(key);
      if (storage === this.#storage) this.#etags.set(key, etag);
      const [content] = new Uint32Array(found.buffer);
      expect(found).toEqual(pattern(content));
      return content;
    } catch (error) {
      if (error instanceof StorageError && error.reason === 'missing') return 0;
      throw error;
    }
  }
}

function pattern(content: number): Uint8Array {
  return new Uint8Array(new Uint32Array(100).fill(content).buffer);
}

/** A read may fail, but only by saying so. */
async function ifItCan(use: () => Promise<unknown>): Promise<void> {
  try {
    await use();
  } catch (error) {
    if (!(error instanceof StorageError && error.reason === 'failed')) throw error;
  }
}
