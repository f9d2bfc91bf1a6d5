import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import type { EstimatorInfo } from '../estimator.js';
import { type Hyperparameter, real } from '../hyperparameters.js';
import { columnMoments } from '../numeric/statistics.js';
import { type NumberInput, parseColumns } from '../preprocessing/columns/number-columns.js';
import { drain, type Steps } from '../progress.js';
import { float64, object } from '../serialization/schema.js';
import { count } from '../words.js';
import { type ColumnValues, columnValues } from './column-values.js';
import { type SelectedColumns, Selector, selectedColumns } from './selector.js';

/** How much the columns that `VarianceThreshold` keeps must vary. */
export interface VarianceThresholdOptions {
  /** The variance that a column must exceed to be kept, in squared units of the feature. Default 0. */
  threshold?: number;
}

interface VarianceThresholdState extends SelectedColumns {
  variances: Float64Array;
}

const hyperparameters = {
  threshold: real({
    min: 0,
    default: 0,
    about: 'the variance that a column must exceed to be kept.',
  }),
} satisfies Record<keyof VarianceThresholdOptions, Hyperparameter>;

/**
 * Drops the columns that vary no more than a threshold, by default those that are constant. Missing values (NaN) are
 * left out of the variance, and pass through.
 *
 * @example
 * const selector = new VarianceThreshold()
 * selector.fitTransform([[0, 2, 7], [0, 1, 7], [0, 4, 7]]) // [[2], [1], [4]]
 */
export class VarianceThreshold
  extends Selector<VarianceThresholdOptions, VarianceThresholdState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'VarianceThreshold',
    hyperparameters,
    state: object<VarianceThresholdState>({
      ...selectedColumns(),
      variances: float64('nFeatures', { min: 0, nonFinite: true }),
    }),
  };

  constructor(options: VarianceThresholdOptions = {}) {
    super(VarianceThreshold.info, options, true);
  }

  /**
   * Learn the variances of the columns.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or no column exceeds the threshold
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    return drain(this.#learn(X));
  }

  *#learn(X: NumberInput): Steps<this> {
    const where = 'VarianceThreshold.fit';
    const { threshold } = this.params;
    const { samples, nFeatures, names } = parseColumns(X, where);
    const variances = new Float64Array(nFeatures);
    const kept = new Uint8Array(nFeatures);
    for (let j = 0; j < nFeatures; j++) {
      yield;
      const { variance, range, complete } = spreadOf(columnValues(samples, j));
      variances[j] = threshold === 0 && complete ? Math.min(variance, range) : variance;
      kept[j] = Number(threshold === 0 ? range > 0 : variance > threshold); // a variance can be too small for a number
    }
    if (!kept.includes(1)) {
      const single = samples.rows === 1 ? ' X has only one row.' : '';
      throw new InvalidInputError(
        `${where}: none of ${count(nFeatures, 'column')} has a variance above ${threshold}.${single} Lower the threshold.`,
      );
    }
    this.state = { nFeatures, names, kept, variances };
    return this;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X);
    yield;
    return this.transform(X);
  }

  /**
   * Population variance of each column without its missing values [nFeatures]; NaN where all are missing. With the
   * threshold 0 no more than the range of a column without missing ones, as scikit-learn has it.
   */
  get variances(): readonly number[] {
    return this.shown('variances', ({ variances }) => Array.from(variances));
  }
}

/** Variance and range in units of the feature; both NaN where all is missing. */
function spreadOf({ values, factor }: ColumnValues) {
  const known = values.filter((value) => !Number.isNaN(value));
  const { length: rows } = known;
  if (rows === 0) return { variance: Number.NaN, range: Number.NaN, complete: false };
  const { variance } = columnMoments({ data: known, rows, columns: 1 });
  let low = Infinity;
  let high = -Infinity;
  for (const value of known) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return {
    variance: variance[0] / factor / factor,
    range: (high - low) / factor,
    complete: rows === values.length,
  };
}
