import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import type { RegisterOptions } from '../../src/registry/registry-options.js';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import type { ModelStorage } from '../../src/storage/model-storage.js';
import { type Fault, faulty, keysOf } from '../support/faulty-storage.js';

const X = [
  [1, 10],
  [2, 30],
  [4, 20],
];
const scaler = new StandardScaler().fit(X);
const regression = new LinearRegression().fit(X, [1, 2, 3]);

/** A registry whose clock ticks a second at every look, beginning with 1970. */
function ticking(storage: ModelStorage = new MemoryStorage()): ModelRegistry {
  let seconds = 0;
  return new ModelRegistry(storage, { clock: () => 1000 * seconds++ });
}

const reject = (reason: string, words: string) =>
  expect.objectContaining({ reason, message: expect.stringContaining(words) });

describe('save', () => {
  it('leaves out the clusters of the samples of fit where told to', async () => {
    const registry = ticking();
    const model = new KMeans({ nClusters: 2, randomState: 0 }).fit(X);
    await registry.save(model, { name: 'with' });
    await registry.save(model, { name: 'without', trainingLabels: false });
    expect((await registry.load('with', { expected: KMeans })).labels).toEqual(model.labels);
    const without = await registry.load('without', { expected: KMeans });
    expect(() => without.labels).toThrow('trainingLabels was false');
    expect(without.predict(X)).toEqual(model.predict(X));
    const odd = { name: 'odd', trainingLabels: 'no' } as unknown as RegisterOptions;
    await expect(registry.save(model, odd)).rejects.toThrow('trainingLabels must be true or false');
  });

  it('gives an id and the next version, and load gives back the model', async () => {
    const registry = ticking();
    const first = await registry.save(scaler, {
      name: 'sizes',
      metrics: { accuracy: 0.9, loss: Number.NaN },
      tags: ['nightly', 'nightly'],
      notes: 'The first.',
    });
    expect(first).toMatchObject({
      name: 'sizes',
      version: 1,
      type: 'StandardScaler',
      metrics: { accuracy: 0.9, loss: Number.NaN },
      tags: ['nightly'],
      notes: 'The first.',
      created: new Date(0),
      aliases: [],
    });
    const second = await registry.save(regression, { name: 'sizes' });
    expect(second.version).toBe(2);
    expect(await registry.info(first.id)).toEqual(first);
    expect(await registry.info('sizes')).toEqual(second);
    const loaded = await registry.load('sizes', { version: 1, expected: StandardScaler });
    expect(loaded.transform(X).to2DArray()).toEqual(scaler.transform(X).to2DArray());
    expect(await registry.load(second.id)).toBeInstanceOf(LinearRegression);
    expect(await registry.load('sizes')).toBeInstanceOf(LinearRegression);
  });

  it('puts the metadata as JSON beside the bytes', async () => {
    const storage = new MemoryStorage();
    const { id, sha256, size } = await ticking(storage).save(scaler, { name: 'sizes' });
    expect(await keysOf(storage)).toEqual([
      `registry/ids/${id}.json`,
      `registry/models/sizes/${id}.safetensors`,
      'registry/models/sizes/v00000001.json',
    ]);
    const { bytes } = await storage.get('registry/models/sizes/v00000001.json');
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      format: 1,
      id,
      sha256,
      size,
    });
  });

  it('refuses names, metrics, tags and notes that cannot be', async () => {
    const registry = ticking();
    for (const name of ['', 'a/b', '..', 'con', 'a'.repeat(101), crypto.randomUUID()]) {
      await expect(registry.save(scaler, { name })).rejects.toThrow(
        'ModelRegistry.save: name must be one name as in keys',
      );
    }
    const text: unknown = 'high';
    const metrics = { accuracy: text as number };
    await expect(registry.save(scaler, { name: 'a', metrics })).rejects.toThrow(
      'ModelRegistry.save: metrics.accuracy must be a number, but got "high".',
    );
    await expect(registry.save(scaler, { name: 'a', tags: [''] })).rejects.toThrow('tags must be');
    const number: unknown = 5;
    const notes = number as string;
    await expect(registry.save(scaler, { name: 'a', notes })).rejects.toThrow('notes must be text');
  });

  it('keeps metrics that are named as parts of JavaScript objects', async () => {
    const registry = ticking();
    const metrics = JSON.parse('{ "__proto__": 1, "constructor": 2 }');
    const { id } = await registry.save(scaler, { name: 'a', metrics });
    const info = await registry.info(id);
    expect(Object.entries(info.metrics)).toEqual(Object.entries(metrics));
    expect((await registry.list({ sort: 'metrics.toString' })).total).toBe(1);
  });

  it('says when somebody has stored the last version there can be', async () => {
    const storage = new MemoryStorage();
    await storage.put('registry/models/a/v99999999.json', Uint8Array.of(1));
    await expect(ticking(storage).save(scaler, { name: 'a' })).rejects.toThrow(
      'the versions of a have used up all numbers',
    );
  });

  it('gives every one of many that save at once a version of its own', async () => {
    const storage = new MemoryStorage();
    const infos = await Promise.all(
      Array.from({ length: 12 }, () => ticking(storage).save(scaler, { name: 'a' })),
    );
    const versions = infos.map(({ version }) => version).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    for (const { id, version } of infos) {
      expect(await ticking(storage).info(id)).toMatchObject({ version });
    }
  });
});

