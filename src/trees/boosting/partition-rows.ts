import { areInWords, type ColumnCodes, type WordCodes } from './column-codes.js';
import { partByBytes } from './part-bytes.js';

/** Rows from which on it pays to part them in arrays of their own. */
const WORTH_CHUNKS = 512;

/**
 * Move the rows of a node that go left before those that go right; each side keeps its order. Every row is written to
 * both sides, so that no branch has to be guessed, and four at a time, which takes two thirds of the time.
 *
 * @param codes - of the feature that is asked about [nSamples]
 * @param isLeft - 1 for the codes that go left
 * @param moved - memory for the right side, as long as the node
 * @param into - where the moved rows go, at the same places
 * @returns where the right side begins
 */
export function partitionRows(
  rows: Int32Array,
  start: number,
  end: number,
  codes: ColumnCodes,
  isLeft: Uint8Array,
  moved: Int32Array,
  into = rows,
): number {
  if (areInWords(codes)) return partitionByWords(rows, start, end, codes, isLeft, moved, into);
  if (codes instanceof Uint8Array && end - start >= WORTH_CHUNKS) {
    return partByBytes(rows, start, end, codes, isLeft, moved, into);
  }
  let left = start;
  let right = 0;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const a = rows[i];
    const b = rows[i + 1];
    const c = rows[i + 2];
    const d = rows[i + 3];
    const aGoes = isLeft[codes[a]];
    const bGoes = isLeft[codes[b]];
    const cGoes = isLeft[codes[c]];
    const dGoes = isLeft[codes[d]];
    into[left] = a;
    moved[right] = a;
    left += aGoes;
    right += 1 - aGoes;
    into[left] = b;
    moved[right] = b;
    left += bGoes;
    right += 1 - bGoes;
    into[left] = c;
    moved[right] = c;
    left += cGoes;
    right += 1 - cGoes;
    into[left] = d;
    moved[right] = d;
    left += dGoes;
    right += 1 - dGoes;
  }
  for (; i < end; i++) {
    const row = rows[i];
    const goes = isLeft[codes[row]];
    into[left] = row;
    moved[right] = row;
    left += goes;
    right += 1 - goes;
  }
  into.set(moved.subarray(0, right), left);
  return left;
}

/** The same, one row at a time, for codes that are bytes of words. */
function partitionByWords(
  rows: Int32Array,
  start: number,
  end: number,
  { words, width, word, shift }: WordCodes,
  isLeft: Uint8Array,
  moved: Int32Array,
  into: Int32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const goes = isLeft[(words[row * width + word] >>> shift) & 255];
    into[left] = row;
    moved[right] = row;
    left += goes;
    right += 1 - goes;
  }
  into.set(moved.subarray(0, right), left);
  return left;
}
