import { StorageError } from '../errors.js';
import { show } from '../words.js';

const MAX_KEY_BYTES = 1024;
/** The limit of most file systems. */
const MAX_NAME_BYTES = 255;
const EXAMPLE = 'Use names separated by single slashes, such as "churn/v1.safetensors".';

/**
 * Refuse a key that some storage could not hold, so that a model can move between all of them.
 *
 * A key is one or more names separated by `/`. Letters of every script are fine, in the Unicode
 * normal form C, up to 255 bytes of UTF-8 a name and 1024 in all. A name must not begin with a dot
 * (so there is no `..`) or a space, end with either, hold control characters, a backslash or one of
 * `< > : " | ? *`, or be one of the names that Windows keeps for devices, such as `con` or `nul.txt`.
 *
 * @throws StorageError that says which rule is broken, with the reason `invalidKey`
 */
export function checkKey(key: string, where: string): void {
  const problem = keyProblem(key);
  if (problem !== undefined) {
    throw new StorageError(`${where}: the key ${show(key)} ${problem}`, { reason: 'invalidKey' });
  }
}

/** Whether a key keeps the rules of `checkKey`. */
export function isKey(key: string): boolean {
  return keyProblem(key) === undefined;
}

function keyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return `is not text. ${EXAMPLE}`;
  if (key === '') return `is empty. ${EXAMPLE}`;
  const bytes = byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    return `has ${bytes} bytes as UTF-8, but at most ${MAX_KEY_BYTES} are allowed. Shorten it.`;
  }
  if (/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(key)) {
    return 'holds a control character or half a character. Leave it out.';
  }
  if (key.includes('\\')) return `holds a backslash. ${EXAMPLE}`;
  if (key !== key.normalize('NFC')) {
    return "is not in Unicode normal form C, so it could be stored twice. Pass key.normalize('NFC').";
  }
  for (const name of key.split('/')) {
    const problem = nameProblem(name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === '') return `begins or ends with a slash, or has two in a row. ${EXAMPLE}`;
  if (name.startsWith('.')) {
    return `has the name ${show(name)}, and names must not begin with a dot. ${EXAMPLE}`;
  }
  if (/^ |[ .]$/.test(name)) {
    return `has the name ${show(name)}, and names must not begin or end with a space, or end with a dot. Leave it out.`;
  }
  const special = /[<>:"|?*]/.exec(name);
  if (special !== null) {
    return `holds the character ${special[0]}, which file names on Windows cannot. Replace it.`;
  }
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i.test(name)) {
    return `has the name ${show(name)}, which Windows keeps for a device. Choose another name.`;
  }
  const bytes = byteLength(name);
  if (bytes > MAX_NAME_BYTES) {
    return `has a name of ${bytes} bytes as UTF-8, but at most ${MAX_NAME_BYTES} are allowed between slashes. Shorten it.`;
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The order of keys in listings: by code point, which is the order of their UTF-8 bytes, as S3 has it.
 * JavaScript's own order of text differs beyond U+FFFF.
 *
 * @returns negative when a comes first, positive when b does, 0 when they are the same
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Puts halves of characters beyond U+FFFF (0xd800 to 0xdfff) after all other code units. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}
