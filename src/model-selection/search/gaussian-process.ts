import { choleskyFactor, choleskySolve, solveLower } from '../../numeric/cholesky.js';
import { exp, log } from '../../numeric/exp-log.js';

/** What a Gaussian process is given: points in groups of coordinates, one group a hyperparameter. */
export interface Observations {
  /** [nPoints], each with all coordinates */
  readonly points: readonly Float64Array[];
  /** The group of each coordinate. */
  readonly groups: Int32Array;
  readonly nGroups: number;
  /** One value a point. */
  readonly values: Float64Array;
}

/** A process fitted to observations, in their standardised units. */
export interface GaussianProcess {
  readonly observations: Observations;
  /** 1 / length scale of each group. */
  readonly rates: Float64Array;
  /** Cholesky factor of the covariance of the points in units of `scale`, noise included [nPoints × nPoints]. */
  readonly factor: Float64Array;
  /** Covariance⁻¹ · values [nPoints] */
  readonly weights: Float64Array;
  /** Variance of the process. */
  readonly scale: number;
}

/** Length scales and the share of noise that are begun with, and between what they stay. */
const START = { length: 0.5, noise: 1e-3 };
const BOUNDS = { length: [0.05, 5], noise: [1e-6, 1] } as const;
/** What a length is multiplied by to try another; noise goes in steps of the third power. */
const STEPS = [0.4, 0.7, 1.4, 2.5];
const PASSES = 3;

/**
 * Fit a Gaussian process with mean 0 and a Matérn 5/2 covariance of one length scale a group. Lengths and noise are
 * those of the highest marginal likelihood, found one after the other, lengths held by a wide prior around half the
 * range. Source: Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), Eqs. 2.30 and 4.17.
 * Cost: about 12 (nGroups + 1) factorisations of nPoints³ / 3.
 *
 * @returns undefined when no covariance could be factored
 */
export function fitGaussianProcess(observations: Observations): GaussianProcess | undefined {
  const { nGroups } = observations;
  const squares = squaresByGroup(observations);
  const lengths = new Float64Array(nGroups).fill(START.length);
  let noise = START.noise;
  let best = attempt(observations, squares, lengths, noise);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let g = 0; g <= nGroups; g++) {
      const before = g < nGroups ? lengths[g] : noise;
      let kept = before;
      for (const step of STEPS) {
        const next =
          g < nGroups
            ? clamp(before * step, BOUNDS.length)
            : clamp(before * step * step * step, BOUNDS.noise);
        if (g < nGroups) lengths[g] = next;
        const tried = attempt(observations, squares, lengths, g < nGroups ? noise : next);
        if (tried === undefined || (best !== undefined && tried.fitness <= best.fitness)) continue;
        best = tried;
        kept = next;
      }
      if (g < nGroups) lengths[g] = kept;
      else noise = kept;
    }
  }
  return best?.process;
}

/** What a process says of a point: the mean and the standard deviation of the value there, without noise. */
export function predictProcess(
  { observations, rates, factor, weights, scale }: GaussianProcess,
  point: Float64Array,
): { mean: number; deviation: number } {
  const { points, groups } = observations;
  const covariance = new Float64Array(points.length);
  let mean = 0;
  for (let i = 0; i < points.length; i++) {
    let square = 0;
    for (let j = 0; j < groups.length; j++) {
      const difference = (points[i][j] - point[j]) * rates[groups[j]];
      square += difference * difference;
    }
    covariance[i] = matern(square);
    mean += covariance[i] * weights[i];
  }
  solveLower(factor, points.length, covariance);
  let left = 1;
  for (let i = 0; i < covariance.length; i++) left -= covariance[i] * covariance[i];
  return { mean, deviation: Math.sqrt(Math.max(left, 1e-12) * scale) };
}

/** By group the squared differences of all pairs of points [nPoints × nPoints]. */
function squaresByGroup({ points, groups, nGroups }: Observations): Float64Array[] {
  const n = points.length;
  const squares = Array.from({ length: nGroups }, () => new Float64Array(n * n));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < groups.length; j++) {
        const difference = points[i][j] - points[k][j];
        squares[groups[j]][i * n + k] += difference * difference;
      }
    }
  }
  return squares;
}

/** The process of some lengths and noise, and how well it explains the values: its variance is the likeliest. */
function attempt(
  observations: Observations,
  squares: readonly Float64Array[],
  lengths: Float64Array,
  noise: number,
): { process: GaussianProcess; fitness: number } | undefined {
  const { values } = observations;
  const n = values.length;
  const rates = lengths.map((length) => 1 / length);
  const factor = new Float64Array(n * n);
  for (let at = 0; at < factor.length; at++) {
    let square = 0;
    for (let g = 0; g < rates.length; g++) square += squares[g][at] * rates[g] * rates[g];
    factor[at] = matern(square);
  }
  for (let i = 0; i < n; i++) factor[i * n + i] += noise;
  if (!choleskyFactor(factor, n)) return undefined;
  const weights = values.slice();
  choleskySolve(factor, n, weights);
  let quadratic = 0;
  let logRoot = 0;
  for (let i = 0; i < n; i++) {
    quadratic += values[i] * weights[i];
    logRoot += log(factor[i * n + i]);
  }
  const scale = Math.max(quadratic / n, 1e-12);
  let fitness = -0.5 * n * log(scale) - logRoot;
  for (const length of lengths) {
    const away = log(length / START.length);
    fitness -= 0.5 * away * away;
  }
  return { process: { observations, rates, factor, weights, scale }, fitness };
}

/** Matérn 5/2 of a squared distance in length scales. */
function matern(square: number): number {
  const distance = Math.sqrt(5 * square);
  return (1 + distance + (distance * distance) / 3) * exp(-distance);
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}
