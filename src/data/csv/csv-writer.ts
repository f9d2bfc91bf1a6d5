import Papa from 'papaparse';
import {
  aBoolean,
  aChoice,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import { type Cell, columnValues } from '../columns.js';
import type { Table } from '../table.js';
import { checkTable } from '../tables/check-table.js';
import { aDelimiter, someText } from './csv-options.js';

/** How a table is written as CSV. */
export interface ToCsvOptions {
  /** What to write between two fields. Default `,`. */
  delimiter?: string;
  /** Whether the first line names the columns. Default true. */
  header?: boolean;
  /** What to write at the end of a line. Default `\n`. */
  newline?: '\n' | '\r\n';
  /** What to write for a missing value. Default nothing. */
  missingValue?: string;
}

const options = () =>
  ({
    delimiter: parameter(aDelimiter, { default: ',', about: 'what to write between two fields.' }),
    header: parameter(aBoolean(), {
      default: true,
      about: 'whether the first line names the columns.',
    }),
    newline: parameter(aChoice('\n', '\r\n'), {
      default: '\n',
      about: 'what to write at the end of a line.',
    }),
    missingValue: parameter(someText, {
      default: '',
      about: 'what to write for a missing value.',
    }),
  }) satisfies Record<keyof ToCsvOptions, Hyperparameter>;

/**
 * A table as CSV text: fields are quoted where they must be, numbers have as many digits as it takes to
 * read back the same double. `parseCsv` gives the same table where its `types` are given: by itself it
 * reads the text `7` as a number, and an empty text or `NA` as missing. A single column with gaps needs
 * a `missingValue`, since blank lines at the end of a text are no rows.
 *
 * @throws InvalidParameterError for an option that is unknown or that it does not take
 * @throws InvalidInputError for what is no table
 *
 * @example
 * toCsv(Table.fromRecords([{ size: 3.5, colour: 'red' }])) // 'size,colour\n3.5,red\n'
 */
export function toCsv(table: Table, given: ToCsvOptions = {}): string {
  checkTable(table, 'toCsv');
  const { delimiter, header, newline, missingValue } = resolve<Resolved<ToCsvOptions>>(
    'toCsv',
    options(),
    given,
    'option',
  );
  const columns = table.columns.map(columnValues);
  const rows: (readonly Cell[])[] = header ? [table.columnNames] : [];
  for (let i = 0; i < table.rowCount; i++) {
    rows.push(columns.map((values) => values[i] ?? missingValue));
  }
  return rows.length === 0 ? '' : Papa.unparse(rows, { delimiter, newline }) + newline;
}