describe('load', () => {
  it('says what is missing', async () => {
    const registry = ticking();
    await registry.save(scaler, { name: 'churn' });
    const load = (name: string, options = {}) => registry.load(name, options);
    await expect(load('churm')).rejects.toEqual(
      reject('missing', 'ModelRegistry.load: "churm" has no version. Did you mean "churn"?'),
    );
    await expect(load('churn', { version: 2 })).rejects.toEqual(
      reject('missing', '"churn" has no version 2. See list() for those there are.'),
    );
    await registry.promote('churn', 1, 'production');
    await expect(load('churn', { alias: 'producton' })).rejects.toEqual(
      reject('missing', '"churn" has no alias "producton". Did you mean "production"?'),
    );
    const id = crypto.randomUUID();
    await expect(load(id)).rejects.toEqual(
      reject('missing', `there is no model with the id "${id}".`),
    );
    await expect(load(id, { version: 1 })).rejects.toThrow('an id names one version');
    await expect(load('churn', { version: 1, alias: 'a' })).rejects.toThrow('not both');
    await expect(load('churn', { version: 0 })).rejects.toThrow('version must be an integer >= 1');
  });

  it('refuses bytes that are not those that were saved, and a model of another class', async () => {
    const storage = new MemoryStorage();
    const registry = ticking(storage);
    const { id } = await registry.save(scaler, { name: 'a' });
    await expect(registry.load('a', { expected: LinearRegression })).rejects.toMatchObject({
      name: 'ModelFormatError',
      message: expect.stringContaining('is a StandardScaler, not a LinearRegression'),
    });
    const key = `registry/models/a/${id}.safetensors`;
    const { bytes } = await storage.get(key);
    for (const damaged of [bytes.slice(1), bytes.map((byte, i) => (i === 90 ? byte ^ 1 : byte))]) {
      await storage.put(key, damaged);
      await expect(registry.load(id)).rejects.toMatchObject({
        name: 'ModelFormatError',
        message: expect.stringContaining('has another checksum than when it was saved'),
      });
    }
    await storage.delete(key);
    await expect(registry.load(id)).rejects.toEqual(reject('missing', 'is gone. Restore it'));
  });

  it('refuses metadata that is damaged or hostile, by its key', async () => {
    const storage = new MemoryStorage();
    const registry = ticking(storage);
    await registry.save(scaler, { name: 'a' });
    const key = 'registry/models/a/v00000001.json';
    const { bytes } = await storage.get(key);
    const honest = JSON.parse(new TextDecoder().decode(bytes));
    const hostile: unknown[] = [
      null,
      [],
      5,
      { ...honest, format: 2 },
      { ...honest, extra: 1 },
      { ...honest, id: '../../x' },
      { ...honest, id: undefined },
      { ...honest, name: 'b' },
      { ...honest, version: 2 },
      { ...honest, size: -1 },
      { ...honest, size: 0.5 },
      { ...honest, sha256: 'x' },
      { ...honest, created: 'yesterday' },
      { ...honest, deleted: 5 },
      { ...honest, metrics: [] },
      { ...honest, metrics: { a: 'high' } },
      { ...honest, tags: 'x' },
      { ...honest, tags: [1] },
      { ...honest, notes: null },
      { ...honest, type: 1 },
    ];
    for (const json of hostile) {
      await storage.put(key, new TextEncoder().encode(JSON.stringify(json)));
      await expect(registry.load('a')).rejects.toMatchObject({
        name: 'ModelFormatError',
        message: expect.stringContaining(key),
      });
    }
    await storage.put(key, Uint8Array.of(0xff, 0xfe));
    await expect(registry.list()).rejects.toThrow(`${key} is no JSON`);
    await storage.put(key, bytes);
    for (const text of [
      '{"format":1,"aliases":[{"alias":"a","version":1},{"alias":"a","version":2}],"history":[]}',
      '{"format":1,"aliases":[{"alias":"a","version":0}],"history":[]}',
      '{"format":1,"aliases":{},"history":[]}',
      '{"format":1,"aliases":[],"history":[{"time":"","alias":"a","version":1,"previous":null}]}',
    ]) {
      await storage.put('registry/models/a/aliases.json', new TextEncoder().encode(text));
      await expect(registry.info('a')).rejects.toMatchObject({ name: 'ModelFormatError' });
    }
  });

  it('does not follow an index entry to a version with another id', async () => {
    const storage = new MemoryStorage();
    const registry = ticking(storage);
    await registry.save(scaler, { name: 'a' });
    const id = crypto.randomUUID();
    for (const name of ['a', '../../b']) {
      const text = JSON.stringify({ format: 1, name, version: 1 });
      await storage.put(`registry/ids/${id}.json`, new TextEncoder().encode(text));
      await expect(registry.load(id)).rejects.toThrow();
    }
  });
});

