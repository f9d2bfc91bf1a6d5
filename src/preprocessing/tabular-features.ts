import {
  type Cell,
  type Column,
  cellAt,
  countMissing,
  Table,
  type TableRecord,
} from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { count, didYouMean, show } from '../words.js';
import { columnOf } from './cells.js';
import type { ColumnPlan } from './column-plan.js';
import { codesOf, encodeColumn, MISSING, UNKNOWN } from './encode-column.js';

/** Values by position. */
export type Row = ArrayLike<Cell | undefined>;

/** A Table, one object a row, or rows of values in the order of the fitted columns. */
export type TabularInput = Table | readonly TableRecord[] | readonly Row[];

/** A column in use, made ready for coding. */
export interface Feature {
  readonly name: string;
  readonly type: Column['type'];
  /** Where the column stands among those of fit. */
  readonly position: number;
  /** The code of each category: of text, and of false and true. */
  readonly codes: ReadonlyMap<Cell, number>;
  /** The number that a missing or unknown value gets, before scaling. */
  readonly fill: number;
  /** What is subtracted from the number, and then what it is divided by. */
  readonly mean: number;
  readonly scale: number;
}

/** How many values of each feature [nFeatures] were filled in. */
export interface Tally {
  readonly filled: Int32Array;
  readonly unknown: Int32Array;
}

export function createTally(nFeatures: number): Tally {
  return { filled: new Int32Array(nFeatures), unknown: new Int32Array(nFeatures) };
}

/** The columns in use, each with its mean and scale [nFeatures]. */
export function toFeatures(
  plans: readonly ColumnPlan[],
  mean: Float64Array,
  scale: Float64Array,
): Feature[] {
  const used = plans.map((plan, position) => ({ plan, position })).filter(({ plan }) => plan.use);
  return used.map(({ plan: { name, type, fill, categories }, position }, f) => {
    const codes = codesOf(type === 'boolean' ? [false, true] : categories);
    const fillCode = type === 'number' ? (fill as number) : (codes.get(fill) as number);
    return { name, type, position, codes, fill: fillCode, mean: mean[f], scale: scale[f] };
  });
}

/**
 * Numbers for the values of a table, of records or of rows.
 *
 * @param fitted - the features, and how many columns fit has seen
 * @param tally - counts up what was filled in
 * @returns row-major [nSamples × nFeatures]
 * @throws InvalidInputError when a column is missing, a value is of another type or infinite, or X is empty
 */
export function codeTabular(
  X: TabularInput,
  fitted: { readonly features: readonly Feature[]; readonly columns: number },
  tally: Tally,
  where: string,
): Float64Array {
  const { features } = fitted;
  const rows = X instanceof Table ? X.rowCount : Array.isArray(X) ? X.length : -1;
  if (rows < 0) {
    throw new InvalidInputError(
      `${where}: X is ${show(X)}. Pass a Table, an array of objects or an array of rows: for a single one, [row].`,
    );
  }
  if (rows === 0) throw new InvalidInputError(`${where}: X has 0 rows. Pass at least one.`);
  if (X instanceof Table) return codeTable(X, features, tally, where);
  const width = features.length;
  const out = new Float64Array(rows * width);
  for (let i = 0, at = 0; i < rows; i++, at += width) {
    const row = X[i];
    if (isRow(row)) {
      if (row.length !== fitted.columns) throw wrongLength(row.length, i, fitted.columns, where);
      for (let f = 0; f < width; f++) {
        const feature = features[f];
        out[at + f] = codeValue(row[feature.position], feature, f, i, tally, where);
      }
    } else {
      codeRecord(row as TableRecord, i, features, out, at, tally, where);
    }
  }
  return out;
}

/** Whether a sample is given by position: an object that has a column `length` is none. */
export function isRow(sample: unknown): sample is ArrayLike<unknown> {
  return Array.isArray(sample) || ArrayBuffer.isView(sample);
}

function codeRecord(
  record: TableRecord,
  i: number,
  features: readonly Feature[],
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
  for (let f = 0; f < features.length; f++) {
    const feature = features[f];
    const value = record[feature.name];
    if (value === undefined && !(feature.name in record)) {
      throw new InvalidInputError(
        `${where}: column ${show(feature.name)} is missing in row ${i}. ${didYouMean(feature.name, Object.keys(record))} Pass null where a value is not known.`,
      );
    }
    out[at + f] = codeValue(value, feature, f, i, tally, where);
  }
}

function codeValue(
  value: unknown,
  feature: Feature,
  f: number,
  i: number,
  tally: Tally,
  where: string,
): number {
  let number = feature.fill;
  if (typeof value === 'number' && feature.type === 'number' && value - value === 0) {
    number = value;
  } else if (value === null || value === undefined || Number.isNaN(value)) {
    tally.filled[f]++;
  } else {
    const fits =
      feature.type === 'text' ? typeof value === 'string' : typeof value === feature.type;
    if (!fits || typeof value === 'number') throw unsuitable(value, feature, i, where);
    const code = feature.codes.get(value as Cell);
    if (code === undefined) tally.unknown[f]++;
    else number = code;
  }
  return (number - feature.mean) / feature.scale;
}

/** As `codeTabular`, for a table: column by column. */
export function codeTable(
  X: Table,
  features: readonly Feature[],
  tally: Tally,
  where: string,
): Float64Array {
  const width = features.length;
  const out = new Float64Array(X.rowCount * width);
  for (let f = 0; f < width; f++) {
    const feature = features[f];
    const column = columnOf(X, feature.name, where);
    checkColumn(column, X.rowCount, feature, where);
    if (feature.type === 'number' && column.type === 'number') {
      writeNumbers(column.data, feature, f, width, out, tally);
    } else {
      writeCodes(encodeColumn(column, feature.codes), feature, f, width, out, tally);
    }
  }
  return out;
}

function writeNumbers(
  data: Float64Array,
  { fill, mean, scale }: Feature,
  f: number,
  width: number,
  out: Float64Array,
  tally: Tally,
): void {
  for (let i = 0, at = f; i < data.length; i++, at += width) {
    let number = data[i];
    if (Number.isNaN(number)) {
      number = fill;
      tally.filled[f]++;
    }
    out[at] = (number - mean) / scale;
  }
}

function writeCodes(
  codes: Int32Array,
  { fill, mean, scale }: Feature,
  f: number,
  width: number,
  out: Float64Array,
  tally: Tally,
): void {
  for (let i = 0, at = f; i < codes.length; i++, at += width) {
    const code = codes[i];
    if (code === MISSING) tally.filled[f]++;
    else if (code === UNKNOWN) tally.unknown[f]++;
    out[at] = ((code < 0 ? fill : code) - mean) / scale;
  }
}

/** A column that is wholly missing has no type of its own, so any is right. */
function checkColumn(column: Column, rows: number, feature: Feature, where: string): void {
  const wrongType = column.type !== feature.type && countMissing(column) < rows;
  if (!wrongType && column.type !== 'number') return;
  for (let i = 0; i < rows; i++) {
    const value = cellAt(column, i);
    const wrong = wrongType ? value !== null : value === Infinity || value === -Infinity;
    if (wrong) throw unsuitable(value, feature, i, where);
  }
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

function unsuitable(
  value: unknown,
  { name, type }: Feature,
  i: number,
  where: string,
): InvalidInputError {
  const kind = typeof value === 'string' ? 'the text ' : '';
  return new InvalidInputError(
    `${where}: row ${i} of column ${show(name)} is ${kind}${show(value)}, but the column is of type ${type}. ${REMEDIES[type]}`,
  );
}
