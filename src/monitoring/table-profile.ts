import type { Label } from '../contracts.js';
import type { Column } from '../data/columns.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { type Hyperparameter, integer } from '../hyperparameters.js';
import { readNamed } from '../named-options.js';
import { isTableGiven } from '../preprocessing/columns/cells.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../progress.js';
import { count, show } from '../words.js';
import { profileColumn } from './profile-column.js';
import { bytesOf, profileState, type TableProfileState } from './profile-state.js';
import { answersOf, checkTruth, type WatchedModel } from './watched-model.js';

/** How much a profile keeps of each column. */
export interface TableProfileOptions {
  /**
   * The most numbers that are kept of a column, 16 bytes each: where there are more different ones, those at evenly spaced
   * ranks, so that at most a share of 1 / (maxPoints - 1) lies between two. Default 256.
   */
  maxPoints?: number;
  /** The most categories that are kept of a column, the most frequent ones. Default 100. */
  maxCategories?: number;
}

/** What a profile keeps beside the columns. */
export interface ProfileFitOptions {
  /** A fitted model, whose predictions of the rows are kept too. Default none. */
  model?: WatchedModel;
  /** The truth of each row [nRows], by which the scores of the model are kept. Default none. */
  yTrue?: ArrayLike<Label>;
}

/** As `ProfileFitOptions`, with progress and a signal. */
export interface ProfileFitAsyncOptions extends ProfileFitOptions, AsyncOptions {}

/** What is known of a column without its table. */
export interface ProfiledColumn {
  /** The name of the column. */
  readonly name: string;
  /** What the column holds. */
  readonly type: Column['type'];
  /** In how many rows it is missing. */
  readonly missing: number;
  /** The smallest and the largest number; null where there are none. */
  readonly range: readonly [number, number] | null;
  /** The mean of the numbers; null where there are none. */
  readonly mean: number | null;
  /** How often each category that is kept occurs, the most frequent first; empty for numbers. */
  readonly categories: readonly { readonly value: string; readonly rows: number }[];
}

const hyperparameters = {
  maxPoints: integer({
    min: 2,
    max: 2 ** 20,
    default: 256,
    about: 'the most numbers that are kept of a column, 16 bytes each.',
  }),
  maxCategories: integer({
    min: 1,
    max: 2 ** 20,
    default: 100,
    about: 'the most categories that are kept of a column, the most frequent ones.',
  }),
} satisfies Record<keyof TableProfileOptions, Hyperparameter>;

/**
 * What a table was like, in some 4 kB a column: what `driftReport` and `DriftMonitor` compare other rows with, once the
 * table itself is gone. `trainModel` keeps one of its training rows in the model (`model.profile`).
 *
 * Of numbers it keeps quantiles, and how many values lie exactly at and between them, so that a test at these places has
 * no error of a sketch in it; of text the most frequent categories. It is saved as models are.
 *
 * @example
 * const profile = new TableProfile().fit(lastYear)
 * driftReport(profile, thisWeek).drifted // names of the columns that have changed
 */
export class TableProfile extends Estimator<TableProfileOptions, TableProfileState> {
  static readonly info: EstimatorInfo = {
    type: 'TableProfile',
    hyperparameters,
    state: profileState,
  };

  constructor(options: TableProfileOptions = {}) {
    super(TableProfile.info, options);
  }

  /** @internal */
  static assemble(state: TableProfileState): TableProfile {
    const profile = new TableProfile();
    profile.state = state;
    return profile;
  }

  /**
   * Look at all columns of a table.
   *
   * @throws InvalidInputError when it is no Table, has no rows or no columns, or holds an infinite number
   * @throws InvalidParameterError for an unknown option, or a truth without a model
   */
  fit(table: Table, options: ProfileFitOptions = {}): this {
    const given = readNamed(options, 'TableProfile.fit', ['model', 'yTrue']);
    return drain(this.fitInSteps(table, given, 'TableProfile.fit'));
  }

  /** As `fit`, in time slices, a column a step. */
  async fitAsync(table: Table, options: ProfileFitAsyncOptions = {}): Promise<this> {
    const where = 'TableProfile.fitAsync';
    const names = ['model', 'yTrue', 'onProgress', 'signal'] as const;
    const { onProgress, signal, ...given } = readNamed(options, where, names);
    return drainInSlices(this.fitInSteps(table, given, where), { onProgress, signal });
  }

  /** As `fit`, in a step a column: a generator for who drives it with other work. @internal */
  *fitInSteps(table: Table, { model, yTrue }: ProfileFitOptions, where: string): Training<this> {
    checkTruth(model, yTrue, where);
    const columns = [];
    const total = columnsOf(table, 'table', where).length + (model === undefined ? 0 : 1);
    for (const column of table.columns) {
      columns.push(yield* profileColumn(column, this.params, where));
      yield { done: columns.length, total, unit: 'column' };
    }
    let answered: Pick<TableProfileState, 'predictions' | 'confidences' | 'scores'> = NO_ANSWERS;
    if (model !== undefined) {
      const said = yield* answersOf(model, table, yTrue, where);
      answered = {
        predictions: yield* profileColumn(said.predictions, this.params, where),
        confidences:
          said.confidences && (yield* profileColumn(said.confidences, this.params, where)),
        scores: said.scores,
      };
      yield { done: total, total, unit: 'column' };
    }
    this.state = { rows: table.rowCount, columns, ...answered };
    return this;
  }

  /** How many rows it has seen. */
  get rows(): number {
    return this.fitted('rows').rows;
  }

  /** What it knows of each column, in the order of the table. */
  get columns(): readonly ProfiledColumn[] {
    return this.shown('columns', ({ columns }) =>
      columns.map(({ name, type, missing, mean, points, values, counts }) => ({
        name,
        type,
        missing,
        mean,
        range: points.length === 0 ? null : ([points[0], points[points.length - 1]] as const),
        categories: values.map((value, k) => ({ value, rows: counts[k] })),
      })),
    );
  }

  /** Scores of the model on the rows, by name; null where there was none, or no truth. */
  get scores(): Readonly<Record<string, number>> | null {
    return this.shown('scores', ({ scores }) => scores && { ...scores });
  }

  /** About how many bytes it adds to a file. */
  get byteLength(): number {
    return bytesOf(this.fitted('byteLength'));
  }

  /** @internal */
  get whole(): TableProfileState {
    return this.fitted('fit');
  }

  /** What it is a profile of, as Node's console shows it. */
  override toString(): string {
    if (!this.isFitted) return super.toString();
    const { rows, columns } = this.fitted('toString');
    return `TableProfile(${count(rows, 'row')} of ${count(columns.length, 'column')})`;
  }
}

/** Of a profile that was made without a model. */
export const NO_ANSWERS = { predictions: null, confidences: null, scores: null };

/**
 * The columns of a table to look at.
 *
 * @param name - of the argument
 * @throws InvalidInputError when it is no Table, or an empty one
 */
export function columnsOf(table: Table, name: string, where: string): readonly Column[] {
  if (!isTableGiven(table, where)) {
    throw new InvalidInputError(
      `${where}: ${name} must be a Table, but got ${show(table)}. Make one with Table.from(rows).`,
    );
  }
  if (table.rowCount === 0 || table.columns.length === 0) {
    const empty = table.columns.length === 0 ? 'columns' : 'rows';
    throw new InvalidInputError(`${where}: ${name} has no ${empty}. Pass data.`);
  }
  return table.columns;
}
