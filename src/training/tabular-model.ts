import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import { lengthOf } from '../data/array-like.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import {
  type AnyEstimator,
  Estimator,
  type EstimatorInfo,
  givesProbabilities,
} from '../estimator.js';
import type { TabularInput } from '../preprocessing/tabular/tabular-features.js';
import type { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import type { AsyncOptions } from '../progress.js';
import { estimator, list, nullable, object, oneOf, string } from '../serialization/schema.js';
import { count, show } from '../words.js';
import type { Task } from './catalogue.js';

/** What the estimators of the catalogue can do. Those that learn without a target pass y over. */
export interface TableEstimator extends AnyEstimator {
  /** Learn from samples [nSamples × nFeatures] and their targets [nSamples]. */
  fit(X: MatrixLike, y: ArrayLike<Label>): unknown;
  /** As `fit`, in time slices, following `onProgress` and stopping on `signal`. */
  fitAsync(X: MatrixLike, y: ArrayLike<Label>, options: AsyncOptions): Promise<unknown>;
  /** Labels, target values, clusters, or 1 and -1 [nSamples]. */
  predict(X: MatrixLike): Label[];
  /** How good the predictions are; the higher, the better. */
  score(X: MatrixLike, y: ArrayLike<Label>): number;
  /** Probabilities [nSamples × nClasses]; absent where there are none. */
  predictProba?(X: MatrixLike): Matrix;
  /** Decisions [nSamples] or [nSamples × nClasses]; absent where there are none. */
  decisionFunction?(X: MatrixLike): number[] | Matrix;
  /** The labels in the order of the columns; absent where there are no classes. */
  readonly classes?: Label[];
}

interface TabularModelState {
  modelName: string;
  task: Task;
  features: string[];
  target: string | null;
  preprocessor: TabularPreprocessor;
  estimator: TableEstimator;
}

/** Predictions, and what had to be done to the rows to make them. */
export interface TabularPredictions<L extends Label = Label> {
  /** What is predicted for each row [nRows]. */
  readonly predictions: L[];
  /** [nRows × nClasses], columns as `classes`; absent where the model has none. */
  readonly probabilities?: Matrix;
  /** Values never seen in training, counted by column. */
  readonly unknownCategories: Readonly<Record<string, number>>;
  /** Missing values that were filled, counted by column. */
  readonly filled: Readonly<Record<string, number>>;
}

/**
 * What `trainModel` gives back: a model with the preparation of its columns, which takes raw rows and
 * answers in the target's own values. It is saved whole.
 *
 * @example
 * model.predict([{ island: 'Dream', bill_length_mm: 39.5, body_mass_g: null }])
 */
export class TabularModel<L extends Label = Label> extends Estimator<
  Record<never, never>,
  TabularModelState
> {
  static readonly info: EstimatorInfo = {
    type: 'TabularModel',
    hyperparameters: {},
    state: object<TabularModelState>(
      {
        modelName: string(),
        task: oneOf('regression', 'classification', 'clustering', 'anomalyDetection'),
        features: list(string()),
        target: nullable(string()),
        preprocessor: estimator<TabularPreprocessor>('TabularPreprocessor'),
        estimator: estimator<TableEstimator>(),
      },
      ({ preprocessor, estimator: model, task }) => {
        if (!preprocessor.isFitted || !model.isFitted) return 'a part of it is not fitted.';
        if (typeof model.predict !== 'function') return 'its estimator cannot predict.';
        if ((task === 'classification') !== 'classes' in model)
          return 'its estimator is of another task.';
        return undefined;
      },
    ),
  };

  /** Made by `trainModel`, or by loading; an own one has nothing to predict with. */
  constructor(options: Record<never, never> = {}) {
    super(TabularModel.info, options);
  }

  /** @internal */
  static assemble<L extends Label>(state: TabularModelState): TabularModel<L> {
    const model = new TabularModel<L>();
    model.state = state;
    return model;
  }

  /** What it predicts, from how many columns and by what, as Node's console shows it. */
  override toString(): string {
    if (!this.isFitted) return super.toString();
    const { task, target, features, estimator } = this.fitted('toString');
    const of = target === null ? '' : ` of ${show(target)}`;
    return `TabularModel(${task}${of} from ${count(features.length, 'column')} by ${estimator})`;
  }

  /** The name that the model has in the catalogue. */
  get modelName(): string {
    return this.fitted('modelName').modelName;
  }

  /** What the model was trained for. */
  get task(): Task {
    return this.fitted('task').task;
  }

  /** The columns that rows must have. */
  get features(): readonly string[] {
    return this.shown('features', ({ features }) => [...features]);
  }

  /** The column that is predicted; null for clusters and anomalies. */
  get target(): string | null {
    return this.fitted('target').target;
  }

  /** The values that can be predicted, in the order of `predictProba`'s columns; empty for regression. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ estimator }) => [...(estimator.classes ?? [])] as L[]);
  }

  /** What turns raw rows into numbers. */
  get preprocessor(): TabularPreprocessor {
    return this.shown('preprocessor', ({ preprocessor }) => preprocessor);
  }

  /** What predicts from those numbers. */
  get estimator(): TableEstimator {
    return this.fitted('estimator').estimator;
  }

  /**
   * Predict raw rows.
   *
   * @param rows - a Table, records by column name, or rows of cells in the order of `features`
   * @returns [nRows], in the target's own values
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  predict(rows: TabularInput): L[] {
    const { preprocessor, estimator } = this.fitted('predict');
    return estimator.predict(preprocessor.transform(rows)) as L[];
  }

  /**
   * Probabilities of raw rows.
   *
   * @returns [nRows × nClasses], rows sum to 1; columns follow `classes`
   * @throws InvalidParameterError when the model has no probabilities
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  predictProba(rows: TabularInput): Matrix {
    const { preprocessor, estimator, modelName } = this.fitted('predictProba');
    if (!givesProbabilities(estimator)) {
      throw new InvalidParameterError(
        `TabularModel.predictProba: ${modelName} has no probabilities. Use predict.`,
      );
    }
    return estimator.predictProba(preprocessor.transform(rows));
  }

  /**
   * How sure the model is, before that becomes a label: margins of classes, or for anomalies a number that
   * is negative for them.
   *
   * @returns [nRows], or [nRows × nClasses] for several classes
   * @throws InvalidParameterError when the model has no such function
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  decisionFunction(rows: TabularInput): number[] | Matrix {
    const { preprocessor, estimator, modelName } = this.fitted('decisionFunction');
    if (estimator.decisionFunction === undefined) {
      throw new InvalidParameterError(
        `TabularModel.decisionFunction: ${modelName} has none. Use predict.`,
      );
    }
    return estimator.decisionFunction(preprocessor.transform(rows));
  }

  /** As `predict`, and says which values were unknown or missing in the rows. */
  predictWithReport(rows: TabularInput): TabularPredictions<L> {
    const { preprocessor, estimator } = this.fitted('predictWithReport');
    const { X, unknownCategories, filled } = preprocessor.transformWithReport(rows);
    const predictions = estimator.predict(X) as L[];
    const probabilities = givesProbabilities(estimator) ? estimator.predictProba(X) : undefined;
    return {
      predictions,
      ...(probabilities !== undefined && { probabilities }),
      unknownCategories,
      filled,
    };
  }

  /**
   * Accuracy of a classifier, R² of a regressor, on raw rows with known targets.
   *
   * @param y - targets [nRows]
   */
  score(rows: TabularInput, y: ArrayLike<L>): number {
    const { preprocessor, estimator } = this.fitted('score');
    const length = lengthOf(y);
    if (length === undefined) {
      throw new InvalidInputError(
        `TabularModel.score: y must be an array of targets, but got ${show(y)}. Pass one value a row.`,
      );
    }
    if (length === 0) {
      throw new InvalidInputError('TabularModel.score: there are no rows. Pass at least one.');
    }
    return estimator.score(preprocessor.transform(rows), y);
  }
}
