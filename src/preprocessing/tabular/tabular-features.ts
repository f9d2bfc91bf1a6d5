import {
  type Cell,
  type Column,
  cellAt,
  countMissing,
  Table,
  type TableRecord,
} from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import type { Steps } from '../../progress.js';
import { count, didYouMean, show } from '../../words.js';
import { columnOf } from '../columns/cells.js';
import { codesOf } from '../encoders/encode-column.js';
import { type ColumnPlan, planFeatureNames } from './column-plan.js';
import { DATE_PARTS, type DateOrder, readDate } from './dates.js';

/** Values by position. */
export type Row = ArrayLike<Cell | undefined>;

/** A Table, one object a row, or rows of values in the order of the fitted columns. */
export type TabularInput = Table | readonly TableRecord[] | readonly Row[];

/** A column in use, made ready for coding: it fills `width` features from `first` on. */
export interface Coder {
  readonly name: string;
  readonly type: ColumnPlan['type'];
  /** Where the column stands among those of fit. */
  readonly position: number;
  readonly first: number;
  readonly width: number;
  /** What a missing or unknown value becomes [width]. */
  readonly fill: Float64Array;
  /** The code of each category: of text, and of false and true. */
  readonly codes: ReadonlyMap<Cell, number>;
  /** Whether a code becomes the feature that is 1, the others being 0. */
  readonly oneHot: boolean;
  /** Dates only: how they are read, and which of the parts are kept [width]. */
  readonly dateOrder: DateOrder | null;
  readonly dateParts: readonly number[];
}

/** How many values of each coder [nCoders] were filled in. */
export interface Tally {
  readonly filled: Int32Array;
  readonly unknown: Int32Array;
}

export function createTally(nCoders: number): Tally {
  return { filled: new Int32Array(nCoders), unknown: new Int32Array(nCoders) };
}

/** Coders of the columns in use, whose features stand side by side. */
export function createCoders(plans: readonly ColumnPlan[]): Coder[] {
  const coders: Coder[] = [];
  let first = 0;
  for (const [position, plan] of plans.entries()) {
    if (!plan.use) continue;
    const coder = createCoder(plan, position, first);
    coders.push(coder);
    first += coder.width;
  }
  return coders;
}

function createCoder(plan: ColumnPlan, position: number, first: number): Coder {
  const { name, type, fill, encoding, dateOrder } = plan;
  const width = planFeatureNames(plan, name).length;
  const coder: Coder = {
    name,
    type,
    position,
    first,
    width,
    fill: new Float64Array(width),
    codes: codesOf(type === 'boolean' ? [false, true] : plan.categories),
    oneHot: encoding === 'oneHot',
    dateOrder,
    dateParts: plan.dateParts.map((part) => DATE_PARTS.indexOf(part)),
  };
  if (type === 'number') coder.fill[0] = fill as number;
  else if (type === 'date') writeDate(fill as string, coder, coder.fill, 0);
  else writeCode(coder.codes.get(fill) as number, coder, coder.fill, 0);
  return coder;
}

/** Write what a category becomes. */
function writeCode(code: number, { width, oneHot }: Coder, out: Float64Array, at: number): void {
  if (!oneHot) {
    out[at] = code;
    return;
  }
  out.fill(0, at, at + width);
  out[at + code] = 1;
}

const parts = /* @__PURE__ */ new Float64Array(DATE_PARTS.length);

/** Write the parts of a date; false when it is none. */
function writeDate(text: string, { dateOrder, dateParts }: Coder, out: Float64Array, at: number) {
  if (!readDate(text, dateOrder as DateOrder, parts)) return false;
  for (let k = 0; k < dateParts.length; k++) out[at + k] = parts[dateParts[k]];
  return true;
}

/**
 * Numbers for the values of a table, of records or of rows.
 *
 * @param columns - how many columns fit has seen
 * @param tally - counts up what was filled in
 * @returns row-major [nSamples × nFeatures]
 * @throws InvalidInputError when a column is missing, a value is of another type or infinite, or X is empty
 */
export function* codeTabular(
  X: TabularInput,
  coders: readonly Coder[],
  columns: number,
  tally: Tally,
  where: string,
): Steps<Float64Array> {
  const rows = X instanceof Table ? X.rowCount : Array.isArray(X) ? X.length : -1;
  if (rows < 0) {
    throw new InvalidInputError(
      `${where}: X is ${show(X)}. Pass a Table, an array of objects or an array of rows: for a single one, [row].`,
    );
  }
  if (rows === 0) throw new InvalidInputError(`${where}: X has 0 rows. Pass at least one.`);
  if (X instanceof Table) return yield* codeTableInSteps(X, coders, tally, where);
  const width = featureCount(coders);
  const out = new Float64Array(rows * width);
  for (let i = 0, at = 0; i < rows; i++, at += width) {
    const row = X[i];
    if (isRow(row)) {
      if (row.length !== columns) throw wrongLength(row.length, i, columns, where);
      for (let k = 0; k < coders.length; k++) {
        codeValue(row[coders[k].position], coders[k], k, i, out, at, tally, where);
      }
    } else {
      codeRecord(row as TableRecord, i, coders, out, at, tally, where);
    }
  }
  return out;
}

/** How many features the coders fill. */
export function featureCount(coders: readonly Coder[]): number {
  return coders.reduce((sum, { width }) => sum + width, 0);
}

/** Whether a sample is given by position: an object that has a column `length` is none. */
export function isRow(sample: unknown): sample is ArrayLike<unknown> {
  return Array.isArray(sample) || ArrayBuffer.isView(sample);
}

