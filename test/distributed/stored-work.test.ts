import fc from 'fast-check';
import { MemoryStorage } from 'fitpredict';
import { expect, it } from 'vitest';
import { LoadedWorks } from '../../src/distributed/loaded-works.js';
import {
  FOLDER,
  loadResult,
  packWork,
  partKey,
  storedResults,
  storeResult,
  storeWork,
  type Work,
} from '../../src/distributed/stored-work.js';
import { mapArrays, shareMemory } from '../../src/parallel/shared-memory.js';

const kernel = { name: 'test', estimators: false };
const ofShared = (shared: object): Work => ({
  version: '0.1.0',
  kernel,
  shared,
  blocks: [0, { fold: 1, candidates: [2, 3] }],
  memoryLimit: Infinity,
});
const large = (first: number) => new Float64Array(10_000).fill(first);

async function store(storage: MemoryStorage, shared: object): Promise<string> {
  const packed = await packWork(ofShared(shared));
  await storeWork(storage, packed);
  return packed.id;
}

/** Plain data with arrays of all kinds, small and large, some of them twice. */
const shared = fc
  .record({
    x: fc.double(),
    text: fc.string(),
    none: fc.constant(undefined),
    numbers: fc.array(fc.double()),
    sizes: fc.array(fc.constantFrom(0, 1, 3, 9_000, 20_000), { maxLength: 4 }),
    Type: fc.constantFrom(
      Float64Array,
      Float32Array,
      Int32Array,
      Uint32Array,
      Uint16Array,
      Uint8Array,
      Int8Array,
    ),
    isShared: fc.boolean(),
  })
  .map(({ sizes, Type, isShared, ...plain }) => {
    const arrays = sizes.map((size, i) => {
      const array = new Type(size).fill(i);
      return isShared ? shareMemory(array) : array;
    });
    return { plain, arrays: [...arrays, ...arrays], rows: arrays.map((row) => ({ row })) };
  });

/** Data with each array as text, which is compared quickly. */
const withText = (data: unknown) =>
  mapArrays(
    data,
    (array) =>
      `${array.constructor.name} ${Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')}`,
  );

it('gives work back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(shared, async (given) => {
      const storage = new MemoryStorage();
      const id = await store(storage, given);
      const work = await new LoadedWorks(storage).get(id);
      expect(work).toMatchObject({ kernel, blocks: ofShared({}).blocks, memoryLimit: Infinity });
      expect(withText(work.shared)).toEqual(withText(given));
    }),
    { numRuns: 30 },
  );
});

it('has one name for the same work, and others for others', async () => {
  const id = async (shared: object) => (await packWork(ofShared(shared))).id;
  expect(await id({ a: large(1) })).toBe(await id({ a: large(1) }));
  expect(await id({ a: large(1) })).not.toBe(await id({ a: large(2) }));
  expect(await id({ a: large(0) })).not.toBe(await id({ a: new Int32Array(20_000) }));
});

it('has one name for the same work, in whatever form the engine holds it', async () => {
  const id = async (shared: object) => (await packWork(ofShared(shared))).id;
  const [two] = new Float64Array([2]); // a number with room for a fraction, and so are those of a list that had one
  const numbers = [0.5, 2];
  numbers[0] = 1;
  const gaps = new Array(2); // a list that may have gaps stays one when they are filled
  [gaps[0], gaps[1]] = [1, 2];
  const text = 'no 字'.slice(0, 2); // two bytes a letter
  const forms = [
    { a: 2, b: [1, 2], c: 'no' },
    { a: two, b: [1, two], c: text },
    { a: 2, b: numbers, c: text },
    { a: two, b: gaps, c: 'no' },
  ];
  for (const form of forms) {
    expect(await id(form)).toBe(await id(forms[0]));
    const storage = new MemoryStorage();
    expect((await new LoadedWorks(storage).get(await store(storage, form))).shared).toEqual(form);
  }
});

it.each([
  [[1, 2], [12]],
  [[[1], 2], [[1, 2]]],
  [['a', 'b'], ['a,b']],
  [['1'], [1]],
  [[undefined], []],
  [[null], [undefined]],
  [[0], [-0]],
  [['\ud800'], ['\ud801']],
  [[1n], [1]],
  [[new Date(1)], [new Date(2)]],
  [
    { a: 1, b: 2 },
    { a: 1, c: 2 },
  ],
  [[new Uint8Array(2)], [new Int8Array(2)]],
])('has two names for %o and %o', async (one, other) => {
  const id = async (data: object) => (await packWork(ofShared({ data }))).id;
  expect(await id(one)).not.toBe(await id(other));
});

it('stores the same array once, and loads it once', async () => {
  const storage = new MemoryStorage();
  const first = await store(storage, { a: large(1), model: 'one' });
  const second = await store(storage, { model: 'another', b: large(1) });
  const { models } = await storage.list({ prefix: `${FOLDER}/arrays/` });
  expect(models.length).toBe(1);
  const works = new LoadedWorks(storage);
  const [a, b] = [(await works.get(first)).shared, (await works.get(second)).shared];
  expect(Reflect.get(a, 'a').buffer).toBe(Reflect.get(b, 'b').buffer);
});

it('refuses an array whose checksum is another', async () => {
  const storage = new MemoryStorage();
  const id = await store(storage, { a: large(1) });
  const { models } = await storage.list({ prefix: `${FOLDER}/arrays/` });
  const { bytes } = await storage.get(models[0].key);
  bytes[77] ^= 1;
  await storage.put(models[0].key, bytes);
  const works = new LoadedWorks(storage);
  await expect(works.get(id)).rejects.toThrow(
    `"${models[0].key}" is not what was stored: its checksum is another.`,
  );
  bytes[77] ^= 1;
  await storage.put(models[0].key, bytes);
  expect((await works.get(id)).shared).toEqual({ a: large(1) });
});

it('refuses what cannot be sent', async () => {
  await expect(packWork(ofShared({ score: () => 1 }))).rejects.toThrow('could not be cloned');
  await expect(packWork(ofShared({ a: new BigUint64Array(2) }))).rejects.toThrow('64 bits');
});

it('keeps the first result of a part', async () => {
  const storage = new MemoryStorage();
  const key = partKey('a'.repeat(64), { from: 0, to: 1 });
  const warnings = [{ kind: 'data', message: 'few' }] as const;
  await storeResult(storage, key, [{ result: { a: 1 }, warnings }]);
  await storeResult(storage, key, [{ result: { a: 2 }, warnings: [] }]);
  expect(await loadResult(storage, key)).toEqual([{ result: { a: 1 }, warnings }]);
  expect([...(await storedResults(storage, 'a'.repeat(64)))]).toEqual([key]);
});

it('finds all results, however many pages they are', async () => {
  const storage = new MemoryStorage();
  const work = 'b'.repeat(64);
  for (let from = 0; from < 1005; from++) {
    await storage.put(partKey(work, { from, to: from + 1 }), new Uint8Array(1));
  }
  expect((await storedResults(storage, work)).size).toBe(1005);
});
