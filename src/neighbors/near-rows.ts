import { reducedDistance } from './metric-space.js';

/** Columns of a pass: after each, what is too far already is left out of the next. */
const PASS = 4;

/** Sums so far of the rows that are left, while `nearRows` runs. */
let partial = /* @__PURE__ */ new Float64Array(64);

/**
 * Which rows of a stretch lie at most `radius` from one row. The comparisons are those of `reducedDistance`, to the
 * bit: squares are added in the same order, and a sum that is too large at first is too large at last.
 *
 * Far rows are told by their first columns, and lists instead of branches, which data would decide, keep the loops
 * even.
 *
 * @param points - row-major
 * @param at - where the one row begins
 * @param from - first row of the stretch
 * @param to - behind its last one
 * @param p - order of the distance
 * @param radius - as distances are compared
 * @param found - out, with room for the stretch
 * @returns how many were found
 */
export function nearRows(
  points: Float64Array,
  columns: number,
  at: number,
  from: number,
  to: number,
  p: number,
  radius: number,
  found: Int32Array,
): number {
  if (p === 2 && columns >= PASS) return byPasses(points, columns, at, from, to, radius, found);
  let count = 0;
  for (let i = from; i < to; i++) {
    found[count] = i;
    count += reducedDistance(points, at, points, i * columns, columns, p) <= radius ? 1 : 0;
  }
  return count;
}

function byPasses(
  points: Float64Array,
  columns: number,
  at: number,
  from: number,
  to: number,
  radius: number,
  found: Int32Array,
): number {
  if (partial.length < to - from) partial = new Float64Array(2 * (to - from));
  const sums = partial;
  let count = 0;
  {
    const x0 = points[at];
    const x1 = points[at + 1];
    const x2 = points[at + 2];
    const x3 = points[at + 3];
    for (let i = from, row = from * columns; i < to; i++, row += columns) {
      const d0 = x0 - points[row];
      const d1 = x1 - points[row + 1];
      const d2 = x2 - points[row + 2];
      const d3 = x3 - points[row + 3];
      const sum = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
      found[count] = i;
      sums[count] = sum;
      count += sum <= radius ? 1 : 0;
    }
  }
  let j = PASS;
  for (; j + PASS <= columns && count > 0; j += PASS) {
    const x0 = points[at + j];
    const x1 = points[at + j + 1];
    const x2 = points[at + j + 2];
    const x3 = points[at + j + 3];
    let left = 0;
    for (let n = 0; n < count; n++) {
      const i = found[n];
      const row = i * columns + j;
      const d0 = x0 - points[row];
      const d1 = x1 - points[row + 1];
      const d2 = x2 - points[row + 2];
      const d3 = x3 - points[row + 3];
      const sum = sums[n] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
      found[left] = i;
      sums[left] = sum;
      left += sum <= radius ? 1 : 0;
    }
    count = left;
  }
  for (; j < columns && count > 0; j++) {
    const x = points[at + j];
    let left = 0;
    for (let n = 0; n < count; n++) {
      const difference = x - points[found[n] * columns + j];
      const sum = sums[n] + difference * difference;
      found[left] = found[n];
      sums[left] = sum;
      left += sum <= radius ? 1 : 0;
    }
    count = left;
  }
  return count;
}
