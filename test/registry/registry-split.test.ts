import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { murmur3, unitHash } from '../../src/registry/registry-hash.js';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { type Fault, faulty, keysOf } from '../support/faulty-storage.js';

const scaler = new StandardScaler().fit([[1], [2], [4]]);
const users = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);

/** Three versions of a model `m`, of which two have an alias. */
async function registered(storage: ModelStorage = new MemoryStorage()): Promise<ModelRegistry> {
  const registry = new ModelRegistry(storage);
  for (let i = 0; i < 3; i++) await registry.save(scaler, { name: 'm' });
  await registry.promote('m', 1, 'production');
  await registry.promote('m', 2, 'candidate');
  return registry;
}

const picks = (shares: Record<string, number>, options = {}) => {
  const split = new ModelRegistry(new MemoryStorage()).split('m', shares, options);
  return users.map((user) => split.pick(user));
};
const shareOf = (alias: string, picked: readonly string[]) =>
  picked.filter((other) => other === alias).length / picked.length;
const moved = (before: readonly string[], after: readonly string[]) =>
  before
    .map((alias, i) => `${alias} ${after[i]}`)
    .filter((pair) => new Set(pair.split(' ')).size > 1);

describe('the hash', () => {
  it('is MurmurHash3', () => {
    // Test vectors of MurmurHash3_x86_32.
    const hash = (text: string, seed: number) => murmur3(new TextEncoder().encode(text), seed);
    expect(hash('', 0)).toBe(0);
    expect(hash('', 1)).toBe(0x514e28b7);
    expect(hash('test', 0)).toBe(0xba6bd213);
    expect(hash('Hello, world!', 0x9747b28c)).toBe(0x24884cba);
    expect(hash('The quick brown fox jumps over the lazy dog', 0x9747b28c)).toBe(0x2fa826cd);
  });

  it('is spread evenly', () => {
    const bins = new Array<number>(20).fill(0);
    for (const user of users) bins[Math.floor(unitHash(user) * 20)]++;
    // Chi-squared with 19 degrees of freedom: above 43.8 once in a thousand.
    const expected = users.length / 20;
    const chiSquared = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(43.8);
  });
});

describe('pick', () => {
  it('gives each alias its share of the keys', () => {
    const picked = picks({ production: 0.9, candidate: 0.1 });
    // Four standard deviations of 20 000 draws.
    expect(Math.abs(shareOf('candidate', picked) - 0.1)).toBeLessThan(0.0085);
    const three = picks({ a: 0.5, b: 0.3, c: 0.2 });
    expect(Math.abs(shareOf('a', three) - 0.5)).toBeLessThan(0.0142);
    expect(Math.abs(shareOf('b', three) - 0.3)).toBeLessThan(0.013);
    expect(new Set(picks({ a: 1, b: 0 }))).toEqual(new Set(['a']));
  });

  it('is the same for a key in every process and version, whatever the order of the shares', () => {
    expect(picks({ a: 0.6, b: 0.4 })).toEqual(picks({ b: 0.4, a: 0.6 }));
    // As a separate implementation in Python has it. A change would move the users of every running experiment.
    expect(picks({ a: 0.5, b: 0.5 }).slice(0, 16).join('')).toBe('abbaabbabbabbbbb');
  });

  it('moves keys only towards the share that grows, and no more than it grows by', () => {
    const before = picks({ production: 0.9, candidate: 0.1 });
    const after = picks({ production: 0.8, candidate: 0.2 });
    const changes = moved(before, after);
    expect(new Set(changes)).toEqual(new Set(['production candidate']));
    expect(Math.abs(changes.length / users.length - 0.1)).toBeLessThan(0.0085);
  });

  it('takes for a new alias from all others in proportion, and moves nothing between them', () => {
    const changes = moved(picks({ a: 0.5, b: 0.5 }), picks({ a: 0.4, b: 0.4, c: 0.2 }));
    expect(new Set(changes)).toEqual(new Set(['a c', 'b c']));
    expect(Math.abs(changes.length / users.length - 0.2)).toBeLessThan(0.0115);
  });

  it('divides the keys of another experiment independently', () => {
    const first = picks({ a: 0.5, b: 0.5 });
    const second = picks({ a: 0.5, b: 0.5 }, { experiment: 'second' });
    expect(Math.abs(moved(first, second).length / users.length - 0.5)).toBeLessThan(0.0142);
  });

  it('wants shares from 0 to 1 that add up to 1', () => {
    const split =
      (shares: Record<string, number>, options = {}) =>
      () =>
        new ModelRegistry(new MemoryStorage()).split('m', shares, options);
    expect(split({ a: 0.5, b: 0.4 })).toThrow('the shares must add up to 1, but add up to 0.9.');
    expect(split({})).toThrow('add up to 0.');
    expect(split({ a: 2, b: -1 })).toThrow('the share of a must be from 0 to 1, but got 2.');
    expect(split({ a: Number.NaN })).toThrow('the share of a must be');
    expect(split({ 'a b': 1 })).toThrow('alias must be a letter');
    expect(split({ a: 1 }, { experiment: 'x/y' })).toThrow('experiment must be one name');
    expect(split({ a: 1 }, { refresh: -1 })).toThrow('refresh must be a number >= 0');
    expect(split({ a: 1 }, { refresh: Infinity })).not.toThrow();
    expect(split({ a: 1 }, { experimant: 'x' })).toThrow(
      'ModelRegistry.split: there is no option "experimant". Did you mean "experiment"?',
    );
    expect(split({ a: 0.1, b: 0.2, c: 0.7 })).not.toThrow();
  });
});

