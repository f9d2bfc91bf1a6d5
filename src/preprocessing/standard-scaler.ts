import type { Matrix } from 'ml-matrix';
import type { FitOptions, MatrixLike, Transformer } from '../contracts.js';
import { parseFeatures, toMatrix } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { Estimator } from '../estimator.js';
import { boolean, type Hyperparameter } from '../hyperparameters.js';
import { boolean as flag, float64, number, object, size } from '../serialization/schema.js';
import { columnScales } from './column-scales.js';
import { featureNames } from './feature-names.js';

export interface StandardScalerOptions {
  /** Whether to subtract the mean of each column. Default true. */
  withMean?: boolean;
  /** Whether to divide each column by its standard deviation. Default true. */
  withStd?: boolean;
}

interface StandardScalerState {
  withMean: boolean;
  withStd: boolean;
  nFeatures: number;
  mean: Float64Array;
  variance: Float64Array;
  scale: Float64Array;
  nSamplesSeen: number;
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
 * A constant column becomes 0: it is centred and not divided.
 *
 * @example
 * const scaler = new StandardScaler()
 * const XScaled = scaler.fitTransform([[1, 10], [2, 20], [3, 30]])
 */
export class StandardScaler
  extends Estimator<StandardScalerOptions, StandardScalerState>
  implements Transformer
{
  static readonly info = {
    type: 'StandardScaler',
    hyperparameters,
    state: object<StandardScalerState>({
      withMean: flag(),
      withStd: flag(),
      nFeatures: size('nFeatures'),
      mean: float64('nFeatures'),
      variance: float64('nFeatures', { min: 0 }),
      scale: float64('nFeatures', { min: Number.MIN_VALUE }),
      nSamplesSeen: number({ min: 0 }),
    }),
  };

  constructor(options: StandardScalerOptions = {}) {
    super(StandardScaler.info, options);
  }

  /**
   * Learn mean and standard deviation of each column.
   *
   * @param X - [nSamples × nFeatures]
   * @throws InvalidInputError when X is ragged, empty, not finite or beyond 1e154, or the weights do not fit
   */
  fit(X: MatrixLike, _y?: unknown, { sampleWeight }: FitOptions = {}): this {
    const samples = parseFeatures(X, 'StandardScaler.fit');
    const weights = parseWeights(sampleWeight, samples.rows, 'StandardScaler.fit');
    const { mean, variance, scale, totalWeight } = columnScales(
      samples,
      weights,
      'StandardScaler.fit',
    );
    const { withMean, withStd } = this.params;
    this.state = {
      withMean,
      withStd,
      nFeatures: samples.columns,
      mean,
      variance,
      scale,
      nSamplesSeen: totalWeight,
    };
    return this;
  }

  /**
   * Scale columns with what `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures], unitless
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  transform(X: MatrixLike): Matrix {
    const { withMean, withStd, mean, scale, nFeatures } = this.fitted('transform');
    const { data, rows } = parseFeatures(X, 'StandardScaler.transform', { columns: nFeatures });
    const scaled = new Float64Array(data.length);
    for (let row = 0; row < data.length; row += nFeatures) {
      for (let j = 0; j < nFeatures; j++) {
        const centred = withMean ? data[row + j] - mean[j] : data[row + j];
        scaled[row + j] = withStd ? centred / scale[j] : centred;
      }
    }
    return toMatrix(scaled, rows, nFeatures);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: MatrixLike, y?: unknown, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /**
   * The way back: x · std + mean.
   *
   * @param X - scaled [nSamples × nFeatures]
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  inverseTransform(X: MatrixLike): Matrix {
    const { withMean, withStd, mean, scale, nFeatures } = this.fitted('inverseTransform');
    const { data, rows } = parseFeatures(X, 'StandardScaler.inverseTransform', {
      columns: nFeatures,
    });
    const original = new Float64Array(data.length);
    for (let row = 0; row < data.length; row += nFeatures) {
      for (let j = 0; j < nFeatures; j++) {
        const spread = withStd ? data[row + j] * scale[j] : data[row + j];
        original[row + j] = withMean ? spread + mean[j] : spread;
      }
    }
    return toMatrix(original, rows, nFeatures);
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { nFeatures } = this.fitted('getFeatureNamesOut');
    return featureNames(inputNames, nFeatures, 'StandardScaler.getFeatureNamesOut');
  }

  /** Mean of each column in fit [nFeatures]. */
  get mean(): number[] {
    return Array.from(this.fitted('mean').mean);
  }

  /** Population variance of each column in fit [nFeatures]. */
  get variance(): number[] {
    return Array.from(this.fitted('variance').variance);
  }

  /** What each column is divided by [nFeatures]: its standard deviation, 1 for a constant column. */
  get scale(): number[] {
    return Array.from(this.fitted('scale').scale);
  }
}