describe('list', () => {
  it('filters, sorts and pages', async () => {
    const registry = ticking();
    const save = (name: string, accuracy: number, ...tags: string[]) =>
      registry.save(scaler, { name, metrics: { accuracy }, tags });
    await save('a', 0.7, 'nightly');
    await save('b', 0.9, 'nightly', 'big');
    await save('a', 0.8);
    await registry.save(scaler, { name: 'b' });
    await save('b', Number.NaN);
    const titles = async (query = {}) =>
      (await registry.list(query)).models.map(({ name, version }) => `${name}${version}`);
    expect(await titles()).toEqual(['b3', 'b2', 'a2', 'b1', 'a1']);
    expect(await titles({ name: 'a' })).toEqual(['a2', 'a1']);
    expect(await titles({ tags: ['nightly'] })).toEqual(['b1', 'a1']);
    expect(await titles({ tags: ['nightly', 'big'] })).toEqual(['b1']);
    expect(await titles({ sort: 'metrics.accuracy' })).toEqual(['b1', 'a2', 'a1', 'b3', 'b2']);
    expect(await titles({ sort: 'metrics.accuracy', order: 'ascending' })).toEqual([
      'a1',
      'a2',
      'b1',
      'b2',
      'b3',
    ]);
    expect(await titles({ sort: 'name', order: 'ascending' })).toEqual([
      'a1',
      'a2',
      'b1',
      'b2',
      'b3',
    ]);
    expect(
      await titles({
        where: ({ metrics }: { metrics: { accuracy?: number } }) => metrics.accuracy === 0.8,
      }),
    ).toEqual(['a2']);
    expect(await registry.list({ page: 2, pageSize: 2 })).toMatchObject({
      models: [
        { name: 'a', version: 2 },
        { name: 'b', version: 1 },
      ],
      total: 5,
      page: 2,
      pages: 3,
    });
    expect(await registry.list({ name: 'c' })).toEqual({ models: [], total: 0, page: 1, pages: 0 });
    await expect(registry.list({ page: 0 })).rejects.toThrow('page must be an integer >= 1');
    const sort = 'size' as 'name';
    await expect(registry.list({ sort })).rejects.toThrow('sort must be "created"');
  });
});

