/**
 * A repeated row and a weight of two give the same quantile: each unit of weight is one place in
 * the sorted list, and the quantile lies between the two places around q · (total - 1).
 */
export function weightedQuantile(
  values: Float64Array,
  order: Int32Array,
  share: (i: number) => number,
  total: number,
  q: number,
): number {
  const place = q * Math.max(0, total - 1);
  let before = 0; // places taken by smaller values
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]];
    const last = before + share(order[at]) - 1; // the value's own last place
    if (place <= last || at === order.length - 1) return value;
    if (place < last + 1) {
      const next = values[order[at + 1]];
      return value + (place - Math.max(last, before - 1)) * (next - value);
    }
    before += share(order[at]);
  }
  return Number.NaN;
}
