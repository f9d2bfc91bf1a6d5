import type { Matrix } from 'ml-matrix';
import type { FitOptions, PassedOver, Transformer } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { weightsWithoutTarget } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter } from '../../hyperparameters.js';
import { columnMomentsInSteps, sumOfWeights } from '../../numeric/statistics.js';
import { drain, type Steps } from '../../progress.js';
import { boolean as flag, float64, object } from '../../serialization/schema.js';
import {
  centreAndDivideInSteps,
  continued,
  keptNames,
  multiplyAndShift,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumnsLike,
} from '../columns/number-columns.js';
import { scalesOf } from './column-scales.js';

/** What `StandardScaler` subtracts and divides by. */
export interface StandardScalerOptions {
  /** Whether to subtract the mean of each column. Default true. */
  withMean?: boolean;
  /** Whether to divide each column by its standard deviation. Default true. */
  withStd?: boolean;
}

export interface StandardScalerState extends NumberColumns {
  withMean: boolean;
  withStd: boolean;
  mean: Float64Array;
  variance: Float64Array;
  scale: Float64Array;
  /** Weight of the known values of each column. */
  mass: Float64Array;
}

const hyperparameters = {
  withMean: boolean({
    default: true,
    about: 'whether to subtract the mean of each column.',
  }),
  withStd: boolean({
    default: true,
    about: 'whether to divide each column by its standard deviation.',
  }),
} satisfies Record<keyof StandardScalerOptions, Hyperparameter>;

/**
 * Gives each column mean 0 and standard deviation 1: (x - mean) / std.
 * A constant column becomes 0: it is centred and not divided. Missing values (NaN) stay missing.
 *
 * @example
 * const scaler = new StandardScaler()
 * const XScaled = scaler.fitTransform([[1, 10], [2, 20], [3, 30]])
 */
export class StandardScaler
  extends Estimator<StandardScalerOptions, StandardScalerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'StandardScaler',
    hyperparameters,
    state: object<StandardScalerState>({
      ...numberColumnsFields(),
      withMean: flag(),
      withStd: flag(),
      mean: float64('nFeatures'),
      variance: float64('nFeatures', { min: 0 }),
      scale: float64('nFeatures', { min: Number.MIN_VALUE }),
      mass: float64('nFeatures', { min: 0 }),
    }),
  };

  constructor(options: StandardScalerOptions = {}) {
    super(StandardScaler.info, options);
  }

  /**
   * Learn mean and standard deviation of each column.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, beyond 1e154 or holds text, or the weights do not fit
   */
  fit(X: NumberInput, y?: PassedOver, options: FitOptions = {}): this {
    drain(this.#learn(X, y, options, undefined, 'StandardScaler.fit'));
    return this;
  }

  /**
   * As `fit`, going on from what was learned before: for samples that come in parts.
   * Source: Chan, Golub and LeVeque, The American Statistician 37 (1983).
   */
  partialFit(X: NumberInput, y?: PassedOver, options: FitOptions = {}): this {
    drain(this.#learn(X, y, options, this.state, 'StandardScaler.partialFit'));
    return this;
  }

  /** @returns what was learned from */
  *#learn(
    X: NumberInput,
    y: PassedOver,
    options: FitOptions,
    before: StandardScalerState | undefined,
    where: string,
  ): Steps<Dense> {
    const { samples, nFeatures, names } = continued(X, before, where);
    const weights = weightsWithoutTarget(options, samples.rows, where, y);
    yield;
    const now = yield* knownMoments(samples, weights);
    const { mean, variance, mass } = before === undefined ? now : joined(before, now);
    const rows = mass.reduce((most, weight) => Math.max(most, weight), 0);
    const scale = scalesOf({ mean, variance }, rows, where, names ?? undefined);
    const { withMean, withStd } = this.params;
    this.state = { nFeatures, names, withMean, withStd, mean, variance, scale, mass };
    return samples;
  }

  /**
   * Scale columns with what `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures], unitless
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    const state = this.fitted('transform');
    return drain(scaled(parseColumnsLike(X, state, 'StandardScaler.transform'), state));
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver, options: FitOptions = {}): Matrix {
    return drain(this.fitTransformInSteps(X, y, options));
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, y?: PassedOver, options: FitOptions = {}): Steps<Matrix> {
    const samples = yield* this.#learn(X, y, options, undefined, 'StandardScaler.fitTransform');
    yield;
    return yield* scaled(samples, this.fitted('fitTransform'));
  }

  /**
   * The way back: x · std + mean.
   *
   * @param X - scaled [nSamples × nFeatures]
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  inverseTransform(X: NumberInput): Matrix {
    const state = this.fitted('inverseTransform');
    return multiplyAndShift(
      parseColumnsLike(X, state, 'StandardScaler.inverseTransform'),
      state.withMean ? state.mean : undefined,
      state.withStd ? state.scale : undefined,
    );
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'StandardScaler.getFeatureNamesOut');
  }

  /** Mean of each column in fit [nFeatures]. */
  get mean(): readonly number[] {
    return this.shown('mean', ({ mean }) => Array.from(mean));
  }

  /** Population variance of each column in fit [nFeatures]. */
  get variance(): readonly number[] {
    return this.shown('variance', ({ variance }) => Array.from(variance));
  }

  /** What each column is divided by [nFeatures]: its standard deviation, 1 for a constant column. */
  get scale(): readonly number[] {
    return this.shown('scale', ({ scale }) => Array.from(scale));
  }

  /** Rows that were learned from, by weight where there were weights: of the column with the fewest missing. */
  get nSamplesSeen(): number {
    return this.fitted('nSamplesSeen').mass.reduce((most, weight) => Math.max(most, weight), 0);
  }
}

