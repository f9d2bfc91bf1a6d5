import type { Matrix } from 'ml-matrix';
import {
  aChoice,
  anInteger,
  aReal,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { exp } from '../../numeric/exp-log.js';
import { axpy, dot } from '../../numeric/vectors.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { createNormal, permutation } from '../../random/sampling.js';
import { toMatrix } from '../dense.js';
import { normals, reorderColumns, shuffleSamples } from './blocks.js';
import { randomStateOption, shuffleOption } from './synthetic-options.js';

/** What linear relation to draw, and how much noise and redundancy hides it. */
export interface MakeRegressionOptions {
  /** How many samples. Default 100. */
  nSamples?: number;
  /** How many features. Default 100. */
  nFeatures?: number;
  /** How many features the target depends on; more than there are means all. Default 10. */
  nInformative?: number;
  /** What is added to every target. Default 0. */
  bias?: number;
  /**
   * About how many directions the samples spread in, which makes features correlated; null makes
   * them independent. Default null.
   */
  effectiveRank?: number | null;
  /** How much the other directions weigh, from 0 to 1, where `effectiveRank` is given. Default 0.5. */
  tailStrength?: number;
  /** Standard deviation of the noise added to the target. Default 0. */
  noise?: number;
  /** Whether to put samples and features in random order. Default true. */
  shuffle?: boolean;
  /** A seed for repeatable data, or null for new data at every call. Default null. */
  randomState?: Seed | null;
}

/** What `makeRegression` draws: features, targets and the coefficients behind them. */
export interface RegressionProblem {
  /** The features [nSamples × nFeatures]. */
  X: Matrix;
  /** X · coef + bias + noise [nSamples]. */
  y: number[];
  /** What each feature counts [nFeatures]; 0 for those that do not matter. */
  coef: number[];
}

const options = () =>
  ({
    nSamples: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many samples.' }),
    nFeatures: parameter(anInteger({ min: 1 }), { default: 100, about: 'how many features.' }),
    nInformative: parameter(anInteger({ min: 0 }), {
      default: 10,
      about: 'how many features the target depends on.',
    }),
    bias: parameter(aReal(), { default: 0, about: 'what is added to every target.' }),
    effectiveRank: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
      default: null,
      about: 'how many directions the samples spread in, or null for all.',
    }),
    tailStrength: parameter(aReal({ min: 0, max: 1 }), {
      default: 0.5,
      about: 'how much the other directions weigh.',
    }),
    noise: parameter(aReal({ min: 0 }), {
      default: 0,
      about: 'the standard deviation of the noise.',
    }),
    shuffle: shuffleOption(),
    randomState: randomStateOption(),
  }) satisfies Record<keyof MakeRegressionOptions, Hyperparameter>;

/**
 * A linear regression problem with known coefficients, uniform from 0 to 100 where a feature matters.
 *
 * @throws InvalidParameterError for an option that is unknown or out of range
 *
 * @example
 * const { X, y, coef } = makeRegression({ nSamples: 200, nFeatures: 5, noise: 1, randomState: 0 })
 */
export function makeRegression(given: MakeRegressionOptions = {}): RegressionProblem {
  const settings = resolve<Resolved<MakeRegressionOptions>>(
    'makeRegression',
    options(),
    given,
    'option',
  );
  const { nSamples, nFeatures, effectiveRank, tailStrength } = settings;
  const rng = createRng(settings.randomState);
  let X =
    effectiveRank === null
      ? normals(nSamples * nFeatures, rng)
      : lowRankSamples(nSamples, nFeatures, effectiveRank, tailStrength, rng);

  const coef = new Array<number>(nFeatures).fill(0);
  const nInformative = Math.min(nFeatures, settings.nInformative);
  for (let j = 0; j < nInformative; j++) coef[j] = 100 * rng.next();

  const normal = createNormal(rng);
  let y = new Array<number>(nSamples);
  for (let i = 0; i < nSamples; i++) {
    let target = settings.bias;
    for (let j = 0; j < nInformative; j++) target += X[i * nFeatures + j] * coef[j];
    y[i] = target + settings.noise * normal();
  }
  if (!settings.shuffle) return { X: toMatrix(X, nSamples, nFeatures), y, coef };

  ({ X, y } = shuffleSamples(X, y, rng));
  const order = permutation(nFeatures, rng);
  reorderColumns(X, order);
  return {
    X: toMatrix(X, nSamples, nFeatures),
    y,
    coef: Array.from(order, (j) => coef[j]),
  };
}

/** Samples U S Vᵀ with bell-shaped singular values S and a fat tail (scikit-learn: make_low_rank_matrix). */
function lowRankSamples(
  rows: number,
  columns: number,
  effectiveRank: number,
  tailStrength: number,
  rng: Rng,
): Float64Array {
  const n = Math.min(rows, columns);
  const U = orthonormal(rows, n, rng);
  const V = orthonormal(columns, n, rng);
  const X = new Float64Array(rows * columns);
  for (let k = 0; k < n; k++) {
    const share = k / effectiveRank;
    const scale = (1 - tailStrength) * exp(-share * share) + tailStrength * exp(-0.1 * share);
    for (let i = 0; i < rows; i++) {
      const factor = scale * U[k * rows + i];
      for (let j = 0; j < columns; j++) X[i * columns + j] += factor * V[k * columns + j];
    }
  }
  return X;
}

/** `n` random vectors of unit length, at right angles to each other, one after the other. */
function orthonormal(length: number, n: number, rng: Rng): Float64Array {
  const vectors = normals(n * length, rng);
  for (let k = 0; k < n; k++) {
    const vector = vectors.subarray(k * length, (k + 1) * length);
    // Gram and Schmidt's method; the second time takes away what rounding left over.
    for (let time = 0; time < 2; time++) {
      for (let before = 0; before < k; before++) {
        const other = vectors.subarray(before * length, (before + 1) * length);
        axpy(-dot(vector, other), other, vector);
      }
      const norm = Math.sqrt(dot(vector, vector));
      for (let i = 0; i < length; i++) vector[i] /= norm;
    }
  }
  return vectors;
}