describe('aliases', () => {
  it('stand for one version at a time, and history tells how that came', async () => {
    const registry = ticking();
    await registry.save(scaler, { name: 'a' });
    await registry.save(regression, { name: 'a' });
    expect(await registry.promote('a', 1, 'production')).toMatchObject({
      version: 1,
      aliases: ['production'],
    });
    await registry.promote('a', 2, 'candidate');
    await registry.promote('a', 2, 'production');
    await registry.promote('a', 2, 'production');
    expect(await registry.info('a', { alias: 'production' })).toMatchObject({
      version: 2,
      aliases: ['candidate', 'production'],
    });
    expect(await registry.load('a', { alias: 'candidate' })).toBeInstanceOf(LinearRegression);
    await registry.removeAlias('a', 'candidate');
    await registry.removeAlias('a', 'candidate');
    await registry.delete('a', { version: 1 });
    expect((await registry.history('a')).map(({ time: _, ...event }) => event)).toEqual([
      { event: 'saved', version: 1 },
      { event: 'saved', version: 2 },
      { event: 'promoted', alias: 'production', version: 1, previous: null },
      { event: 'promoted', alias: 'candidate', version: 2, previous: null },
      { event: 'promoted', alias: 'production', version: 2, previous: 1 },
      { event: 'promoted', alias: 'candidate', version: null, previous: 2 },
      { event: 'deleted', version: 1 },
    ]);
    expect(await registry.history('b')).toEqual([]);
  });

  it('are for versions that there are, and for words', async () => {
    const registry = ticking();
    await registry.save(scaler, { name: 'a' });
    await expect(registry.promote('a', 2, 'production')).rejects.toEqual(
      reject('missing', 'ModelRegistry.promote: "a" has no version 2.'),
    );
    for (const alias of ['', '1', '__proto__', 'a b', 'a'.repeat(101)]) {
      await expect(registry.promote('a', 1, alias)).rejects.toThrow('alias must be a letter');
    }
  });

  it('that many promote at once are all kept', async () => {
    const storage = new MemoryStorage();
    await ticking(storage).save(scaler, { name: 'a' });
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => ticking(storage).promote('a', 1, `alias${i}`)),
    );
    expect((await ticking(storage).info('a')).aliases).toHaveLength(10);
    expect(await ticking(storage).history('a')).toHaveLength(11);
  });
});

describe('delete', () => {
  it('removes one version, whose number is not given again', async () => {
    const storage = new MemoryStorage();
    const registry = ticking(storage);
    const { id } = await registry.save(scaler, { name: 'a' });
    await registry.delete(id);
    await registry.delete('a', { version: 1 });
    expect((await registry.list()).total).toBe(0);
    expect(await keysOf(storage)).toEqual(['registry/models/a/v00000001.json']);
    await expect(registry.load('a', { version: 1 })).rejects.toEqual(
      reject('missing', 'version 1 of "a" was deleted on 1970-01-01T00:00:01.000Z.'),
    );
    await expect(registry.load(id)).rejects.toMatchObject({ reason: 'missing' });
    expect((await registry.save(scaler, { name: 'a' })).version).toBe(2);
  });

  it('wants to know which, and spares what an alias stands for', async () => {
    const registry = ticking();
    await registry.save(scaler, { name: 'a' });
    await expect(registry.delete('a')).rejects.toThrow('"a" is a name. Pass { version } too');
    await registry.promote('a', 1, 'production');
    await expect(registry.delete('a', { version: 1 })).rejects.toThrow(
      'version 1 of "a" is "production". Promote another version, or call removeAlias first.',
    );
    expect((await registry.list()).total).toBe(1);
  });
});

