import type { FitAsyncOptions, FitOptions, Regressor, ScoreOptions } from '../../contracts.js';
import { countRows } from '../../data/count-rows.js';
import { parseTargets, weightsOf } from '../../data/targets.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import {
  aChoice,
  aReal,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
} from '../../hyperparameters.js';
import { weightedQuantile } from '../../numeric/quantiles.js';
import { columnMeans, quantile } from '../../numeric/statistics.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { reserveClasses } from '../class-columns.js';
import { finitePredictions, r2Of } from '../scoring.js';

/** Which number a `DummyRegressor` says instead of learning. */
export interface DummyRegressorOptions {
  /** Which number is predicted: `'mean'`, `'median'`, a `'quantile'`, or a `'constant'` of one's own. Default 'mean'. */
  strategy?: 'mean' | 'median' | 'quantile' | 'constant';
  /** The share of the targets that lie below what the strategy `'quantile'` predicts, from 0 to 1. Default null. */
  quantile?: number | null;
  /** The number that the strategy `'constant'` predicts. Default null. */
  constant?: number | null;
}

interface DummyRegressorState {
  constant: number;
}

const hyperparameters = {
  strategy: oneOf(['mean', 'median', 'quantile', 'constant'], {
    default: 'mean',
    about: 'which number is predicted.',
  }),
  quantile: parameter(either(aReal({ min: 0, max: 1 }), aChoice(null)), {
    default: null,
    about: 'the share of the targets that lie below what the strategy "quantile" predicts.',
  }),
  constant: parameter(either(aReal(), aChoice(null)), {
    default: null,
    about: 'the number that the strategy "constant" predicts.',
  }),
} satisfies Record<keyof DummyRegressorOptions, Hyperparameter>;

/**
 * A regressor that looks at no feature: what a model must beat to have learned anything.
 *
 * @example
 * const baseline = new DummyRegressor({ strategy: 'median' }).fit([[1], [2], [3]], [10, 20, 60])
 * baseline.predict([[9], [8]]) // [20, 20]
 */
export class DummyRegressor
  extends Estimator<DummyRegressorOptions, DummyRegressorState>
  implements Regressor
{
  static readonly info: EstimatorInfo = {
    type: 'DummyRegressor',
    hyperparameters,
    check(options: DummyRegressorOptions) {
      const { strategy } = options;
      const needs = strategy === 'quantile' || strategy === 'constant';
      return needs && options[strategy] === null
        ? `the strategy "${strategy}" needs a number. Pass ${strategy}.`
        : undefined;
    },
    state: schema.object<DummyRegressorState>({ constant: schema.number() }),
  };

  constructor(options: DummyRegressorOptions = {}) {
    super(DummyRegressor.info, options);
  }

  /**
   * Find the number.
   *
   * @param X - as many rows as y has values; nothing else of them matters
   * @param y - target values [nSamples]
   * @throws InvalidInputError when y or the weights do not fit
   */
  fit(X: Splittable, y: ArrayLike<number>, options?: FitOptions): this {
    return drain(this.#train(X, y, options));
  }

  /** As `fit`; the one step has an end, after which `signal` and `onProgress` are heard. */
  fitAsync(X: Splittable, y: ArrayLike<number>, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#train(X, y, options), options);
  }

  *#train(X: Splittable, y: ArrayLike<number>, options?: FitOptions): Training<this> {
    const where = 'DummyRegressor.fit';
    const rows = countRows(X, where);
    const targets = parseTargets(y, rows, where);
    const given = weightsOf(options, rows, where);
    // Equal weights are none, so that they do not decide between the two kinds of quantiles.
    const weights = given?.every((weight) => weight === given[0]) ? undefined : given;
    const constant = this.#choose(targets, weights);
    yield { done: 1, total: 1, unit: 'step' };
    this.state = { constant: finitePredictions([constant], where)[0] };
    return this;
  }

  #choose(targets: Float64Array, weights: Float64Array | undefined): number {
    const { strategy, quantile: q, constant } = this.params;
    if (strategy === 'constant') return constant as number;
    if (strategy === 'mean') {
      return columnMeans({ data: targets, rows: targets.length, columns: 1 }, weights)[0];
    }
    if (strategy === 'median') return weightedQuantile(targets, weights, 0.5);
    return weights === undefined
      ? quantile(targets, q as number)
      : weightedQuantile(targets, weights, q as number);
  }

  /**
   * The same number for every row.
   *
   * @param X - [nSamples], of whatever kind
   * @returns [nSamples], in the units of y
   * @throws NotFittedError before fit
   */
  predict(X: Splittable): number[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): number[] {
    const { constant } = this.fitted(method);
    const where = `DummyRegressor.${method}`;
    const rows = countRows(X, where);
    reserveClasses(rows, 1, where);
    return new Array<number>(rows).fill(constant);
  }

  /** R² of the predictions: 0 for the mean, below 0 elsewhere. */
  score(X: Splittable, y: ArrayLike<number>, options: ScoreOptions = {}): number {
    return r2Of(this.#predict(X, 'score'), y, options, 'DummyRegressor.score');
  }

  /** The number that is predicted, in the units of y. */
  get constant(): number {
    return this.fitted('constant').constant;
  }
}
