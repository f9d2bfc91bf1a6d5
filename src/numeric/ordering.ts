import { drain, inStretches, type Steps } from '../progress.js';

/**
 * The order that sorts numbers ascending; equal numbers keep their order. NaN goes last, -0 and 0
 * are equal.
 * Method: a radix sort of the 64-bit patterns, whose order as unsigned integers is made that of the
 * numbers; digits of 16 bits, and a digit that all share is skipped. Cost: at most four passes.
 *
 * @param values - [n]
 * @returns positions [n]: values[order[0]] is the smallest
 */
export function argsort(values: Float64Array): Int32Array {
  return values.length < RADIX_FROM ? sortByComparing(values) : drain(argsortInSteps(values));
}

/** As `argsort`, in steps: the passes of a sort, and parts of the passes over many numbers. */
export function* argsortInSteps(values: Float64Array): Steps<Int32Array> {
  const n = values.length;
  if (n < RADIX_FROM) return sortByComparing(values);
  const digits = new Uint16Array(n * DIGITS);
  yield* inStretches(n, WORK_OF_PASS, (from, to) => writeSortableDigits(values, digits, from, to));
  let order: Int32Array = countFrom0(n);
  let next: Int32Array = new Int32Array(n);
  const starts = new Int32Array(DIGIT_VALUES);
  for (let digit = 0; digit < DIGITS; digit++) {
    starts.fill(0);
    yield* inStretches(n, WORK_OF_PASS, (from, to) =>
      countDigits(digits.subarray(from * DIGITS + digit, to * DIGITS), starts),
    );
    if (starts[digits[digit]] === n) continue;
    let start = 0;
    for (let value = 0; value < DIGIT_VALUES; value++) {
      const count = starts[value];
      starts[value] = start;
      start += count;
    }
    const [before, after] = [order, next];
    yield* inStretches(n, WORK_OF_PASS, (from, to) =>
      moveByDigit(before.subarray(from, to), after, digits.subarray(digit), starts),
    );
    [order, next] = [after, before];
  }
  return order;
}

/** Count one digit of each number; in functions of their own, as loops in closures take longer. */
function countDigits(digits: Uint16Array, counts: Int32Array): void {
  for (let at = 0; at < digits.length; at += DIGITS) counts[digits[at]]++;
}

/** Put numbers to where those of their digit go on. */
function moveByDigit(
  order: Int32Array,
  into: Int32Array,
  digits: Uint16Array,
  starts: Int32Array,
): void {
  for (let i = 0; i < order.length; i++) {
    const index = order[i];
    into[starts[digits[index * DIGITS]]++] = index;
  }
}

const DIGITS = 4;
const DIGIT_VALUES = 65536;
/** Elementary operations that a pass costs for a number: they wait for memory. */
const WORK_OF_PASS = 16;
/** Below this, comparing is cheaper than passes over 65536 counters. */
const RADIX_FROM = 4096;

function sortByComparing(values: Float64Array): Int32Array {
  return countFrom0(values.length).sort((i, k) => compareAscending(values[i], values[k]));
}

function countFrom0(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}

function compareAscending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b || 0; // ∞ - ∞ is NaN
}

/** Four 16-bit digits a number, least significant first, which order as the numbers do, for those from `from` up to `to`. */
function writeSortableDigits(
  values: Float64Array,
  digits: Uint16Array,
  from: number,
  to: number,
): void {
  const numbers = new Float64Array(digits.buffer);
  for (let i = from, at = from * DIGITS; i < to; i++, at += DIGITS) {
    numbers[i] = values[i] + 0; // -0 becomes 0
    const high = digits[at + 3];
    if (Number.isNaN(values[i])) {
      for (let digit = 0; digit < DIGITS; digit++) digits[at + digit] = 0xffff;
    } else if (high & 0x8000) {
      for (let digit = 0; digit < DIGITS; digit++) digits[at + digit] ^= 0xffff;
    } else {
      digits[at + 3] = high | 0x8000;
    }
  }
}

/**
 * The k-th smallest number, with smaller ones moved before it and larger ones behind it.
 * Source: Hoare, "Find", CACM 4 (1961), with the middle of three as pivot. Cost: about 3 n steps on average.
 *
 * @param values - none NaN; reordered
 * @param k - from 0
 */
export function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const [a, b, c] = [values[low], values[(low + high) >> 1], values[high]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k];
}

/** How many of the ascending values are below x: where it goes to be the first of its like. */
export function countBelow(ascending: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending values are at most x: where it goes to be the last of its like. */
export function countUpTo(ascending: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
