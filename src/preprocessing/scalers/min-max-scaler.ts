import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, rowsBetween, toMatrix } from '../../data/dense.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter, parameter } from '../../hyperparameters.js';
import { drain, inStretches, type Steps } from '../../progress.js';
import { boolean as flag, float64, number, object } from '../../serialization/schema.js';
import {
  centredAndDividedInSteps,
  checkSpread,
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

/** Where `MinMaxScaler` moves the values to. */
export interface MinMaxScalerOptions {
  /** Where the smallest and the largest value of each column go. Default `[0, 1]`. */
  featureRange?: readonly [number, number];
  /** Whether values are held within the range, also those outside of the values of fit. Default false. */
  clip?: boolean;
}

export interface MinMaxScalerState extends NumberColumns {
  low: number;
  high: number;
  clip: boolean;
  dataMin: Float64Array;
  dataMax: Float64Array;
  nSamplesSeen: number;
}

const hyperparameters = {
  featureRange: parameter(
    {
      type: 'range',
      range: 'two finite numbers, the first below the second',
      accepts: (value) =>
        Array.isArray(value) &&
        value.length === 2 &&
        value.every(Number.isFinite) &&
        value[0] < value[1],
    },
    { default: [0, 1], about: 'where the smallest and the largest value of each column go.' },
  ),
  clip: boolean({ default: false, about: 'whether values are held within the range.' }),
} satisfies Record<keyof MinMaxScalerOptions, Hyperparameter>;

/**
 * Moves each column into a range: its smallest value to one end, its largest to the other. A constant column goes to
 * the lower end. Missing values (NaN) stay missing.
 *
 * @example
 * new MinMaxScaler().fitTransform([[1], [2], [5]]) // [[0], [0.25], [1]]
 */
export class MinMaxScaler
  extends Estimator<MinMaxScalerOptions, MinMaxScalerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'MinMaxScaler',
    hyperparameters,
    state: object<MinMaxScalerState>(
      {
        ...numberColumnsFields(),
        low: number(),
        high: number(),
        clip: flag(),
        dataMin: float64('nFeatures', { nonFinite: true }),
        dataMax: float64('nFeatures', { nonFinite: true }),
        nSamplesSeen: number({ integer: true, min: 1 }),
      },
      ({ low, high, dataMin, dataMax }) => {
        if (low >= high) return 'its range is empty';
        const ordered = dataMin.every((least, j) =>
          Number.isFinite(dataMax[j] - least)
            ? least <= dataMax[j]
            : least === Infinity && dataMax[j] === -Infinity,
        );
        return ordered ? undefined : 'the smallest value of a column is above its largest';
      },
    ),
  };

  constructor(options: MinMaxScalerOptions = {}) {
    super(MinMaxScaler.info, options);
  }

  /**
   * Learn the smallest and the largest value of each column.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or the distance of its values overflows
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    return drain(this.#learn(X, undefined, 'MinMaxScaler.fit'));
  }

  /** As `fit`, going on from what was learned before. */
  partialFit(X: NumberInput): this {
    return drain(this.#learn(X, this.state, 'MinMaxScaler.partialFit'));
  }

  *#learn(X: NumberInput, before: MinMaxScalerState | undefined, where: string): Steps<this> {
    const { samples, nFeatures, names } = continued(X, before, where);
    const dataMin = before?.dataMin.slice() ?? new Float64Array(nFeatures).fill(Infinity);
    const dataMax = before?.dataMax.slice() ?? new Float64Array(nFeatures).fill(-Infinity);
    yield* inStretches(samples.rows, nFeatures, (from, to) => {
      widen(dataMin, dataMax, rowsBetween(samples, from, to));
    });
    for (let j = 0; j < nFeatures; j++) {
      if (dataMin[j] <= dataMax[j]) checkSpread([dataMax[j] - dataMin[j]], j, names, where);
    }
    const { featureRange, clip } = this.params;
    const [low, high] = featureRange;
    const nSamplesSeen = (before?.nSamplesSeen ?? 0) + samples.rows;
    this.state = { nFeatures, names, low, high, clip, dataMin, dataMax, nSamplesSeen };
    return this;
  }

  /**
   * Move columns with what `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    return drain(this.#move(X));
  }

  *#move(X: NumberInput): Steps<Matrix> {
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, 'MinMaxScaler.transform');
    const { center, scale } = lineOf(state);
    const moved = yield* centredAndDividedInSteps(samples, center, scale);
    if (state.clip) hold(moved, state.low, state.high);
    return toMatrix(moved, samples.rows, samples.columns);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /** As `fitTransform`, in steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    yield* this.#learn(X, undefined, 'MinMaxScaler.fit');
    yield;
    return yield* this.#move(X);
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
    const samples = parseColumnsLike(X, state, 'MinMaxScaler.inverseTransform');
    const { center, scale } = lineOf(state);
    return multiplyAndShift(samples, center, scale);
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'MinMaxScaler.getFeatureNamesOut');
  }

  /** Smallest value of each column [nFeatures]; NaN where all were missing. */
  get dataMin(): readonly number[] {
    return this.shown('dataMin', ({ dataMin }) => Array.from(dataMin, orNaN));
  }

  /** Largest value of each column [nFeatures]; NaN where all were missing. */
  get dataMax(): readonly number[] {
    return this.shown('dataMax', ({ dataMax }) => Array.from(dataMax, orNaN));
  }

  /** What each column is multiplied by [nFeatures]. */
  get scale(): readonly number[] {
    return this.shown('scale', (state) => Array.from(lineOf(state).scale, (value) => 1 / value));
  }

  /** Rows that were learned from. */
  get nSamplesSeen(): number {
    return this.fitted('nSamplesSeen').nSamplesSeen;
  }
}

/** Let the smallest and largest values of the columns hold those of some rows too. */
function widen(dataMin: Float64Array, dataMax: Float64Array, { data, columns }: Dense): void {
  for (let row = 0; row < data.length; row += columns) {
    for (let j = 0; j < columns; j++) {
      const value = data[row + j];
      if (value < dataMin[j]) dataMin[j] = value;
      if (value > dataMax[j]) dataMax[j] = value;
    }
  }
}

function orNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** x becomes (x - center) / scale: dataMin goes to `low` and dataMax to `high`. */
export function lineOf({ dataMin, dataMax, low, high }: MinMaxScalerState) {
  const width = withoutZeros(dataMax.map((value, j) => orNaN(value - dataMin[j]) || 0));
  const scale = width.map((value) => value / (high - low));
  return { scale, center: dataMin.map((value, j) => (orNaN(value) || 0) - low * scale[j]) };
}