function scaled(
  samples: Dense,
  { withMean, withStd, mean, scale }: StandardScalerState,
): Steps<Matrix> {
  return centreAndDivideInSteps(samples, withMean ? mean : undefined, withStd ? scale : undefined);
}

interface KnownMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly mass: Float64Array;
}

/** Mean, population variance and weight of the known values of each column; 0 where there are none. */
function* knownMoments(samples: Dense, weights: Float64Array | undefined): Steps<KnownMoments> {
  const { data, rows, columns } = samples;
  const { mean, variance, totalWeight } = yield* columnMomentsInSteps(samples, weights);
  // One missing value makes the mean of its column NaN, so a look at the means saves a look at the values.
  if (!mean.some(Number.isNaN)) {
    return { mean, variance, mass: new Float64Array(columns).fill(totalWeight) };
  }
  const result = {
    mean: new Float64Array(columns),
    variance: new Float64Array(columns),
    mass: new Float64Array(columns),
  };
  const known = new Float64Array(rows);
  const weightsOfKnown = weights && new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    let n = 0;
    for (let i = 0, at = j; i < rows; i++, at += columns) {
      if (Number.isNaN(data[at])) continue;
      if (weights && weightsOfKnown) weightsOfKnown[n] = weights[i];
      known[n++] = data[at];
    }
    const own = weightsOfKnown?.subarray(0, n);
    if (sumOfWeights(n, own) === 0) continue;
    const ofKnown = { data: known.subarray(0, n), rows: n, columns: 1 };
    const moments = yield* columnMomentsInSteps(ofKnown, own);
    result.mean[j] = moments.mean[0];
    result.variance[j] = moments.variance[0];
    result.mass[j] = moments.totalWeight;
  }
  return result;
}

/** The moments of two parts together. */
function joined(a: KnownMoments, b: KnownMoments): KnownMoments {
  const mass = a.mass.map((weight, j) => weight + b.mass[j]);
  const share = mass.map((weight, j) => (weight === 0 ? 0 : b.mass[j] / weight));
  const mean = a.mean.map((value, j) => value + share[j] * (b.mean[j] - value));
  const variance = a.variance.map((value, j) => {
    const within = value + share[j] * (b.variance[j] - value);
    return within + share[j] * (1 - share[j]) * (b.mean[j] - a.mean[j]) ** 2;
  });
  return { mean, variance, mass };
}
