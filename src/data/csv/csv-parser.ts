import { InvalidInputError } from '../../errors.js';
import { drain, type Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import { checkTyped } from '../column-types.js';
import type { Column } from '../columns.js';
import { Table } from '../table.js';
import { type Batch, findOtherWidth, part, withoutBlank } from './csv-batch.js';
import {
  type ColumnBuilder,
  type ColumnOptions,
  createColumnBuilder,
  typeOfField,
} from './csv-columns.js';
import { findDialect, isBlank } from './csv-dialect.js';
import { namesFromHeader } from './csv-header.js';
import { Notation } from './csv-notation.js';
import type { CsvSettings } from './csv-options.js';
import { readPreamble } from './csv-preamble.js';
import { type CutText, cutRows, type Dialect } from './csv-rows.js';
import { inferColumn, warnOfLosses, warnOfLostZeros } from './csv-types.js';

/** Characters parsed at a time: enough to amortise the call, few enough for the rows to die young. */
const BATCH = 262_144;
/** A row longer than this is a quote that was never closed. */
const LONGEST_ROW = 67_108_864;

/**
 * Turns CSV text into a table, piece by piece: the one engine under `parseCsv`, `readCsv` and
 * `readCsvFile`. What comes out, errors included, does not depend on how the text was cut.
 */
export class CsvParser {
  readonly #where: string;
  readonly #settings: CsvSettings;
  readonly #notation: Notation;

  #pieces: string[] = [];
  #length = 0;
  readonly #batch: number;
  /** How much text must be there before the next attempt. */
  #enough: number;
  #started = false;
  /** The line that the text not yet parsed starts on. */
  #line = 1;
  #dialect: Dialect | undefined;

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

  /**
   * @param where - the function that was called, for messages
   * @param batch - how many characters to parse at a time
   */
  constructor(where: string, settings: CsvSettings, batch = BATCH) {
    this.#where = where;
    this.#batch = batch;
    this.#enough = batch;
    this.#settings = settings;
    this.#notation = new Notation(settings.missingValues, settings.decimal, settings.thousands);
  }

  /** Take more text. */
  push(text: string): void {
    drain(this.pushInSteps(text));
  }

  /** As `push`, in steps: a batch of rows, or a column whose type is inferred, at a time. */
  *pushInSteps(text: string): Steps<void> {
    if (text === '') return;
    const piece = this.#started || text.charCodeAt(0) !== 0xfeff ? text : text.slice(1);
    this.#started = true;
    const nul = piece.indexOf('\0');
    if (nul >= 0) {
      throw new InvalidInputError(
        `${this.#where}: line ${this.lineAt(piece, nul)} holds a NUL character, so this is no CSV text. Unpack the file or export it as CSV, and read UTF-16 with encoding: 'utf-16le'.`,
      );
    }
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#enough) return;
    yield* this.#parse(false);
    yield;
  }

  /** The table, after all text was taken. */
  finish(): Table {
    return drain(this.finishInSteps());
  }

  /** As `finish`, in steps: a column at a time. */
  *finishInSteps(): Steps<Table> {
    yield* this.#parse(true);
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
      const builder = this.#builders[j] ?? this.#createBuilder(j, { type: 'number' });
      this.#builders[j] = undefined; // frees the pieces of this column before the next is joined
      columns.push(builder.finish());
      yield;
    }
    return new Table(columns);
  }

  /** The line that position `at` of `text` is on, if `text` follows what was pushed so far. */
  lineAt(text: string, at: number): number {
    const read = this.#pieces.join('') + text.slice(0, at);
    return this.#line + (read.match(/\r\n?|\n/g)?.length ?? 0);
  }

  /** Parse the text at hand, all of it or up to its last whole row. */
  *#parse(last: boolean): Steps<void> {
    let text = this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join('');
    let rest = text;
    if (this.#dialect === undefined) text = this.#begin(text, last);
    if (this.#dialect !== undefined) {
      const cut = cutRows(text, this.#dialect, { whole: last, line: this.#line });
      yield* this.#take(cut);
      rest = cut.rest;
      this.#line = cut.nextLine;
    }
    if (rest.length > LONGEST_ROW) {
      throw new InvalidInputError(
        `${this.#where}: the row that starts on line ${this.#line} is longer than ${LONGEST_ROW} characters. Check for a quote that is never closed, and for the right delimiter.`,
      );
    }
    this.#pieces = rest === '' ? [] : [rest];
    this.#length = rest.length;
    // Doubling keeps the attempts at one very long row linear in its length.
    this.#enough =
      rest.length === text.length
        ? 2 * Math.max(this.#batch, rest.length)
        : rest.length + this.#batch;
  }

  /** Learn how the file is written, if its beginning shows it. Returns the text from the header on. */
  #begin(text: string, last: boolean): string {
    const preamble = readPreamble(text, last, this.#settings, this.#where);
    if (preamble === undefined) return text;
    const { length, delimiter = null } = preamble;
    const table = text.slice(length);
    this.#dialect = findDialect(table, last, {
      ...this.#settings,
      delimiter: this.#settings.delimiter ?? delimiter,
    });
    if (this.#dialect === undefined) return text;
    if (length > 0) this.#line++;
    return table;
  }

  /** Take rows, then refuse the one that has a problem, so that the first error of a file is the one reported. */
  *#take({ rows, lines, problem, nextLine }: CutText): Steps<void> {
    let start = 0;
    if (this.#names.length === 0) {
      while (start < rows.length && isBlank(rows[start])) start++;
      if (start < rows.length) {
        this.#takeHeader(rows[start]);
        if (this.#settings.header) start++;
      }
    }
    yield* this.#takeRows({ rows, lines }, start);
    if (problem === undefined) return;
    const { quoteChar } = this.#settings;
    const words =
      problem === 'neverClosed'
        ? 'opens a quote that is never closed'
        : 'has text between a closing quote and the next delimiter';
    throw new InvalidInputError(
      `${this.#where}: the row that starts on line ${nextLine} ${words}. Write a quote inside a quoted field twice: ${quoteChar}${quoteChar}, or pass quoteChar: null if quotes mean nothing in this text.`,
    );
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
    const losses: [string, string][] = [];
    for (let j = 0; j < this.#names.length; j++) {
      if (this.#builders[j] !== undefined) continue; // by the types that were given
      this.#inferType(sample, j, this.#settings.inferRows, losses);
      yield;
    }
    warnOfLosses(losses, this.#where);
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
  #createBuilder(j: number, options: ColumnOptions): ColumnBuilder {
    const builder = createColumnBuilder(this.#names[j], options, this.#notation);
    builder.appendMissing(this.#appended);
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