describe('load', () => {
  it('gives the model behind the alias, once read, and follows a promotion', async () => {
    const storage = new MemoryStorage();
    await registered(storage);
    let now = 0;
    let reads = 0;
    const counting = faulty(storage, (operation) => {
      if (operation === 'get') reads++;
      return undefined;
    });
    const registry = new ModelRegistry(counting, { clock: () => now });
    const split = registry.split('m', { production: 1 }, { refresh: 100 });
    const first = await split.load('u', { expected: StandardScaler });
    const readsOfFirst = reads;
    expect(await split.load('v')).toBe(first);
    expect(reads).toBe(readsOfFirst);
    await registry.promote('m', 3, 'production');
    expect(await split.assign('u')).toMatchObject({ alias: 'production', info: { version: 1 } });
    now = 100;
    expect(await split.assign('u')).toMatchObject({ alias: 'production', info: { version: 3 } });
    expect(await split.load('u')).not.toBe(first);
  });

  it('says that an alias stands for nothing, and asks again the next time', async () => {
    const registry = await registered();
    const split = registry.split('m', { shadow: 1 });
    await expect(split.load('u')).rejects.toThrow('"m" has no alias "shadow"');
    await registry.promote('m', 1, 'shadow');
    expect(await split.load('u')).toBeInstanceOf(StandardScaler);
  });
});

