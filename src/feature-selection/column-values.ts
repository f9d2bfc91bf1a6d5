import type { Dense } from '../data/dense.js';
import { floorLog2 } from '../numeric/exp-log.js';

/** Within 2^±300 the squares of numbers, and sums of many of them, are numbers too. */
const SAFE_EXPONENT = 300;

/** A column of its own, and what brings it back to the units of the feature. */
export interface ColumnValues {
  /** [nSamples] */
  readonly values: Float64Array;
  /** What the values are multiplied by: 1, or a power of two where their squares would leave the range of numbers. */
  readonly factor: number;
}

/** Column j, multiplied by a power of two where it is too large or too small to be squared. Missing values stay. */
export function columnValues({ data, rows, columns }: Dense, j: number): ColumnValues {
  const values = new Float64Array(rows);
  let largest = 0;
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    const value = data[at];
    values[i] = value;
    const size = Math.abs(value);
    if (size > largest) largest = size;
  }
  const exponent = largest === 0 ? 0 : floorLog2(largest);
  if (Math.abs(exponent) <= SAFE_EXPONENT) return { values, factor: 1 };
  const factor = 2 ** -exponent;
  for (let i = 0; i < rows; i++) values[i] *= factor;
  return { values, factor };
}
