import { expect, it } from 'vitest';
import { ModelCache } from '../../examples/rest-api/src/model-cache.js';

/** A cache of 100 bytes over loads that end when they are told to, each with a model named for its turn. */
function slowCache(bytes = 40) {
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const cache = new ModelCache<string>(async (id) => {
    const turn = started.push(id);
    await new Promise<void>((resolve) => ends.push(resolve));
    return { model: `${id} ${turn}`, bytes };
  }, 100);
  const endAll = () => {
    for (const end of ends.splice(0)) end();
  };
  return { cache, started, endAll };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('loads a model once, however many ask for it at once and later', async () => {
  const { cache, started, endAll } = slowCache();
  const asked = Array.from({ length: 200 }, () => cache.get('a'));
  await turn();
  endAll();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['a 1']));
  expect(await cache.get('a')).toBe('a 1');
  expect(started).toEqual(['a']);
});

it('holds so many bytes of models, those that were used last', async () => {
  const { cache, started, endAll } = slowCache();
  const get = async (id: string) => {
    const model = cache.get(id);
    await turn();
    endAll();
    return model;
  };
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await get(id);
  expect(started).toEqual(['a', 'b', 'c', 'b']); // c took the place of b, and b that of c
});

it('does not hold a model that is larger than all it may hold', async () => {
  const { cache, started, endAll } = slowCache(101);
  for (let k = 0; k < 2; k++) {
    const model = cache.get('a');
    await turn();
    endAll();
    await model;
  }
  expect(started).toEqual(['a', 'a']);
});

it('does not bring back a model that is forgotten while it is loaded', async () => {
  const { cache, started, endAll } = slowCache();
  const before = cache.get('a');
  await turn();
  cache.forget('a');
  const after = cache.get('a');
  await turn();
  endAll();
  expect([await before, await after, await cache.get('a')]).toEqual(['a 1', 'a 2', 'a 2']);
  cache.forget('a');
  void cache.get('a');
  await turn();
  expect(started).toHaveLength(3);
});

it('loads few models at a time', async () => {
  const { cache, started, endAll } = slowCache();
  const all = ['a', 'b', 'c', 'd', 'e'].map((id) => cache.get(id));
  await turn();
  expect(started).toHaveLength(2);
  for (let k = 0; k < 3; k++) {
    endAll();
    await turn();
  }
  expect(await Promise.all(all)).toHaveLength(5);
});

it('asks again for a model that could not be loaded', async () => {
  let calls = 0;
  const cache = new ModelCache<string>(async () => {
    if (++calls === 1) throw new Error('The disk is away.');
    return { model: 'a', bytes: 1 };
  }, 100);
  const first = await Promise.allSettled([cache.get('a'), cache.get('a')]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.get('a')).toBe('a');
  expect(calls).toBe(2);
});
