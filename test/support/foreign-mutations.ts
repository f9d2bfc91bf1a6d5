import { createRng, type Rng } from '../../src/random/rng.js';

const below = (n: number, rng: Rng) => rng.nextUint32() % n;
const pick = <T>(from: readonly T[], rng: Rng): T => from[below(from.length, rng)];

/** What may stand in place of a number or a word of a text file. */
const TOKENS = [
  '0',
  '-1',
  '1',
  '2',
  '7',
  '1.5',
  '255',
  '65536',
  '16777215',
  '16777216',
  '2147483647',
  '4294967296',
  '1e9',
  '1e39',
  '-1e38',
  '1e-45',
  '1e999',
  'NaN',
  'nan',
  'inf',
  'Infinity',
  '-Infinity',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[[]]',
  '-',
  '.',
  '-.',
  '1e',
];

/**
 * A file of another library with something in it changed: bytes, a part cut off, left out or doubled, and of a text the
 * numbers and words. The same seed and number change the same.
 */
export function changedFile(
  file: Uint8Array,
  isText: boolean,
  seed: string,
  n: number,
): Uint8Array {
  const rng = createRng(seed).fork(n);
  let bytes = file;
  for (let changes = 1 + below(3, rng); changes > 0; changes--)
    bytes = changedOnce(bytes, isText, rng);
  return bytes;
}

function changedOnce(bytes: Uint8Array, isText: boolean, rng: Rng): Uint8Array {
  const kind = below(10, rng);
  if (bytes.length < 2) return bytes;
  if (kind === 0) return bytes.slice(0, below(bytes.length, rng));
  if (kind === 1) {
    const from = below(bytes.length, rng);
    return without(bytes, from, from + below(200, rng));
  }
  if (kind === 2) {
    const from = below(bytes.length, rng);
    const part = bytes.slice(from, from + below(200, rng));
    return spliced(bytes, below(bytes.length, rng), 0, part);
  }
  if (kind > 5 && isText) return withToken(bytes, rng);
  const changed = bytes.slice();
  if (kind > 5) {
    // Of a binary file: lengths and numbers that are large or negative, wherever they come to lie.
    const view = new DataView(changed.buffer);
    const at = below(Math.max(1, changed.length - 8), rng);
    const value = pick([0, -1, 1, 2, 65_536, 2 ** 24, 2 ** 31 - 1, -(2 ** 31)], rng);
    if (at + 8 <= changed.length) view.setInt32(at + 4 * below(2, rng), value);
    return changed;
  }
  for (let flips = 1 + below(4, rng); flips > 0; flips--) {
    changed[below(changed.length, rng)] = below(256, rng);
  }
  return changed;
}

/** Another token for one of the text, or the same as another one has. */
function withToken(bytes: Uint8Array, rng: Rng): Uint8Array {
  const from = startOfToken(bytes, below(bytes.length, rng));
  const end = endOfToken(bytes, from);
  const other = startOfToken(bytes, below(bytes.length, rng));
  const token =
    below(3, rng) === 0
      ? bytes.slice(other, endOfToken(bytes, other))
      : new TextEncoder().encode(pick(TOKENS, rng));
  return spliced(bytes, from, end - from, token);
}

const isOfToken = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) || (byte | 0x20) >= 0x61 || byte === 0x2d || byte === 0x2e;

function startOfToken(bytes: Uint8Array, near: number): number {
  let at = near;
  while (at > 0 && isOfToken(bytes[at - 1])) at--;
  return at;
}

function endOfToken(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isOfToken(bytes[at])) at++;
  return at;
}

function without(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return spliced(bytes, from, Math.min(to, bytes.length) - from, new Uint8Array(0));
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length - removed + added.length);
  out.set(bytes.subarray(0, at));
  out.set(added, at);
  out.set(bytes.subarray(at + removed), at + added.length);
  return out;
}
