/**
 * Whether all numbers of a stretch are finite: their sum is then, but for such that are near the largest of all, and of these
 * it says no. Four sums, so that an addition need not wait for the last.
 */
export function allFinite(data: Float64Array, from: number, to: number): boolean {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let at = from;
  for (; at + 7 < to; at += 8) {
    sum0 += data[at] + data[at + 1];
    sum1 += data[at + 2] + data[at + 3];
    sum2 += data[at + 4] + data[at + 5];
    sum3 += data[at + 6] + data[at + 7];
  }
  for (; at < to; at++) sum0 += data[at];
  return (sum0 + sum1 + sum2 + sum3) * 0 === 0;
}
