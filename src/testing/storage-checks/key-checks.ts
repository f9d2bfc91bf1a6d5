import { compareKeys } from '../../storage/keys.js';
import { show } from '../../words.js';
import {
  equalBytes,
  equalKeys,
  keysOf,
  pattern,
  rejects,
  type StorageChecks,
} from './storage-assertions.js';

/** Which keys a storage holds, and which it refuses. */
export const KEY_CHECKS: StorageChecks = {
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
};

/** Keys that every storage refuses, one for each rule of `checkKey`. */
const REFUSED_KEYS: readonly string[] = [
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
