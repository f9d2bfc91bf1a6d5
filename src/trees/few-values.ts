/** More distinct values than this are sorted. */
const FEW = 8;

/** Distinct values, ascending, and how often each occurs. */
export interface ValueCounts {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/**
 * The distinct values of numbers that have few of them, such as 0 and 1, without sorting: a tenth of the time. 0 is -0
 * where -0 is among them, which comes first in a sort.
 *
 * @param numbers - [n] without NaN
 * @returns undefined where there are more than a few
 */
export function countFewValues(numbers: Float64Array): ValueCounts | undefined {
  const found = new Float64Array(FEW);
  const occurrences = new Float64Array(FEW);
  let distinct = 0;
  let at = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (at === distinct || found[at] !== value) {
      at = 0;
      while (at < distinct && found[at] !== value) at++;
      if (at === distinct) {
        if (distinct === FEW) return undefined;
        found[distinct++] = value;
      }
    }
    if (Object.is(value, -0)) found[at] = value;
    occurrences[at]++;
  }
  const order = [...found.keys()].slice(0, distinct).sort((a, b) => found[a] - found[b]);
  return {
    values: Float64Array.from(order, (k) => found[k]),
    counts: Float64Array.from(order, (k) => occurrences[k]),
  };
}
