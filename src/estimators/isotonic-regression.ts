import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  MatrixLike,
  Regressor,
  ScoreOptions,
} from '../contracts.js';
import { lengthOf, reading } from '../data/array-like.js';
import { parseFeatures, toMatrix } from '../data/dense.js';
import { parseTargets, weightsOf } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { type Fitting, fitThenTransform } from '../fitting.js';
import {
  aChoice,
  aReal,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
} from '../hyperparameters.js';
import { log } from '../numeric/exp-log.js';
import { spearman } from '../numeric/rank-correlation.js';
import { toArray } from '../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../progress.js';
import * as schema from '../serialization/schema.js';
import { fitIsotonic, valueOn } from '../solvers/isotonic.js';
import { warn } from '../warnings.js';
import { count } from '../words.js';
import { r2Of } from './scoring.js';

/** One feature: its values [nSamples], or a matrix of one column [nSamples × 1]. */
export type OneFeature = MatrixLike | ArrayLike<number>;

/** Which way the curve of an `IsotonicRegression` goes, between which values, and what lies beyond its ends. */
export interface IsotonicRegressionOptions {
  /** The smallest value that is predicted, or null for none. Default null. */
  yMin?: number | null;
  /** The largest value that is predicted, or null for none. Default null. */
  yMax?: number | null;
  /** Whether the curve rises; `'auto'` decides by the rank correlation of the samples. Default true. */
  increasing?: boolean | 'auto';
  /**
   * What is predicted beyond the samples of fit: `'nan'` for NaN, `'clip'` for the value at the nearer end,
   * `'raise'` for an error. Default 'nan'.
   */
  outOfBounds?: 'nan' | 'clip' | 'raise';
}

interface IsotonicRegressionState {
  increasing: boolean;
  outOfBounds: 'nan' | 'clip' | 'raise';
  x: Float64Array;
  y: Float64Array;
}

const bound = (about: string) =>
  parameter(either(aReal(), aChoice(null)), { default: null, about });

const hyperparameters = {
  yMin: bound('the smallest value that is predicted, or null for none.'),
  yMax: bound('the largest value that is predicted, or null for none.'),
  increasing: oneOf([true, false, 'auto'], {
    default: true,
    about: 'whether the curve rises; "auto" decides by the samples.',
  }),
  outOfBounds: oneOf(['nan', 'clip', 'raise'], {
    default: 'nan',
    about: 'what is predicted beyond the samples of fit.',
  }),
} satisfies Record<keyof IsotonicRegressionOptions, Hyperparameter>;

/**
 * The curve of one feature that never falls (or never rises) and has the smallest sum of squared errors: a staircase
 * whose corners straight lines connect. It assumes nothing but the direction, as calibration needs it.
 *
 * @example
 * const model = new IsotonicRegression().fit([1, 2, 3, 4], [1, 3, 2, 5])
 * model.predict([1, 2.5, 4]) // [1, 2.5, 5]
 */
