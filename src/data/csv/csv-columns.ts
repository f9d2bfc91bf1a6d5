import { InvalidInputError } from '../../errors.js';
import { show } from '../../words.js';
import type { Column } from '../columns.js';
import type { Notation } from './csv-notation.js';
import type { SpellingWatch } from './csv-spelling.js';
import { parsePlainDecimal } from './plain-decimal.js';
import { fieldAt, type PlainFields } from './plain-fields.js';

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
  /** As `append`, of fields that are not cut out. */
  appendPlain(fields: PlainFields, j: number): number;
  appendMissing(count: number): void;
  /** The column. The builder is done with. */
  finish(): Column;
}

export function createColumnBuilder(
  name: string,
  { type, spelling }: ColumnOptions,
  notation: Notation,
): ColumnBuilder {
  if (type === 'number') return new NumberBuilder(name, notation, spelling);
  if (type === 'boolean') return new BooleanBuilder(name, notation);
  return new TextBuilder(name, notation);
}

class NumberBuilder implements ColumnBuilder {
  readonly type = 'number';
  readonly spelling: SpellingWatch | undefined;
  readonly #name: string;
  readonly #notation: Notation;
  readonly #values = new Pieces((length) => new Float64Array(length));

  constructor(name: string, notation: Notation, spelling: SpellingWatch | undefined) {
    this.#name = name;
    this.#notation = notation;
    this.spelling = spelling;
  }

  append(rows: readonly string[][], j: number): number {
    const values = this.#values.extend(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const value = this.#read(rows[i][j]);
      if (value === undefined) return i;
      values[i] = value;
    }
    return -1;
  }

  appendPlain(fields: PlainFields, j: number): number {
    const { bytes, rows, width, starts } = fields;
    const { spelling } = this;
    const plain = this.#notation.readsPlainDecimals;
    const emptyIsMissing = this.#notation.isMissing('');
    const values = this.#values.extend(rows);
    for (let i = 0, field = j; i < rows; i++, field += width) {
      const start = starts[field];
      const end = starts[field + 1] - 1;
      let value = plain ? parsePlainDecimal(bytes, start, end) : Number.NaN;
      if (Number.isNaN(value)) {
        if (start < end || !emptyIsMissing) {
          const read = this.#read(fieldAt(fields, i, j));
          if (read === undefined) return i;
          value = read;
        }
      } else if (!Number.isInteger(value)) {
        spelling?.see('', value); // a number that is not whole counts whatever its spelling
      }
      values[i] = value;
    }
    return -1;
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

  finish(): Column {
    return { type: 'number', name: this.#name, data: this.#values.join() };
  }
}

class BooleanBuilder implements ColumnBuilder {
  readonly type = 'boolean';
  readonly #name: string;
  readonly #notation: Notation;
  readonly #values = new Pieces((length) => new Int8Array(length));

  constructor(name: string, notation: Notation) {
    this.#name = name;
    this.#notation = notation;
  }

  append(rows: readonly string[][], j: number): number {
    return this.#appendTexts(rows.length, (i) => rows[i][j]);
  }

  appendPlain(fields: PlainFields, j: number): number {
    return this.#appendTexts(fields.rows, (i) => fieldAt(fields, i, j));
  }

  #appendTexts(count: number, textOf: (i: number) => string): number {
    const values = this.#values.extend(count);
    for (let i = 0; i < count; i++) {
      const text = textOf(i);
      const missing = this.#notation.isMissing(text);
      const value = missing ? -1 : parseBoolean(text);
      if (value < 0 && !missing) return i;
      values[i] = value;
    }
    return -1;
  }

  appendMissing(count: number): void {
    this.#values.extend(count).fill(-1);
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
  readonly #codes = new Pieces((length) => new Int32Array(length));
  readonly #categories: string[] = [];
  /** Every spelling met so far: its code, -1 for missing. */
  readonly #known: Map<string, number>;

  constructor(name: string, notation: Notation) {
    this.#name = name;
    this.#notation = notation;
    this.#known = new Map(notation.missingTexts.map((text) => [text, -1]));
  }

  append(rows: readonly string[][], j: number): number {
    const codes = this.#codes.extend(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = this.#codeOf(rows[i][j]);
    return -1;
  }

  appendPlain(fields: PlainFields, j: number): number {
    const codes = this.#codes.extend(fields.rows);
    for (let i = 0; i < fields.rows; i++) codes[i] = this.#codeOf(fieldAt(fields, i, j));
    return -1;
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

  finish(): Column {
    return {
      type: 'text',
      name: this.#name,
      codes: this.#codes.join(),
      categories: this.#categories,
    };
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

interface NumberArray<A> {
  readonly length: number;
  subarray(begin: number, end: number): A;
  set(values: A, offset: number): void;
}

/** The longest piece made in advance, in values. */
const LONGEST_PIECE = 65_536;

/** A typed array that grows by pieces, so that growing copies nothing and little room is left over. */
class Pieces<A extends NumberArray<A>> {
  readonly #create: (length: number) => A;
  readonly #full: A[] = [];
  #current: A;
  #used = 0;
  #total = 0;

  constructor(create: (length: number) => A) {
    this.#create = create;
    this.#current = create(0);
  }

  /** Room for `count` more values, for the caller to fill. */
  extend(count: number): A {
    if (this.#used + count > this.#current.length) {
      this.#full.push(this.#current.subarray(0, this.#used));
      this.#current = this.#create(Math.max(count, Math.min(this.#total, LONGEST_PIECE)));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += count;
    this.#total += count;
    return this.#current.subarray(start, this.#used);
  }

  /** All values in one array. */
  join(): A {
    const joined = this.#create(this.#total);
    let at = 0;
    for (const piece of [...this.#full, this.#current.subarray(0, this.#used)]) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}
