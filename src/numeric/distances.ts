/**
 * The squared Euclidean distance of two rows, in feature units squared, summed from the first
 * feature to the last: whoever sums in this order sees the same bits.
 *
 * @param A - block of the first row, which starts at `a`
 * @param B - block of the second row, which starts at `b`
 * @param length - values in a row
 */
export function squaredDistance(
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  length: number,
): number {
  let sum = 0;
  for (let j = 0; j < length; j++) {
    const difference = A[a + j] - B[b + j];
    sum += difference * difference;
  }
  return sum;
}
