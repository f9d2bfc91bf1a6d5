import type { Matrix } from 'ml-matrix';
import type { PassedOver, Transformer } from '../../contracts.js';
import { type Dense, takeRows, toMatrix } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  seed,
} from '../../hyperparameters.js';
import { evenly, sortedQuantile } from '../../numeric/statistics.js';
import { drain, type Steps } from '../../progress.js';
import { createRng, type Seed } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
  sortedKnown,
} from '../columns/number-columns.js';
import { fromDistribution, type OutputDistribution, toDistribution } from './quantile-map.js';

/** What `QuantileTransformer` spreads the values of a column over, and how closely. */
export interface QuantileTransformerOptions {
  /** How many quantiles of each column are kept, at least 1; where there are fewer samples, as many. Default 1000. */
  nQuantiles?: number;
  /** What the values are spread over: evenly from 0 to 1, or as a normal distribution. Default `'uniform'`. */
  outputDistribution?: OutputDistribution;
  /** The most samples to learn from, drawn at random; null for all. Default 10000. */
  subsample?: number | null;
  /** A seed for repeatable results, of the subsample. Default null: a new one at every fit. */
  randomState?: Seed | null;
}

interface QuantileTransformerState extends NumberColumns {
  outputDistribution: OutputDistribution;
  /** Ascending [nFeatures × nQuantiles]; NaN in a column that is wholly missing. */
  quantiles: Float64Array;
}

const hyperparameters = {
  nQuantiles: integer({
    min: 1,
    default: 1000,
    about: 'how many quantiles of each column are kept.',
  }),
  outputDistribution: oneOf(['uniform', 'normal'], {
    default: 'uniform',
    about: 'what the values are spread over.',
  }),
  subsample: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: 10_000,
    about: 'the most samples to learn from, or null for all.',
  }),
  randomState: seed(),
} satisfies Record<keyof QuantileTransformerOptions, Hyperparameter>;

/**
 * Each value becomes its place among those of its column, so that outliers are as near as all others and every column
 * has the same distribution. It is no straight line: distances and correlations within a column change. Missing values
 * (NaN) stay missing.
 *
 * @example
 * const X = [[1], [2], [3], [1000]]
 * new QuantileTransformer().fitTransform(X) // [[0], [1/3], [2/3], [1]]
 */
