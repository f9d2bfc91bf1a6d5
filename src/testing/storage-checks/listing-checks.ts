import { compareKeys } from '../../storage/keys.js';
import {
  equal,
  equalKeys,
  keysOf,
  pattern,
  rejectsWith,
  type StorageChecks,
} from './storage-assertions.js';

/** Listings: their order, prefixes and pages. */
export const LISTING_CHECKS: StorageChecks = {
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
};
