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
  const n = values.length;
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n < RADIX_FROM) return order.sort((i, k) => compareAscending(values[i], values[k]));
  const digits = toSortableDigits(values);
  let next = new Int32Array(n);
  const starts = new Int32Array(DIGIT_VALUES);
  for (let digit = 0; digit < DIGITS; digit++) {
    starts.fill(0);
    for (let at = digit; at < digits.length; at += DIGITS) starts[digits[at]]++;
    if (starts[digits[digit]] === n) continue;
    let start = 0;
    for (let value = 0; value < DIGIT_VALUES; value++) {
      const count = starts[value];
      starts[value] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const index = order[i];
      next[starts[digits[index * DIGITS + digit]]++] = index;
    }
    [order, next] = [next, order];
  }
  return order;
}

const DIGITS = 4;
const DIGIT_VALUES = 65536;
/** Below this, comparing is cheaper than passes over 65536 counters. */
const RADIX_FROM = 4096;

function compareAscending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b || 0; // ∞ - ∞ is NaN
}

/** Four 16-bit digits a number, least significant first, which order as the numbers do. */
function toSortableDigits(values: Float64Array): Uint16Array {
  const sortable = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) sortable[i] = values[i] + 0; // -0 becomes 0
  const digits = new Uint16Array(sortable.buffer);
  for (let at = 0; at < digits.length; at += DIGITS) {
    const high = digits[at + 3];
    if (Number.isNaN(sortable[at / DIGITS])) {
      for (let digit = 0; digit < DIGITS; digit++) digits[at + digit] = 0xffff;
    } else if (high & 0x8000) {
      for (let digit = 0; digit < DIGITS; digit++) digits[at + digit] ^= 0xffff;
    } else {
      digits[at + 3] = high | 0x8000;
    }
  }
  return digits;
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
