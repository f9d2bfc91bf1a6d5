/** Arrays in memory that all threads see, where there are several. */

import { areInWords, type ColumnCodes } from './column-codes.js';

/** Memory for numbers, which all threads see where there are several. */
export function floatsFor(threads: number, length: number): Float64Array {
  return threads > 1
    ? new Float64Array(new SharedArrayBuffer(8 * length))
    : new Float64Array(length);
}

/** The same numbers in memory that all threads see where there are several. */
export function seenByAll(threads: number, numbers: Float64Array): Float64Array {
  if (threads === 1) return numbers;
  const shared = floatsFor(threads, numbers.length);
  shared.set(numbers);
  return shared;
}

/** As `floatsFor`, for numbers of rows. */
export function integersFor(threads: number, length: number): Int32Array {
  return threads > 1 ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
}

/** Codes in memory that all threads see; words are there already, and codes that threads made. */
export const sharedCodes = (columns: readonly ColumnCodes[]): ColumnCodes[] =>
  columns.map((own) => {
    if (areInWords(own) || own.buffer instanceof SharedArrayBuffer) return own;
    const memory = new SharedArrayBuffer(own.byteLength);
    const codes = own instanceof Uint8Array ? new Uint8Array(memory) : new Uint16Array(memory);
    codes.set(own);
    return codes;
  });
