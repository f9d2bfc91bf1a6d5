import type { Matrix } from 'ml-matrix';
import type { FitAsyncOptions, FitOptions, Label, Transformer } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { type AnyEstimator, clone, type EstimatorInfo } from '../estimator.js';
import { partsOf } from '../estimator-parts.js';
import { type Fitting, fitAtOnce, fitInSlices, fitThenTransform } from '../fitting.js';
import {
  aChoice,
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  oneOf,
  parameter,
  type Rule,
  readOptions,
} from '../hyperparameters.js';
import { argsort } from '../numeric/ordering.js';
import { columnMeans, quantile } from '../numeric/statistics.js';
import { type NumberInput, parseColumns } from '../preprocessing/columns/number-columns.js';
import { estimator, float64, number, object } from '../serialization/schema.js';
import {
  estimatorRow,
  type ImportanceGetter,
  importanceGetterRow,
  importancesOf,
  type NormOrder,
  normsOf,
  problemOfEstimator,
} from './importances.js';
import { type SelectedColumns, Selector, selectedColumns } from './selector.js';

/** The model of a `SelectFromModel`, and what its importances must reach. */
export interface SelectFromModelOptions {
  /** What finds the importances: a model with `coef` or `featureImportances`, or a pipeline that ends in one. */
  estimator: AnyEstimator;
  /**
   * The importance that a column must reach: a number, the `'mean'` or `'median'` of all, or a multiple such as
   * `'1.25*mean'`; with -Infinity `maxFeatures` decides alone. Default null: 1e-5 where the model's penalty makes
   * coefficients 0 (L1), else the mean.
   */
  threshold?: number | string | null;
  /** Whether the estimator is fitted already, and is asked as it is. Default false. */
  prefit?: boolean;
  /** How the coefficients of several classes become one: their sum (1), length (2) or largest (Infinity). Default 1. */
  normOrder?: NormOrder;
  /** The most columns to keep, or null for no limit. Default null. */
  maxFeatures?: number | null;
  /**
   * Where the importances of features are found: `'auto'` for `coef` or `featureImportances`, or a function of the fitted
   * estimator, with which the selector cannot be saved. Default `'auto'`.
   */
  importanceGetter?: 'auto' | ImportanceGetter;
}

interface SelectFromModelState extends SelectedColumns {
  importances: Float64Array;
  threshold: number;
  /** The copy that was fitted; with `prefit` the one that was given. */
  estimator: AnyEstimator;
}

const aMultiple: Rule = {
  type: 'text',
  range: "'mean', 'median' or a multiple such as '1.25*mean'",
  accepts: (value) => typeof value === 'string' && parseMultiple(value) !== undefined,
};

const hyperparameters = {
  estimator: estimatorRow('what finds the importances.'),
  threshold: parameter(either(aReal(), aMultiple, aChoice(-Infinity, null)), {
    default: null,
    about: 'the importance that a column must reach.',
  }),
  prefit: boolean({
    default: false,
    about: 'whether the estimator is fitted already, and is asked as it is.',
  }),
  normOrder: oneOf([1, 2, Infinity], {
    default: 1,
    about: 'how the coefficients of several classes become one.',
  }),
  maxFeatures: parameter(either(anInteger({ min: 0 }), aChoice(null)), {
    default: null,
    about: 'the most columns to keep, or null for no limit.',
  }),
  importanceGetter: importanceGetterRow(),
} satisfies Record<keyof SelectFromModelOptions, Hyperparameter>;

/**
 * Keeps the columns that a model finds important: whose coefficient or importance reaches a threshold, and of these the
 * most important, up to a number.
 *
 * @example
 * const { data, target } = loadBreastCancer()
 * const forest = new RandomForestClassifier({ randomState: 0 })
 * const selector = new SelectFromModel({ estimator: forest, threshold: 'median' }).fit(data, target)
 * selector.getSupport({ indices: true }).length // 15 of 30
 */
