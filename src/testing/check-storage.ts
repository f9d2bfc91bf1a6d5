import { StorageError, type StorageErrorReason } from '../errors.js';
import { compareKeys, type ModelStorage } from '../storage/model-storage.js';
import { show } from '../words.js';
import { type Check, runChecks } from './checks.js';

type CreateStorage = () => Promise<ModelStorage> | ModelStorage;

/**
 * Throw unless a storage keeps the contract of `ModelStorage`.
 *
 * @param create - makes an empty storage each time it is called
 * @throws Error listing each broken promise
 *
 * @example
 * await checkStorage(() => new MemoryStorage())
 */
export async function checkStorage(create: CreateStorage): Promise<void> {
  await runChecks('The storage', storageChecks(create));
}

/** The checks of `checkStorage` one by one, to be run as tests of their own. */
export function storageChecks(create: CreateStorage): Check[] {
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    run: async () => check(await create()),
  }));
}

const CHECKS: Readonly<Record<string, (storage: ModelStorage) => Promise<void>>> = {
  async 'gives back the bytes that were stored'(storage) {
    for (const size of [0, 1, 1000, 3_000_000]) {
      const bytes = pattern(size, size);
      await storage.put(`models/${size}.bin`, bytes);
      const stored = await storage.get(`models/${size}.bin`);
      equalBytes(stored.bytes, bytes, `the ${size} bytes`);
      equal(stored.size, size, 'size');
      equal(stored.key, `models/${size}.bin`, 'key');
    }
  },

  async 'replaces what was stored under the key'(storage) {
    await storage.put('a', pattern(100, 1));
    await storage.put('a', pattern(10, 2));
    equalBytes((await storage.get('a')).bytes, pattern(10, 2), 'the second bytes');
    equal((await storage.list()).models.length, 1, 'the number of models');
  },

  async 'copies bytes on the way in and on the way out'(storage) {
    const bytes = pattern(50, 1);
    const writing = storage.put('a', bytes);
    bytes.fill(0);
    await writing;
    const first = (await storage.get('a')).bytes;
    equalBytes(first, pattern(50, 1), 'the bytes after the caller changed its own');
    first.fill(0);
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(50, 1),
      'the bytes after a reader changed its copy',
    );
  },

  async 'stores a part of a larger buffer, and returns a plain Uint8Array'(storage) {
    await storage.put('a', pattern(100, 1).subarray(10, 20));
    const { bytes } = await storage.get('a');
    equalBytes(bytes, pattern(100, 1).slice(10, 20), 'the part');
    equal(Object.getPrototypeOf(bytes) === Uint8Array.prototype, true, 'plainness');
  },

  async 'says the same of a model in put, get, head and list'(storage) {
    const put = await storage.put('team/model.safetensors', pattern(20, 1));
    const { bytes, ...get } = await storage.get('team/model.safetensors');
    const head = await storage.head('team/model.safetensors');
    const [entry] = (await storage.list()).models;
    for (const [source, info] of Object.entries({ get, head })) {
      equal(info?.etag, put.etag, `the etag of ${source}`);
    }
    for (const [source, info] of Object.entries({ get, head, entry })) {
      equal(info?.key, put.key, `the key of ${source}`);
      equal(info?.size, bytes.length, `the size of ${source}`);
      equal(info?.modified.getTime(), put.modified.getTime(), `the time of ${source}`);
    }
  },

  async 'gives a time near now and a new etag to changed bytes'(storage) {
    const first = await storage.put('a', pattern(20, 1));
    const second = await storage.put('a', pattern(20, 2));
    equal(typeof first.etag === 'string' && first.etag !== '', true, 'that etag is text');
    equal(first.etag === second.etag, false, 'that the etags agree');
    const day = 86_400_000;
    equal(
      Math.abs(second.modified.getTime() - Date.now()) < day,
      true,
      'that the time is of today',
    );
  },

  async 'names the missing model and what is near it'(storage) {
    await rejects(() => storage.get('churn'), 'missing', 'there is no model "churn"');
    await storage.put('churn/v1', pattern(5, 1));
    await rejects(() => storage.get('churm/v1'), 'missing', '"churm/v1"');
  },

  async 'knows what exists'(storage) {
    equal(await storage.exists('a/b'), false, 'exists of an empty storage');
    equal(await storage.head('a/b'), undefined, 'head of an empty storage');
    await storage.put('a/b', pattern(5, 1));
    equal(await storage.exists('a/b'), true, 'exists');
    equal(await storage.exists('a'), false, 'exists of the first name alone');
    equal(await storage.head('a'), undefined, 'head of the first name alone');
    equal(await storage.exists('a/b/c'), false, 'exists below a model');
    await rejects(() => storage.get('a'), 'missing', 'there is no model "a"');
  },

  async 'deletes, and takes deleting nothing for done'(storage) {
    await storage.delete('a/b/c');
    await storage.put('a/b/c', pattern(5, 1));
    await storage.put('a/d', pattern(5, 2));
    await storage.delete('a');
    await storage.delete('a/b');
    equal((await storage.list()).models.length, 2, 'the number of models before');
    await storage.delete('a/b/c');
    equal(await storage.exists('a/b/c'), false, 'exists after delete');
    equalBytes((await storage.get('a/d')).bytes, pattern(5, 2), 'its neighbour');
    await storage.delete('a/b/c');
    await storage.put('a/b', pattern(5, 3)); // the name is free again
    equalBytes((await storage.get('a/b')).bytes, pattern(5, 3), 'what took its place');
  },

  async 'lists in the order of code points'(storage) {
    const keys = [
      'b',
      'a/b',
      'a-b',
      'a.b',
      'B',
      'ä',
      '語/模型',
      'z',
      '\u{1f600}',
      '\uff5e',
      'a0',
      '10',
      '9',
    ];
    for (const key of keys) await storage.put(key, pattern(3, 1));
    equalKeys(await keysOf(storage), [...keys].sort(compareKeys));
  },

  async 'lists nothing in an empty storage'(storage) {
    const page = await storage.list();
    equal(page.models.length, 0, 'the number of models');
    equal(page.cursor, undefined, 'the cursor');
  },

  async 'lists what begins with a prefix, in whole names or not'(storage) {
    for (const key of ['a', 'ab/c', 'ab/d/e', 'abc', 'b/a']) await storage.put(key, pattern(3, 1));
    equalKeys(await keysOf(storage, { prefix: 'ab' }), ['ab/c', 'ab/d/e', 'abc']);
    equalKeys(await keysOf(storage, { prefix: 'ab/' }), ['ab/c', 'ab/d/e']);
    equalKeys(await keysOf(storage, { prefix: 'ab/d/e' }), ['ab/d/e']);
    equalKeys(await keysOf(storage, { prefix: 'x' }), []);
    equalKeys(await keysOf(storage, { prefix: '../' }), []);
  },

  async 'lists in pages that neither skip nor repeat'(storage) {
    const keys = ['a', 'b-c', 'b/c', 'b/d/e', 'b/d/f', 'b0', 'c/a', 'd', '\u{1f600}/x', '\uff5e'];
    for (const key of keys) await storage.put(key, pattern(3, 1));
    keys.sort(compareKeys);
    for (const limit of [1, 2, 3, keys.length - 1, keys.length, keys.length + 1]) {
      equalKeys(await keysOf(storage, { limit }), keys);
    }
    equalKeys(await keysOf(storage, { limit: 1, prefix: 'b/d' }), ['b/d/e', 'b/d/f']);
    const whole = await storage.list({ limit: keys.length });
    equal(whole.cursor, undefined, 'the cursor of the last page');
  },

  async 'goes on listing behind a model that was deleted meanwhile'(storage) {
    for (const key of ['a', 'b', 'c']) await storage.put(key, pattern(3, 1));
    const { cursor } = await storage.list({ limit: 2 });
    await storage.delete('b');
    const { models } = await storage.list({ cursor });
    equalKeys(
      models.map(({ key }) => key),
      ['c'],
    );
  },

  async 'refuses a page limit that is no integer from 1 to 1000'(storage) {
    for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
      await rejectsWith(() => storage.list({ limit }), 'InvalidParameterError', 'limit must be');
    }
  },

  async 'holds keys of every script and of the greatest length'(storage) {
    const name = 'n'.repeat(255);
    const longest = `${name}/${name}/${name}/${'n'.repeat(256)}`.slice(0, 1023);
    const keys = [
      'Größe & 100%+#1',
      "it's (a) model,v=1;x@y~z!",
      '模型/版本１',
      'é',
      '🙂/🙂',
      longest,
    ];
    for (const [i, key] of keys.entries()) await storage.put(key, pattern(5, i));
    for (const [i, key] of keys.entries()) {
      equalBytes((await storage.get(key)).bytes, pattern(5, i), `the bytes of ${show(key)}`);
    }
    equalKeys(await keysOf(storage), keys.sort(compareKeys));
  },

  async 'refuses keys that some storage could not hold'(storage) {
    for (const key of REFUSED_KEYS) {
      for (const use of [
        () => storage.put(key, pattern(1, 1)),
        () => storage.get(key),
        () => storage.head(key),
        () => storage.exists(key),
        () => storage.delete(key),
      ]) {
        await rejects(use, 'invalidKey', 'key');
      }
    }
    equalKeys(await keysOf(storage), []);
  },

  async 'refuses what is no Uint8Array'(storage) {
    const text: unknown = 'text';
    await rejectsWith(
      () => storage.put('a', text as Uint8Array),
      'InvalidInputError',
      'Uint8Array',
    );
    equal(await storage.exists('a'), false, 'exists afterwards');
  },

  async 'stores only where the key is free with ifAbsent'(storage) {
    await storage.put('a', pattern(5, 1), { ifAbsent: true });
    await rejects(
      () => storage.put('a', pattern(5, 2), { ifAbsent: true }),
      'exists',
      'already a model "a"',
    );
    equalBytes((await storage.get('a')).bytes, pattern(5, 1), 'the bytes');
    await storage.delete('a');
    await storage.put('a', pattern(5, 3), { ifAbsent: true });
    equalBytes((await storage.get('a')).bytes, pattern(5, 3), 'the bytes after delete');
  },

  async 'stores only over the version that ifMatch names'(storage) {
    await rejects(() => storage.put('a', pattern(5, 1), { ifMatch: 'x' }), 'changed', 'version');
    equal(await storage.exists('a'), false, 'exists after a refused write');
    const first = await storage.put('a', pattern(5, 1));
    const second = await storage.put('a', pattern(5, 2), { ifMatch: first.etag });
    await rejects(
      () => storage.put('a', pattern(5, 3), { ifMatch: first.etag }),
      'changed',
      'version',
    );
    equalBytes((await storage.get('a')).bytes, pattern(5, 2), 'the bytes');
    await storage.put('a', pattern(5, 4), { ifMatch: second.etag });
    equalBytes((await storage.get('a')).bytes, pattern(5, 4), 'the last bytes');
  },

  async 'refuses ifAbsent together with ifMatch'(storage) {
    await rejectsWith(
      () => storage.put('a', pattern(1, 1), { ifAbsent: true, ifMatch: 'x' }),
      'InvalidParameterError',
      'ifAbsent',
    );
  },

  async 'lets one of many racing ifAbsent writers win'(storage) {
    const outcomes = await race(12, (i) => storage.put('a', pattern(5000, i), { ifAbsent: true }));
    equal(outcomes.won.length, 1, 'the number of winners');
    for (const reason of outcomes.lost) equal(reason, 'exists', 'the reason of a loser');
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(5000, outcomes.won[0]),
      "the winner's bytes",
    );
  },

  async 'lets one of many racing ifMatch writers win'(storage) {
    const { etag } = await storage.put('a', pattern(5000, 100));
    const outcomes = await race(12, (i) => storage.put('a', pattern(5000, i), { ifMatch: etag }));
    equal(outcomes.won.length, 1, 'the number of winners');
    for (const reason of outcomes.lost) equal(reason, 'changed', 'the reason of a loser');
    equalBytes(
      (await storage.get('a')).bytes,
      pattern(5000, outcomes.won[0]),
      "the winner's bytes",
    );
  },

  async 'loses no step of counters that are raised at the same time'(storage) {
    await storage.put('counter', Uint8Array.of(0));
    const raise = async (): Promise<void> => {
      const { bytes, etag } = await storage.get('counter');
      try {
        await storage.put('counter', Uint8Array.of(bytes[0] + 1), { ifMatch: etag });
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === 'changed')) throw error;
        await raise();
      }
    };
    await Promise.all(Array.from({ length: 6 }, raise));
    equal((await storage.get('counter')).bytes[0], 6, 'the counter');
  },

  async 'leaves one whole model after concurrent writes, and readers see whole ones'(storage) {
    await storage.put('a', pattern(200_000, 0));
    const sizes = [200_000, 100_000, 50_000, 1];
    const writes = sizes.flatMap((size) => [1, 2].map((i) => storage.put('a', pattern(size, i))));
    const reads = Array.from({ length: 8 }, () => storage.get('a'));
    await Promise.all(writes);
    for (const { bytes } of [...(await Promise.all(reads)), await storage.get('a')]) {
      const whole = [0, 1, 2].some((i) => sameBytes(bytes, pattern(bytes.length, i)));
      equal(whole && sizes.includes(bytes.length), true, 'that the model is whole');
    }
  },

  async 'does nothing once the signal is aborted'(storage) {
    await storage.put('a', pattern(5, 1));
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    for (const use of [
      () => storage.put('a', pattern(5, 2), { signal }),
      () => storage.put('b', pattern(5, 2), { signal }),
      () => storage.get('a', { signal }),
      () => storage.head('a', { signal }),
      () => storage.exists('a', { signal }),
      () => storage.list({ signal }),
      () => storage.delete('a', { signal }),
    ]) {
      equal(await failure(use), reason, 'the reason');
    }
    equalKeys(await keysOf(storage), ['a']);
    equalBytes((await storage.get('a')).bytes, pattern(5, 1), 'the bytes');
  },

  async 'writes all or nothing when aborted on the way'(storage) {
    const old = pattern(500_000, 1);
    await storage.put('a', old);
    const controller = new AbortController();
    const reason = new Error('enough');
    const next = pattern(500_000, 2);
    const writing = storage.put('a', next, { signal: controller.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    controller.abort(reason);
    const error = await writing;
    if (error !== undefined) equal(error, reason, 'the reason');
    equalBytes((await storage.get('a')).bytes, error === undefined ? next : old, 'the bytes');
  },
};

/** Keys that every storage refuses, one for each rule of `checkKey`. */
export const REFUSED_KEYS: readonly string[] = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/../b',
  'a/./b',
  '.hidden',
  'a/.hidden',
  'a\\b',
  '..\\a',
  'C:/a',
  'a\0b',
  'a\nb',
  'a\u007fb',
  'a\u0085b',
  'a\ud800b',
  'a\uffffb',
  'e\u0301',
  'a ',
  ' a',
  'a.',
  'a/b ./c',
  'a<b',
  'a>b',
  'a"b',
  'a|b',
  'a?b',
  'a*b',
  'con',
  'NUL.txt',
  'a/Com1',
  'lpt9.safetensors',
  'n'.repeat(256),
  'ä'.repeat(128),
  `${'n/'.repeat(512)}n`,
];

