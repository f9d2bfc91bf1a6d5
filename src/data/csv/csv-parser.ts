import { InvalidInputError } from '../../errors.js';
import { drain, type Steps } from '../../progress.js';
import type { Table } from '../table.js';
import { findDialect } from './csv-dialect.js';
import type { CsvSettings } from './csv-options.js';
import { readPreamble } from './csv-preamble.js';
import { type CutText, cutRows, type Dialect } from './csv-rows.js';
import { CsvTableBuilder } from './csv-table-builder.js';

/** The most characters parsed at a time: enough to amortise the call, few enough for the rows to die young. */
const BATCH = 262_144;
/**
 * Where the columns are known, as many as stay in the nearest cache while one column after the other is read, and more where
 * there are many columns, for 60 rows or so to amortise a call a column.
 */
const SMALL_BATCH = 32_768;
const BATCH_PER_COLUMN = 512;
/** A row longer than this is a quote that was never closed. */
const LONGEST_ROW = 67_108_864;

/**
 * Turns CSV text into a table, piece by piece: the one engine under `parseCsv`, `readCsv` and
 * `readCsvFile`. What comes out, errors included, does not depend on how the text was cut.
 */
export class CsvParser {
  readonly #where: string;
  readonly #settings: CsvSettings;
  readonly #table: CsvTableBuilder;

  #pieces: string[] = [];
  #length = 0;
  readonly #batch: number;
  /** How much text must be there before the next attempt. */
  #enough: number;
  #started = false;
  /** The line that the text not yet parsed starts on. */
  #line = 1;
  #dialect: Dialect | undefined;

  /**
   * @param where - the function that was called, for messages
   * @param batch - the most characters to parse at a time
   */
  constructor(where: string, settings: CsvSettings, batch = BATCH) {
    this.#where = where;
    this.#batch = batch;
    this.#enough = batch;
    this.#settings = settings;
    this.#table = new CsvTableBuilder(where, settings);
  }

  /**
   * Take more text.
   *
   * @param share - how much of the whole text has been pushed with this; 0 where that is not known
   */
  push(text: string, share = 0): void {
    drain(this.pushInSteps(text, share));
  }

  /** As `push`, in steps: a batch of rows, or a column whose type is inferred, at a time. */
  *pushInSteps(text: string, share = 0): Steps<void> {
    if (text === '') return;
    this.#table.reading.share = share;
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

  /** Rows that `takePart` would give. */
  get typedRows(): number {
    return this.#table.typedRows;
  }

  /** The rows whose types are known, which are forgotten, in steps. */
  takePart(): Steps<Table> {
    return this.#table.takePart();
  }

  /** The table, after all text was taken. */
  finish(): Table {
    return drain(this.finishInSteps());
  }

  /** As `finish`, in steps: a column at a time. */
  *finishInSteps(): Steps<Table> {
    yield* this.#parse(true);
    return yield* this.#table.finish();
  }

  /** The line that position `at` of `text` is on, if `text` follows what was pushed so far. */
  lineAt(text: string, at: number): number {
    const read = this.#pieces.join('') + text.slice(0, at);
    return this.#line + (read.match(/\r\n?|\n/g)?.length ?? 0);
  }

  /** Parse the text at hand, all of it or up to its last whole row. */
  *#parse(last: boolean): Steps<void> {
    this.#takeDividedRow();
    let text = this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join('');
    let rest = text;
    if (this.#dialect === undefined) text = this.#begin(text, last);
    if (this.#dialect !== undefined) {
      const plain = this.#table.takePlain(text, this.#dialect);
      this.#line += plain.lines;
      const left = plain.length === 0 ? text : text.slice(plain.length);
      const cut = cutRows(left, this.#dialect, { whole: last, line: this.#line });
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
        : rest.length +
          Math.min(this.#batch, Math.max(SMALL_BATCH, BATCH_PER_COLUMN * this.#table.width));
  }

  /** Take a plain row, one line, that a piece began and the next one ends, so that the two need not be copied into one text. */
  #takeDividedRow(): void {
    if (this.#dialect === undefined || this.#pieces.length !== 2) return;
    const [begin, next] = this.#pieces;
    const end = next.indexOf('\n') + 1;
    const row = begin + next.slice(0, end);
    const { length, lines } = this.#table.takePlain(row, this.#dialect);
    if (length < row.length) return;
    this.#line += lines;
    this.#pieces = [next.slice(end)];
    this.#length -= length;
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
    yield* this.#table.take({ rows, lines });
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
}
