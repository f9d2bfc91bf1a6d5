import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import type { Table } from '../data/table.js';
import { lengthGiven } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { Estimator, type EstimatorInfo, givesProbabilities } from '../estimator.js';
import { answers, type Question } from '../estimator-kind.js';
import { ANSWERS } from '../estimator-parts.js';
import {
  type CellsOf,
  type PredictionByTask,
  type ProbabilityRecord,
  predictionsByRow,
  probabilityRecords,
} from '../estimators/predictions.js';
import { accuracyOf } from '../estimators/scoring.js';
import { TableProfile } from '../monitoring/table-profile.js';
import { readNamed } from '../named-options.js';
import type { TabularInput } from '../preprocessing/tabular/tabular-features.js';
import type { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import { count, show } from '../words.js';
import type { Task } from './catalogue.js';
import {
  type DecisionThreshold,
  decisionThreshold,
  predictDivided,
  type ThresholdOptions,
} from './decision-threshold.js';
import type { TableEstimator } from './table-estimator.js';
import { type TabularModelState, tabularModelState } from './tabular-model-state.js';

/** Predictions, and what had to be done to the rows to make them. */
export interface TabularPredictions<L extends Label = Label> {
  /** What is predicted for each row [nRows]. */
  readonly predictions: L[];
  /** [nRows × nClasses], columns as `classes`; absent where the model has none. */
  readonly probabilities?: Matrix;
  /** The same by class name, an object a row; absent where the model has none. */
  readonly probabilityRecords?: ProbabilityRecord<L>[];
  /** Values never seen in training, and texts in columns of dates that cannot be read as one, counted by column. */
  readonly unknownCategories: Readonly<Record<string, number>>;
  /** Missing values that were filled, counted by column. */
  readonly filled: Readonly<Record<string, number>>;
}

/**
 * What `trainModel` gives back: a model with the preparation of its columns, which takes raw rows and
 * answers in the target's own values. It is saved whole.
 *
 * @example
 * const record = { island: 'Dream', bill_length_mm: 39.5, body_mass_g: null }
 * model.predictOne(record) // { label: 'Adelie', probabilities: { Adelie: 0.98, Chinstrap: 0.02, Gentoo: 0 } }
 * model.predict([record])  // ['Adelie']
 */
export class TabularModel<L extends Label = Label, T extends Task = Task> extends Estimator<
  Record<never, never>,
  TabularModelState
> {
  static readonly info: EstimatorInfo = {
    type: 'TabularModel',
    hyperparameters: {},
    state: tabularModelState,
  };

  /** Made by `trainModel`, or by loading; an own one has nothing to predict with. */
  constructor(options: Record<never, never> = {}) {
    super(TabularModel.info, options);
  }

  /** @internal */
  static assemble<L extends Label, T extends Task>(
    state: Omit<TabularModelState, 'threshold'> & { threshold?: DecisionThreshold | null },
  ): TabularModel<L, T> {
    const model = new TabularModel<L, T>();
    model.state = { threshold: null, ...state };
    return model;
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    return this.state === undefined || answers(this.state.estimator, question);
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
  get task(): T {
    return this.fitted('task').task as T;
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

  /** From which score on the positive label is predicted, as `withThreshold` set it; null where nothing did. */
  get threshold(): number | null {
    return this.fitted('threshold').threshold?.value ?? null;
  }

  /**
   * What the training rows were like, and what the model said of held-out ones: for `driftReport` and `DriftMonitor`, which
   * tell whether other rows are still like them. Null where `profile: false` left it out, and in files of version 0.1.
   */
  get profile(): TableProfile | null {
    return this.shown('profile', ({ profile }) => profile && TableProfile.assemble(profile));
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
  predict<R extends CellsOf<R>>(rows: TabularInput | readonly R[]): L[] {
    const { preprocessor, estimator, threshold } = this.fitted('predict');
    return predictDivided(estimator, preprocessor.transform(rows), threshold) as L[];
  }

  /**
   * Predict one row, and say how sure that is: `{ label: 'yes', probabilities: { no: 0.2, yes: 0.8 } }` for classes,
   * `{ value }` for numbers, `{ cluster }` for clusters, `{ isOutlier, decision }` for outliers.
   *
   * @param row - an object by column name, or cells in the order of `features`
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  predictOne<R extends CellsOf<R>>(row: R): PredictionByTask<L>[T] {
    return this.#predictRows([row] as TabularInput, 'predictOne')[0];
  }

  /**
   * As `predictOne`, for many rows.
   *
   * @param rows - a Table, records by column name, or rows of cells in the order of `features`
   * @returns an object a row [nRows]
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  predictRecords<R extends CellsOf<R>>(rows: Table | readonly R[]): PredictionByTask<L>[T][] {
    return this.#predictRows(rows as TabularInput, 'predictRecords');
  }

  #predictRows(rows: TabularInput, method: string): PredictionByTask<L>[T][] {
    const { preprocessor, estimator, threshold, task } = this.fitted(method);
    const X = preprocessor.transform(rows);
    const probabilities = givesProbabilities(estimator) ? estimator.predictProba(X) : undefined;
    const decisions = task === 'anomalyDetection' ? estimator.decisionFunction?.(X) : undefined;
    return predictionsByRow(task as T, {
      predicted: predictDivided(estimator, X, threshold, probabilities),
      classes: this.classes,
      probabilities,
      decisions: Array.isArray(decisions) ? decisions : decisions?.to1DArray(),
    });
  }

  /**
   * A model with the same parts that divides its two classes elsewhere: `predict` gives the positive label where its
   * probability is at least the threshold, or its decision where the model has no probabilities. It is saved with the
   * model; probabilities stay as they are.
   *
   * @param threshold - from 0 to 1 where there are probabilities, as `thresholdReport(…).best.threshold` chooses it
   * @throws InvalidParameterError when the model has other than two classes, or the threshold or the label does not fit
   *
   * @example
   * const careful = model.withThreshold(0.3) // calls more rows positive, and misses fewer
   */
  withThreshold(threshold: number, options: ThresholdOptions<L> = {}): TabularModel<L, T> {
    const where = 'TabularModel.withThreshold';
    const state = this.fitted('withThreshold');
    const { posLabel } = readNamed(options, where, ['posLabel']);
    return TabularModel.assemble({
      ...state,
      threshold: decisionThreshold(state.estimator, threshold, posLabel, where),
      // What was predicted of the held-out rows is another label now for some, and their scores with it.
      profile: state.profile && { ...state.profile, predictions: null, scores: null },
    });
  }

  /**
   * Probabilities of raw rows.
   *
   * @returns [nRows × nClasses], rows sum to 1; columns follow `classes`
   * @throws InvalidParameterError when the model has no probabilities
   * @throws InvalidInputError when a column is missing or holds another type than in training
   */
  predictProba<R extends CellsOf<R>>(rows: TabularInput | readonly R[]): Matrix {
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
  decisionFunction<R extends CellsOf<R>>(rows: TabularInput | readonly R[]): number[] | Matrix {
    const { preprocessor, estimator, modelName } = this.fitted('decisionFunction');
    if (estimator.decisionFunction === undefined) {
      throw new InvalidParameterError(
        `TabularModel.decisionFunction: ${modelName} has none. Use predict.`,
      );
    }
    return estimator.decisionFunction(preprocessor.transform(rows));
  }

  /** As `predict`, and says which values were unknown or missing in the rows. */
  predictWithReport<R extends CellsOf<R>>(
    rows: TabularInput | readonly R[],
  ): TabularPredictions<L> {
    const { preprocessor, estimator, threshold } = this.fitted('predictWithReport');
    const { X, unknownCategories, filled } = preprocessor.transformWithReport(rows);
    const probabilities = givesProbabilities(estimator) ? estimator.predictProba(X) : undefined;
    return {
      predictions: predictDivided(estimator, X, threshold, probabilities) as L[],
      ...(probabilities !== undefined && {
        probabilities,
        probabilityRecords: probabilityRecords(probabilities, this.classes),
      }),
      unknownCategories,
      filled,
    };
  }

  /**
   * Accuracy of a classifier, R² of a regressor, on raw rows with known targets.
   *
   * @param y - targets [nRows]
   */
  score<R extends CellsOf<R>>(rows: TabularInput | readonly R[], y: ArrayLike<L>): number {
    const { preprocessor, estimator, threshold } = this.fitted('score');
    if (lengthGiven(y, 'y', 'TabularModel.score') === 0) {
      throw new InvalidInputError('TabularModel.score: there are no rows. Pass at least one.');
    }
    const X = preprocessor.transform(rows);
    if (threshold === null) return estimator.score(X, y);
    return accuracyOf(predictDivided(estimator, X, threshold), y, {}, 'TabularModel.score');
  }
}
