import type { Label } from '../contracts.js';
import { reading } from '../data/array-like.js';
import { createColumn } from '../data/create-column.js';
import type { Table } from '../data/table.js';
import { checkLength } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { Estimator, type EstimatorInfo } from '../estimator.js';
import { readNamed } from '../named-options.js';
import { columnOf, isTableGiven } from '../preprocessing/columns/cells.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../progress.js';
import { list, nullable, number, object } from '../serialization/schema.js';
import { show } from '../words.js';
import { measureDrift } from './column-drift.js';
import { type ColumnProfile, presentIn } from './column-profile.js';
import {
  addTallies,
  type ColumnTally,
  columnTally,
  emptyTally,
  tallyColumn,
} from './column-tally.js';
import { concludeDrift, type DriftReport } from './conclude-drift.js';
import { type DriftOptions, driftOptions } from './drift-options.js';
import { profileState, type TableProfileState } from './profile-state.js';
import { profileTable } from './profile-table.js';
import { sameProfile } from './same-profile.js';
import { isProfile, TableProfile } from './table-profile.js';
import { CONFIDENCE, predictionColumn } from './watched-model.js';

/** How a monitor judges drift. */
export type DriftMonitorOptions = DriftOptions;

/** What a model said of the rows that a monitor is told of. */
export interface MonitorUpdateOptions {
  /** What was predicted for each row [nRows]. Default none. */
  predictions?: ArrayLike<Label>;
  /** The largest probability of each row [nRows]. Default none. */
  confidences?: ArrayLike<number>;
}

/** As `MonitorUpdateOptions`, with progress and a signal. */
export interface MonitorUpdateAsyncOptions extends MonitorUpdateOptions, AsyncOptions {}

interface DriftMonitorState {
  readonly profile: TableProfileState;
  readonly rows: number;
  readonly columns: ColumnTally[];
  readonly predictions: ColumnTally | null;
  readonly confidences: ColumnTally | null;
}

/**
 * Counts the rows that a model is asked about, and says at any time whether they are still like those it was trained on.
 * It keeps no rows: of each column it counts how many values lie at and between those that the profile keeps, and of
 * categories how often each came. So it stays as large as the profile however much it sees, `report` gives what
 * `driftReport` would of all rows at once, and the monitors of several servers add up to the one that had seen all.
 *
 * Only new categories and their counts are kept in part, the most frequent 64 of a column: a count is too small by at
 * most 1/65 of all rows with new ones.
 *
 * A monitor is for one stretch of time: start another for the next, and merge those of a week to look at the week.
 *
 * @example
 * const monitor = new DriftMonitor().fit(model.profile)
 * monitor.update(rows, { predictions: model.predict(rows) })
 * monitor.merge(deserializeAs(bytesOfAnotherServer, DriftMonitor))
 * monitor.report().verdict
 */
export class DriftMonitor extends Estimator<DriftMonitorOptions, DriftMonitorState> {
  static readonly info: EstimatorInfo = {
    type: 'DriftMonitor',
    hyperparameters: driftOptions,
    state: object<DriftMonitorState>(
      {
        profile: profileState,
        rows: number({ integer: true, min: 0 }),
        columns: list(columnTally),
        predictions: nullable(columnTally),
        confidences: nullable(columnTally),
      },
      problemOf,
    ),
  };

  constructor(options: DriftMonitorOptions = {}) {
    super(DriftMonitor.info, options);
  }

  /**
   * Set what rows are to be compared with; nothing is counted yet.
   *
   * @param reference - a profile, or a Table to make one of
   * @throws InvalidInputError for a Table that no profile can be made of
   */
  fit(reference: TableProfile | Table): this {
    return drain(this.#begin(reference));
  }

  /** As `fit`, in time slices. */
  fitAsync(reference: TableProfile | Table, options: AsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#begin(reference), options);
  }

  *#begin(reference: TableProfile | Table): Training<this> {
    const where = 'DriftMonitor.fit';
    const profile = isProfile(reference, where)
      ? reference.whole
      : yield* profileTable(reference, new TableProfile().getParams(), {}, where);
    this.state = {
      profile,
      rows: 0,
      columns: profile.columns.map(emptyTally),
      predictions: profile.predictions && emptyTally(profile.predictions),
      confidences: profile.confidences && emptyTally(profile.confidences),
    };
    return this;
  }

