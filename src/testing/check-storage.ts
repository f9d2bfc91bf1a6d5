import { FitPredictError, InvalidParameterError, StorageError } from '../errors.js';
import { createRng } from '../random/rng.js';
import type { ModelStorage } from '../storage/model-storage.js';
import { assert, type Check, runChecks, thrownBy } from './checks.js';

/** Makes an empty storage; called once for each check. */
export type CreateStorage = () => ModelStorage | Promise<ModelStorage>;

/**
 * Throw unless a storage keeps the contract of `ModelStorage`.
 *
 * @param create - makes an empty storage each time it is called
 * @throws Error listing each broken rule
 *
 * @example
 * await checkStorage(() => memoryStorage())
 */
export async function checkStorage(create: CreateStorage): Promise<void> {
  await runChecks('The storage', storageChecks(create));
}

/** The checks of `checkStorage` one by one, to be run as tests of their own. */
export function storageChecks(create: CreateStorage): Check[] {
  const check = (name: string, body: (storage: ModelStorage) => Promise<void>): Check => ({
    name,
    run: async () => body(await create()),
  });
  return [
    check('gives back the bytes that were stored', async (storage) => {
      for (const size of [0, 1, 1000, 300_000]) {
        const bytes = someBytes(size);
        const info = await storage.put(`size-${size}`, bytes);
        assert(info.key === `size-${size}` && info.size === size, 'put tells another key or size');
        assertBytes(await storage.get(`size-${size}`), bytes);
      }
    }),
    check('replaces what was there, and tells so by the etag', async (storage) => {
      const first = await storage.put('model', someBytes(10));
      const second = await storage.put('model', someBytes(12));
      assertBytes(await storage.get('model'), someBytes(12));
      assert(first.etag !== second.etag, 'the etag did not change');
      const found = await storage.head('model');
      assert(found?.etag === second.etag && found.size === 12, 'head tells another etag or size');
    }),
    check('stores a part of a larger buffer', async (storage) => {
      const whole = someBytes(100);
      await storage.put('part', whole.subarray(40, 60));
      assertBytes(await storage.get('part'), whole.slice(40, 60));
    }),
    check('keeps bytes of its own, and gives out copies', async (storage) => {
      const bytes = someBytes(20);
      await storage.put('own', bytes);
      bytes.fill(0);
      const given = await storage.get('own');
      assertBytes(given, someBytes(20));
      given.fill(0);
      assertBytes(await storage.get('own'), someBytes(20));
    }),
    check('says that there is nothing under a key', async (storage) => {
      await storage.put('there', someBytes(1));
      const error = await thrownBy(() => storage.get('not-there'), StorageError);
      assert(error.message.includes('not-there'), `the message hides the key: ${error.message}`);
      assert((await storage.head('not-there')) === undefined, 'head finds something');
      await thrownBy(() => storage.get('there/below'), StorageError);
      assert((await storage.head('there/below')) === undefined, 'head finds something below a key');
    }),
    check('deletes, and says whether there was something', async (storage) => {
      await storage.put('model', someBytes(1));
      assert(await storage.delete('model'), 'delete says that there was nothing');
      assert((await storage.head('model')) === undefined, 'it is still there');
      assert(!(await storage.delete('model')), 'delete says that there was something');
    }),
    check('refuses to replace with ifAbsent, and keeps what was there', async (storage) => {
      await storage.put('model', someBytes(10), { ifAbsent: true });
      await thrownBy(() => storage.put('model', someBytes(12), { ifAbsent: true }), StorageError);
      assertBytes(await storage.get('model'), someBytes(10));
    }),
    check('lets one of many writers at once win with ifAbsent', async (storage) => {
      const writers = Array.from({ length: 8 }, (_, i) =>
        storage.put('race', someBytes(1000 + i), { ifAbsent: true }).then(
          () => 1000 + i,
          (error: unknown) => {
            assert(error instanceof StorageError, `a loser got ${String(error)}`);
            return undefined;
          },
        ),
      );
      const winners = (await Promise.all(writers)).filter((size) => size !== undefined);
      assert(winners.length === 1, `${winners.length} writers won`);
      assertBytes(await storage.get('race'), someBytes(winners[0]));
    }),
    check('leaves one whole model when many write at once', async (storage) => {
      const sizes = [5_000, 6_000, 7_000, 8_000];
      await Promise.all(sizes.map((size) => storage.put('race', someBytes(size))));
      const left = await storage.get('race');
      assert(sizes.includes(left.length), `${left.length} bytes are left`);
      assertBytes(left, someBytes(left.length));
      const { entries } = await storage.list();
      assert(entries.length === 1, 'something else is left as well');
    }),
    check('lists keys in order, by prefix and page by page', async (storage) => {
      const { entries: none } = await storage.list();
      assert(none.length === 0, 'a new storage is not empty');
      const keys = ['b', 'a/2', 'a/10', 'c', 'a/1', 'ab'];
      for (const [i, key] of keys.entries()) await storage.put(key, someBytes(i));
      await assertListed(storage, {}, [...keys].sort());
      await assertListed(storage, { limit: 2 }, [...keys].sort());
      await assertListed(storage, { prefix: 'a/' }, ['a/1', 'a/10', 'a/2']);
      await assertListed(storage, { prefix: 'a', limit: 1 }, ['a/1', 'a/10', 'a/2', 'ab']);
      await assertListed(storage, { prefix: 'x' }, []);
      const [first] = (await storage.list({ limit: 1 })).entries;
      assert(first.size === keys.indexOf(first.key), 'an entry tells another size');
      await thrownBy(() => storage.list({ limit: 0 }), InvalidParameterError);
    }),
    check('takes keys of every script, and of many parts', async (storage) => {
      const keys = [
        'a b',
        'été/模型/v1.0',
        'x_y-z+1=2@(3),4',
        'a/b/c/d/e',
        'ünï.ködé',
        '__proto__',
      ];
      for (const [i, key] of keys.entries()) await storage.put(key, someBytes(i + 1));
      for (const [i, key] of keys.entries()) assertBytes(await storage.get(key), someBytes(i + 1));
      await assertListed(storage, {}, [...keys].sort());
    }),
    check('refuses keys that could lead elsewhere', async (storage) => {
      for (const key of badKeys()) {
        for (const use of [
          () => storage.put(key, someBytes(1)),
          () => storage.get(key),
          () => storage.head(key),
          () => storage.delete(key),
        ]) {
          await thrownBy(use, InvalidParameterError);
        }
      }
      assert((await storage.list()).entries.length === 0, 'something was stored all the same');
    }),
    check('refuses what is no bytes', async (storage) => {
      const put = (bytes: unknown) => () => storage.put('model', bytes as Uint8Array);
      await thrownBy(put('text'), FitPredictError);
      await thrownBy(put(undefined), FitPredictError);
      await thrownBy(put([1, 2, 3]), FitPredictError);
    }),
  ];
}

