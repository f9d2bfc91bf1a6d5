import type { Label } from '../contracts.js';
import type { Column } from '../data/columns.js';
import type { Table } from '../data/table.js';
import { InvalidParameterError } from '../errors.js';
import { resolve } from '../hyperparameters.js';
import { readNamed } from '../named-options.js';
import { columnOf } from '../preprocessing/columns/cells.js';
import { type AsyncOptions, drain, drainInSlices, type Steps, type Training } from '../progress.js';
import { type Measured, measureDriftInSteps } from './column-drift.js';
import type { ColumnProfile } from './column-profile.js';
import { tallyColumn } from './column-tally.js';
import { concludeDrift, type DriftReport } from './conclude-drift.js';
import { type DriftOptions, driftOptions } from './drift-options.js';
import { profileColumn, WHOLE } from './profile-column.js';
import { columnsOf } from './profile-table.js';
import { isProfile, type TableProfile } from './table-profile.js';
import { answersOf, checkTruth, type WatchedModel } from './watched-model.js';

/** How drift is judged, and what of a model is compared. */
export interface DriftReportOptions extends DriftOptions {
  /**
   * A fitted model, whose predictions are compared too. A profile must have been made with it: that in a model of
   * `trainModel` was. Default none.
   */
  model?: WatchedModel;
  /** The truth of each current row [nRows], by which the model is scored. Default none. */
  yTrue?: ArrayLike<Label>;
  /** The truth of each row of a reference that is a table [nRows]. Default none. */
  yTrueReference?: ArrayLike<Label>;
}

/** As `DriftReportOptions`, with progress and a signal. */
export interface DriftReportAsyncOptions extends DriftReportOptions, AsyncOptions {}

const NAMES = ['alpha', 'bins', 'model', 'yTrue', 'yTrueReference'] as const;

/**
 * Whether rows are still like those of a reference, column by column: the population stability index, a test of the
 * values (Kolmogorov and Smirnov's of numbers, chi-square of categories), one of how often they are missing, values out of
 * range and new categories, and what it comes to in plain words. P-values are adjusted for being many (Benjamini and
 * Hochberg). With a model, its predictions are compared as well, and its scores where the truth is given.
 *
 * A profile is compared in one pass without sorting; a table is sorted column by column. Columns that the reference lacks
 * are ignored.
 *
 * @param reference - what the model was trained on, or was once served: a Table, or a profile of one
 * @param current - rows of today
 * @throws InvalidInputError when one of them is no Table or empty, a column is missing or of another type, or the
 *   reference holds an infinite number
 * @throws InvalidParameterError for an unknown option, or one that does not fit
 *
 * @example
 * const { model } = trainModel(table, { target: 'churned', modelName: 'randomForest' })
 * const report = driftReport(model.profile, thisWeek, { model })
 * report.verdict // '1 of 9 columns has drifted: "tenure".'
 */
export function driftReport(
  reference: Table | TableProfile,
  current: Table,
  options: DriftReportOptions = {},
): DriftReport {
  const given = readNamed(options, 'driftReport', NAMES);
  return drain(comparing(reference, current, given, 'driftReport'));
}

/** As `driftReport`, in time slices, a column a step. */
export async function driftReportAsync(
  reference: Table | TableProfile,
  current: Table,
  options: DriftReportAsyncOptions = {},
): Promise<DriftReport> {
  const where = 'driftReportAsync';
  const { onProgress, signal, ...given } = readNamed(options, where, [
    ...NAMES,
    'onProgress',
    'signal',
  ]);
  return drainInSlices(comparing(reference, current, given, where), { onProgress, signal }, where);
}

/** The columns of a reference, each profiled when it is asked for, and what is known of a model there. */
interface Reference {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; profile(): Steps<ColumnProfile> }[];
  readonly predictions: ColumnProfile | null;
  readonly confidences: ColumnProfile | null;
  readonly scores: Readonly<Record<string, number>> | null;
}

function* comparing(
  reference: Table | TableProfile,
  current: Table,
  { model, yTrue, yTrueReference, ...settings }: DriftReportOptions,
  where: string,
): Training<DriftReport> {
  const { alpha, bins } = resolve<Required<DriftOptions>>(where, driftOptions, settings, 'option');
  checkTruth(model, yTrue, where);
  checkTruth(model, yTrueReference, where);
  const before = isProfile(reference, where)
    ? fromProfile(reference, yTrueReference, where)
    : yield* fromTable(reference, model, yTrueReference, where);
  if (model !== undefined && before.predictions === null && before.confidences === null) {
    throw new InvalidParameterError(
      `${where}: there is a model, but the profile keeps no predictions to compare with. Make it with new TableProfile().fit(table, { model }).`,
    );
  }
  columnsOf(current, 'current', where);
  const found = before.columns.map(({ name }) => columnOf(current, name, where));
  const measured: Measured[] = [];
  const total = found.length + (model === undefined ? 0 : 1);
  for (const [j, column] of found.entries()) {
    const profile = yield* before.columns[j].profile();
    measured.push(yield* measure(profile, column, bins, where));
    yield { done: j + 1, total, unit: 'column' };
  }
  const answered = model && (yield* answersOf(model, current, yTrue, where));
  if (answered) yield { done: total, total, unit: 'column' };
  const compare = function* (profile: ColumnProfile | null, column: Column | null | undefined) {
    return profile && column ? yield* measure(profile, column, bins, where) : null;
  };
  const findings = {
    rows: { reference: before.rows, current: current.rowCount },
    columns: measured,
    predictions: yield* compare(before.predictions, answered?.predictions),
    confidences: yield* compare(before.confidences, answered?.confidences),
    scores: { reference: before.scores, current: answered?.scores ?? null },
  };
  return concludeDrift(findings, alpha);
}

function* measure(
  profile: ColumnProfile,
  column: Column,
  bins: number,
  where: string,
): Steps<Measured> {
  const tally = yield* tallyColumn(column, profile, where);
  return yield* measureDriftInSteps(profile, tally, bins);
}

function fromProfile(reference: TableProfile, yTrue: unknown, where: string): Reference {
  if (yTrue !== undefined) {
    throw new InvalidParameterError(
      `${where}: yTrueReference is the truth of a table, but the reference is a profile, which keeps its own scores. Leave it out.`,
    );
  }
  const { columns, ...rest } = reference.whole;
  return {
    ...rest,
    columns: columns.map((profile) => ({
      name: profile.name,
      // biome-ignore lint/correctness/useYield: it is there already
      *profile() {
        return profile;
      },
    })),
  };
}

function* fromTable(
  table: Table,
  model: WatchedModel | undefined,
  yTrue: ArrayLike<Label> | undefined,
  where: string,
): Steps<Reference> {
  const columns = columnsOf(table, 'reference', where).map((column) => ({
    name: column.name,
    profile: () => profileColumn(column, WHOLE, where),
  }));
  const said = model && (yield* answersOf(model, table, yTrue, where));
  return {
    rows: table.rowCount,
    columns,
    predictions: said ? yield* profileColumn(said.predictions, WHOLE, where) : null,
    confidences: said?.confidences ? yield* profileColumn(said.confidences, WHOLE, where) : null,
    scores: said?.scores ?? null,
  };
}
