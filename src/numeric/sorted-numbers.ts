import { inStretches, type Steps } from '../progress.js';

/** Below this the engine's own sort is quicker. */
const RADIX_FROM = 2048;
const DIGIT_BITS = 11;
const DIGIT_VALUES = 2 ** DIGIT_BITS;
/** Where the digits of a 64-bit pattern lie: in which of its two words, and how far up. */
const DIGITS = /* @__PURE__ */ Object.freeze([
  { word: 0, shift: 0 },
  { word: 0, shift: 11 },
  { word: 0, shift: 22 },
  { word: 1, shift: 0 },
  { word: 1, shift: 11 },
  { word: 1, shift: 22 },
]);
/** Elementary operations that a pass costs for a number: they wait for memory. */
const WORK_OF_PASS = 8;

/**
 * Numbers in ascending order, in steps.
 *
 * @param values - [n] without NaN; left as they are
 */
export function sortedInSteps(values: Float64Array): Steps<Float64Array> {
  return sortInSteps(values.slice(), new Float64Array(values.length));
}

/**
 * Sort numbers, in steps; -0 comes before 0.
 * Method: a radix sort of the 64-bit patterns by digits of 11 bits; a digit that all share is skipped, such as the last
 * ones of numbers of single precision. A quarter of the time of the engine's sort.
 *
 * @param values - [n] without NaN; overwritten
 * @param spare - [n] to work in; overwritten
 * @returns whichever of the two holds the result
 */
export function* sortInSteps(values: Float64Array, spare: Float64Array): Steps<Float64Array> {
  const n = values.length;
  if (n < RADIX_FROM) return values.sort();
  const places = new Int32Array(DIGITS.length * DIGIT_VALUES);
  const first = new Uint32Array(values.buffer, values.byteOffset, 2);
  const [low, high] = first;
  yield* inStretches(n, WORK_OF_PASS * 2, (from, to) =>
    countDigits(values.subarray(from, to), places),
  );
  let from = values;
  let into = spare;
  for (const [d, { word, shift }] of DIGITS.entries()) {
    const next = places.subarray(d * DIGIT_VALUES, (d + 1) * DIGIT_VALUES);
    if (next[((word === 0 ? low : high) >>> shift) & (DIGIT_VALUES - 1)] === n) continue;
    let start = 0;
    for (let digit = 0; digit < DIGIT_VALUES; digit++) {
      const count = next[digit];
      next[digit] = start;
      start += count;
    }
    const [before, after] = [from, into];
    yield* inStretches(n, WORK_OF_PASS, (begin, end) =>
      moveByDigit(before.subarray(begin, end), after, word, shift, next),
    );
    [from, into] = [after, before];
  }
  return turnNegatives(from, into);
}

/** In functions of their own, as loops in closures take longer. */
function countDigits(values: Float64Array, counts: Int32Array): void {
  const words = wordsOf(values);
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at];
    const high = words[at + 1];
    counts[low & 2047]++;
    counts[2048 + ((low >>> 11) & 2047)]++;
    counts[4096 + (low >>> 22)]++;
    counts[6144 + (high & 2047)]++;
    counts[8192 + ((high >>> 11) & 2047)]++;
    counts[10240 + (high >>> 22)]++;
  }
}

/** Put numbers to where those of their digit go on. */
function moveByDigit(
  values: Float64Array,
  into: Float64Array,
  word: number,
  shift: number,
  next: Int32Array,
): void {
  const words = wordsOf(values);
  for (let i = 0; i < values.length; i++) {
    const digit = (words[2 * i + word] >>> shift) & 2047;
    into[next[digit]++] = values[i];
  }
}

/** As patterns, numbers below zero lie behind the others, from -0 down. */
function turnNegatives(sorted: Float64Array, into: Float64Array): Float64Array {
  const n = sorted.length;
  let positives = n;
  while (positives > 0 && isNegative(sorted[positives - 1])) positives--;
  if (positives === n) return sorted;
  for (let i = n - 1, out = 0; i >= positives; i--) into[out++] = sorted[i];
  into.set(sorted.subarray(0, positives), n - positives);
  return into;
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0);
}

function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
