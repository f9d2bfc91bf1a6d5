import type { Matrix } from 'ml-matrix';
import type { Label, Transformer } from '../../contracts.js';
import { reading } from '../../data/array-like.js';
import { toMatrix } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { drain, type Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import { isTableGiven, parseCells } from '../columns/cells.js';
import { distinctNames, featureNames } from '../columns/feature-names.js';
import { centredAndDividedInSteps } from '../columns/number-columns.js';
import type { OutlierRemover } from '../outliers/outlier-remover.js';
import { columnScalesInSteps } from '../scalers/column-scales.js';
import { createCoders, featureCount } from './column-coders.js';
import { type ColumnPlan, describePlans, planColumn, planFeatureNames } from './column-plan.js';
import {
  codeRows,
  codeTable,
  createTally,
  isRow,
  type Row,
  type TabularInput,
  type Tally,
  warnOfUnreadableDates,
} from './tabular-features.js';
import { type TabularPreprocessorOptions, tabularHyperparameters } from './tabular-options.js';
import {
  droppedBy,
  learnOutliers,
  numberFeatures,
  treatOutliers,
  withoutRows,
} from './tabular-outliers.js';
import { complete, type TabularPreprocessorState, tabularState } from './tabular-state.js';
import { learnTargets, writeCrossFitted } from './target-columns.js';

export type { TabularPreprocessorOptions } from './tabular-options.js';

/** Features, and what had to be made up for them. Columns in which nothing had are left out of the counts. */
export interface TransformReport {
  /** The features [nSamples × nFeatures]. */
  readonly X: Matrix;
  /** How many values of each column were no category in fit, or of a column of dates no date. */
  readonly unknownCategories: Record<string, number>;
  /** How many missing values of each column were filled. */
  readonly filled: Record<string, number>;
}

/**
 * Does what a table needs by itself, and turns it into numbers for a model:
 *
 * - numbers: missing ones become the median (or mean) of the column;
 * - booleans: 0 and 1, missing ones the most frequent;
 * - text: the position among the categories in ascending order, or what `encoding` says; missing ones the most
 *   frequent;
 * - dates, which are text such as `2024-03-09`, `09.03.2024 18:30`, `12/31/2024 9:05 AM` or `9 March 2024`:
 *   year, month, day, weekday (0 is Monday), hour and minute, as far as they differ; missing ones the date in the
 *   middle. Later ones may be written otherwise; one that cannot be read is warned of;
 * - columns that are constant or wholly missing are dropped, and so are those that name rows; a constant that is
 *   sometimes missing becomes a feature that says where.
 *
 * With `missing: 'keep'` missing values stay NaN, for models that learn from them.
 *
 * `describe` tells what was decided and why. A category that `fit` has not seen is taken for the most
 * frequent one, as a missing value is: a code of its own would lie outside of what was fitted, where a
 * linear model extrapolates and a tree takes the side of the first category.
 *
 * @example
 * const table = Table.fromRecords([
 *   { size: 3, colour: 'red', shop: 'here' },
 *   { size: null, colour: 'blue', shop: 'here' },
 *   { size: 5, colour: 'red', shop: 'here' },
 * ])
 * const preprocessor = new TabularPreprocessor().fit(table)
 * preprocessor.transform(table)               // [[3, 1], [4, 0], [5, 1]]
 * preprocessor.getFeatureNamesOut()           // ['size', 'colour']
 * preprocessor.transform([{ size: 4, colour: 'blue' }])
 */
export class TabularPreprocessor
  extends Estimator<TabularPreprocessorOptions, TabularPreprocessorState>
  implements Transformer<TabularInput>
{
  static readonly info: EstimatorInfo = {
    type: 'TabularPreprocessor',
    hyperparameters: tabularHyperparameters,
    state: tabularState,
  };

  constructor(options: TabularPreprocessorOptions = {}) {
    super(TabularPreprocessor.info, options);
  }

  /**
   * Decide for each column what to do with it, and learn what that needs.
   *
   * @param X - the features, without the target: a Table, one object a row, or rows of values, whose columns
   *   are then called `x0, x1, …`
   * @param y - targets or labels [nSamples], where text is encoded by the target
   * @throws InvalidInputError when X is empty, mixes types in a column, holds an infinite number, or has no column
   *   that can be used
   */
  fit(X: TabularInput, y?: ArrayLike<Label>): this {
    drain(this.fitTransformInSteps(X, y));
    return this;
  }

  /** As `fitTransform`, in a step a column: a generator for who drives it with other work. */
  *fitTransformInSteps(X: TabularInput, y?: ArrayLike<Label>): Steps<Matrix> {
    const where = 'TabularPreprocessor.fit';
    const { columns, rows } = parseCells(toTableOrRows(X, where), where);
    const table = new Table(columns);
    yield;
    const { scale, ...options } = this.params;
    const planned: ColumnPlan[] = [];
    for (const column of columns) {
      planned.push(planColumn(column, rows, options));
      yield;
    }
    const { plans, targets, crossFitted } = yield* learnTargets(table, planned, y, options, where);
    const coders = createCoders(plans, targets);
    yield;
    const width = featureCount(coders);
    if (width === 0) {
      const reasons = plans.map(({ name, reason }) => `${show(name)} (${reason})`).join(', ');
      throw new InvalidInputError(
        `${where}: no column can be used: ${reasons}. Pass columns whose values differ, or keepIdentifiers: true.`,
      );
    }
    const data = yield* codeTable(table, coders, createTally(coders.length), where);
    yield* writeCrossFitted(crossFitted, coders, width, data);
    const numbers = numberFeatures(coders);
    const samples = { data, rows, columns: width };
    yield;
    const remover = yield* learnOutliers(samples, numbers, options);
    const treated = yield* treatOutliers(samples, numbers, remover);
    yield;
    const names = namesOut(plans, (plan) => plan.name, remover);
    const learned = scale
      ? yield* columnScalesInSteps(
          withoutRows(treated, droppedBy(remover)),
          undefined,
          where,
          names,
        )
      : {
          mean: new Float64Array(treated.columns),
          scale: new Float64Array(treated.columns).fill(1),
        };
    const { mean, scale: divisor } = learned;
    const scaled = yield* centredAndDividedInSteps(treated, mean, divisor);
    this.state = complete({ columns: plans, mean, scale: divisor, remover, targets });
    return toMatrix(scaled, treated.rows, treated.columns);
  }

  /**
   * The features of samples.
   *
   * @param X - a Table or one object a row, of which other columns are ignored; or rows of values, one for each
   *   column of fit, in its order. null, undefined and NaN are missing.
   * @returns [nSamples × nFeatures], columns as in `getFeatureNamesOut`
   * @throws NotFittedError before fit
   * @throws InvalidInputError when a column is missing, holds another type than in fit, or an infinite number
   */
  transform(X: TabularInput): Matrix {
    return drain(this.#code(X, 'transform')).X;
  }

  /** As `transform`, and how many values had to be filled in because they were missing or unknown. */
  transformWithReport(X: TabularInput): TransformReport {
    return drain(this.transformWithReportInSteps(X));
  }

  /** As `transformWithReport`, in a step a column: a generator for who drives it with other work. */
  *transformWithReportInSteps(X: TabularInput): Steps<TransformReport> {
    const coded = yield* this.#code(X, 'transformWithReport');
    const { coders } = this.fitted('transformWithReport');
    const nonZero = (counts: Int32Array) =>
      Object.fromEntries(
        coders.map(({ name }, k) => [name, counts[k]] as const).filter(([, n]) => n > 0),
      );
    return {
      X: coded.X,
      unknownCategories: nonZero(coded.tally.unknown),
      filled: nonZero(coded.tally.filled),
    };
  }

  *#code(X: TabularInput, method: string): Steps<{ X: Matrix; tally: Tally }> {
    const { coders, columns, mean, scale, remover } = this.fitted(method);
    const tally = createTally(coders.length);
    const where = `TabularPreprocessor.${method}`;
    const coded = isTableGiven(X, where)
      ? yield* codeTable(X, coders, tally, where)
      : reading(where, 'X', () => codeRows(X, coders, columns.length, tally, where));
    warnOfUnreadableDates(coders, tally, where);
    const inner = featureCount(coders);
    const samples = { data: coded, rows: coded.length / inner, columns: inner };
    const treated = yield* treatOutliers(samples, numberFeatures(coders), remover);
    const scaled = yield* centredAndDividedInSteps(treated, mean, scale);
    return { X: toMatrix(scaled, treated.rows, treated.columns), tally };
  }

  /**
   * `fit`, and the features of the same samples: those of `transform`, but for text that is encoded by the target, where
   * each part of the samples is encoded by what the others teach.
   *
   * @returns [nSamples × nFeatures]; a record may lack a key, as in fit
   */
  fitTransform(X: TabularInput, y?: ArrayLike<Label>): Matrix {
    return drain(this.fitTransformInSteps(X, y));
  }

  /**
   * Names of the outgoing columns: those of the columns in use; a category or the part of a date follows behind
   * `_` where a column becomes several features.
   *
   * @param inputNames - names of all columns of fit; by default those they had
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    const { columns, remover } = this.fitted('getFeatureNamesOut');
    const where = 'TabularPreprocessor.getFeatureNamesOut';
    const given = inputNames ?? columns.map(({ name }) => name);
    const names = featureNames(given, columns.length, where);
    return namesOut(columns, (_, j) => names[j], remover);
  }

  /** Features that are categories, for the option `categoricalFeatures` of boosting. */
  get categoricalFeatures(): readonly number[] {
    return this.shown('categoricalFeatures', ({ coders }) =>
      coders.filter(({ encoding }) => encoding === 'categorical').map(({ first }) => first),
    );
  }

  /** What was decided for each column of `fit`, in its order. */
  get columnPlans(): readonly ColumnPlan[] {
    return this.shown('columnPlans', ({ columns }) =>
      columns.map((plan) => ({
        ...plan,
        categories: [...plan.categories],
        targetClasses: plan.targetClasses?.slice() ?? null,
        dateParts: [...plan.dateParts],
      })),
    );
  }

  /** Rows of `fit` that are outliers and to be left out of training, ascending; none unless they are dropped. */
  get droppedRows(): readonly number[] {
    return this.shown('droppedRows', ({ remover }) => [...droppedBy(remover)]);
  }

  /** What was decided for each column and why, a line each, and what is done with outliers. */
  describe(): string {
    const { columns, mean, remover } = this.fitted('describe');
    const title = `${count(columns.length, 'column')} in, ${count(mean.length, 'feature')} out`;
    const lines = describePlans(columns);
    if (remover !== null) {
      const { method, action } = remover.getParams();
      const rows = count(remover.outlierRows.length, 'row');
      lines.push(`outliers by ${method}: ${rows}, ${ACTION_WORDS[action]}`);
    }
    return [title, ...lines.map((line) => `  ${line}`)].join('\n');
  }
}

const ACTION_WORDS = {
  drop: 'left out of training',
  clip: 'their values clipped',
  flag: 'flagged in the feature "outlier"',
} as const;

function namesOut(
  plans: readonly ColumnPlan[],
  nameOf: (plan: ColumnPlan, j: number) => string,
  remover: OutlierRemover | null,
): string[] {
  const names: string[] = [];
  const unchanged = new Set<number>();
  for (const [j, plan] of plans.entries()) {
    if (!plan.use) continue;
    const own = nameOf(plan, j);
    const features = planFeatureNames(plan, own);
    if (features[0] === own) unchanged.add(names.length);
    for (const feature of features) names.push(feature);
  }
  if (remover?.getParams().action === 'flag') names.push('outlier');
  return distinctNames(names, (feature) => unchanged.has(feature));
}

/** Records as a table; tables and rows as they are. */
function toTableOrRows(X: TabularInput, where: string): Table | readonly Row[] {
  if (isTableGiven(X, where)) return X;
  if (!Array.isArray(X)) {
    throw new InvalidInputError(
      `${where}: X is ${show(X)}. Pass a Table, an array of objects or an array of rows.`,
    );
  }
  const ofRecords = reading(where, 'X', () => X.length > 0 && !isRow(X[0]));
  return ofRecords ? Table.fromRecords(X) : X;
}
