import { log, log1p } from '../../numeric/exp-log.js';
import { minimise } from '../../numeric/minimise.js';
import { columnMoments } from '../../numeric/statistics.js';
import type { Steps } from '../../progress.js';
import { type PowerMethod, powerOfLog, slopeOfLog } from './power-functions.js';

/**
 * The largest exponent of e that a transformed value may have: half of what numbers hold, less their digits, so that
 * squares can be summed.
 */
const MAX_EXPONENT = 336;
/** Values this many times those of fit can be transformed by Yeo-Johnson too. */
const ROOM = 20;
/** How near the search comes to the summit, where the likelihood is flat: half of the digits. */
const FLAT = 1.48e-8;

/**
 * The lambda that makes the transformed values most like a normal distribution: the one of the largest likelihood,
 * which has one summit, among those at which no square of a value overflows. A step is a look at all values.
 *
 * @param values - ascending, at least two that differ, none NaN; for Box-Cox above 0
 * @returns NaN where there is none, for values of both signs that are too large
 */
export function* bestLambda(method: PowerMethod, values: Float64Array): Steps<number> {
  if (method === 'yeoJohnson' && values[values.length - 1] < 0) {
    return 2 - (yield* bestLambda(method, values.map((value) => -value).reverse()));
  }
  const problem = method === 'boxCox' ? boxCoxProblem(values) : yeoJohnsonProblem(values);
  if (problem.low > problem.high) return Number.NaN;
  const loss = (lambda: number) => lossAt(problem, lambda);
  const flat = yield* minimise(loss, problem.low, problem.high, FLAT);
  return yield* refine(problem, flat);
}

/** What powers of values are measured from, so that none hides another: the logarithm of the one of the largest power. */
export function anchorOf(method: PowerMethod, lambda: number, values: Float64Array): number {
  const [lowest, highest] = [values[0], values[values.length - 1]];
  if (method === 'boxCox') return log(lambda > 0 ? highest : lowest);
  if (lowest >= 0) return log1p(lambda > 0 ? highest : lowest);
  if (highest < 0) return -log1p(-(lambda < 2 ? lowest : highest));
  return 0; // which lies between them
}

/** A column on the scale of logarithms, where a power is a multiple. */
interface PowerProblem {
  /** Logarithms at a lambda: of which those below 0 are mirrored, and have the power 2 - lambda. */
  logs(lambda: number): Float64Array;
  /** What the loss grows by with lambda, beside the variance. */
  slope(lambda: number): number;
  readonly mirrors: boolean;
  readonly low: number;
  readonly high: number;
}

function boxCoxProblem(values: Float64Array): PowerProblem {
  const logs = values.map(log);
  const bound = MAX_EXPONENT / Math.max(-logs[0], logs[logs.length - 1]);
  return { ...fromTheTop(logs), low: -bound, high: bound };
}

/** Source of the bounds: those of scikit-learn from 1.6 on, by way of SciPy's `yeojohnson_normmax`. */
function yeoJohnsonProblem(values: Float64Array): PowerProblem {
  const [lowest, highest] = [values[0], values[values.length - 1]];
  const largest = Math.max(-lowest, highest);
  const farthest = largest < 1e300 ? log1p(ROOM * largest) : log(ROOM) + log(largest);
  const bound = MAX_EXPONENT / farthest;
  const logs = values.map((x) => (x < 0 ? -log1p(-x) : log1p(x)));
  if (lowest >= 0) return { ...fromTheTop(logs), low: -bound, high: bound };
  const { mean } = columnMoments(asColumn(logs));
  return { logs: () => logs, slope: () => -mean[0], mirrors: true, low: 2 - bound, high: bound };
}

/**
 * The variance of e^(λ s) is that of e^(λ (s - top)), times e^(2 λ top): with the top at the largest power, nothing
 * overflows, and with powers near 0 none loses its digits to the 1 that is taken off.
 */
function fromTheTop(logs: Float64Array): Pick<PowerProblem, 'logs' | 'slope' | 'mirrors'> {
  const { mean } = columnMoments(asColumn(logs));
  const [lowest, highest] = [logs[0], logs[logs.length - 1]];
  const fromLowest = logs.map((value) => value - lowest);
  const fromHighest = logs.map((value) => value - highest);
  return {
    logs: (lambda) => (lambda > 0 ? fromHighest : fromLowest),
    slope: (lambda) => (lambda > 0 ? highest : lowest) - mean[0],
    mirrors: false,
  };
}

/** Minus the mean logarithm of the likelihood, without its constants. */
function lossAt(problem: PowerProblem, lambda: number): number {
  const { variance } = columnMoments(asColumn(powersAt(problem, lambda)));
  return 0.5 * log(variance[0]) + lambda * problem.slope(lambda);
}

/** Loops over arrays: with `map` and moments taken twice a fit of 20 000 × 10 took 1.3 times as long. */
function powersAt(problem: PowerProblem, lambda: number): Float64Array {
  const logs = problem.logs(lambda);
  const powers = new Float64Array(logs.length);
  const above = powerOfLog(lambda);
  const below = powerOfLog(2 - lambda);
  // Sorted, so that what is mirrored comes first.
  let i = 0;
  if (problem.mirrors) for (; logs[i] < 0; i++) powers[i] = -below(-logs[i]);
  for (; i < logs.length; i++) powers[i] = above(logs[i]);
  return powers;
}

/** How the loss grows with lambda: 0 at the summit of the likelihood. */
function lossSlopeAt(problem: PowerProblem, lambda: number): number {
  const powers = powersAt(problem, lambda);
  const { mean, variance } = columnMoments(asColumn(powers));
  const above = slopeOfLog(lambda);
  const below = slopeOfLog(2 - lambda);
  const logs = problem.logs(lambda);
  const middle = mean[0];
  let sum = 0;
  let i = 0;
  if (problem.mirrors) for (; logs[i] < 0; i++) sum += (powers[i] - middle) * below(-logs[i]);
  for (; i < logs.length; i++) sum += (powers[i] - middle) * above(logs[i]);
  return sum / powers.length / variance[0] + problem.slope(lambda);
}

/**
 * A lambda near the summit brought to it, by the secants of the slope: that is as sure as its digits, where the
 * likelihood itself changes by less than its last.
 */
function* refine(problem: PowerProblem, flat: number): Steps<number> {
  const reach = 100 * FLAT * Math.max(1, Math.abs(flat));
  let [before, lambda] = [flat - reach / 10, flat];
  let slopeBefore = lossSlopeAt(problem, before);
  for (let steps = 0; steps < 5; steps++) {
    yield;
    const slope = lossSlopeAt(problem, lambda);
    const next = lambda - (slope * (lambda - before)) / (slope - slopeBefore);
    // Not a number where the slope is 0 or overflows; far away where the summit is beyond the bounds.
    if (!(Math.abs(next - flat) <= reach)) break;
    if (Math.abs(next - lambda) <= 4 * Number.EPSILON * Math.abs(lambda)) return next;
    [before, slopeBefore, lambda] = [lambda, slope, next];
  }
  return lambda;
}

function asColumn(values: Float64Array) {
  return { data: values, rows: values.length, columns: 1 };
}