function badKeys(): string[] {
  return [
    '',
    '/',
    '/etc/passwd',
    'a//b',
    'a/',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    'a\\b',
    'C:\\a',
    'C:a',
    'a\0b',
    'a\nb',
    'a~1-2',
    'a*',
    'CON',
    'a/nul.txt',
    ' a',
    'a ',
    'a.',
    'e\u0301', // not in normal form C: two keys would look alike
    '\ud800',
    'x'.repeat(513),
    'x'.repeat(201),
  ];
}

async function assertListed(
  storage: ModelStorage,
  options: { prefix?: string; limit?: number },
  expected: string[],
): Promise<void> {
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.list({ ...options, ...(cursor !== undefined && { cursor }) });
    const { limit = 1000 } = options;
    assert(page.entries.length <= limit, `a page has ${page.entries.length} entries`);
    listed.push(...page.entries.map(({ key }) => key));
    cursor = page.cursor;
    assert(listed.length <= expected.length, `more is listed: ${listed.join(', ')}`);
  } while (cursor !== undefined);
  const same = listed.length === expected.length && listed.every((key, i) => key === expected[i]);
  assert(same, `${listed.join(', ')} is listed instead of ${expected.join(', ')}`);
}

/** Bytes that are known from how many they are. */
function someBytes(size: number): Uint8Array {
  const rng = createRng(size);
  return Uint8Array.from({ length: size }, () => rng.nextInteger(256));
}

function assertBytes(actual: Uint8Array, expected: Uint8Array): void {
  const same = actual.length === expected.length && actual.every((byte, i) => byte === expected[i]);
  assert(same, `${actual.length} bytes came back for ${expected.length}, or other ones`);
}