function codeRecord(
  record: TableRecord,
  i: number,
  coders: readonly Coder[],
  out: Float64Array,
  at: number,
  tally: Tally,
  where: string,
): void {
  if (typeof record !== 'object' || record === null) {
    throw new InvalidInputError(
      `${where}: X[${i}] is ${show(record)}. Pass an array of objects or of rows: for a single one, [row].`,
    );
  }
  for (let k = 0; k < coders.length; k++) {
    const { name } = coders[k];
    const value = record[name];
    if (value === undefined && !(name in record)) {
      throw new InvalidInputError(
        `${where}: column ${show(name)} is missing in row ${i}. ${didYouMean(name, Object.keys(record))} Pass null where a value is not known.`,
      );
    }
    codeValue(value, coders[k], k, i, out, at, tally, where);
  }
}

/** Write the features of one value of coder k, in the row that begins at `at`. */
function codeValue(
  value: unknown,
  coder: Coder,
  k: number,
  i: number,
  out: Float64Array,
  at: number,
  tally: Tally,
  where: string,
): void {
  const from = at + coder.first;
  if (typeof value === 'number' && coder.type === 'number' && value - value === 0) {
    out[from] = value;
    return;
  }
  if (value === null || value === undefined || Number.isNaN(value)) {
    tally.filled[k]++;
    out.set(coder.fill, from);
    return;
  }
  const fits = coder.type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string';
  if (!fits || coder.type === 'number') throw unsuitable(value, coder, i, where);
  if (!codeKnown(value as string | boolean, coder, out, from)) {
    tally.unknown[k]++;
    out.set(coder.fill, from);
  }
}

/** Write the features of text or of a boolean; false when it is no category and no date. */
function codeKnown(
  value: string | boolean,
  coder: Coder,
  out: Float64Array,
  from: number,
): boolean {
  if (coder.type === 'date') return writeDate(value as string, coder, out, from);
  const code = coder.codes.get(value);
  if (code === undefined) return false;
  writeCode(code, coder, out, from);
  return true;
}

/** As `codeTabular`, for a table: a column a step. */
export function* codeTableInSteps(
  X: Table,
  coders: readonly Coder[],
  tally: Tally,
  where: string,
): Steps<Float64Array> {
  const width = featureCount(coders);
  const out = new Float64Array(X.rowCount * width);
  for (const [k, coder] of coders.entries()) {
    const column = columnOf(X, coder.name, where);
    checkColumn(column, X.rowCount, coder, where);
    if (coder.type === 'number' && column.type === 'number') {
      tally.filled[k] += writeNumbers(column.data, coder, width, out);
    } else {
      writeCategories(column, coder, k, width, out, tally);
    }
    yield;
  }
  return out;
}

/** Returns how many were missing. */
function writeNumbers(
  data: Float64Array,
  { fill, first }: Coder,
  width: number,
  out: Float64Array,
): number {
  let missing = 0;
  for (let i = 0, at = first; i < data.length; i++, at += width) {
    const value = data[i];
    if (Number.isNaN(value)) missing++;
    out[at] = Number.isNaN(value) ? fill[0] : value;
  }
  return missing;
}

/** Each distinct value is coded once, and its features copied to the rows that have it. */
function writeCategories(
  column: Column,
  coder: Coder,
  k: number,
  width: number,
  out: Float64Array,
  tally: Tally,
): void {
  const values: readonly (string | boolean)[] =
    column.type === 'text' ? column.categories : [false, true];
  const features = new Float64Array(values.length * coder.width);
  const known = values.map((value, v) => codeKnown(value, coder, features, v * coder.width));
  const codes = column.type === 'text' ? column.codes : column.data;
  for (let i = 0, at = coder.first; i < codes.length; i++, at += width) {
    const code = codes[i];
    // A column that is wholly missing has no type of its own: it may be one of NaN.
    const missing = !(code >= 0);
    if (missing) tally.filled[k]++;
    else if (!known[code]) tally.unknown[k]++;
    const filled = missing || !known[code];
    const from = filled ? coder.fill : features;
    const start = filled ? 0 : code * coder.width;
    for (let j = 0; j < coder.width; j++) out[at + j] = from[start + j];
  }
}

/** A column that is wholly missing has no type of its own, so any is right. */
function checkColumn(column: Column, rows: number, coder: Coder, where: string): void {
  const wrongType = column.type !== columnType(coder) && countMissing(column) < rows;
  if (!wrongType && column.type !== 'number') return;
  for (let i = 0; i < rows; i++) {
    const value = cellAt(column, i);
    const wrong = wrongType ? value !== null : value === Infinity || value === -Infinity;
    if (wrong) throw unsuitable(value, coder, i, where);
  }
}

/** The type that the column has in a table. */
function columnType({ type }: Coder): Column['type'] {
  return type === 'date' ? 'text' : type;
}

function wrongLength(given: number, i: number, fitted: number, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: X[${i}] has ${count(given, 'value')}, but fit was given ${count(fitted, 'column')}. Pass one value for each, in the same order, or an object by column name.`,
  );
}

const REMEDIES = {
  number: 'Pass a finite number, Number(value) for example, or null where it is missing.',
  text: 'Pass text, String(value) for example, or null where it is missing.',
  boolean: 'Pass true or false, or null where it is missing.',
} as const;

function unsuitable(value: unknown, coder: Coder, i: number, where: string): InvalidInputError {
  const kind = typeof value === 'string' ? 'the text ' : '';
  const type = columnType(coder);
  return new InvalidInputError(
    `${where}: row ${i} of column ${show(coder.name)} is ${kind}${show(value)}, but the column is of type ${type}. ${REMEDIES[type]}`,
  );
}
