import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, rowsBetween, toMatrix } from '../../data/dense.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { drain, inStretches, type Steps } from '../../progress.js';
import { oneOf as choice, object } from '../../serialization/schema.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  refuseMissing,
} from '../columns/number-columns.js';

/** By which size `Normalizer` divides a row. */
export interface NormalizerOptions {
  /** What each row is divided by: the sum of sizes, the root of the sum of squares, or the largest size. Default `'l2'`. */
  norm?: 'l1' | 'l2' | 'max';
}

export interface NormalizerState extends NumberColumns {
  norm: 'l1' | 'l2' | 'max';
}

const hyperparameters = {
  norm: oneOf(['l1', 'l2', 'max'], {
    default: 'l2',
    about:
      'what each row is divided by: the sum of sizes, the Euclidean length, or the largest size.',
  }),
} satisfies Record<keyof NormalizerOptions, Hyperparameter>;

/**
 * Gives each row length 1, so that only its direction counts. A row of zeros stays as it is.
 *
 * @example
 * new Normalizer().fitTransform([[3, 4], [0, 0]]) // [[0.6, 0.8], [0, 0]]
 */
export class Normalizer
  extends Estimator<NormalizerOptions, NormalizerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'Normalizer',
    hyperparameters,
    state: object<NormalizerState>({
      ...numberColumnsFields(),
      norm: choice('l1', 'l2', 'max'),
    }),
  };

  constructor(options: NormalizerOptions = {}) {
    super(Normalizer.info, options);
  }

  /**
   * Learn what the columns are, and nothing else.
   *
   * @param X - [nSamples × nFeatures]
   * @throws InvalidInputError when X is ragged, empty, not finite, or holds text
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    const { samples, nFeatures, names } = parseColumns(X, 'Normalizer.fit');
    refuseMissing(samples.data, nFeatures, 'Normalizer.fit');
    this.state = { nFeatures, names, norm: this.params.norm };
    return this;
  }

  /**
   * Divide each row by its length.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures], unitless
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    return drain(this.#divide(X));
  }

  *#divide(X: NumberInput): Steps<Matrix> {
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, 'Normalizer.transform');
    const { data, rows, columns } = samples;
    refuseMissing(data, columns, 'Normalizer.transform');
    const out = new Float64Array(data.length);
    yield* inStretches(rows, 4 * columns, (from, to) => {
      const part = out.subarray(from * columns, to * columns);
      divideRows(rowsBetween(samples, from, to), state.norm, part);
    });
    return toMatrix(out, rows, columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, y?: PassedOver): Steps<Matrix> {
    this.fit(X, y);
    yield;
    return yield* this.#divide(X);
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'Normalizer.getFeatureNamesOut');
  }
}

/** Divide rows by their lengths. @param out - row-major, as the rows */
function divideRows(
  { data, columns }: Dense,
  norm: NormalizerState['norm'],
  out: Float64Array,
): void {
  for (let row = 0; row < data.length; row += columns) {
    // By the largest size first: squares of huge and tiny numbers would leave the range.
    let largest = 0;
    for (let j = 0; j < columns; j++) largest = Math.max(largest, Math.abs(data[row + j]));
    if (largest === 0) continue;
    let length = 0;
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(data[row + j]) / largest;
      length += norm === 'l1' ? size : size * size;
    }
    if (norm === 'l2') length = Math.sqrt(length);
    if (norm === 'max') length = 1;
    for (let j = 0; j < columns; j++) out[row + j] = data[row + j] / largest / length;
  }
}