export class IsotonicRegression
  extends Estimator<IsotonicRegressionOptions, IsotonicRegressionState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'IsotonicRegression',
    hyperparameters,
    check: ({ yMin, yMax }: IsotonicRegressionOptions) =>
      (yMin ?? -Infinity) > (yMax ?? Infinity)
        ? `yMin is ${yMin}, above yMax, which is ${yMax}. Swap them.`
        : undefined,
    state: schema.object<IsotonicRegressionState>(
      {
        increasing: schema.boolean(),
        outOfBounds: schema.oneOf('nan', 'clip', 'raise'),
        x: schema.float64('nCorners'),
        y: schema.float64('nCorners'),
      },
      ({ x, y, increasing }) => {
        if (x.length === 0) return 'its curve has no corners.';
        for (let i = 1; i < x.length; i++) {
          if (!(x[i] > x[i - 1])) return 'the corners of its curve do not ascend.';
          if (increasing ? y[i] < y[i - 1] : y[i] > y[i - 1]) return 'its curve turns back.';
        }
        return undefined;
      },
    ),
  };

  constructor(options: IsotonicRegressionOptions = {}) {
    super(IsotonicRegression.info, options);
  }

  /**
   * Find the curve. Cost: a sort.
   *
   * @param X - one feature [nSamples] or [nSamples × 1]
   * @param y - target values [nSamples]
   * @throws InvalidInputError when X has several columns or is not finite, or y or the weights do not fit
   */
  fit(X: OneFeature, y: ArrayLike<number>, options?: FitOptions): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `signal` stops it, and `onProgress` hears of its end, as it is one step. */
  fitAsync(X: OneFeature, y: ArrayLike<number>, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: OneFeature, y: ArrayLike<number>, options?: FitOptions): Training<this> {
    const where = 'IsotonicRegression.fit';
    const { yMin, yMax, increasing: wanted, outOfBounds } = this.params;
    const x = parseOneFeature(X, where);
    const targets = parseTargets(y, x.length, where);
    const weights = weightsOf(options, x.length, where);
    const increasing = wanted === 'auto' ? isRising(x, targets, weights, where) : wanted;
    yield;
    const curve = yield* fitIsotonic({
      x,
      y: targets,
      weights,
      increasing,
      yMin: yMin ?? -Infinity,
      yMax: yMax ?? Infinity,
    });
    yield { done: 1, total: 1, unit: 'step' };
    this.state = { increasing, outOfBounds, ...curve };
    return this;
  }

  /**
   * Values on the curve; beyond the samples of fit what `outOfBounds` says.
   *
   * @param X - one feature [nSamples] or [nSamples × 1]
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X has several columns or is not finite, or a value lies beyond the samples of fit
   *   and `outOfBounds` is `'raise'`
   */
  predict(X: OneFeature): number[] {
    return this.#valuesAt(X, 'predict');
  }

  #valuesAt(X: OneFeature, method: string): number[] {
    const { x: corners, y, outOfBounds } = this.fitted(method);
    const where = `IsotonicRegression.${method}`;
    const values = parseOneFeature(X, where);
    const last = corners.length - 1;
    const curve = { x: corners, y };
    return Array.from(values, (value, i) => {
      const inside = last === 0 || (value >= corners[0] && value <= corners[last]);
      if (inside || outOfBounds === 'clip') return valueOn(curve, value);
      if (outOfBounds === 'nan') return Number.NaN;
      throw new InvalidInputError(
        `${where}: X[${i}] is ${value}, beyond the samples of fit, which go from ${corners[0]} to ${corners[last]}. Drop it, or set outOfBounds to "clip".`,
      );
    });
  }

  /** What `predict` says, as a column [nSamples × 1]. */
  transform(X: OneFeature): Matrix {
    const values = Float64Array.from(this.#valuesAt(X, 'transform'));
    return toMatrix(values, values.length, 1);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: OneFeature, y: ArrayLike<number>, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: OneFeature, y: ArrayLike<number>): Fitting<Matrix> {
    return fitThenTransform(this, X, y);
  }

  /** The name of the one outgoing column. */
  getFeatureNamesOut(): string[] {
    this.fitted('getFeatureNamesOut');
    return ['isotonicregression0'];
  }

  /** R² of the predictions, at most 1. */
  score(X: OneFeature, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.#valuesAt(X, 'score'), y, options, 'IsotonicRegression.score');
  }

  /** Whether the curve rises. */
  get increasing(): boolean {
    return this.fitted('increasing').increasing;
  }

  /** Where the corners of the curve lie, ascending [nCorners]. */
  get XThresholds(): readonly number[] {
    return this.shown('XThresholds', ({ x }) => toArray(x));
  }

  /** Values of the curve at its corners [nCorners]. */
  get yThresholds(): readonly number[] {
    return this.shown('yThresholds', ({ y }) => toArray(y));
  }
}

/** Numbers [n] or a matrix of one column. */
function parseOneFeature(X: OneFeature, where: string): Float64Array {
  const { data, columns } = parseFeatures(asColumn(X, where), where);
  if (columns === 1) return data;
  throw new InvalidInputError(
    `${where}: X has ${count(columns, 'feature')}, but isotonic regression is of one. Pass one column.`,
  );
}

function asColumn(X: OneFeature, where: string): MatrixLike {
  return reading(where, 'X', () => {
    if (X instanceof Float64Array) return { data: X, rows: X.length, columns: 1 };
    const length = lengthOf(X);
    if (length === undefined || length === 0) return X as MatrixLike;
    const values = X as ArrayLike<number>;
    const isList = typeof values[0] === 'number' && length - 1 in values;
    return isList ? Array.from(values, (value) => [value]) : (X as MatrixLike);
  });
}

/** Whether y rises with x, by their rank correlation; a warning where it is as good as none. */
function isRising(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  where: string,
): boolean {
  const rho = spearman(x, y, weights);
  const n = weights === undefined ? x.length : weights.reduce((sum, weight) => sum + weight, 0);
  // Fisher's transformation: the 95 % interval is ±1.96 / √(n - 3) about atanh(ρ).
  const reach = Math.abs(rho) < 1 ? Math.abs(log((1 + rho) / (1 - rho))) / 2 : Infinity;
  if (n > 3 && reach < 1.96 / Math.sqrt(n - 3)) {
    warn(
      'data',
      `${where}: y rises or falls too little with X to tell which (rank correlation ${rho.toFixed(2)}). Pass increasing: true or false.`,
    );
  }
  return rho >= 0;
}
