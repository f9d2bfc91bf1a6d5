import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { boolean, type Hyperparameter, oneOf } from '../../hyperparameters.js';
import { log } from '../../numeric/exp-log.js';
import { columnMoments, type Moments } from '../../numeric/statistics.js';
import { drain, type Steps } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import {
  checkSpread,
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  sortedKnown,
} from '../columns/number-columns.js';
import { isConstant, scalesOf } from '../scalers/column-scales.js';
import { inversePower, type Power, type PowerMethod, powerFunction } from './power-functions.js';
import { anchorOf, bestLambda } from './power-likelihood.js';

/** Which powers `PowerTransformer` takes, and whether it scales them. */
export interface PowerTransformerOptions {
  /** Which powers: `'yeoJohnson'` of all numbers, `'boxCox'` of numbers above 0. Default `'yeoJohnson'`. */
  method?: PowerMethod;
  /** Whether each outgoing column gets mean 0 and standard deviation 1. Default true. */
  standardize?: boolean;
}

interface PowerTransformerState extends NumberColumns {
  method: PowerMethod;
  lambdas: Float64Array;
  /** What the powers are measured from, see `Power`. */
  anchors: Float64Array;
  /** What is subtracted from the powers, and what they are divided by: 0 and 1 without `standardize`. */
  mean: Float64Array;
  scale: Float64Array;
}

/** No number has a larger logarithm, nor a smaller one. */
const MAX_LOG = 745;

const hyperparameters = {
  method: oneOf(['yeoJohnson', 'boxCox'], {
    default: 'yeoJohnson',
    about: 'which powers: "yeoJohnson" of all numbers, "boxCox" of numbers above 0.',
  }),
  standardize: boolean({
    default: true,
    about: 'whether each outgoing column gets mean 0 and standard deviation 1.',
  }),
} satisfies Record<keyof PowerTransformerOptions, Hyperparameter>;

/**
 * Makes columns more like a normal distribution: takes the power of each that brings skewed values nearest to it, and
 * scales what comes out. Missing values (NaN) stay missing, and a constant column is not changed but for the scaling.
 *
 * @example
 * const powers = new PowerTransformer()
 * const XNormal = powers.fitTransform([[1], [2], [4], [8], [100]])
 * powers.lambdas // [-0.33…]: long tails above ask for a power below 1
 */