/** Bytes that differ from seed to seed, and whose parts differ too. */
function pattern(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed * 101 + 1) & 255;
  return bytes;
}

async function keysOf(
  storage: ModelStorage,
  options: { prefix?: string; limit?: number } = {},
): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.list({ ...options, cursor });
    for (const { key } of page.models) keys.push(key);
    cursor = page.cursor;
    if (keys.length > 10_000) throw new Error('the pages of list never end');
  } while (cursor !== undefined);
  return keys;
}

/** Start all writers at once: which of them won, and why the others lost. */
async function race(
  writers: number,
  write: (i: number) => Promise<unknown>,
): Promise<{ won: number[]; lost: StorageErrorReason[] }> {
  const won: number[] = [];
  const lost: StorageErrorReason[] = [];
  await Promise.all(
    Array.from({ length: writers }, async (_, i) => {
      try {
        await write(i);
        won.push(i);
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        lost.push(error.reason);
      }
    }),
  );
  return { won, lost };
}

async function failure(use: () => Promise<unknown>): Promise<unknown> {
  try {
    await use();
  } catch (error) {
    return error;
  }
  throw new Error('it should have been refused, but was not');
}

async function rejects(
  use: () => Promise<unknown>,
  reason: StorageErrorReason,
  words: string,
): Promise<void> {
  const error = await rejectsWith(use, 'StorageError', words);
  equal((error as StorageError).reason, reason, 'the reason');
}

async function rejectsWith(
  use: () => Promise<unknown>,
  name: string,
  words: string,
): Promise<Error> {
  const error = await failure(use);
  if (!(error instanceof Error) || error.name !== name) {
    throw new Error(`the error should be a ${name}, but is ${String(error)}`);
  }
  if (!error.message.includes(words)) {
    throw new Error(`the message should speak of ${show(words)}, but is ${show(error.message)}`);
  }
  return error;
}

function equal(given: unknown, expected: unknown, what: string): void {
  if (!Object.is(given, expected)) {
    throw new Error(`${what} should be ${show(expected)}, but is ${show(given)}`);
  }
}

function equalKeys(given: readonly string[], expected: readonly string[]): void {
  equal(JSON.stringify(given), JSON.stringify(expected), 'the keys');
}

function equalBytes(given: Uint8Array, expected: Uint8Array, what: string): void {
  if (!sameBytes(given, expected)) throw new Error(`${what} should come back as they were stored`);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