export class QuantileTransformer
  extends Estimator<QuantileTransformerOptions, QuantileTransformerState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'QuantileTransformer',
    hyperparameters,
    state: schema.object<QuantileTransformerState>(
      {
        ...numberColumnsFields(),
        outputDistribution: schema.oneOf('uniform', 'normal'),
        quantiles: schema.float64(['nFeatures', 'nQuantiles'], { nonFinite: true }),
      },
      ({ nFeatures, quantiles }) => {
        const nQuantiles = quantiles.length / nFeatures;
        if (nQuantiles === 0) return 'there are no quantiles';
        return quantiles.every((value, at) => isInOrder(quantiles, at, nQuantiles, value))
          ? undefined
          : 'the quantiles of a column are not ascending';
      },
    ),
  };

  constructor(options: QuantileTransformerOptions = {}) {
    super(QuantileTransformer.info, options);
  }

  /**
   * Learn the quantiles of each column. Cost: a sort of each.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text
   * @throws InvalidParameterError when `nQuantiles` is above `subsample`
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    drain(this.#learn(X, 'QuantileTransformer.fit'));
    return this;
  }

  /** @returns what was learned from */
  *#learn(X: NumberInput, where: string): Steps<Dense> {
    const { nQuantiles: asked, outputDistribution, subsample, randomState } = this.params;
    if (subsample !== null && asked > subsample) {
      throw new InvalidParameterError(
        `${where}: nQuantiles is ${asked}, but no more than subsample = ${subsample} samples are looked at. Lower nQuantiles, or raise subsample.`,
      );
    }
    const { samples, nFeatures, names } = parseColumns(X, where);
    const drawn =
      subsample !== null && samples.rows > subsample
        ? takeRows(samples, choice(samples.rows, subsample, createRng(randomState)))
        : samples;
    const nQuantiles = Math.min(asked, samples.rows);
    // By way of per cent, as scikit-learn rounds them: which quantiles a repeated value equals hangs on the last bit.
    const shares = (nQuantiles === 1 ? Float64Array.of(0) : evenly(0, 1, nQuantiles - 1)).map(
      (share) => (share * 100) / 100,
    );
    const quantiles = new Float64Array(nFeatures * nQuantiles).fill(Number.NaN);
    for (let j = 0, at = 0; j < nFeatures; j++, at += nQuantiles) {
      yield;
      const known = sortedKnown(drawn, j);
      if (known.length === 0) continue; // wholly missing: it stays so
      let highest = -Infinity; // a rounded line between two equal values may fall by a bit
      for (const [k, share] of shares.entries()) {
        highest = Math.max(highest, sortedQuantile(known, share));
        quantiles[at + k] = highest;
      }
    }
    this.state = { nFeatures, names, outputDistribution, quantiles };
    return samples;
  }

  /**
   * The place of each value among the quantiles of its column.
   *
   * @param X - [nSamples × nFeatures], columns as in fit; NaN stays
   * @returns [nSamples × nFeatures]: from 0 to 1, or from -5.2 to 5.2 with mean 0 and variance 1
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    const state = this.fitted('transform');
    const samples = parseColumnsLike(X, state, 'QuantileTransformer.transform');
    return drain(mapColumns(samples, state, toDistribution));
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /** As `fitTransform`, in steps of a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: NumberInput, _y?: PassedOver): Steps<Matrix> {
    const samples = yield* this.#learn(X, 'QuantileTransformer.fitTransform');
    yield;
    return yield* mapColumns(samples, this.fitted('fitTransform'), toDistribution);
  }

  /**
   * The way back, to values between the smallest and the largest of fit.
   *
   * @param X - [nSamples × nFeatures], as `transform` returned them; NaN stays
   * @returns [nSamples × nFeatures], in the units of fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  inverseTransform(X: NumberInput): Matrix {
    const state = this.fitted('inverseTransform');
    const samples = parseColumnsLike(X, state, 'QuantileTransformer.inverseTransform');
    return drain(mapColumns(samples, state, fromDistribution));
  }

  /** Names of the outgoing columns: those of the incoming ones. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    return keptNames(inputNames, state, 'QuantileTransformer.getFeatureNamesOut');
  }

  /** How many quantiles of each column are kept: at most as many as there were samples. */
  get nQuantiles(): number {
    const { quantiles, nFeatures } = this.fitted('nQuantiles');
    return quantiles.length / nFeatures;
  }

  /** The quantiles [nQuantiles × nFeatures], ascending in each column, in the units of fit. */
  get quantiles(): readonly (readonly number[])[] {
    return this.shown('quantiles', ({ quantiles, nFeatures }) => {
      const nQuantiles = quantiles.length / nFeatures;
      return Array.from({ length: nQuantiles }, (_, k) =>
        Array.from({ length: nFeatures }, (_, j) => quantiles[j * nQuantiles + k]),
      );
    });
  }
}

/** In steps of a column. */
function* mapColumns(
  { data, rows, columns }: Dense,
  { quantiles, outputDistribution }: QuantileTransformerState,
  mapping: typeof toDistribution,
): Steps<Matrix> {
  const nQuantiles = quantiles.length / columns;
  const out = new Float64Array(data.length);
  for (let j = 0; j < columns; j++) {
    yield;
    const own = quantiles.subarray(j * nQuantiles, (j + 1) * nQuantiles);
    const map = mapping(own, outputDistribution);
    const unknown = Number.isNaN(own[0]);
    for (let at = j; at < data.length; at += columns) {
      out[at] = unknown || Number.isNaN(data[at]) ? Number.NaN : map(data[at]);
    }
  }
  return toMatrix(out, rows, columns);
}

/** Whether a quantile is finite and not below the one before it in its column, or both are NaN. */
function isInOrder(
  quantiles: Float64Array,
  at: number,
  nQuantiles: number,
  value: number,
): boolean {
  const before = quantiles[at % nQuantiles === 0 ? at : at - 1];
  if (Number.isNaN(value)) return Number.isNaN(before);
  return Number.isFinite(value) && value >= before;
}
