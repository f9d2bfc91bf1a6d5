import fc from 'fast-check';
import { InvalidParameterError, MemoryStorage } from 'fitpredict';
import { removeOldWork } from 'fitpredict/distributed';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadedWorks } from '../../src/distributed/loaded-works.js';
import { packWork, partKey, storeResult, storeWork } from '../../src/distributed/stored-work.js';

const DAY = 86_400_000;
beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Ask for work number `n`, which reads the large array `a`: what a queue stores when it begins. */
async function ask(storage: MemoryStorage, n: number, a: number): Promise<string> {
  const packed = await packWork({
    version: '0.1.0',
    kernel: { name: 'test', estimators: false },
    shared: { n, array: new Float64Array(10_000).fill(a) },
    blocks: [0, 1],
    memoryLimit: Infinity,
  });
  await storeWork(storage, packed);
  return packed.id;
}

const finish = (storage: MemoryStorage, id: string, from: number) =>
  storeResult(storage, partKey(id, { from, to: from + 1 }), [{ result: {}, warnings: [] }]);
const keys = async (storage: MemoryStorage) => (await storage.list()).models.map(({ key }) => key);

describe('removing old work', () => {
  it('removes data and results that nobody has used for so long, and nothing else', async () => {
    const storage = new MemoryStorage();
    await storage.put('model', new Uint8Array(3));
    const old = await ask(storage, 0, 1);
    await finish(storage, old, 0);
    vi.setSystemTime(2 * DAY);
    const young = await ask(storage, 1, 2);
    vi.setSystemTime(8 * DAY);
    const before = await keys(storage);
    const { files, bytes } = await removeOldWork({ storage });
    expect(files).toBe(3); // the data, a result and the array
    expect(bytes).toBeGreaterThan(80_000);
    const left = await keys(storage);
    expect(left).toEqual(before.filter((key) => left.includes(key)));
    expect(left.filter((key) => key.includes(old))).toEqual([]);
    expect(left).toHaveLength(before.length - 3);
    expect(await new LoadedWorks(storage).get(young)).toMatchObject({ blocks: [0, 1] });
    expect(await removeOldWork({ storage })).toEqual({ files: 0, bytes: 0 });
  });

  it('keeps all of a work that goes on, however old its beginning and its arrays', async () => {
    const storage = new MemoryStorage();
    const id = await ask(storage, 0, 1);
    vi.setSystemTime(9 * DAY);
    await finish(storage, id, 1);
    vi.setSystemTime(15 * DAY);
    expect(await removeOldWork({ storage })).toEqual({ files: 0, bytes: 0 });
    expect(await new LoadedWorks(storage).get(id)).toMatchObject({ blocks: [0, 1] });
  });

  it('leaves whatever was asked for within that time whole, in whatever order things happen', async () => {
    const step = fc.record({
      hours: fc.integer({ min: 0, max: 100 }),
      n: fc.integer({ min: 0, max: 3 }),
      a: fc.integer({ min: 0, max: 1 }),
      cleans: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const storage = new MemoryStorage();
        const asked = new Map<string, number>();
        let hour = 0;
        for (const { hours, n, a, cleans } of steps) {
          hour += hours;
          vi.setSystemTime(hour * 3_600_000);
          asked.set(await ask(storage, n, a), hour);
          if (cleans) await removeOldWork({ storage, olderThan: 2 * DAY });
          for (const [id, last] of asked) {
            if (hour - last < 47) await new LoadedWorks(storage).get(id);
          }
        }
        vi.setSystemTime(hour * 3_600_000 + 3 * DAY);
        await removeOldWork({ storage, olderThan: 2 * DAY });
        expect(await keys(storage)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('spares what is asked for while it runs', async () => {
    const storage = new MemoryStorage();
    const id = await ask(storage, 0, 1);
    vi.setSystemTime(8 * DAY);
    const list = storage.list.bind(storage);
    storage.list = async (options) => {
      const page = await list(options);
      await ask(storage, 0, 1);
      return page;
    };
    expect(await removeOldWork({ storage })).toEqual({ files: 0, bytes: 0 });
    expect(await new LoadedWorks(storage).get(id)).toMatchObject({ blocks: [0, 1] });
  });

  it('goes on the next time where it was stopped', async () => {
    const storage = new MemoryStorage();
    for (let n = 0; n < 4; n++) await ask(storage, n, n);
    vi.setSystemTime(8 * DAY);
    const stop = new AbortController();
    const remove = storage.delete.bind(storage);
    storage.delete = async (key) => {
      await remove(key);
      stop.abort(new Error('enough'));
    };
    await expect(removeOldWork({ storage, signal: stop.signal })).rejects.toThrow('enough');
    storage.delete = remove;
    expect(await removeOldWork({ storage })).toMatchObject({ files: 7 });
    expect(await keys(storage)).toEqual([]);
  });

  it.each([
    [{}, 'removeOldWork: storage is missing'],
    [{ storage: new MemoryStorage(), olderThan: 1000 }, 'olderThan must be an integer >= 86400000'],
    [{ storage: {} }, 'storage must be a storage'],
    [{ storage: new MemoryStorage(), signal: 1 }, 'signal must be an AbortSignal'],
  ])('refuses %j', async (options, message) => {
    const refused = await removeOldWork(options as never).catch((cause: Error) => cause);
    expect(refused).toBeInstanceOf(InvalidParameterError);
    expect(String(refused)).toContain(message);
  });
});
