import type { Label } from '../../contracts.js';
import { countMissing } from '../../data/columns.js';
import { encodeLabels } from '../../data/labels.js';
import type { Table } from '../../data/table.js';
import { checkTable } from '../../data/tables/check-table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { drain, type Steps } from '../../progress.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { show } from '../../words.js';
import { apportion } from './apportion.js';
import { tableRowsInSteps } from './table-rows.js';

/** How many rows `sampleTable` takes, and how it draws them. */
export interface SampleTableOptions {
  /** How many rows to take, at least 1; of a table that has no more, all are taken. */
  size: number;
  /** A column of classes that keep their shares, each with at least one row. Default: none. */
  stratify?: string;
  /** Seed of the draw. Default null: a new one at every call. */
  randomState?: Seed | null;
}

/**
 * A random part of a large table, its rows in their order.
 *
 * @throws InvalidParameterError when `size` is no integer >= 1, or less than the number of classes
 * @throws InvalidInputError for what is no table, when there is no such column, or a value of it is missing
 *
 * @example
 * const part = sampleTable(table, { size: 10_000, stratify: 'species', randomState: 0 })
 */
export function sampleTable<Row extends object>(
  table: Table<Row>,
  options: SampleTableOptions,
): Table<Row> {
  return drain(sampleTableInSteps(table, options));
}

/** As `sampleTable`, in steps: the draw, then a column each. */
export function* sampleTableInSteps<Row extends object>(
  table: Table<Row>,
  options: SampleTableOptions,
): Steps<Table<Row>> {
  const {
    size,
    stratify,
    randomState = null,
  } = readNamed(options, 'sampleTable', ['size', 'stratify', 'randomState']);
  checkTable(table, 'sampleTable');
  if (!Number.isInteger(size) || size < 1) {
    throw new InvalidParameterError(
      `sampleTable: size must be an integer >= 1, but got ${show(size)}. Pass how many rows to take.`,
    );
  }
  if (stratify !== undefined && countMissing(table.column(stratify)) > 0) {
    throw new InvalidInputError(
      `sampleTable: a value of ${show(stratify)} is missing. Leave those rows out first, or choose another column.`,
    );
  }
  if (table.rowCount <= size) return table;
  const rng = createRng(randomState);
  const chosen =
    stratify === undefined
      ? choice(table.rowCount, size, rng)
      : stratifiedChoice(table.values(stratify) as Label[], size, rng);
  chosen.sort();
  yield;
  return yield* tableRowsInSteps(table, chosen);
}

function stratifiedChoice(labels: readonly Label[], size: number, rng: Rng): Int32Array {
  const { codes, classes } = encodeLabels(labels, labels.length, 'sampleTable', 'stratify');
  if (size < classes.length) {
    throw new InvalidParameterError(
      `sampleTable: size is ${size}, but stratify has ${classes.length} classes. Pass at least one row for each.`,
    );
  }
  const members: number[][] = classes.map(() => []);
  for (let i = 0; i < codes.length; i++) members[codes[i]].push(i);
  const counts = apportion(
    members.map(({ length }) => length),
    size,
    rng,
  );
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] > 0) continue;
    counts[k] = 1;
    counts[largest(counts)]--;
  }
  return Int32Array.from(
    members.flatMap((rows, k) => Array.from(choice(rows.length, counts[k], rng), (i) => rows[i])),
  );
}

/** The class with the most rows: at least two, as long as a class has none and there are rows for all. */
function largest(counts: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < counts.length; k++) if (counts[k] > counts[best]) best = k;
  return best;
}
