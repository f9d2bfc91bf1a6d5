import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import type { Column } from '../columns.js';
import type { Notation } from './csv-notation.js';
import type { SpellingWatch } from './csv-spelling.js';
import { KnownFields } from './known-fields.js';
import { Pieces, type Reading } from './pieces.js';
import { readPlainDecimals } from './plain-decimal.js';
import type { PlainFields } from './plain-fields.js';

/**
 * What a field is by itself.
 *
 * @param value - what `notation.parseNumber` makes of it
 */
export function typeOfField(
  text: string,
  value: number,
  notation: Notation,
): Column['type'] | 'missing' {
  if (!Number.isNaN(value)) {
    return notation.isMissingNumber(value) || notation.isMissing(text) ? 'missing' : 'number';
  }
  if (notation.isMissing(text)) return 'missing';
  return parseBoolean(text) < 0 ? 'text' : 'boolean';
}

/** How a column is read. */
export interface ColumnOptions {
  readonly type: Column['type'];
  /** Numbers only: refuse a value that loses something as a number. Left out where the type was given. */
  readonly spelling?: SpellingWatch;
}

/** Takes the fields of one column and gives them back as a column. */
export interface ColumnBuilder {
  readonly type: Column['type'];
  /** What the column loses as numbers; undefined where that is not asked, or it is of another type. */
  readonly spelling?: SpellingWatch;
  /** Take field `j` of each row. Returns the first row whose field is not of this type or would lose something, or -1. */
  append(rows: readonly string[][], j: number): number;
  /** As `append`, of the fields of the column at hand, which are not cut out: as far as they are of this type, which `fields.rows` says. */
  appendPlain(fields: PlainFields): void;
  appendMissing(count: number): void;
  /** Forget what was appended last, beyond this many rows in all. */
  cutTo(rows: number): void;
  /** The column. The builder is done with. */
  finish(): Column;
}

export function createColumnBuilder(
  name: string,
  { type, spelling }: ColumnOptions,
  notation: Notation,
  reading: Reading,
): ColumnBuilder {
  if (type === 'number') return new NumberBuilder(name, notation, reading, spelling);
  if (type === 'boolean') return new BooleanBuilder(name, notation, reading);
  return new TextBuilder(name, notation, reading);
}

class NumberBuilder implements ColumnBuilder {
  readonly type = 'number';
  readonly spelling: SpellingWatch | undefined;
  readonly #name: string;
  readonly #notation: Notation;
  readonly #values: Pieces<Float64Array>;

  constructor(
    name: string,
    notation: Notation,
    reading: Reading,
    spelling: SpellingWatch | undefined,
  ) {
    this.#name = name;
    this.#values = new Pieces((length) => new Float64Array(length), reading);
    this.#notation = notation;
    this.spelling = spelling;
  }

  append(rows: readonly string[][], j: number): number {
    return readCut(rows, j, (text) => this.#read(text), this.#values.extend(rows.length));
  }

  appendPlain(fields: PlainFields): void {
    const { spelling } = this;
    const plain = this.#notation.readsPlainDecimals;
    const emptyIsMissing = this.#notation.isMissing('');
    const values = this.#values.extend(fields.rows);
    for (let i = 0; ; i++) {
      // The first number that is not whole is for the watch to see.
      const wholeOnly = spelling?.isMeasured === false;
      if (plain) i = readPlainDecimals(fields, values, i, wholeOnly, emptyIsMissing);
      if (i >= fields.rows) return;
      const text = fields.cut(i);
      const value = text === undefined ? undefined : this.#read(text);
      if (value === undefined) fields.rows = i;
      else values[i] = value;
    }
  }

  /** The number of a field, NaN where it is missing; undefined where it is of another type or would lose something. */
  #read(text: string): number | undefined {
    const notation = this.#notation;
    const value = notation.parseNumber(text);
    if (Number.isNaN(value)) return notation.isMissing(text) ? value : undefined;
    if (notation.isMissingNumber(value)) return Number.NaN;
    return this.spelling?.see(text, value) ? undefined : value;
  }

  appendMissing(count: number): void {
    this.#values.extend(count).fill(Number.NaN);
  }

  cutTo(rows: number): void {
    this.#values.cutTo(rows);
  }

  finish(): Column {
    return { type: 'number', name: this.#name, data: this.#values.join() };
  }
}

class BooleanBuilder implements ColumnBuilder {
  readonly type = 'boolean';
  readonly #name: string;
  readonly #notation: Notation;
  readonly #values: Pieces<Int8Array>;
  readonly #known = new KnownFields();

  constructor(name: string, notation: Notation, reading: Reading) {
    this.#name = name;
    this.#values = new Pieces((length) => new Int8Array(length), reading);
    this.#notation = notation;
  }

