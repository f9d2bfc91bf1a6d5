import { pickRows } from '../data/dense.js';
import { argsortInSteps } from '../numeric/ordering.js';
import type { Steps } from '../progress.js';

/*
 * Isotonic regression: minimise Σ w (y - f(x))² over all f that never fall. The optimum is a staircase, found by pooling
 * adjacent violators; between its corners f is a straight line, so that it is defined for every x.
 * Source: Best and Chakravarti, Mathematical Programming 47 (1990); the corners as scikit-learn keeps them.
 */

/** The corners of a monotone curve: straight lines go from each to the next. */
export interface MonotoneCurve {
  /** Ascending, all different [nCorners]. */
  readonly x: Float64Array;
  /** Values there, none of them out of order [nCorners]. */
  readonly y: Float64Array;
}

/** What is fitted: the samples, and between which values the curve must lie. */
export interface IsotonicProblem {
  /** [n] */
  readonly x: Float64Array;
  /** [n] */
  readonly y: Float64Array;
  /** [n], at least one above 0; samples without weight count as absent. */
  readonly weights: Float64Array | undefined;
  readonly increasing: boolean;
  /** -Infinity for no bound. */
  readonly yMin: number;
  /** Infinity for no bound. */
  readonly yMax: number;
}

/** The monotone curve nearest to the samples, in steps of a pass over them or less. Cost: a sort, then one pass. */
export function* fitIsotonic(problem: IsotonicProblem): Steps<MonotoneCurve> {
  const { increasing, yMin, yMax } = problem;
  const { x, y, weights } = yield* distinctSamples(problem);
  yield;
  if (!increasing) y.reverse();
  poolViolators(y, increasing ? weights : weights.reverse());
  yield;
  if (!increasing) y.reverse();
  for (let i = 0; i < y.length; i++) y[i] = Math.min(yMax, Math.max(yMin, y[i]));
  const last = y.length - 1;
  const corners = x
    .map((_, i) => i)
    .filter((i) => i === 0 || i === last || y[i] !== y[i - 1] || y[i] !== y[i + 1]);
  return { x: pickRows(x, 1, corners), y: pickRows(y, 1, corners) };
}

/** The samples that weigh something, ascending in x; those with the same x become one, their mean. */
function* distinctSamples({ x, y, weights }: IsotonicProblem): Steps<{
  x: Float64Array;
  y: Float64Array;
  weights: Float64Array;
}> {
  const sorted = yield* argsortInSteps(x);
  const order = sorted.filter((i) => weights === undefined || weights[i] > 0);
  yield;
  const xs = new Float64Array(order.length);
  const ys = new Float64Array(order.length);
  const ws = new Float64Array(order.length);
  let n = 0;
  for (const i of order) {
    const weight = weights === undefined ? 1 : weights[i];
    if (n === 0 || x[i] !== xs[n - 1]) {
      xs[n] = x[i];
      ys[n] = y[i];
      ws[n] = weight;
      n++;
    } else {
      ys[n - 1] = weightedMean(ys[n - 1], ws[n - 1], y[i], weight);
      ws[n - 1] += weight;
    }
  }
  return { x: xs.subarray(0, n), y: ys.subarray(0, n), weights: ws.subarray(0, n) };
}

/** Replace values that fall by the means of blocks that do not, in place. */
function poolViolators(y: Float64Array, weights: Float64Array): void {
  const n = y.length;
  const means = new Float64Array(n);
  const sums = new Float64Array(n);
  const ends = new Int32Array(n);
  let blocks = 0;
  for (let i = 0; i < n; i++) {
    let mean = y[i];
    let weight = weights[i];
    while (blocks > 0 && means[blocks - 1] > mean) {
      blocks--;
      mean = weightedMean(means[blocks], sums[blocks], mean, weight);
      weight += sums[blocks];
    }
    means[blocks] = mean;
    sums[blocks] = weight;
    ends[blocks] = i + 1;
    blocks++;
  }
  for (let block = 0, start = 0; block < blocks; start = ends[block++]) {
    y.fill(means[block], start, ends[block]);
  }
}

/** Shares of the weight first, since the product of a large value and a large weight overflows. */
function weightedMean(a: number, weightA: number, b: number, weightB: number): number {
  const total = weightA + weightB;
  return a === b ? a : a * (weightA / total) + b * (weightB / total);
}

/**
 * The value of a curve; beyond its ends that of the end. A curve of one corner is the same everywhere.
 *
 * @param at - not NaN
 */
export function valueOn({ x, y }: MonotoneCurve, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]) return y[0];
  if (at >= x[last]) return y[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  // Halves, since the distance of two huge numbers overflows.
  const share = (at / 2 - x[low] / 2) / (x[high] / 2 - x[low] / 2);
  return y[low] === y[high] ? y[low] : y[low] * (1 - share) + y[high] * share;
}
