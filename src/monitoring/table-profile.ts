import { reading } from '../data/array-like.js';
import type { Column } from '../data/columns.js';
import type { Table } from '../data/table.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { readNamed } from '../named-options.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../progress.js';
import { count } from '../words.js';
import { profileOptions, type TableProfileOptions } from './profile-options.js';
import { bytesOf, profileState, type TableProfileState } from './profile-state.js';
import { type ProfileFitOptions, profileTable } from './profile-table.js';

export type { TableProfileOptions } from './profile-options.js';
export type { ProfileFitOptions } from './profile-table.js';

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
    hyperparameters: profileOptions,
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
    return drain(this.#look(table, given, 'TableProfile.fit'));
  }

  /** As `fit`, in time slices, a column a step. */
  async fitAsync(table: Table, options: ProfileFitAsyncOptions = {}): Promise<this> {
    const where = 'TableProfile.fitAsync';
    const names = ['model', 'yTrue', 'onProgress', 'signal'] as const;
    const { onProgress, signal, ...given } = readNamed(options, where, names);
    return drainInSlices(this.#look(table, given, where), { onProgress, signal }, where);
  }

  *#look(table: Table, given: ProfileFitOptions, where: string): Training<this> {
    this.state = yield* profileTable(table, this.params, given, where);
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

/** Whether a reference is a profile. A revoked proxy, which cannot be asked, is refused by the name of the argument. */
export function isProfile(reference: unknown, where: string): reference is TableProfile {
  return reading(where, 'reference', () => reference instanceof TableProfile);
}