describe('record', () => {
  it('counts what came of the requests of each alias and version', async () => {
    const registry = await registered();
    const split = registry.split('m', { production: 1, candidate: 0 }, { refresh: 0 });
    const outcomes = [true, false, true, true];
    for (const [i, outcome] of outcomes.entries()) await split.record(`u${i}`, { outcome });
    await registry.promote('m', 3, 'production');
    await split.record('u', { outcome: 2.5 });
    const [candidate, production] = await split.outcomes();
    expect(candidate).toEqual({
      alias: 'candidate',
      count: 0,
      mean: null,
      standardError: null,
      versions: [],
    });
    expect(production).toMatchObject({ alias: 'production', count: 5 });
    expect(production.mean).toBeCloseTo(1.1, 12);
    expect(production.standardError).toBeCloseTo(Math.sqrt(3.2 / 4 / 5), 12);
    expect(production.versions).toMatchObject([
      { version: 1, count: 4, mean: 0.75 },
      { version: 3, count: 1, mean: 2.5, standardError: null },
    ]);
  });

  it('loses nothing of recorders that record at the same time', async () => {
    const storage = new MemoryStorage();
    await registered(storage);
    const shares = { production: 0.5, candidate: 0.5 };
    const recorders = [1, 2, 3, 4].map(() => new ModelRegistry(storage).split('m', shares));
    await Promise.all(
      users
        .slice(0, 2000)
        .map((user, i) => recorders[i % 4].record(user, { outcome: i % 2 === 0 })),
    );
    const outcomes = await recorders[0].outcomes();
    expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
    for (const { alias, count, mean } of outcomes) {
      const own = users.slice(0, 2000).filter((user) => recorders[0].pick(user) === alias);
      const won = own.filter((user) => Number(user.slice(5)) % 2 === 0);
      expect(count).toBe(own.length);
      expect(mean).toBeCloseTo(won.length / own.length, 12);
    }
    expect(await keysOf(storage, 'registry/outcomes/m/default/')).toHaveLength(4);
  });

  it('that fails is reported, not counted, and can be repeated', async () => {
    const storage = new MemoryStorage();
    await registered(storage);
    let fault: Fault | undefined;
    const failing = faulty(storage, (operation) => (operation === 'put' ? fault : undefined));
    const split = new ModelRegistry(failing).split('m', { production: 1 });
    await split.record('a', { outcome: 1 });
    for (fault of ['before', 'after'] as const) {
      await expect(split.record('b', { outcome: 10 })).rejects.toBeInstanceOf(StorageError);
    }
    fault = undefined;
    await split.record('b', { outcome: 4 });
    expect(await split.outcomes()).toMatchObject([{ count: 2, mean: 2.5 }]);
  });

  it('refuses what is no outcome and no key', async () => {
    const split = (await registered()).split('m', { production: 1 });
    for (const outcome of [Number.NaN, Infinity, 1e101]) {
      await expect(split.record('u', { outcome })).rejects.toThrow('outcome must be true, false');
    }
    const text: unknown = '1';
    await expect(split.record('u', { outcome: text as number })).rejects.toThrow('but got "1"');
    const number: unknown = 7;
    expect(() => split.pick(number as string)).toThrow('key must be text, but got 7.');
    await split.record('u', { outcome: 1e100 });
    await split.record('u', { outcome: -1e100 });
    expect(await split.outcomes()).toMatchObject([{ count: 2, mean: 0 }]);
  });

  it('gives no model of another class than is expected, also of one that is kept', async () => {
    const split = (await registered()).split('m', { production: 1 });
    const refused = split.load('u', { expected: KMeans });
    const taken = split.load('u');
    await expect(refused).rejects.toThrow(
      'ModelSplit.load: version 1 of "m" is a StandardScaler, but the function KMeans is expected.',
    );
    expect(await taken).toBeInstanceOf(StandardScaler);
    await expect(split.load('u', { expected: KMeans })).rejects.toThrow('is a StandardScaler');
    expect(await split.load('u', { expected: StandardScaler })).toBe(await taken);
  });

  it('refuses options that there are not', async () => {
    const split = (await registered()).split('m', { production: 1 });
    const odd = { outcom: 1 } as never;
    await expect(split.load('u', odd)).rejects.toThrow('ModelSplit.load: there is no option');
    await expect(split.record('u', odd)).rejects.toThrow('Did you mean "outcome"?');
    await expect(split.record('u', undefined as never)).rejects.toThrow('ModelSplit.record: ');
    await expect(split.outcomes(odd)).rejects.toThrow('ModelSplit.outcomes: there is no option');
  });

  it('refuses outcomes that are damaged or hostile', async () => {
    const storage = new MemoryStorage();
    const split = (await registered(storage)).split('m', { production: 1 });
    await split.record('u', { outcome: 1 });
    const [key] = await keysOf(storage, 'registry/outcomes/');
    const text = new TextDecoder().decode((await storage.get(key)).bytes);
    for (const [honest, hostile] of [
      ['"count": 1', '"count": -1'],
      ['"mean": 1', '"mean": null'],
      ['"m2": 0', '"m2": -1'],
      ['"m2"', '"more"'],
      ['"version": 1', '"version": "1"'],
      ['{', '['],
    ]) {
      expect(text).toContain(honest);
      await storage.put(key, new TextEncoder().encode(text.replace(honest, hostile)));
      await expect(split.outcomes()).rejects.toMatchObject({ name: 'ModelFormatError' });
    }
  });
});
