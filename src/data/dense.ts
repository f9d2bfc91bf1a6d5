import { type AbstractMatrix, Matrix } from 'ml-matrix';
import type { FlatMatrix, MatrixLike } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import { reserveBlock } from '../memory.js';
import { inStretches, type Steps } from '../progress.js';
import { count, show } from '../words.js';
import { allFinite } from './all-finite.js';
import { lengthOf, reading } from './array-like.js';
import { checkCell, fromRows } from './array-rows.js';

/** Features as the engines see them: checked, row-major, in one block. Never written to. */
export interface Dense {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface FeatureRules {
  /** Fewest rows. Default 1. */
  minRows?: number;
  /** Columns the model was fitted on; another number is refused. */
  columns?: number;
  /** Whether NaN (missing) is allowed. Default false. */
  allowMissing?: boolean;
}

/**
 * Turn any matrix into one checked block. A `Float64Array` block, a matrix that `toMatrix` made and
 * ml-matrix's `WrapperMatrix1D` are read where they are; everything else is copied.
 *
 * @param X - [nSamples × nFeatures]
 * @param where - the method that was called, for messages: `KMeans.fit`
 * @throws InvalidInputError when X is no matrix, ragged, empty, too small, of another width, or holds
 *   values that are not finite numbers (NaN is left in where `allowMissing`)
 */
export function parseFeatures(X: MatrixLike, where: string, rules: FeatureRules = {}): Dense {
  const block = blockOf(X, where, rules);
  const { data, rows, columns } = block;
  checkFinite(block, 0, rows, where, rules);
  return { data, rows, columns };
}

/** Features whose values nobody has looked at yet. */
export interface Unchecked extends Dense {
  /** Checks the values of the rows from `from` up to `to`, by default of all; throws as `parseFeatures` does. */
  readonly check: (from?: number, to?: number) => void;
}

/** As `parseFeatures`, for work that sees by itself whether all values are finite, which saves a pass over them. */
export function readFeatures(X: MatrixLike, where: string, rules: FeatureRules = {}): Unchecked {
  const block = blockOf(X, where, rules);
  const { data, rows, columns } = block;
  const check = (from = 0, to = rows) => checkFinite(block, from, to, where, rules);
  return { data, rows, columns, check };
}

/** As `parseFeatures`, the values checked in steps of some rows. */
export function* parseFeaturesInSteps(
  X: MatrixLike,
  where: string,
  rules: FeatureRules = {},
): Steps<Dense> {
  const block = blockOf(X, where, rules);
  const { data, rows, columns } = block;
  yield;
  if (!block.finite) {
    yield* inStretches(rows, columns, (from, to) => checkFinite(block, from, to, where, rules));
  }
  return { data, rows, columns };
}

/** A block, and whether its values are known to be finite. */
type Block = Dense & { readonly finite?: boolean };

/** The block of a matrix of the right size, its values not checked yet. */
function blockOf(X: MatrixLike, where: string, { minRows = 1, columns }: FeatureRules): Block {
  const block = reading(where, 'X', () => toBlock(X, where));
  if (block.columns === 0 && block.rows > 0) {
    throw new InvalidInputError(`${where}: X has no columns. Pass at least one feature.`);
  }
  if (block.rows < minRows) {
    throw new InvalidInputError(
      `${where}: X has ${count(block.rows, 'row')}, but at least ${minRows} ${minRows === 1 ? 'is' : 'are'} needed. Pass more samples.`,
    );
  }
  if (columns !== undefined && block.columns !== columns) {
    throw new InvalidInputError(
      `${where}: X has ${count(block.columns, 'feature')}, but the model was fitted on ${columns}. Pass the columns of fit, in the same order.`,
    );
  }
  return block;
}

function toBlock(X: MatrixLike, where: string): Block {
  if (typeof X !== 'object' || X === null) throw notAMatrix(X, where);
  const block = uncut.get(X);
  if (block !== undefined) {
    const { rows, columns } = X as AbstractMatrix;
    return fromFlat({ data: block, rows, columns }, where);
  }
  if ('data' in X && (X.data instanceof Float64Array || X.data instanceof Float32Array)) {
    return fromFlat(X as FlatMatrix, where);
  }
  if ('get' in X && 'rows' in X && typeof X.get === 'function') {
    return fromMlMatrix(X as AbstractMatrix, where);
  }
  if (lengthOf(X) !== undefined) {
    return fromRows(X as ArrayLike<ArrayLike<number>>, where);
  }
  throw notAMatrix(X, where);
}

function notAMatrix(X: unknown, where: string): InvalidInputError {
  return new InvalidInputError(
    `${where}: X must be a matrix, but got ${show(X)}. Pass an array of rows, an ml-matrix Matrix or { data, rows, columns }.`,
  );
}

function fromFlat({ data, rows, columns }: FlatMatrix, where: string): Dense {
  if (!isCount(rows) || !isCount(columns) || data.length !== rows * columns) {
    throw new InvalidInputError(
      `${where}: X.data holds ${count(data.length, 'value')}, but rows × columns is ${show(rows)} × ${show(columns)}. Pass a row-major block of exactly rows × columns values.`,
    );
  }
  return { data: data instanceof Float64Array ? data : Float64Array.from(data), rows, columns };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function fromMlMatrix(X: AbstractMatrix, where: string): Block {
  const stored = (X as { data?: unknown }).data;
  if (!isCount(X.rows) || !isCount(X.columns)) {
    throw new InvalidInputError(
      `${where}: X says that it has ${show(X.rows)} × ${show(X.columns)} values. Pass an ml-matrix Matrix or an array of rows.`,
    );
  }
  if (Array.isArray(stored) && stored.every((row) => row instanceof Float64Array)) {
    return sharedBlock(stored, X.columns) ?? fromRows(stored, where, X.columns);
  }
  const { rows, columns } = X;
  const data = reserveBlock(rows, columns, {
    where,
    what: `a copy of X, ${rows} × ${columns} values,`,
    remedy: 'Pass { data, rows, columns } with a Float64Array, which is not copied.',
  });
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[at++] = checkCell(X.get(i, j), i, j, where);
  }
  return { data, rows, columns };
}

/** The block whose consecutive pieces the rows are, if they are: what `toMatrix` makes. */
function sharedBlock(rows: Float64Array[], columns: number): Dense | undefined {
  const first = rows[0];
  if (first === undefined) return undefined;
  const { buffer, byteOffset } = first;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const inPlace = row.buffer === buffer && row.byteOffset === byteOffset + 8 * columns * i;
    if (!inPlace || row.length !== columns) return undefined;
  }
  const data = new Float64Array(buffer, byteOffset, rows.length * columns);
  return { data, rows: rows.length, columns };
}

