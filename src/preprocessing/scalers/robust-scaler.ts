import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter, parameter } from '../../hyperparameters.js';
import { sortedQuantile } from '../../numeric/statistics.js';
import { drain, type Steps } from '../../progress.js';
import { boolean as flag, float64, object } from '../../serialization/schema.js';
import { show } from '../../words.js';
import {
  centreAndDivide,
  centreAndDivideInSteps,
  checkSpread,
  keptNames,
  multiplyAndShift,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  sortedKnown,
  withoutZeros,
} from '../columns/number-columns.js';
import { normalQuantile } from './normal-quantile.js';

/** What `RobustScaler` subtracts and divides by. */
export interface RobustScalerOptions {
  /** Whether to subtract the median of each column. Default true. */
  withCentering?: boolean;
  /** Whether to divide each column by the distance between its quantiles. Default true. */
  withScaling?: boolean;
  /** The two quantiles, in per cent. Default `[25, 75]`: the interquartile range. */
  quantileRange?: readonly [number, number];
  /**
   * Whether columns of normal values get variance 1: that distance is divided by the one of a normal
   * distribution. Default false.
   */
  unitVariance?: boolean;
}

export interface RobustScalerState extends NumberColumns {
  withCentering: boolean;
  withScaling: boolean;
  center: Float64Array;
  scale: Float64Array;
}

const hyperparameters = {
  withCentering: boolean({
    default: true,
    about: 'whether to subtract the median of each column.',
  }),
  withScaling: boolean({
    default: true,
    about: 'whether to divide each column by the distance between its quantiles.',
  }),
  quantileRange: parameter(
    {
      type: 'range',
      range: 'two numbers from 0 to 100, the first below the second',
      accepts: (value) =>
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((percent) => percent >= 0 && percent <= 100) &&
        value[0] < value[1],
    },
    { default: [25, 75], about: 'the two quantiles, in per cent.' },
  ),
  unitVariance: boolean({
    default: false,
    about: 'whether columns of normal values get variance 1.',
  }),
} satisfies Record<keyof RobustScalerOptions, Hyperparameter>;

/**
 * Scales each column by what outliers do not move: (x - median) / (distance between two quantiles). A column whose
 * quantiles are equal is not divided. Missing values (NaN) stay missing.
 *
 * @example
 * new RobustScaler().fitTransform([[1], [2], [3], [4], [1000]]) // [[-1], [-0.5], [0], [0.5], [498.5]]
 */
export class RobustScaler
  extends Estimator<RobustScalerOptions, RobustScalerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'RobustScaler',
    hyperparameters,
    state: object<RobustScalerState>({
      ...numberColumnsFields(),
      withCentering: flag(),
      withScaling: flag(),
      center: float64('nFeatures'),
      scale: float64('nFeatures', { min: Number.MIN_VALUE }),
    }),
  };

  constructor(options: RobustScalerOptions = {}) {
    super(RobustScaler.info, options);
  }

  /**
   * Learn the median and the quantiles of each column. Cost: a sort of each.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidParameterError for `unitVariance` with the quantiles 0 or 100, which are infinite for normal values
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or the distance of quantiles overflows
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    drain(this.#learn(X));
    return this;
  }

  /** @returns what was learned from */
  *#learn(X: NumberInput): Steps<Dense> {
    const { withCentering, withScaling, quantileRange, unitVariance } = this.params;
    const where = 'RobustScaler.fit';
    const [low, high] = quantileRange.map((percent) => percent / 100);
    if (unitVariance && (low === 0 || high === 1)) {
      throw new InvalidParameterError(
        `${where}: unitVariance needs quantiles that are finite for normal values, but quantileRange is ${show(quantileRange)}. Pass one above 0 and below 100.`,
      );
    }
    const { samples, nFeatures, names } = parseColumns(X, where);
    const unit = unitVariance ? normalQuantile(high) - normalQuantile(low) : 1;
    const center = new Float64Array(nFeatures);
    const scale = new Float64Array(nFeatures);
    for (let j = 0; j < nFeatures; j++) {
      const known = sortedKnown(samples, j);
      if (known.length === 0) continue; // wholly missing: it stays so
      center[j] = sortedQuantile(known, 0.5);
      scale[j] = sortedQuantile(known, high) - sortedQuantile(known, low);
      const spread = known[known.length - 1] - known[0];
      checkSpread([center[j], scale[j], spread], j, names, where);
      yield;
    }
    this.state = {
      nFeatures,
      names,
      withCentering,
      withScaling,
      center,
      scale: withoutZeros(scale).map((value) => value / unit),
    };
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
    const { center, scale } = inUse(state);
    return centreAndDivide(parseColumnsLike(X, state, 'RobustScaler.transform'), center, scale);
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in a step a column and steps of some rows: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    const samples = yield* this.#learn(X);
    yield;
    const { center, scale } = inUse(this.fitted('fitTransform'));
    return yield* centreAndDivideInSteps(samples, center, scale);
  }

  /**
   * The way back.
   *
   * @param X - scaled [nSamples × nFeatures]
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  inverseTransform(X: NumberInput): Matrix {
    const state = this.fitted('inverseTransform');
    const { center, scale } = inUse(state);
    const samples = parseColumnsLike(X, state, 'RobustScaler.inverseTransform');
    return multiplyAndShift(samples, center, scale);
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'RobustScaler.getFeatureNamesOut');
  }

  /** Median of each column [nFeatures]; 0 where all values were missing. */
  get center(): readonly number[] {
    return this.shown('center', ({ center }) => Array.from(center));
  }

  /** What each column is divided by [nFeatures]; where the quantiles are equal as if their distance were 1. */
  get scale(): readonly number[] {
    return this.shown('scale', ({ scale }) => Array.from(scale));
  }
}

/** What the columns are moved and divided by, where they are. */
function inUse({ withCentering, withScaling, center, scale }: RobustScalerState) {
  return { center: withCentering ? center : undefined, scale: withScaling ? scale : undefined };
}