describe('a crash', () => {
  const TASKS: Record<string, (registry: ModelRegistry) => Promise<unknown>> = {
    save: (registry) => registry.save(regression, { name: 'a' }),
    promote: (registry) => registry.promote('a', 2, 'production'),
    delete: (registry) => registry.delete('a', { version: 2 }),
    clean: (registry) => registry.clean({ olderThan: 0 }),
  };

  describe.each(Object.keys(TASKS))('of %s', (task) => {
    it.each(['before', 'after'] as const)(
      '%s any of its steps leaves whole versions',
      async (kind) => {
        let steps = 0;
        for (let crashAt = 1; crashAt <= steps + 1; crashAt++) {
          const storage = new MemoryStorage();
          const registry = new ModelRegistry(storage);
          await registry.save(scaler, { name: 'a' });
          await registry.save(scaler, { name: 'a' });
          await registry.promote('a', 1, 'production');
          let calls = 0;
          const crashing = faulty(storage, (): Fault | undefined => {
            calls++;
            if (calls < crashAt) return undefined;
            return calls === crashAt ? kind : 'before'; // and nothing after the crash
          });
          const outcome = await TASKS[task](new ModelRegistry(crashing)).catch((error) => error);
          if (crashAt <= calls) expect(outcome).toBeInstanceOf(StorageError);
          steps = Math.max(steps, Math.min(calls, crashAt));
          await checkConsistent(storage);
          await TASKS[task](new ModelRegistry(storage)); // done again, it succeeds
          await checkConsistent(storage);
        }
        expect(steps).toBeGreaterThan(2);
      },
    );
  });
});

/** Every version is whole, the aliases stand for such, and `clean` leaves nothing else. */
async function checkConsistent(storage: ModelStorage): Promise<void> {
  const registry = new ModelRegistry(storage);
  await registry.clean({ olderThan: -1 });
  const { models } = await registry.list();
  const needed = new Set<string>();
  for (const info of models) {
    const loaded = await registry.load(info.id);
    expect(loaded.isFitted).toBe(true);
    expect(await registry.info(info.name, { version: info.version })).toEqual(info);
    needed.add(`registry/ids/${info.id}.json`);
    needed.add(`registry/models/a/${info.id}.safetensors`);
  }
  expect(await registry.load('a', { alias: 'production' })).toBeInstanceOf(StandardScaler);
  const others = /^registry\/models\/a\/(v\d{8}|aliases)\.json$/;
  const keys = await keysOf(storage);
  expect(keys.filter((key) => !others.test(key)).sort()).toEqual([...needed].sort());
  const versions = models.map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
}

describe('clean', () => {
  it('spares what is young, and what is not of the registry', async () => {
    const storage = new MemoryStorage();
    const fails = faulty(storage, (op, key) =>
      op === 'put' && key.includes('/v') ? 'before' : undefined,
    );
    await storage.put('registry/models/a/readme.txt', Uint8Array.of(1));
    await storage.put('elsewhere', Uint8Array.of(1));
    await expect(new ModelRegistry(fails).save(scaler, { name: 'a' })).rejects.toThrow('injector');
    const registry = new ModelRegistry(storage);
    expect(await registry.clean()).toEqual([]);
    expect(await registry.clean({ olderThan: -1 })).toHaveLength(2);
    expect(await keysOf(storage)).toEqual(['elsewhere', 'registry/models/a/readme.txt']);
  });
});
