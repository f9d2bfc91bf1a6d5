import Papa from 'papaparse';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { count, didYouMean, show } from '../../words.js';
import { type Column, Table } from '../table.js';
import { type ColumnBuilder, createColumnBuilder, typeOfField } from './csv-columns.js';
import { type Dialect, findDialect, isBlank } from './csv-dialect.js';
import { namesFromHeader } from './csv-header.js';
import { unifyLineBreaks } from './csv-line-breaks.js';
import { Notation } from './csv-notation.js';
import type { CsvSettings } from './csv-options.js';

/** Characters parsed at a time: enough to amortise the call, few enough for the rows to die young. */
const BATCH = 262_144;
/** A row longer than this is a quote that was never closed. */
const LONGEST_ROW = 67_108_864;

/** What one call of papaparse gave. */
interface Parsed {
  /** Blank lines included. */
  readonly lines: readonly string[][];
  /** The line of the file, from 1, that the first of them starts on. */
  readonly firstLine: number;
  /** Lines of the file that are comments, and so not among `lines`. */
  readonly comments: ReadonlySet<number>;
}

/** Rows of the table that were parsed together. */
interface Batch extends Parsed {
  readonly rows: readonly string[][];
}

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
  /** Lines that were comments. */
  readonly #comments = new Set<number>();

  #names: readonly string[] = [];
  #rowCount = 0;
  /** Blank lines at the end of what was parsed: missing values of a single column if more rows come. */
  #blank: string[][] = [];
  /** The line that the first of them is on. */
  #blankLine = 1;
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
    if (this.#length >= this.#enough) this.#parse(false);
  }

  /** The table, after all text was taken. */
  finish(): Table {
    this.#parse(true);
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
    this.#inferTypes();
    const columns = this.#names.map((_, j) => {
      const builder = this.#builders[j] ?? this.#createBuilder(j, 'number');
      this.#builders[j] = undefined; // frees the pieces of this column before the next is joined
      return builder.finish();
    });
    return new Table(columns);
  }

  /** The line that position `at` of `text` is on, if `text` follows what was pushed so far. */
  lineAt(text: string, at: number): number {
    const read = this.#pieces.join('') + text.slice(0, at);
    return this.#line + (read.match(/\r\n?|\n/g)?.length ?? 0);
  }

  /** Parse the text at hand, all of it or up to its last whole row. */
  #parse(last: boolean): void {
    let text = this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join('');
    const { quoteChar, comment } = this.#settings;
    this.#dialect ??= findDialect(text, last, this.#settings);
    let consumed = 0;
    if (this.#dialect !== undefined) {
      const delimiters = [this.#dialect.delimiter];
      text = unifyLineBreaks(text, last, { delimiters, quoteChar, comment });
      // Papaparse allows white space after a closing quote before a line break, not before the end.
      if (last && !text.endsWith('\n')) text += '\n';
      const { data, errors, meta }: Papa.ParseResult<string[]> = new Papa.Parser(
        this.#dialect,
      ).parse(text, 0, !last);
      if (comment !== null) this.#findComments(text, data, comment);
      // A complaint about the row that is kept back may be settled by the text that follows.
      this.#take(
        data,
        errors.find(({ row }) => row !== undefined && row < data.length),
      );
      consumed = last ? text.length : meta.cursor;
      const rowsAreLines = comment === null && (quoteChar === null || !text.includes(quoteChar));
      this.#line += rowsAreLines ? data.length : countLineBreaks(text.slice(0, consumed));
    }
    const rest = text.slice(consumed);
    if (rest.length > LONGEST_ROW) {
      throw new InvalidInputError(
        `${this.#where}: the row that starts on line ${this.#line} is longer than ${LONGEST_ROW} characters. Check for a quote that is never closed, and for the right delimiter.`,
      );
    }
    this.#pieces = rest === '' ? [] : [rest];
    this.#length = rest.length;
    // Doubling keeps the attempts at one very long row linear in its length.
    this.#enough =
      consumed === 0 ? 2 * Math.max(this.#batch, rest.length) : rest.length + this.#batch;
  }

  /** Note which lines are comments, which papaparse skips without a word, so that lines can be counted. */
  #findComments(text: string, rows: readonly string[][], comment: string): void {
    let at = 0;
    let line = this.#line;
    const nextLine = () => {
      at = text.indexOf('\n', at) + 1;
      line++;
    };
    for (const row of rows) {
      // A row follows, so that every comment before it ends with a line break.
      while (text.startsWith(comment, at)) {
        this.#comments.add(line);
        nextLine();
      }
      nextLine();
      for (const field of row) for (let n = countLineBreaks(field); n > 0; n--) nextLine();
    }
  }

  /** Take parsed lines, up to the one papaparse complains about, so that the first error of a file is the one reported. */
  #take(data: readonly string[][], complaint: Papa.ParseError | undefined): void {
    const held = this.#blank.length;
    const parsed = {
      lines: held === 0 ? data : [...this.#blank, ...data],
      firstLine: held === 0 ? this.#line : this.#blankLine,
      comments: this.#comments,
    };
    this.#blank = [];
    const end = complaint?.row === undefined ? parsed.lines.length : complaint.row + held;
    let start = 0;
    if (this.#names.length === 0) {
      while (start < end && isBlank(parsed.lines[start])) start++;
      if (start < end) {
        this.#takeHeader(parsed.lines[start]);
        if (this.#settings.header) start++;
      }
    }
    this.#takeRows(parsed, start, end);
    if (complaint !== undefined) {
      const { quoteChar } = this.#settings;
      const problem =
        complaint.code === 'MissingQuotes'
          ? 'opens a quote that is never closed'
          : 'has text between a closing quote and the next delimiter';
      throw new InvalidInputError(
        `${this.#where}: the row that starts on line ${lineOf(parsed, end)} ${problem}. Write a quote inside a quoted field twice: ${quoteChar}${quoteChar}, or pass quoteChar: null if quotes mean nothing in this text.`,
      );
    }
  }

  /** Learn names and number of columns. */
  #takeHeader(first: readonly string[]): void {
    const { header, types } = this.#settings;
    this.#names = header ? namesFromHeader(first, this.#where) : first.map((_, j) => `c${j}`);
    const known = new Set(this.#names);
    for (const name of Object.keys(types)) {
      if (!known.has(name)) {
        throw new InvalidParameterError(
          `${this.#where}: types has ${show(name)}, but there is no such column. ${didYouMean(name, this.#names)}`,
        );
      }
    }
    this.#builders = this.#names.map((name, j) =>
      Object.hasOwn(types, name) ? this.#createBuilder(j, types[name]) : undefined,
    );
  }

  /** Take the lines from `start` to `end` as rows. */
  #takeRows(parsed: Parsed, start: number, end: number): void {
    const width = this.#names.length;
    let rowsEnd = end;
    if (width === 1) {
      // The same as a quoted empty field at the end, which papaparse does not tell apart.
      while (rowsEnd > start && isBlank(parsed.lines[rowsEnd - 1])) rowsEnd--;
      this.#blank = parsed.lines.slice(rowsEnd, end);
      if (rowsEnd < end) this.#blankLine = lineOf(parsed, rowsEnd);
    }
    let rows = parsed.lines.slice(start, rowsEnd);
    let ragged = findOtherWidth(rows, width);
    if (ragged >= 0) {
      rows = rows.filter((row) => row.length === width || !isBlank(row));
      ragged = findOtherWidth(rows, width);
    }
    this.#takeBatch({ ...parsed, rows: ragged < 0 ? rows : rows.slice(0, ragged) });
    if (ragged >= 0) {
      const line = lineOf(parsed, parsed.lines.indexOf(rows[ragged]));
      const expected = this.#settings.header ? 'header' : 'first row';
      throw new InvalidInputError(
        `${this.#where}: line ${line} has ${count(rows[ragged].length, 'field')}, but the ${expected} has ${width}. Check its delimiters and quotes.`,
      );
    }
  }

  #takeBatch(batch: Batch): void {
    const { maxRows, inferRows } = this.#settings;
    const room = maxRows - this.#rowCount;
    const rows = batch.rows.length > room ? batch.rows.slice(0, room) : batch.rows;
    this.#rowCount += rows.length;
    if (this.#sample === undefined) {
      this.#append({ ...batch, rows });
    } else {
      this.#sample.push({ ...batch, rows });
      if (this.#rowCount >= inferRows) this.#inferTypes();
    }
    if (rows.length < batch.rows.length) {
      throw new InvalidInputError(
        `${this.#where}: there are more than ${count(maxRows, 'row')}. Raise maxRows, or cut the data.`,
      );
    }
  }

  /** Give each column the type that the first rows show, and let the waiting rows in. */
  #inferTypes(): void {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    for (let j = 0; j < this.#names.length; j++) {
      const type = this.#builders[j] === undefined ? this.#sampledType(sample, j) : undefined;
      if (type !== undefined) this.#builders[j] = this.#createBuilder(j, type);
    }
    for (const batch of sample) this.#append(batch);
  }

  #sampledType(sample: readonly Batch[], j: number): Column['type'] | undefined {
    let type: Column['type'] | undefined;
    let left = this.#settings.inferRows;
    for (const { rows } of sample) {
      for (let i = 0; i < rows.length && left > 0; i++, left--) {
        const own = typeOfField(rows[i][j], this.#notation);
        if (own === 'missing') continue;
        type ??= own;
        if (own !== type || own === 'text') return 'text';
      }
    }
    return type;
  }

  /** Column by column, so that each loop meets one type of builder. */
  #append(batch: Batch): void {
    const { rows } = batch;
    let wrongRow = rows.length;
    let wrongColumn = -1;
    for (let j = 0; j < this.#names.length; j++) {
      this.#builders[j] ??= this.#builderFromFirstValue(rows, j);
      const wrong = this.#builders[j]?.append(rows, j) ?? -1;
      if (wrong >= 0 && wrong < wrongRow) [wrongRow, wrongColumn] = [wrong, j];
    }
    this.#appended += rows.length;
    if (wrongColumn >= 0) throw this.#wrongType(batch, wrongRow, wrongColumn);
  }

  #builderFromFirstValue(rows: readonly string[][], j: number): ColumnBuilder | undefined {
    for (const row of rows) {
      const type = typeOfField(row[j], this.#notation);
      if (type !== 'missing') return this.#createBuilder(j, type);
    }
    return undefined;
  }

  /** A builder that has a missing value for each row so far. */
  #createBuilder(j: number, type: Column['type']): ColumnBuilder {
    const builder = createColumnBuilder(this.#names[j], type, this.#notation);
    builder.appendMissing(this.#appended);
    return builder;
  }

  #wrongType(batch: Batch, i: number, j: number): InvalidInputError {
    const name = this.#names[j];
    const text = batch.rows[i][j];
    const type = this.#builders[j]?.type;
    const line = lineOf(batch, batch.lines.indexOf(batch.rows[i] as string[]));
    const [why, remedy] = Object.hasOwn(this.#settings.types, name)
      ? ['as types asks', 'Correct the value']
      : ['by its first values', `Pass types: { ${show(name)}: "text" }`];
    return new InvalidInputError(
      `${this.#where}: line ${line} has ${show(text)} in column ${show(name)}, which is a ${type} column ${why}. ${remedy}, or add the value to missingValues if it means missing.`,
    );
  }
}

/** The line that line `index` of what was parsed starts on: quoted fields may hold line breaks. */
function lineOf({ lines, firstLine, comments }: Parsed, index: number): number {
  let line = firstLine;
  for (let i = 0; ; i++) {
    while (comments.has(line)) line++;
    if (i >= index) return line;
    line++;
    for (const field of lines[i]) line += countLineBreaks(field);
  }
}

function countLineBreaks(text: string): number {
  let found = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found++;
  return found;
}

function findOtherWidth(rows: readonly string[][], width: number): number {
  for (let i = 0; i < rows.length; i++) if (rows[i].length !== width) return i;
  return -1;
}