export class SelectFromModel
  extends Selector<SelectFromModelOptions, SelectFromModelState>
  implements Transformer<NumberInput>
{
  static readonly info: EstimatorInfo = {
    type: 'SelectFromModel',
    hyperparameters,
    state: object<SelectFromModelState>(
      {
        ...selectedColumns(),
        importances: float64('nFeatures', { min: 0 }),
        threshold: number({ nonFinite: true }),
        estimator: estimator<AnyEstimator>(),
      },
      ({ estimator }) => (estimator.isFitted ? undefined : 'its estimator is not fitted.'),
    ),
    check: problemOfEstimator,
  };

  constructor(options: SelectFromModelOptions) {
    super(SelectFromModel.info, options ?? {}, true);
  }

  /**
   * Fit a copy of the estimator, and judge the columns by it; with `prefit` by the estimator as it is.
   *
   * @param X - [nSamples × nFeatures], as the estimator takes it; NaN is missing
   * @param y - labels or targets [nSamples], as the estimator takes them
   * @param options - those of the estimator, such as `sampleWeight`
   * @throws InvalidInputError when X is ragged, empty, infinite, or holds text, or the estimator has no importance for each
   * @throws whatever the estimator throws; what was learned before stands then
   */
  fit(X: NumberInput, y?: ArrayLike<Label>, options: FitOptions = {}): this {
    return fitAtOnce(this.#learn(X, y, options));
  }

  /** As `fit`, in time slices. */
  async fitAsync(
    X: NumberInput,
    y?: ArrayLike<Label>,
    options: FitAsyncOptions = {},
  ): Promise<this> {
    const { onProgress, signal, ...rest } = readOptions(options, 'SelectFromModel.fitAsync');
    return fitInSlices(this.#learn(X, y, rest), { onProgress, signal });
  }

  *#learn(X: NumberInput, y: unknown, given: FitOptions): Fitting<this> {
    const where = 'SelectFromModel.fit';
    const { importanceGetter, normOrder, maxFeatures, prefit } = this.params;
    const { samples, nFeatures, names } = parseColumns(X, where);
    const options = readOptions(given, where);
    const estimator = this.#model();
    if (!prefit) yield { estimator, X: samples, y, options };
    yield { done: 1, total: 1, unit: 'fit' };
    const importances = normsOf(
      yield* importancesOf(estimator, importanceGetter, nFeatures, where),
      normOrder,
    );
    const threshold = thresholdOf(this.params.threshold, importances, estimator);
    const kept = new Uint8Array(nFeatures);
    const order = argsort(importances.map((importance) => -importance));
    for (const j of order.subarray(0, maxFeatures ?? nFeatures)) {
      kept[j] = Number(importances[j] >= threshold);
    }
    this.state = { nFeatures, names, kept, importances, threshold, estimator };
    return this;
  }

  /** What to fit, or to ask. */
  #model(): AnyEstimator {
    const { estimator, prefit } = this.params;
    const model = prefit ? estimator : clone(estimator);
    if (prefit && !model.isFitted) {
      throw new InvalidParameterError(
        'SelectFromModel.fit: prefit is true, but the estimator is not fitted. Fit it first; a copy of a selector, such as a pipeline makes, holds an unfitted one, so leave prefit out there.',
      );
    }
    return model;
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: NumberInput, y?: ArrayLike<Label>, options: FitOptions = {}): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: NumberInput, y?: ArrayLike<Label>): Fitting<Matrix> {
    return fitThenTransform(this, X, y);
  }

  /** The fitted estimator; with `prefit` the one that was given. */
  get estimator(): AnyEstimator {
    return this.fitted('estimator').estimator;
  }

  /** The importances that were compared with the threshold [nFeatures], at least 0. */
  get importances(): readonly number[] {
    return this.shown('importances', ({ importances }) => Array.from(importances));
  }

  /** The importance that a column had to reach. */
  get threshold(): number {
    return this.fitted('threshold').threshold;
  }
}

interface Multiple {
  readonly factor: number;
  readonly of: 'mean' | 'median';
}

/** `'1.25*mean'` and its like in parts; undefined for other text. */
function parseMultiple(text: string): Multiple | undefined {
  const parts = /^\s*(?:([^*]+)\*)?\s*(mean|median)\s*$/.exec(text);
  if (parts === null) return undefined;
  const [, scale = '1', of] = parts;
  const factor = scale.trim() === '' ? Number.NaN : Number(scale);
  return Number.isFinite(factor) ? { factor, of: of as Multiple['of'] } : undefined;
}

function thresholdOf(
  given: number | string | null,
  importances: Float64Array,
  model: AnyEstimator,
): number {
  if (typeof given === 'number') return given;
  if (given === null && isSparse(model)) return 1e-5;
  const { factor, of } = parseMultiple(given ?? 'mean') as Multiple;
  const { length: rows } = importances;
  if (of === 'median') return factor * quantile(importances, 0.5);
  return factor * columnMeans({ data: importances, rows, columns: 1 })[0];
}

/** Whether the penalty of a model makes coefficients exactly 0, as L1 does. */
function isSparse(model: AnyEstimator): boolean {
  const { penalty, l1Ratio }: { penalty?: unknown; l1Ratio?: unknown } = model.getParams();
  return penalty === 'l1' || l1Ratio === 1 || partsOf(model).info.type.includes('Lasso');
}
