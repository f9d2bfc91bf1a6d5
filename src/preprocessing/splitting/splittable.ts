import { type AbstractMatrix, Matrix } from 'ml-matrix';
import type { FlatMatrix } from '../../contracts.js';
import { lengthOf, reading } from '../../data/array-like.js';
import { blockBehind, pickRows, toMatrix } from '../../data/dense.js';
import { isTable } from '../../data/is-table.js';
import type { Table } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import type { TypedArray } from '../../serialization/tensors.js';
import { show } from '../../words.js';

/** What can be split: one sample an element, or one a row. */
export type Splittable = Table | AbstractMatrix | FlatMatrix | ArrayLike<unknown>;

/** A part of a `T`: the same kind, with fewer samples. */
export type SplitPart<T> = T extends Table
  ? T
  : T extends AbstractMatrix
    ? Matrix
    : T extends TypedArray
      ? T
      : T extends FlatMatrix
        ? FlatMatrix
        : T extends ArrayLike<infer Item>
          ? Item[]
          : never;

/** An array as splitting sees it: how many samples, and those at given places. */
export interface Sliceable {
  readonly length: number;
  take(indices: Int32Array): unknown;
}

/**
 * @param name - what it is called in the message
 * @param where - the method that was called, for the message
 * @throws InvalidInputError when it is nothing that has samples
 */
export function parseSplittable(array: unknown, name: string, where: string): Sliceable {
  return reading(where, name, () => sliceableOf(array, name, where));
}

function sliceableOf(array: unknown, name: string, where: string): Sliceable {
  if (isTable(array)) {
    return { length: array.rowCount, take: (indices) => array.rows(indices) };
  }
  if (Matrix.isMatrix(array)) {
    return { length: array.rows, take: (indices) => takeMatrix(array, indices) };
  }
  // Without columns nothing would hold the number of rows to what is there.
  const fits = isFlat(array) && array.data.length === array.rows * array.columns;
  if (fits && (array.columns > 0 || array.rows === 0)) {
    return { length: array.rows, take: (indices) => takeFlat(array, indices) };
  }
  if (isTyped(array)) return { length: array.length, take: (indices) => takeTyped(array, indices) };
  // The last one must be there: a length that promises more than there is must not decide what is allocated.
  if (isArrayLike(array) && (array.length === 0 || array.length - 1 in array)) {
    return {
      length: array.length,
      take: (indices) => Array.from(indices, (i) => array[i]),
    };
  }
  throw new InvalidInputError(
    `${where}: ${name} is ${show(array)}. Pass an array, a matrix or a table with one sample a row.`,
  );
}

function takeMatrix(X: AbstractMatrix, indices: Int32Array): Matrix {
  const { columns } = X;
  const block = blockBehind(X);
  if (block !== undefined) {
    return toMatrix(pickRows(block, columns, indices), indices.length, columns);
  }
  const data = new Float64Array(indices.length * columns);
  for (let i = 0, at = 0; i < indices.length; i++) {
    for (let j = 0; j < columns; j++) data[at++] = X.get(indices[i], j);
  }
  return toMatrix(data, indices.length, columns);
}

function takeFlat({ data, columns }: FlatMatrix, indices: Int32Array): FlatMatrix {
  const rows = indices.length;
  const size = rows * columns;
  const taken = data instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  for (let i = 0, at = 0; i < rows; i++) {
    const row = indices[i] * columns;
    for (let j = 0; j < columns; j++) taken[at++] = data[row + j];
  }
  return { data: taken, rows, columns };
}

function takeTyped(values: TypedArray, indices: Int32Array): TypedArray {
  // The method of typed arrays copies, where a Buffer's own would share memory.
  const taken: TypedArray = Float64Array.prototype.slice.call(values, 0, indices.length);
  for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]];
  return taken;
}

function isTyped(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return lengthOf(value) !== undefined;
}

function isFlat(value: unknown): value is FlatMatrix {
  return typeof value === 'object' && value !== null && 'data' in value && isTyped(value.data);
}

export function isSplittable(value: object): boolean {
  return isSo(
    () => isTable(value) || Matrix.isMatrix(value) || isFlat(value) || isArrayLike(value),
  );
}