  /**
   * Count some rows. Columns that the reference lacks are ignored, and so are predictions where it has none.
   *
   * @throws NotFittedError before fit
   * @throws InvalidInputError when rows are no Table, a column is missing or of another type, or predictions are not as
   *   many as rows; nothing is counted then
   */
  update(rows: Table, options: MonitorUpdateOptions = {}): this {
    const given = readNamed(options, 'DriftMonitor.update', ['predictions', 'confidences']);
    return drain(this.#count(rows, given, 'update'));
  }

  /** As `update`, in time slices, a column a step. Updates that overlap add up; one that a `fit` overtakes is refused. */
  async updateAsync(rows: Table, options: MonitorUpdateAsyncOptions = {}): Promise<this> {
    const names = ['predictions', 'confidences', 'onProgress', 'signal'] as const;
    const { onProgress, signal, ...given } = readNamed(options, 'DriftMonitor.updateAsync', names);
    return drainInSlices(
      this.#count(rows, given, 'updateAsync'),
      { onProgress, signal },
      'DriftMonitor.updateAsync',
    );
  }

  *#count(
    table: Table,
    { predictions, confidences }: MonitorUpdateOptions,
    method: string,
  ): Training<this> {
    const where = `DriftMonitor.${method}`;
    const { profile } = this.fitted(method);
    if (!isTableGiven(table, where)) {
      throw new InvalidInputError(
        `${where}: rows must be a Table, but got ${show(table)}. Make one with Table.from(rows).`,
      );
    }
    const found = profile.columns.map(({ name }) => columnOf(table, name, where));
    for (const [name, given] of Object.entries({ predictions, confidences })) {
      if (given !== undefined) checkLength(given, table.rowCount, name, where);
    }
    const columns: ColumnTally[] = [];
    for (const [j, column] of found.entries()) {
      columns.push(yield* tallyColumn(column, profile.columns[j], where));
      yield { done: columns.length, total: found.length, unit: 'column' };
    }
    const counted = {
      columns,
      predictions:
        profile.predictions && predictions
          ? yield* tallyColumn(
              predictionColumn(predictions, profile.predictions.type, where),
              profile.predictions,
              where,
            )
          : null,
      confidences:
        profile.confidences && confidences
          ? yield* tallyColumn(
              createColumn(CONFIDENCE, confidences, where, 'number'),
              profile.confidences,
              where,
            )
          : null,
    };
    if (this.fitted(method).profile !== profile) {
      throw new InvalidInputError(
        `${where}: the monitor was fitted anew meanwhile, so the rows are not counted. Update it again, or await updates before fit.`,
      );
    }
    this.#add({ profile, rows: table.rowCount, ...counted });
    return this;
  }

  /**
   * Add what another monitor of the same reference has counted, which stays as it is.
   *
   * @throws NotFittedError when one of them is not fitted
   * @throws InvalidInputError when the other is no monitor or this one, or has another reference
   */
  merge(other: DriftMonitor): this {
    const { profile } = this.fitted('merge');
    if (!reading('DriftMonitor.merge', 'other', () => other instanceof DriftMonitor)) {
      throw new InvalidInputError(
        `DriftMonitor.merge: the other must be a DriftMonitor, but got ${show(other)}. Load it with deserializeAs(bytes, DriftMonitor).`,
      );
    }
    if (other === this) {
      throw new InvalidInputError(
        'DriftMonitor.merge: the other is this monitor, whose rows are counted already. Pass that of another server or stretch of time.',
      );
    }
    const added = other.fitted('merge');
    if (!sameProfile(profile, added.profile)) {
      throw new InvalidInputError(
        'DriftMonitor.merge: the other compares with another reference. Fit both on the profile of one model.',
      );
    }
    this.#add(added);
    return this;
  }

  #add(added: DriftMonitorState): void {
    const before = this.fitted('update');
    const sum = (a: ColumnTally | null, b: ColumnTally | null) => (a && b ? addTallies(a, b) : a);
    this.state = {
      profile: before.profile,
      rows: before.rows + added.rows,
      columns: before.columns.map((tally, j) => addTallies(tally, added.columns[j])),
      predictions: sum(before.predictions, added.predictions),
      confidences: sum(before.confidences, added.confidences),
    };
  }

  /** How many rows it has counted. */
  get rows(): number {
    return this.fitted('rows').rows;
  }

  /** What it compares with. */
  get profile(): TableProfile {
    return this.shown('profile', ({ profile }) => TableProfile.assemble(profile));
  }

  /**
   * What has changed in all rows counted so far, as `driftReport` tells it.
   *
   * @throws NotFittedError before fit
   */
  report(): DriftReport {
    const { alpha, bins } = this.params;
    const { profile, rows, columns, predictions, confidences } = this.fitted('report');
    const measure = (of: ColumnProfile | null, tally: ColumnTally | null) =>
      of && tally ? measureDrift(of, tally, bins) : null;
    const findings = {
      rows: { reference: profile.rows, current: rows },
      columns: profile.columns.map((of, j) => measureDrift(of, columns[j], bins)),
      predictions: measure(profile.predictions, predictions),
      confidences: measure(profile.confidences, confidences),
      scores: { reference: profile.scores, current: null },
    };
    return concludeDrift(findings, alpha);
  }
}

/** What is wrong between the parts of a file, if anything is. */
function problemOf(state: DriftMonitorState): string | undefined {
  const { profile, rows, columns, predictions, confidences } = state;
  if (columns.length !== profile.columns.length) return 'it counts other columns than its profile.';
  const pairs: [ColumnProfile | null, ColumnTally | null][] = [
    ...profile.columns.map((of, j): [ColumnProfile, ColumnTally] => [of, columns[j]]),
    [profile.predictions, predictions],
    [profile.confidences, confidences],
  ];
  for (const [of, tally] of pairs) {
    if ((of === null) !== (tally === null)) return 'it counts what its profile lacks.';
    if (of && tally && of.counts.length !== tally.counts.length)
      return 'it counts at other places than its profile.';
  }
  return columns.every((tally) => tally.missing + presentIn(tally) === rows)
    ? undefined
    : 'a column has another number of rows.';
}