export class PowerTransformer
  extends Estimator<PowerTransformerOptions, PowerTransformerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'PowerTransformer',
    hyperparameters,
    state: schema.object<PowerTransformerState>({
      ...numberColumnsFields(),
      method: schema.oneOf('yeoJohnson', 'boxCox'),
      lambdas: schema.float64('nFeatures'),
      anchors: schema.float64('nFeatures', { min: -MAX_LOG, max: MAX_LOG }),
      mean: schema.float64('nFeatures'),
      scale: schema.float64('nFeatures', { min: Number.MIN_VALUE }),
    }),
  };

  constructor(options: PowerTransformerOptions = {}) {
    super(PowerTransformer.info, options);
  }

  /**
   * Learn the power of each column: the one of the largest likelihood. Cost: some 30 visits to each value.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, when a value is not above 0 for Box-Cox,
   *   or values of both signs are so large that no power of them has a variance
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    drain(this.#learn(X, 'PowerTransformer.fit'));
    return this;
  }

  /** @returns what was learned from */
  *#learn(X: NumberInput, where: string): Steps<Dense> {
    const { samples, nFeatures, names } = parseColumns(X, where);
    const { method, standardize } = this.params;
    if (method === 'boxCox') refuseBelowZero(samples, where);
    const lambdas = new Float64Array(nFeatures).fill(1);
    const anchors = new Float64Array(nFeatures);
    const mean = new Float64Array(nFeatures);
    const variance = new Float64Array(nFeatures).fill(1);
    for (let j = 0; j < nFeatures; j++) {
      yield;
      const data = sortedKnown(samples, j); // sorted, so that the order of the rows changes no bit
      if (data.length === 0) continue; // wholly missing: it stays so
      // On the scale on which they differ: Box-Cox does not know in which unit values are.
      const given = momentsOf(method === 'boxCox' ? data.map(log) : data);
      const constant = isConstant(given.mean[0], given.variance[0], data.length);
      if (!constant) lambdas[j] = yield* bestLambda(method, data);
      checkSpread([lambdas[j]], j, names, where);
      if (!standardize) continue;
      // A constant has no spread to be divided by, so it stays in its own unit.
      if (!constant) anchors[j] = anchorOf(method, lambdas[j], data);
      const power = powerFunction({ method, lambda: lambdas[j], anchor: anchors[j] });
      const moments = momentsOf(data.map(power));
      mean[j] = moments.mean[0];
      variance[j] = moments.variance[0];
    }
    const scale = scalesOf({ mean, variance }, samples.rows, where, names ?? undefined);
    this.state = { nFeatures, names, method, lambdas, anchors, mean, scale };
    return samples;
  }

  /**
   * Take the powers that `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN stays
   * @returns [nSamples × nFeatures], unitless
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns, when a value is not above 0 for Box-Cox,
   *   or a power overflows
   */
  transform(X: NumberInput): Matrix {
    const where = 'PowerTransformer.transform';
    const state = this.fitted('transform');
    return drain(takePowers(parseColumnsLike(X, state, where), state, where));
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of a column or less: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    const where = 'PowerTransformer.fitTransform';
    const samples = yield* this.#learn(X, where);
    yield;
    return yield* takePowers(samples, this.fitted('fitTransform'), where);
  }

  /**
   * The way back.
   *
   * @param X - transformed [nSamples × nFeatures]; NaN stays
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns, or a value is beyond those of transform
   */
  inverseTransform(X: NumberInput): Matrix {
    const where = 'PowerTransformer.inverseTransform';
    const state = this.fitted('inverseTransform');
    const { mean, scale } = state;
    const { data, rows, columns } = parseColumnsLike(X, state, where);
    const out = new Float64Array(data.length);
    for (let j = 0; j < columns; j++) {
      const inverse = inversePower(powerOf(state, j));
      for (let at = j; at < data.length; at += columns) {
        out[at] = inverse(data[at] * scale[j] + mean[j]);
        if (Number.isFinite(out[at]) || Number.isNaN(data[at])) continue;
        throw new InvalidInputError(
          `${where}: X[${Math.floor(at / columns)}][${j}] is ${show(data[at])}, which no number is transformed to. Pass what transform returned.`,
        );
      }
    }
    return toMatrix(out, rows, columns);
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'PowerTransformer.getFeatureNamesOut');
  }

  /** The power of each column [nFeatures]: 1 is a straight line, 0 a logarithm. */
  get lambdas(): readonly number[] {
    return this.shown('lambdas', ({ lambdas }) => Array.from(lambdas));
  }
}

function momentsOf(data: Float64Array): Moments {
  return columnMoments({ data, rows: data.length, columns: 1 });
}

function powerOf({ method, lambdas, anchors }: PowerTransformerState, j: number): Power {
  return { method, lambda: lambdas[j], anchor: anchors[j] };
}

/** In steps of a column. */
function* takePowers(samples: Dense, state: PowerTransformerState, where: string): Steps<Matrix> {
  const { method, lambdas, mean, scale } = state;
  if (method === 'boxCox') refuseBelowZero(samples, where);
  const { data, rows, columns } = samples;
  const out = new Float64Array(data.length);
  for (let j = 0; j < columns; j++) {
    yield;
    const power = powerFunction(powerOf(state, j));
    for (let at = j; at < data.length; at += columns) {
      out[at] = (power(data[at]) - mean[j]) / scale[j];
      if (!Number.isFinite(out[at]) && !Number.isNaN(data[at])) {
        throw new InvalidInputError(
          `${where}: X[${Math.floor(at / columns)}][${j}] is ${show(data[at])}, whose power ${lambdas[j]} is beyond the range of numbers. Pass values of the size of those of fit.`,
        );
      }
    }
  }
  return toMatrix(out, rows, columns);
}

function refuseBelowZero({ data, columns }: Dense, where: string): void {
  const at = data.findIndex((value) => value <= 0);
  if (at < 0) return;
  throw new InvalidInputError(
    `${where}: X[${Math.floor(at / columns)}][${at % columns}] is ${show(data[at])}, but Box-Cox takes numbers above 0 alone. Pass method: "yeoJohnson".`,
  );
}
