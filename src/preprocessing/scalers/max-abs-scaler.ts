import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, rowsBetween, toMatrix } from '../../data/dense.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter } from '../../hyperparameters.js';
import { drain, inStretches, type Steps } from '../../progress.js';
import { boolean as flag, float64, number, object, younger } from '../../serialization/schema.js';
import {
  centredAndDividedInSteps,
  continued,
  hold,
  keptNames,
  multiplyAndShift,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumnsLike,
  withoutZeros,
} from '../columns/number-columns.js';

/** Whether `MaxAbsScaler` holds values within the range. */
export interface MaxAbsScalerOptions {
  /** Whether values are held within [-1, 1], also those larger than in fit. Default false. */
  clip?: boolean;
}

export interface MaxAbsScalerState extends NumberColumns {
  maxAbs: Float64Array;
  nSamplesSeen: number;
  clip: boolean;
}

const hyperparameters = {
  clip: boolean({ default: false, about: 'whether values are held within [-1, 1].' }),
} satisfies Record<keyof MaxAbsScalerOptions, Hyperparameter>;

/**
 * Divides each column by its largest size, so that it lies in [-1, 1] and zeros stay zeros. Missing values (NaN) stay
 * missing.
 *
 * @example
 * new MaxAbsScaler().fitTransform([[1], [-4], [2]]) // [[0.25], [-1], [0.5]]
 */
export class MaxAbsScaler
  extends Estimator<MaxAbsScalerOptions, MaxAbsScalerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'MaxAbsScaler',
    hyperparameters,
    state: object<MaxAbsScalerState>({
      ...numberColumnsFields(),
      maxAbs: float64('nFeatures', { min: 0 }),
      nSamplesSeen: number({ integer: true, min: 1 }),
      clip: younger(flag(), false),
    }),
  };

  constructor(options: MaxAbsScalerOptions = {}) {
    super(MaxAbsScaler.info, options);
  }

  /**
   * Learn the largest size of each column.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    return drain(this.#learn(X, undefined, 'MaxAbsScaler.fit'));
  }

  /** As `fit`, going on from what was learned before. */
  partialFit(X: NumberInput): this {
    return drain(this.#learn(X, this.state, 'MaxAbsScaler.partialFit'));
  }

  *#learn(X: NumberInput, before: MaxAbsScalerState | undefined, where: string): Steps<this> {
    const { samples, nFeatures, names } = continued(X, before, where);
    const maxAbs = before?.maxAbs.slice() ?? new Float64Array(nFeatures);
    yield* inStretches(samples.rows, nFeatures, (from, to) => {
      widen(maxAbs, rowsBetween(samples, from, to));
    });
    const nSamplesSeen = (before?.nSamplesSeen ?? 0) + samples.rows;
    this.state = { nFeatures, names, maxAbs, nSamplesSeen, clip: this.params.clip };
    return this;
  }

  /**
   * Divide columns by what `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures], unitless
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    return drain(this.#divide(X));
  }

  *#divide(X: NumberInput): Steps<Matrix> {
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, 'MaxAbsScaler.transform');
    const divisors = withoutZeros(state.maxAbs);
    const scaled = yield* centredAndDividedInSteps(samples, undefined, divisors);
    if (state.clip) hold(scaled, -1, 1);
    return toMatrix(scaled, samples.rows, samples.columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X, undefined, 'MaxAbsScaler.fit');
    yield;
    return yield* this.#divide(X);
  }

  /**
   * The way back, but for what was clipped.
   *
   * @param X - scaled [nSamples × nFeatures]
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  inverseTransform(X: NumberInput): Matrix {
    const state = this.fitted('inverseTransform');
    const samples = parseColumnsLike(X, state, 'MaxAbsScaler.inverseTransform');
    return multiplyAndShift(samples, undefined, withoutZeros(state.maxAbs));
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'MaxAbsScaler.getFeatureNamesOut');
  }

  /** Largest size of each column [nFeatures]; 0 where all values were missing. */
  get maxAbs(): readonly number[] {
    return this.shown('maxAbs', ({ maxAbs }) => Array.from(maxAbs));
  }

  /** What each column is divided by [nFeatures]: its largest size, 1 where that is 0. */
  get scale(): readonly number[] {
    return this.shown('scale', ({ maxAbs }) => Array.from(withoutZeros(maxAbs)));
  }

  /** Rows that were learned from. */
  get nSamplesSeen(): number {
    return this.fitted('nSamplesSeen').nSamplesSeen;
  }
}

/** Let the largest sizes of the columns hold those of some rows too. */
function widen(maxAbs: Float64Array, { data, columns }: Dense): void {
  for (let row = 0; row < data.length; row += columns) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(data[row + j]);
      if (size > maxAbs[j]) maxAbs[j] = size;
    }
  }
}
