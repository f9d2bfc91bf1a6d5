import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import type { Table } from '../data/table.js';
import { clone, Estimator, type EstimatorInfo } from '../estimator.js';
import { answers, isClassifier } from '../estimator-kind.js';
import { isEstimator } from '../estimator-parts.js';
import { type Hyperparameter, parameter } from '../hyperparameters.js';
import { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import { type AsyncOptions, drain, drainInSlices, type Steps } from '../progress.js';
import { estimator, object } from '../serialization/schema.js';
import { learnColumns } from './prepare-columns.js';
import type { TableEstimator } from './table-estimator.js';

/** The two parts of a `PreparedModel`, unfitted. */
export interface PreparedModelOptions {
  /** What prepares the columns. */
  preprocessor: TabularPreprocessor;
  /** What learns from them. */
  estimator: TableEstimator;
}

interface PreparedModelState {
  preprocessor: TabularPreprocessor;
  estimator: TableEstimator;
}

const isTableEstimator = (value: unknown): value is TableEstimator =>
  isEstimator(value) && 'fit' in value && 'fitAsync' in value && 'predict' in value;

const hyperparameters = {
  preprocessor: parameter(
    {
      type: 'preprocessor',
      range: 'a TabularPreprocessor',
      accepts: (value) => value instanceof TabularPreprocessor,
    },
    { default: null, about: 'what prepares the columns.' },
  ),
  estimator: parameter(
    { type: 'estimator', range: 'an estimator', accepts: isTableEstimator },
    { default: null, about: 'what learns from them.' },
  ),
} satisfies Record<keyof PreparedModelOptions, Hyperparameter>;

/**
 * The preparation of a table's columns and a model as one estimator, which is what `trainModel` fits: so that whoever
 * fits it on a part of the rows (a fold, a search) learns the preparation from that part alone. Beyond a `Pipeline`, it
 * leaves out rows that the preparation drops, and tells boosting which features are categories.
 */
export class PreparedModel extends Estimator<PreparedModelOptions, PreparedModelState> {
  static readonly info: EstimatorInfo = {
    type: 'PreparedModel',
    hyperparameters,
    state: object<PreparedModelState>({
      preprocessor: estimator<TabularPreprocessor>('TabularPreprocessor'),
      estimator: estimator<TableEstimator>(),
    }),
  };

  constructor(options: PreparedModelOptions) {
    super(PreparedModel.info, options);
  }

  /** Fit the preparation on the rows of a table, then the model. */
  fit(X: Table, y: ArrayLike<Label>): this {
    const next = drain(this.#prepare(X, y));
    next.estimator.fit(next.X, next.y);
    this.state = next;
    return this;
  }

  /** As `fit`, in time slices. */
  async fitAsync(X: Table, y: ArrayLike<Label>, options: AsyncOptions = {}): Promise<this> {
    const { signal } = options;
    const next = await drainInSlices(this.#prepare(X, y), { signal });
    await next.estimator.fitAsync(next.X, next.y, options);
    this.state = next;
    return this;
  }

  *#prepare(
    X: Table,
    y: ArrayLike<Label>,
  ): Steps<PreparedModelState & { X: MatrixLike; y: Label[] }> {
    const preprocessor = clone(this.params.preprocessor);
    const model = clone(this.params.estimator);
    const labels = Array.from(y);
    const targets = isClassifier(model) ? labels.map(String) : labels.map(Number);
    const learned = yield* learnColumns(preprocessor, X, targets, 'PreparedModel.fit');
    const { categoricalFeatures } = preprocessor;
    const option = categoryOptionOf(model);
    if (option !== undefined && categoricalFeatures.length > 0) {
      model.setParams({ [option]: categoricalFeatures });
    }
    const kept = Array.from(learned.kept, (i) => labels[i]);
    return { preprocessor, estimator: model, X: learned.X, y: kept };
  }

  /** What the model predicts for each row of a table [nRows]. */
  predict(X: Table): Label[] {
    const { preprocessor, estimator } = this.fitted('predict');
    return estimator.predict(preprocessor.transform(X));
  }

  /** Probabilities [nRows × nClasses]; undefined where the model has none. */
  get predictProba(): ((X: Table) => Matrix) | undefined {
    return this.#question('predictProba') as ((X: Table) => Matrix) | undefined;
  }

  /** Decisions [nRows] or [nRows × nClasses]; undefined where the model has none. */
  get decisionFunction(): ((X: Table) => number[] | Matrix) | undefined {
    return this.#question('decisionFunction');
  }

  #question(name: 'predictProba' | 'decisionFunction') {
    if (!answers(this.state?.estimator ?? this.params.estimator, name)) return undefined;
    return (X: Table) => {
      const { preprocessor, estimator } = this.fitted(name);
      return estimator[name]?.(preprocessor.transform(X)) ?? [];
    };
  }

  /** The score of the model, accuracy or R². */
  score(X: Table, y: ArrayLike<Label>): number {
    const { preprocessor, estimator } = this.fitted('score');
    return estimator.score(preprocessor.transform(X), y);
  }

  /** The labels in the order of the columns; undefined where there are no classes. */
  get classes(): Label[] | undefined {
    return this.fitted('classes').estimator.classes;
  }
}

/** The name under which a model, or the regressor inside it, is told its categories, where nobody has told it. */
function categoryOptionOf(model: TableEstimator): string | undefined {
  const params: Readonly<Record<string, unknown>> = { ...model.getParams() };
  return ['categoricalFeatures', 'regressor__categoricalFeatures'].find(
    (name) => params[name] === null,
  );
}
