import type { Matrix } from 'ml-matrix';
import type { FitOptions, Label, PassedOver, Transformer } from '../../contracts.js';
import { takeRows } from '../../data/dense.js';
import { checkLength } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { IsolationForest } from '../../estimators/isolation-forest.js';
import {
  aChoice,
  aReal,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
  readOptions,
  seed,
} from '../../hyperparameters.js';
import { drain, type Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import {
  keptNames,
  type NumberColumns,
  type NumberInput,
  numberColumnsFields,
  parseColumns,
  parseColumnsLike,
} from '../columns/number-columns.js';
import { findBounds, USUAL_THRESHOLD } from './outlier-bounds.js';
import { type OutlierRules, outlierRows, treated } from './treat-outliers.js';

/** How `OutlierRemover` tells outliers, and what it does with them. */
export interface OutlierRemoverOptions {
  /**
   * How outliers are told: by the quartiles of each column (`'iqr'`), its mean and standard deviation (`'zScore'`), its
   * median and median deviation (`'modifiedZScore'`), or all columns together (`'isolationForest'`). Default `'iqr'`.
   */
  method?: 'iqr' | 'zScore' | 'modifiedZScore' | 'isolationForest';
  /**
   * What is done with outliers: `'drop'` the rows, `'clip'` the values to the bounds, or `'flag'` the rows in
   * a further column. Default `'drop'`.
   */
  action?: 'drop' | 'clip' | 'flag';
  /** How far out is out, in units of the method. Default null: 1.5 for `'iqr'`, 3 for `'zScore'`, 3.5 for `'modifiedZScore'`. */
  threshold?: number | null;
  /** The share of outliers for the isolation forest, above 0 and at most 0.5. Default `'auto'`: as in the paper. */
  contamination?: number | 'auto';
  /** A seed for repeatable results, of the isolation forest. Default null: a new one at every fit. */
  randomState?: Seed | null;
}

interface OutlierRemoverState extends NumberColumns, OutlierRules {
  /** Rows of fit that are outliers, ascending. */
  outliers: Int32Array;
}

/** The rows that are left, of everything that has rows. */
export interface Kept<L> {
  /** The features of the rows that are left [nKept × nFeatures]. */
  readonly X: Matrix;
  /** Their targets [nKept]; undefined where none were given. */
  readonly y: L[] | undefined;
  /** Their weights [nKept]; undefined where none were given. */
  readonly sampleWeight: number[] | undefined;
}

const hyperparameters = {
  method: oneOf(['iqr', 'zScore', 'modifiedZScore', 'isolationForest'], {
    default: 'iqr',
    about: 'how outliers are told.',
  }),
  action: oneOf(['drop', 'clip', 'flag'], {
    default: 'drop',
    about: 'what is done with outliers.',
  }),
  threshold: parameter(either(aReal({ above: 0 }), aChoice(null)), {
    default: null,
    about: 'how far out is out, in units of the method.',
  }),
  contamination: parameter(either(aReal({ above: 0, max: 0.5 }), aChoice('auto')), {
    default: 'auto',
    about: 'the share of outliers for the isolation forest.',
  }),
  randomState: seed(),
} satisfies Record<keyof OutlierRemoverOptions, Hyperparameter>;

/**
 * Finds outliers and drops, clips or flags them.
 *
 * Rows can be dropped from what a model learns only: `fitResample` returns what is left of X, y and the weights, which is
 * what a pipeline trains on. `transform` and with it `predict` of a pipeline keep every row, since each wants an answer.
 *
 * @example
 * const X = [[1], [2], [3], [2], [100]]
 * new OutlierRemover().fitResample(X, ['a', 'b', 'a', 'b', 'c']).y      // ['a', 'b', 'a', 'b']
 * new OutlierRemover({ action: 'clip' }).fitTransform(X).get(4, 0)      // 4.5
 */
export class OutlierRemover
  extends Estimator<OutlierRemoverOptions, OutlierRemoverState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'OutlierRemover',
    hyperparameters,
    state: schema.object<OutlierRemoverState>(
      {
        ...numberColumnsFields(),
        action: schema.oneOf('drop', 'clip', 'flag'),
        low: schema.float64('nFeatures', { nonFinite: true }),
        high: schema.float64('nFeatures', { nonFinite: true }),
        forest: schema.nullable(schema.estimator<IsolationForest>('IsolationForest')),
        outliers: schema.int32('nOutliers', { min: 0 }),
      },
      ({ low, high, forest }) => {
        if (forest?.isFitted === false) return 'its isolation forest is not fitted';
        return low.every((value, j) => value < high[j])
          ? undefined
          : 'the bounds of a column are empty';
      },
    ),
  };

  constructor(options: OutlierRemoverOptions = {}) {
    super(OutlierRemover.info, options);
    checkTogether(this.params);
  }

  override setParams(options: Partial<OutlierRemoverOptions>): this {
    checkTogether({ ...this.params, ...readOptions(options, 'OutlierRemover.setParams') });
    return super.setParams(options);
  }

  /**
   * Learn what is ordinary.
   *
   * @param X - [nSamples × nFeatures]; NaN is missing: no outlier by bounds, a value like others for the isolation forest
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or its spread overflows (about 1e154)
   */
  fit(X: NumberInput, _y?: PassedOver): this {
    return drain(this.fitInSteps(X));
  }

  /** As `fit`, in steps: a generator for who drives it with other work. */
  *fitInSteps(X: NumberInput): Steps<this> {
    const where = 'OutlierRemover.fit';
    this.state = yield* this.#learn(parseColumns(X, where), where);
    return this;
  }

  *#learn(
    { samples, nFeatures, names }: ReturnType<typeof parseColumns>,
    where: string,
  ): Steps<OutlierRemoverState> {
    const { method, action, threshold, contamination, randomState } = this.params;
    const forest =
      method === 'isolationForest'
        ? yield* new IsolationForest({ contamination, randomState }).fitInSteps(samples)
        : null;
    yield;
    const { low, high } =
      method === 'isolationForest'
        ? {
            low: new Float64Array(nFeatures).fill(-Infinity),
            high: new Float64Array(nFeatures).fill(Infinity),
          }
        : yield* findBounds(samples, method, threshold ?? USUAL_THRESHOLD[method], names, where);
    const learned = { nFeatures, names, action, low, high, forest };
    return { ...learned, outliers: Int32Array.from(yield* outlierRows(samples, learned)) };
  }

  /**
   * Clip or flag outliers by what `fit` learned; with `'drop'`, X as it is.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nFeatures], with `'flag'` one column more: 1 for outliers, else 0
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  transform(X: NumberInput): Matrix {
    const state = this.fitted('transform');
    return drain(treated(parseColumnsLike(X, state, 'OutlierRemover.transform'), state));
  }

  /** As `transform`, in steps of some rows: a generator for who drives it with other work. */
  *transformInSteps(X: NumberInput): Steps<Matrix> {
    const state = this.fitted('transformInSteps');
    return yield* treated(parseColumnsLike(X, state, 'OutlierRemover.transformInSteps'), state);
  }

  /** `fit`, then `transform` of the same samples: all rows are kept. */
  fitTransform(X: NumberInput, y?: PassedOver): Matrix {
    return this.fit(X, y).transform(X);
  }

  /**
   * `fit`, then what is left to learn from: with `'drop'` the rows that are no outliers, else all of `transform`.
   *
   * @param y - targets or labels [nSamples], or undefined
   * @param options - `sampleWeight` [nSamples] loses the same rows; it does not count in what is ordinary
   * @throws InvalidInputError as `fit`, for other lengths, and when no row is left
   */
  fitResample<L extends Label>(
    X: NumberInput,
    y?: ArrayLike<L>,
    options: FitOptions = {},
  ): Kept<L> {
    return drain(this.fitResampleInSteps(X, y, options));
  }

  /** As `fitResample`, in steps of a column or some rows: a generator for who drives it with other work. */
  *fitResampleInSteps<L extends Label>(
    X: NumberInput,
    y?: ArrayLike<L>,
    options: FitOptions = {},
  ): Steps<Kept<L>> {
    const where = 'OutlierRemover.fitResample';
    const parsed = parseColumns(X, where);
    const { samples } = parsed;
    if (y !== undefined) checkLength(y, samples.rows, 'y', where);
    const { sampleWeight } = readOptions(options, where);
    if (sampleWeight !== undefined) checkLength(sampleWeight, samples.rows, 'sampleWeight', where);
    const state = yield* this.#learn(parsed, where);
    const dropped = new Set(state.action === 'drop' ? state.outliers : []);
    const kept = range(samples.rows).filter((i) => !dropped.has(i));
    if (kept.length === 0) {
      throw new InvalidInputError(
        `${where}: all ${samples.rows} rows are outliers. Pass a larger threshold, or a smaller contamination.`,
      );
    }
    const left = dropped.size === 0 ? samples : takeRows(samples, kept);
    yield;
    const features = yield* treated(left, state);
    this.state = state;
    return {
      X: features,
      y: y && Array.from(kept, (i) => y[i]),
      sampleWeight: sampleWeight && Array.from(kept, (i) => sampleWeight[i]),
    };
  }

  /**
   * Which samples are outliers, by what `fit` learned.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns 1 for ordinary samples, -1 for outliers [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, infinite, or has other columns
   */
  predict(X: NumberInput): number[] {
    const state = this.fitted('predict');
    const samples = parseColumnsLike(X, state, 'OutlierRemover.predict');
    const labels = new Array<number>(samples.rows).fill(1);
    for (const i of drain(outlierRows(samples, state))) labels[i] = -1;
    return labels;
  }

  /** Names of the outgoing columns: those of the incoming ones, and `outlier` with `'flag'`. */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const state = this.fitted('getFeatureNamesOut');
    const names = keptNames(inputNames, state, 'OutlierRemover.getFeatureNamesOut');
    return state.action === 'flag' ? [...names, 'outlier'] : names;
  }

  /** Rows of `fit` that are outliers, ascending. */
  get outlierRows(): readonly number[] {
    return this.shown('outlierRows', ({ outliers }) => Array.from(outliers));
  }

  /** The smallest value of each column that is no outlier [nFeatures]; -Infinity for none. */
  get low(): readonly number[] {
    return this.shown('low', ({ low }) => Array.from(low));
  }

  /** The largest value of each column that is no outlier [nFeatures]; Infinity for none. */
  get high(): readonly number[] {
    return this.shown('high', ({ high }) => Array.from(high));
  }
}

function checkTogether({ method, action, threshold, contamination }: OutlierRemoverOptions): void {
  const forest = method === 'isolationForest';
  if (forest && action === 'clip') {
    throw new InvalidParameterError(
      'OutlierRemover: action "clip" needs bounds, which method "isolationForest" does not give. Pass action: "drop" or "flag".',
    );
  }
  if (forest && threshold !== null && threshold !== undefined) {
    throw new InvalidParameterError(
      'OutlierRemover: threshold has no meaning for method "isolationForest". Pass contamination.',
    );
  }
  if (!forest && contamination !== 'auto' && contamination !== undefined) {
    throw new InvalidParameterError(
      `OutlierRemover: contamination has no meaning for method "${method}". Pass threshold.`,
    );
  }
}