  append(rows: readonly string[][], j: number): number {
    return readCut(rows, j, (text) => this.#read(text), this.#values.extend(rows.length));
  }

  appendPlain(fields: PlainFields): void {
    const values = this.#values.extend(fields.rows);
    readPlain(fields, this.#known, (text) => this.#read(text), values);
  }

  /** -1 where it is missing, undefined where it is of another type. */
  #read(text: string): number | undefined {
    if (this.#notation.isMissing(text)) return -1;
    const value = parseBoolean(text);
    return value < 0 ? undefined : value;
  }

  appendMissing(count: number): void {
    this.#values.extend(count).fill(-1);
  }

  cutTo(rows: number): void {
    this.#values.cutTo(rows);
  }

  finish(): Column {
    return { type: 'boolean', name: this.#name, data: this.#values.join() };
  }
}

/** The most keys a Map holds in V8, which throws at the next one. */
const MOST_KEYS = 2 ** 24;

class TextBuilder implements ColumnBuilder {
  readonly type = 'text';
  readonly #name: string;
  readonly #notation: Notation;
  readonly #codes: Pieces<Int32Array>;
  readonly #categories: string[] = [];
  /** Every spelling met so far: its code, -1 for missing. */
  readonly #known: Map<string, number>;
  readonly #knownFields = new KnownFields();

  constructor(name: string, notation: Notation, reading: Reading) {
    this.#name = name;
    this.#codes = new Pieces((length) => new Int32Array(length), reading);
    this.#notation = notation;
    this.#known = new Map(notation.missingTexts.map((text) => [text, -1]));
  }

  append(rows: readonly string[][], j: number): number {
    const codes = this.#codes.extend(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = this.#codeOf(rows[i][j]);
    return -1;
  }

  appendPlain(fields: PlainFields): void {
    const codes = this.#codes.extend(fields.rows);
    readPlain(fields, this.#knownFields, (text) => this.#codeOf(text), codes);
  }

  #codeOf(text: string): number {
    return this.#known.get(text) ?? this.#add(text);
  }

  #add(text: string): number {
    if (this.#notation.isMissing(text)) return -1;
    if (this.#known.size === MOST_KEYS) {
      throw new InvalidInputError(
        `CSV: column ${show(this.#name)} has more than ${MOST_KEYS} different texts. Leave the column out of the file.`,
      );
    }
    const code = this.#categories.length;
    const own = detach(text);
    this.#categories.push(own);
    this.#known.set(own, code);
    return code;
  }

  appendMissing(count: number): void {
    this.#codes.extend(count).fill(-1);
  }

  cutTo(rows: number): void {
    this.#codes.cutTo(rows);
  }

  finish(): Column {
    return {
      type: 'text',
      name: this.#name,
      codes: this.#codes.join(),
      categories: this.#categories,
    };
  }
}

/**
 * Read field `j` of each row.
 *
 * @param read - what a field stands for, undefined where it is of another type
 * @param values - out [rows]: what the fields stand for
 * @returns the first row whose field is of another type, or -1
 */
function readCut(
  rows: readonly string[][],
  j: number,
  read: (text: string) => number | undefined,
  values: Float64Array | Int8Array,
): number {
  for (let i = 0; i < rows.length; i++) {
    const value = read(rows[i][j]);
    if (value === undefined) return i;
    values[i] = value;
  }
  return -1;
}

/** As `readCut`, of fields that are not cut out: known from before, or cut out and read. As far as they are of this type. */
function readPlain(
  fields: PlainFields,
  known: KnownFields,
  read: (text: string) => number | undefined,
  values: Int8Array | Int32Array,
): void {
  for (let i = known.read(fields, values, 0); i < fields.rows; ) {
    const start = fields.places[i];
    const text = fields.cut(i);
    const value = text === undefined ? undefined : read(text);
    if (text === undefined || value === undefined) {
      fields.rows = i;
    } else {
      values[i] = value;
      known.add(fields, start, text.length, value);
      i = known.read(fields, values, i + 1);
    }
  }
}

/** Pass over the missing values of a column without a type, up to the first other one. */
export function passMissing(fields: PlainFields, notation: Notation): void {
  for (let i = 0; i < fields.rows; i++) {
    const text = fields.cut(i);
    const isMissing =
      text !== undefined && typeOfField(text, notation.parseNumber(text), notation) === 'missing';
    if (!isMissing) fields.rows = i;
  }
}

/** 1 for true, 0 for false, in any case and with white space around it; else -1. */
function parseBoolean(text: string): number {
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  const lower = text.trim().toLowerCase();
  return lower === 'true' ? 1 : lower === 'false' ? 0 : -1;
}

/**
 * A copy that stands alone. V8 makes a substring of 13 characters or more a window on the text it was
 * cut from, and one long category would keep a whole chunk of the file in memory.
 */
function detach(text: string): string {
  return ` ${text}`.slice(1);
}