/** That the values of the rows from `from` up to `to` are numbers. */
function checkFinite(
  { data, columns, finite }: Block,
  from: number,
  to: number,
  where: string,
  { allowMissing = false }: FeatureRules,
): void {
  const end = to * columns;
  if (finite || allFinite(data, from * columns, end)) return;
  for (let at = from * columns; at < end; at++) {
    const value = data[at];
    if (Number.isFinite(value) || (allowMissing && Number.isNaN(value))) continue;
    const cell = `X[${Math.floor(at / columns)}][${at % columns}] is ${value}`;
    const remedy = Number.isNaN(value)
      ? 'Drop the row, or fill it with SimpleImputer first.'
      : 'Drop the row, or replace it with a finite number.';
    throw new InvalidInputError(`${where}: ${cell}. ${remedy}`);
  }
}

/** Blocks of matrices whose rows nobody has asked for yet. */
const uncut = /* @__PURE__ */ new WeakMap<object, Float64Array>();

/** Cutting so few rows costs less than putting it off. */
const FEW_ROWS = 64;

/** The row-major block of a matrix that `toMatrix` made, where nobody has asked for its rows yet. */
export const blockBehind = (X: object): Float64Array | undefined => uncut.get(X);

type Rows = { data: Float64Array[]; rows: number; columns: number };

/** The rows from `from` up to `to`, where they are. */
export function rowsBetween({ data, columns }: Dense, from: number, to: number): Dense {
  return { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
}

/** Column j of a block, copied [rows]. */
export function takeColumn({ data, rows, columns }: Dense, j: number): Float64Array {
  const values = new Float64Array(rows);
  for (let i = 0, at = j; i < rows; i++, at += columns) values[i] = data[at];
  return values;
}

/** Rows of a block in the order of their numbers, copied [rows.length × columns]. */
export function takeRows({ data, columns }: Dense, rows: ArrayLike<number>): Dense {
  return { data: pickRows(data, columns, rows), rows: rows.length, columns };
}

/** As `takeRows`, of bare row-major numbers; with one column, values in another order. */
export function pickRows(
  data: Float64Array,
  columns: number,
  rows: ArrayLike<number>,
): Float64Array {
  const picked = new Float64Array(rows.length * columns);
  copyRows(data, columns, rows, picked, [0, rows.length]);
  return picked;
}

/** As `pickRows`, in steps of some rows. */
export function* pickRowsInSteps(
  data: Float64Array,
  columns: number,
  rows: ArrayLike<number>,
): Steps<Float64Array> {
  const picked = new Float64Array(rows.length * columns);
  yield* inStretches(rows.length, columns, (from, to) =>
    copyRows(data, columns, rows, picked, [from, to]),
  );
  return picked;
}

/** Copy the rows that stand from `from` up to `to` in the list to the same places of `into`. */
function copyRows(
  data: Float64Array,
  columns: number,
  rows: ArrayLike<number>,
  into: Float64Array,
  [from, to]: readonly [from: number, to: number],
): void {
  for (let i = from, at = from * columns; i < to; i++)
    for (let j = 0, row = rows[i] * columns; j < columns; j++) into[at++] = data[row + j];
}

/**
 * An ml-matrix over a row-major block, without copying it. The views of its rows are made when the matrix is first
 * read: a million of them take 0.3 s and 200 MB, and what goes from one step to the next needs none.
 */
export function toMatrix(data: Float64Array, rows: number, columns: number): Matrix {
  const matrix = new Matrix(0, 0);
  const parts = matrix as Matrix & Rows;
  parts.rows = rows;
  parts.columns = columns;
  if (rows <= FEW_ROWS) {
    parts.data = cut(data, rows, columns);
    return matrix;
  }
  uncut.set(matrix, data);
  const define = (property: PropertyDescriptor) =>
    Object.defineProperty(matrix, 'data', { ...property, configurable: true, enumerable: true });
  const set = (value: Float64Array[]) => {
    uncut.delete(matrix);
    define({ value, writable: true });
    return value;
  };
  define({ get: () => set(cut(data, rows, columns)), set });
  return matrix;
}

function cut(data: Float64Array, rows: number, columns: number): Float64Array[] {
  const views = new Array<Float64Array>(rows);
  for (let i = 0; i < rows; i++) views[i] = data.subarray(i * columns, (i + 1) * columns);
  return views;
}
