import type { Steps } from '../progress.js';

/** Numbers of a step: sorting or merging so many takes some 5 ms. */
const BLOCK = 2 ** 16;

/**
 * Numbers in ascending order, in steps: blocks are sorted by the engine, then merged. -0 and 0 keep no order.
 *
 * @param values - [n] without NaN; left as they are
 */
export function* sortedInSteps(values: Float64Array): Steps<Float64Array> {
  const n = values.length;
  let sorted = values.slice();
  for (let from = 0; from < n; from += BLOCK) {
    sorted.subarray(from, from + BLOCK).sort();
    yield;
  }
  if (n <= BLOCK) return sorted;
  let merged = new Float64Array(n);
  for (let width = BLOCK; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      const middle = Math.min(n, from + width);
      const end = Math.min(n, from + 2 * width);
      const at = { left: from, right: middle, out: from };
      while (at.out < end) {
        mergePart(sorted, merged, at, middle, Math.min(end, at.out + BLOCK), end);
        yield;
      }
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

/** Go on merging two sorted runs that lie side by side, up to the place `stop` of the result. */
function mergePart(
  from: Float64Array,
  into: Float64Array,
  at: { left: number; right: number; out: number },
  middle: number,
  stop: number,
  end: number,
): void {
  let { left, right, out } = at;
  for (; out < stop; out++) {
    if (right >= end || (left < middle && from[left] <= from[right])) into[out] = from[left++];
    else into[out] = from[right++];
  }
  at.left = left;
  at.right = right;
  at.out = out;
}
