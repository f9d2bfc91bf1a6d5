import { type BlockDiagonal, factorise } from './block-diagonal.js';

const MAX_ROUNDS = 10;
/** Steps on the support in a round. */
const MAX_STEPS = 20;
/** Sweeps over the coordinates before the support is solved for at once. */
const SWEEPS = 5;
/** The model is minimal when a round gains less than this, in relation to all gained before. */
const ENOUGH = 1e-7;

/**
 * Minimise the model g'(t - x) + ½ (t - x)'H(t - x) + Σ lasso_j |t_j| over t, block by block.
 *
 * Coordinate descent finds which coordinates are zero; as it is slow on correlated columns, each
 * few sweeps are followed by a Newton step on the coordinates that are not, up to the first that
 * would change its sign.
 *
 * @param hessian - H
 * @param gradient - g [size]
 * @param lasso - [size], at least 0
 * @param x - where the model was made [size]
 * @param t - in: start [size]; out: the minimum
 */
export function minimiseModel(
  { blockSize, blocks }: BlockDiagonal,
  gradient: Float64Array,
  lasso: Float64Array,
  x: Float64Array,
  t: Float64Array,
): void {
  const area = blockSize * blockSize;
  for (let start = 0, at = 0; start < blocks.length; start += area, at += blockSize) {
    const part = (array: Float64Array) => array.subarray(at, at + blockSize);
    const own = part(t);
    const slope = part(gradient).slice();
    const from = part(x);
    const block = blocks.subarray(start, start + area);
    for (let j = 0; j < blockSize; j++) addColumn(block, j, own[j] - from[j], slope);
    minimiseBlock(block, part(lasso), own, slope);
  }
}

/** @param slope - in and out: the gradient of the smooth part of the model at t */
function minimiseBlock(
  H: Float64Array,
  lasso: Float64Array,
  t: Float64Array,
  slope: Float64Array,
): void {
  let total = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let gain = Infinity;
    for (let sweeps = 0; sweeps < SWEEPS && gain > ENOUGH * total; sweeps++) {
      gain = sweep(H, lasso, t, slope);
      total += gain;
    }
    if (t.length === 1) return;
    const settled = gain <= ENOUGH * total;
    // Each step that stops at a change of sign leaves one coordinate less.
    const before = total;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      gain = stepOnSupport(H, lasso, t, slope);
      total += gain;
      if (gain <= ENOUGH * total) break;
    }
    gain = total - before;
    if (settled && gain <= ENOUGH * total) return;
  }
}

/** One round of coordinate descent. @returns what it gained, up to a factor of two */
function sweep(H: Float64Array, lasso: Float64Array, t: Float64Array, slope: Float64Array): number {
  const n = t.length;
  let gain = 0;
  for (let j = 0; j < n; j++) {
    const curvature = H[j * n + j];
    if (!(curvature > 0)) continue;
    const free = t[j] - slope[j] / curvature;
    const threshold = lasso[j] / curvature;
    const next = free > threshold ? free - threshold : free < -threshold ? free + threshold : 0;
    const change = next - t[j];
    if (change === 0) continue;
    t[j] = next;
    addColumn(H, j, change, slope);
    gain += curvature * change * change;
  }
  return gain;
}

/** Newton's step on the coordinates that are not zero or not penalised. @returns what it gained */
function stepOnSupport(
  H: Float64Array,
  lasso: Float64Array,
  t: Float64Array,
  slope: Float64Array,
): number {
  const n = t.length;
  const support: number[] = [];
  for (let j = 0; j < n; j++) {
    if (t[j] !== 0 || (lasso[j] === 0 && H[j * n + j] > 0)) support.push(j);
  }
  const size = support.length;
  const blocks = new Float64Array(size * size);
  const step = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    const j = support[a];
    for (let b = 0; b < size; b++) blocks[a * size + b] = H[j * n + support[b]];
    step[a] = -(slope[j] + lasso[j] * Math.sign(t[j]));
  }
  factorise({ blockSize: size, blocks })(step);
  return (
    move(H, lasso, t, slope, support, clipped(t, lasso, support, step)) ||
    move(H, lasso, t, slope, support, shortened(t, lasso, support, step))
  );
}

/** The changes of a whole step, but to zero where it would change a penalised sign. */
function clipped(
  t: Float64Array,
  lasso: Float64Array,
  support: readonly number[],
  step: Float64Array,
): Float64Array {
  return step.map((change, a) => {
    const from = t[support[a]];
    return lasso[support[a]] > 0 && (from + change) * from < 0 ? -from : change;
  });
}

/** The changes of a step up to the first penalised sign that would change, which always gains. */
function shortened(
  t: Float64Array,
  lasso: Float64Array,
  support: readonly number[],
  step: Float64Array,
): Float64Array {
  let length = 1;
  for (let a = 0; a < step.length; a++) {
    const from = t[support[a]];
    if (lasso[support[a]] > 0 && (from + length * step[a]) * from < 0) length = -from / step[a];
  }
  return clipped(
    t,
    lasso,
    support,
    step.map((change) => length * change),
  );
}

/** Make these changes if the model gains from them. @returns what it gained; 0 if nothing was changed */
function move(
  H: Float64Array,
  lasso: Float64Array,
  t: Float64Array,
  slope: Float64Array,
  support: readonly number[],
  changes: Float64Array,
): number {
  const nextSlope = slope.slice();
  let gain = 0;
  for (let a = 0; a < changes.length; a++) addColumn(H, support[a], changes[a], nextSlope);
  for (let a = 0; a < changes.length; a++) {
    const j = support[a];
    gain -= (changes[a] * (slope[j] + nextSlope[j])) / 2;
    gain -= lasso[j] * (Math.abs(t[j] + changes[a]) - Math.abs(t[j]));
  }
  if (!(gain > 0)) return 0;
  for (let a = 0; a < changes.length; a++) t[support[a]] += changes[a];
  slope.set(nextSlope);
  return gain;
}

/** slope += change · (column j of H), which is row j. */
function addColumn(H: Float64Array, j: number, change: number, slope: Float64Array): void {
  if (change === 0) return;
  const n = slope.length;
  for (let k = 0, at = j * n; k < n; k++) slope[k] += change * H[at + k];
}
