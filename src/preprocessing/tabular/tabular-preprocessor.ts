import type { Matrix } from 'ml-matrix';
import type { Transformer } from '../../contracts.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator } from '../../estimator.js';
import { boolean, type Hyperparameter, oneOf, seed } from '../../hyperparameters.js';
import { drain, type Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import * as schema from '../../serialization/schema.js';
import { count, show } from '../../words.js';
import { parseCells } from '../columns/cells.js';
import { featureNames } from '../columns/feature-names.js';
import type { OutlierRemover } from '../outliers/outlier-remover.js';
import { columnScales } from '../scalers/column-scales.js';
import {
  type ColumnPlan,
  describePlans,
  planColumn,
  planFeatureNames,
  planSchema,
} from './column-plan.js';
import {
  type Coder,
  codeTableInSteps,
  codeTabular,
  createCoders,
  createTally,
  featureCount,
  isRow,
  type Row,
  type TabularInput,
  type Tally,
} from './tabular-features.js';
import { learnOutliers, numberFeatures, treatOutliers } from './tabular-outliers.js';

export interface TabularPreprocessorOptions {
  /** What a missing number is replaced by: the median or the mean of its column. Default `'median'`. */
  numericImputer?: 'median' | 'mean';
  /**
   * How text becomes numbers: `'label'` is the position among its categories in ascending order, `'oneHot'` is a
   * feature of 0 and 1 for each category. Default `'label'`.
   */
  encoding?: 'label' | 'oneHot';
  /**
   * How outliers among the numbers are told, as in `OutlierRemover`: `'iqr'`, `'zScore'`, `'modifiedZScore'` or
   * `'isolationForest'`. Default null: they are left alone.
   */
  outliers?: 'iqr' | 'zScore' | 'modifiedZScore' | 'isolationForest' | null;
  /**
   * What is done with outliers: `'clip'` their values, `'flag'` their rows in a feature `outlier`, or `'drop'` the rows
   * of fit, which `droppedRows` names and `trainModel` leaves out of training. Default `'drop'`.
   */
  outlierAction?: 'drop' | 'clip' | 'flag';
  /** Seed of the isolation forest. Default null: a new one at every fit. */
  randomState?: Seed | null;
  /** Whether each feature gets mean 0 and standard deviation 1, codes and booleans included. Default false. */
  scale?: boolean;
  /**
   * Whether columns that name rows are kept: text of which more than half of the values differ, and whole numbers
   * that all differ in a column called `id` or the like, where at least 10 are known. Default false.
   */
  keepIdentifiers?: boolean;
}

/** Features, and what had to be made up for them. Columns in which nothing had are left out of the counts. */
export interface TransformReport {
  /** [nSamples × nFeatures] */
  readonly X: Matrix;
  /** How many values of each text column were no category in fit. */
  readonly unknownCategories: Record<string, number>;
  /** How many missing values of each column were filled. */
  readonly filled: Record<string, number>;
}

/** What a model file holds. */
interface SavedState {
  columns: ColumnPlan[];
  mean: Float64Array;
  scale: Float64Array;
  /** Finds outliers among the features of number columns; null where they are left alone. */
  remover: OutlierRemover | null;
}

interface TabularPreprocessorState extends SavedState {
  /** The columns in use, made ready for coding. */
  coders: Coder[];
}

const hyperparameters = {
  numericImputer: oneOf(['median', 'mean'], {
    default: 'median',
    about: 'what a missing number is replaced by.',
  }),
  encoding: oneOf(['label', 'oneHot'], {
    default: 'label',
    about: 'how text becomes numbers: a code, or a feature of 0 and 1 for each category.',
  }),
  outliers: oneOf(['iqr', 'zScore', 'modifiedZScore', 'isolationForest', null], {
    default: null,
    about: 'how outliers among the numbers are told.',
  }),
  outlierAction: oneOf(['drop', 'clip', 'flag'], {
    default: 'drop',
    about: 'what is done with outliers.',
  }),
  randomState: seed(),
  scale: boolean({
    default: false,
    about: 'whether each feature gets mean 0 and standard deviation 1.',
  }),
  keepIdentifiers: boolean({
    default: false,
    about: 'whether to keep columns that name rows.',
  }),
} satisfies Record<keyof TabularPreprocessorOptions, Hyperparameter>;

const saved = /* @__PURE__ */ schema.object<SavedState>(
  {
    columns: /* @__PURE__ */ schema.list(planSchema),
    mean: /* @__PURE__ */ schema.float64('nFeatures'),
    scale: /* @__PURE__ */ schema.float64('nFeatures', { min: Number.MIN_VALUE }),
    remover: /* @__PURE__ */ schema.nullable(
      /* @__PURE__ */ schema.estimator<OutlierRemover>('OutlierRemover'),
    ),
  },
  ({ columns, mean, remover }) => {
    if (new Set(columns.map(({ name }) => name)).size < columns.length)
      return 'two columns have one name';
    const used = columns.filter(({ use }) => use);
    const width = used.flatMap((plan) => planFeatureNames(plan, plan.name)).length;
    const numbers = used.filter(({ type }) => type === 'number').length;
    if (remover !== null && !(remover.isFitted && remover.low.length === numbers)) {
      return 'what finds outliers does not fit the columns';
    }
    const flag = remover?.getParams().action === 'flag' ? 1 : 0;
    return width > 0 && width + flag === mean.length
      ? undefined
      : 'mean and scale do not fit the columns';
  },
);

/** Saves what a file holds; loading makes the features ready again. */
const state: schema.Schema<TabularPreprocessorState> = {
  save: (value, to, path) => saved.save(value, to, path),
  load: (json, from, path) => complete(saved.load(json, from, path)),
};

function complete(learned: SavedState): TabularPreprocessorState {
  return { ...learned, coders: createCoders(learned.columns) };
}

/**
 * Does what a table needs by itself, and turns it into numbers for a model:
 *
 * - numbers: missing ones become the median (or mean) of the column;
 * - booleans: 0 and 1, missing ones the most frequent;
 * - text: the position among the categories in ascending order, or a feature of 0 and 1 for each; missing ones
 *   the most frequent;
 * - dates, which are text such as `2024-03-09` or `09.03.2024 18:30`: year, month, day, weekday (0 is Monday),
 *   hour and minute, as far as they differ; missing ones the date in the middle;
 * - columns that are constant or wholly missing are dropped, and so are those that name rows.
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
  static readonly info = { type: 'TabularPreprocessor', hyperparameters, state };

  constructor(options: TabularPreprocessorOptions = {}) {
    super(TabularPreprocessor.info, options);
  }

  /**
   * Decide for each column what to do with it, and learn what that needs.
   *
   * @param X - the features, without the target: a Table, one object a row, or rows of values, whose columns
   *   are then called `x0, x1, …`
   * @throws InvalidInputError when X is empty, mixes types in a column, holds an infinite number, or has no column
   *   that can be used
   */
  fit(X: TabularInput, _y?: unknown): this {
    return drain(this.fitInSteps(X));
  }

  /** As `fit`, in a step a column: a generator for who drives it with other work. */
  *fitInSteps(X: TabularInput): Steps<this> {
    const where = 'TabularPreprocessor.fit';
    const { columns, rows } = parseCells(toTableOrRows(X, where), where);
    const { scale, ...options } = this.params;
    const plans: ColumnPlan[] = [];
    for (const column of columns) {
      plans.push(planColumn(column, rows, options));
      yield;
    }
    const coders = createCoders(plans);
    const width = featureCount(coders);
    if (width === 0) {
      const reasons = plans.map(({ name, reason }) => `${show(name)} (${reason})`).join(', ');
      throw new InvalidInputError(
        `${where}: no column can be used: ${reasons}. Pass columns whose values differ, or keepIdentifiers: true.`,
      );
    }
    const tally = createTally(coders.length);
    const data = yield* codeTableInSteps(new Table(columns), coders, tally, where);
    const numbers = numberFeatures(coders);
    const samples = { data, rows, columns: width };
    yield;
    const remover = learnOutliers(samples, numbers, options);
    const treated = treatOutliers(samples, numbers, remover);
    yield;
    const names = namesOut(plans, (plan) => plan.name, remover);
    const learned = scale
      ? columnScales(withoutRows(treated, droppedBy(remover)), undefined, where, names)
      : {
          mean: new Float64Array(treated.columns),
          scale: new Float64Array(treated.columns).fill(1),
        };
    this.state = complete({ columns: plans, mean: learned.mean, scale: learned.scale, remover });
    return this;
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
    return drain(this.transformInSteps(X));
  }

  /** As `transform`, in a step a column: a generator for who drives it with other work. */
  *transformInSteps(X: TabularInput): Steps<Matrix> {
    return (yield* this.#code(X, 'transform')).X;
  }

  /** As `transform`, and how many values had to be filled in because they were missing or unknown. */
  transformWithReport(X: TabularInput): TransformReport {
    const coded = drain(this.#code(X, 'transformWithReport'));
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
    const coded = yield* codeTabular(X, coders, columns.length, tally, where);
    const inner = featureCount(coders);
    const samples = { data: coded, rows: coded.length / inner, columns: inner };
    const { data } = treatOutliers(samples, numberFeatures(coders), remover);
    const width = mean.length;
    for (let row = 0; row < data.length; row += width) {
      for (let f = 0; f < width; f++) data[row + f] = (data[row + f] - mean[f]) / scale[f];
    }
    return { X: toMatrix(data, data.length / width, width), tally };
  }

  /** `fit`, then `transform` of the same samples. */
  fitTransform(X: TabularInput, y?: unknown): Matrix {
    // As a table, in which a record may lack a key, as it may in fit.
    const samples = toTableOrRows(X, 'TabularPreprocessor.fit');
    return this.fit(samples, y).transform(samples);
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

  /** What was decided for each column of `fit`, in its order. */
  get columnPlans(): ColumnPlan[] {
    return this.fitted('columnPlans').columns.map((plan) => ({
      ...plan,
      categories: [...plan.categories],
      dateParts: [...plan.dateParts],
    }));
  }

  /** Rows of `fit` that are outliers and to be left out of training, ascending; none unless they are dropped. */
  get droppedRows(): number[] {
    return [...droppedBy(this.fitted('droppedRows').remover)];
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
  const names = plans.flatMap((plan, j) =>
    plan.use ? planFeatureNames(plan, nameOf(plan, j)) : [],
  );
  return remover?.getParams().action === 'flag' ? [...names, 'outlier'] : names;
}

function droppedBy(remover: OutlierRemover | null): readonly number[] {
  return remover?.getParams().action === 'drop' ? remover.outlierRows : [];
}

function withoutRows({ data, rows, columns }: Dense, dropped: readonly number[]): Dense {
  if (dropped.length === 0 || dropped.length === rows) return { data, rows, columns };
  const out = new Set(dropped);
  const kept = range(rows).filter((i) => !out.has(i));
  const left = new Float64Array(kept.length * columns);
  for (const [at, i] of kept.entries()) {
    left.set(data.subarray(i * columns, (i + 1) * columns), at * columns);
  }
  return { data: left, rows: kept.length, columns };
}

/** Records as a table; tables and rows as they are. */
function toTableOrRows(X: TabularInput, where: string): Table | readonly Row[] {
  if (X instanceof Table) return X;
  if (!Array.isArray(X)) {
    throw new InvalidInputError(
      `${where}: X is ${show(X)}. Pass a Table, an array of objects or an array of rows.`,
    );
  }
  return X.length > 0 && !isRow(X[0]) ? Table.fromRecords(X) : X;
}
