import { InvalidInputError } from '../../errors.js';
import type { Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import { checkTyped } from '../column-types.js';
import type { Column } from '../columns.js';
import { Table } from '../table.js';
import { type Batch, findOtherWidth, part, withoutBlank } from './csv-batch.js';
import {
  type ColumnBuilder,
  type ColumnOptions,
  createColumnBuilder,
  passMissing,
  typeOfField,
} from './csv-columns.js';
import { type CommaNumbers, commaNumbersIn, warnOfCommas } from './csv-commas.js';
import { isBlank } from './csv-dialect.js';
import { namesFromHeader } from './csv-header.js';
import { Notation } from './csv-notation.js';
import type { CsvSettings } from './csv-options.js';
import type { Dialect } from './csv-rows.js';
import { inferColumn, warnOfLosses, warnOfLostZeros } from './csv-types.js';
import type { Reading } from './pieces.js';
import { lengthOfLines, PlainFields } from './plain-fields.js';

/** A column without any value. */
const NO_VALUES: ColumnOptions = { type: 'number' };

/** Makes a table of rows of fields that come batch by batch: names first, then types, then values. */
export class CsvTableBuilder {
  /** For the parser to tell. */
  readonly reading: Reading = { share: 0 };
  readonly #where: string;
  readonly #settings: CsvSettings;
  readonly #notation: Notation;

  #names: readonly string[] = [];
  #rowCount = 0;
  /** Blank lines at the end of what was parsed: missing values of a single column if more rows come. */
  #blank: Batch[] = [];
  /** Batches that wait for the types to be inferred; undefined once they are. */
  #sample: Batch[] | undefined = [];
  /** One a column; undefined as long as the column has no type, for want of a value. */
  #builders: (ColumnBuilder | undefined)[] = [];
  /** Rows that the builders have. */
  #appended = 0;
  readonly #plain = new PlainFields();

  /** @param where - the function that was called, for messages */
  constructor(where: string, settings: CsvSettings) {
    this.#where = where;
    this.#settings = settings;
    this.#notation = new Notation(settings.missingValues, settings.decimal, settings.thousands);
  }

  /** Take rows as they were cut, in steps; the first that is not blank has the names of the columns, or their number. */
  *take(cut: Batch): Steps<void> {
    const { rows } = cut;
    let start = 0;
    if (this.#names.length === 0) {
      while (start < rows.length && isBlank(rows[start])) start++;
      if (start < rows.length) {
        this.#takeHeader(rows[start]);
        if (this.#settings.header) start++;
      }
    }
    yield* this.#takeRows(cut, start);
  }

  /**
   * Take the whole lines at the start of a text without cutting out their fields, where the types are known and as far as the
   * lines are plain: numbers are read from the bytes then. A line with anything wrong is left to `take`, which says what it is.
   *
   * @returns how many characters and lines were taken
   */
  takePlain(text: string, dialect: Dialect): { length: number; lines: number } {
    const width = this.#names.length;
    const fields = this.#plain;
    const length = this.#sample === undefined && width > 1 ? fields.begin(text, dialect) : 0;
    const whole = fields.rows;
    if (length === 0 || this.#rowCount + whole > this.#settings.maxRows) {
      return { length: 0, lines: 0 };
    }
    for (let j = 0; j < width; j++) {
      fields.goTo(j, width);
      const builder = this.#builders[j];
      if (builder === undefined) passMissing(fields, this.#notation);
      else builder.appendPlain(fields);
    }
    const { rows } = fields;
    this.#rowCount += rows;
    this.#appended += rows;
    if (rows === whole) return { length, lines: rows };
    for (const builder of this.#builders) builder?.cutTo(this.#appended);
    return { length: lengthOfLines(text, rows), lines: rows };
  }

  /** Fields of a row; 0 as long as there is none. */
  get width(): number {
    return this.#names.length;
  }

  /** Rows whose columns have their types. */
  get typedRows(): number {
    return this.#appended;
  }

  /** The table of the typed rows, which are forgotten, in steps: a column at a time. Types stay. */
  *takePart(): Steps<Table> {
    const rows = this.#appended;
    this.#appended = 0;
    const columns: Column[] = [];
    for (const [j, builder] of this.#builders.entries()) {
      if (builder !== undefined) this.#builders[j] = this.#createBuilder(j, builder);
      columns.push((builder ?? this.#createBuilder(j, NO_VALUES, rows)).finish());
      yield;
    }
    return new Table(columns);
  }

  /** The table of all rows, in steps: a column at a time. */
  *finish(): Steps<Table> {
    const width = this.#names.length;
    if (width === 0) {
      throw new InvalidInputError(
        `${this.#where}: there is nothing but blank text. Pass a header and at least one row.`,
      );
    }
    if (this.#rowCount === 0) {
      throw new InvalidInputError(
        `${this.#where}: there is a header of ${count(width, 'column')}, but no row. Pass at least one, or header: false if that line is a row.`,
      );
    }
    yield* this.#inferTypes();
    const padded = this.#builders.map((builder) => builder?.spelling?.padded);
    warnOfLostZeros(
      this.#names.flatMap((name, j) => (padded[j] === undefined ? [] : [[name, padded[j]]])),
      this.#where,
    );
    const columns: Column[] = [];
    for (let j = 0; j < width; j++) {
      const builder = this.#builders[j] ?? this.#createBuilder(j, NO_VALUES);
      this.#builders[j] = undefined; // frees the pieces of this column before the next is joined
      columns.push(builder.finish());
      yield;
    }
    return new Table(columns);
  }

  /** Learn names and number of columns. */
  #takeHeader(first: readonly string[]): void {
    const { header, types, maxColumns } = this.#settings;
    if (first.length > maxColumns) {
      throw new InvalidInputError(
        `${this.#where}: there are ${count(first.length, 'column')}, more than maxColumns, which is ${maxColumns}. Raise maxColumns, or check the delimiter.`,
      );
    }
    this.#names = header ? namesFromHeader(first, this.#where) : first.map((_, j) => `c${j}`);
    checkTyped(types, this.#names, this.#where);
    this.#builders = this.#names.map((name, j) =>
      Object.hasOwn(types, name) ? this.#createBuilder(j, { type: types[name] }) : undefined,
    );
  }

  /** Take what was cut, from row `start` on, as rows of the table. */
  *#takeRows(cut: Batch, start: number): Steps<void> {
    const width = this.#names.length;
    let end = cut.rows.length;
    if (width === 1) {
      // The same as a quoted empty field, which is not told apart.
      while (end > start && isBlank(cut.rows[end - 1])) end--;
      if (end > start) yield* this.#takeBlank();
      if (end < cut.rows.length) this.#blank.push(part(cut, end));
    }
    let batch = part(cut, start, end);
    let ragged = findOtherWidth(batch.rows, width);
    if (ragged >= 0) {
      batch = withoutBlank(batch, width);
      ragged = findOtherWidth(batch.rows, width);
    }
    yield* this.#takeBatch(ragged < 0 ? batch : part(batch, 0, ragged));
    if (ragged >= 0) {
      const expected = this.#settings.header ? 'header' : 'first row';
      throw new InvalidInputError(
        `${this.#where}: line ${batch.lines[ragged]} has ${count(batch.rows[ragged].length, 'field')}, but the ${expected} has ${width}. Check its delimiters and quotes.`,
      );
    }
  }

  /** Take the blank lines that turned out to stand between values. */
  *#takeBlank(): Steps<void> {
    const blank = this.#blank;
    this.#blank = [];
    for (const batch of blank) yield* this.#takeBatch(batch);
  }

  *#takeBatch(batch: Batch): Steps<void> {
    const { maxRows, inferRows } = this.#settings;
    const room = maxRows - this.#rowCount;
    const taken = batch.rows.length > room ? part(batch, 0, room) : batch;
    this.#rowCount += taken.rows.length;
    if (this.#sample === undefined) {
      this.#append(taken);
    } else {
      this.#sample.push(taken);
      if (this.#rowCount >= inferRows) yield* this.#inferTypes();
    }
    if (taken !== batch) {
      throw new InvalidInputError(
        `${this.#where}: there are more than ${count(maxRows, 'row')}. Raise maxRows, or cut the data.`,
      );
    }
  }

  /** Give each column the type that the first rows show, and let the waiting rows in. */
  *#inferTypes(): Steps<void> {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    const { inferRows, decimal, thousands } = this.#settings;
    const losses: [string, string][] = [];
    const commas: [string, CommaNumbers][] = [];
    for (let j = 0; j < this.#names.length; j++) {
      if (this.#builders[j] !== undefined) continue; // by the types that were given
      this.#inferType(sample, j, inferRows, losses);
      if (this.#builders[j]?.type === 'text' && decimal === '.' && thousands === null) {
        const found = commaNumbersIn(sample, j, inferRows, this.#notation);
        if (found !== undefined) commas.push([this.#names[j], found]);
      }
      yield;
    }
    warnOfLosses(losses, this.#where);
    warnOfCommas(commas, this.#where);
    for (const batch of sample) {
      this.#append(batch);
      yield;
    }
  }

  /** Give a column the type that these rows show, if they show one. */
  #inferType(batches: readonly Batch[], j: number, most: number, losses: [string, string][]): void {
    const inferred = inferColumn(batches, j, most, this.#notation);
    if (inferred === undefined) return;
    this.#builders[j] = this.#createBuilder(j, inferred);
    if (inferred.loss !== undefined) losses.push([this.#names[j], inferred.loss]);
  }

  /** Column by column, so that each loop meets one type of builder. */
  #append(batch: Batch): void {
    const { rows } = batch;
    let wrongRow = rows.length;
    let wrongColumn = -1;
    const losses: [string, string][] = [];
    for (let j = 0; j < this.#names.length; j++) {
      if (this.#builders[j] === undefined) this.#inferFromFirstValue(batch, j, losses);
      const wrong = this.#builders[j]?.append(rows, j) ?? -1;
      if (wrong >= 0 && wrong < wrongRow) [wrongRow, wrongColumn] = [wrong, j];
    }
    warnOfLosses(losses, this.#where);
    this.#appended += rows.length;
    if (wrongColumn >= 0) throw this.#wrongType(batch, wrongRow, wrongColumn);
  }

  /** Give a column that had no value so far the type of the first one to come. */
  #inferFromFirstValue(batch: Batch, j: number, losses: [string, string][]): void {
    const notation = this.#notation;
    const first = batch.rows.findIndex(
      ({ [j]: text }) => typeOfField(text, notation.parseNumber(text), notation) !== 'missing',
    );
    if (first >= 0) this.#inferType([part(batch, first, first + 1)], j, 1, losses);
  }

  /** A builder that has a missing value for each row so far. */
  #createBuilder(j: number, options: ColumnOptions, rows = this.#appended): ColumnBuilder {
    const builder = createColumnBuilder(this.#names[j], options, this.#notation, this.reading);
    builder.appendMissing(rows);
    return builder;
  }

  #wrongType(batch: Batch, i: number, j: number): InvalidInputError {
    const name = this.#names[j];
    const text = batch.rows[i][j];
    const { type, spelling } = this.#builders[j] as ColumnBuilder;
    const place = `${this.#where}: line ${batch.lines[i]} has ${show(text)} in column ${show(name)}, which is a ${type} column`;
    const asText = `Pass types: { ${show(name)}: "text" }`;
    if (spelling?.loss !== undefined) {
      return new InvalidInputError(
        `${place} by its first values, but ${spelling.loss}. ${asText}, or "number" to take the nearest number.`,
      );
    }
    const [why, remedy] = Object.hasOwn(this.#settings.types, name)
      ? ['as types asks', 'Correct the value']
      : ['by its first values', asText];
    return new InvalidInputError(
      `${place} ${why}. ${remedy}, or add the value to missingValues if it means missing.`,
    );
  }
}
