import type { Dense } from '../../data/dense.js';
import { argsort } from '../../numeric/ordering.js';
import type { Steps } from '../../progress.js';
import type { Bins } from '../bins.js';

/** Codes of a column: of bins, or the ranks of its values. */
export type Codes = Uint8Array | Int32Array;

/** Features as a forest sees them, whatever its codes are. */
export interface CodedFeatures<C extends Codes = Codes> {
  readonly rows: number;
  readonly columns: number;
  /** Codes of each column [nSamples]. */
  readonly columnCodes: readonly C[];
  /** The values of each code. */
  readonly bins: readonly Bins[];
  /** 1 for the columns that have missing values [nFeatures]. */
  readonly hasMissing: Uint8Array;
}

/**
 * Every value gets a code of its own: its rank among the distinct values of its column, so that splits are exact.
 * A column is a step.
 * A missing value has the code `samples.rows`, which is no rank. Cost: one sort a column.
 *
 * @param samples - [nSamples × nFeatures]; NaN is missing
 */
export function* rankFeatures({ data, rows, columns }: Dense): Steps<CodedFeatures<Int32Array>> {
  const hasMissing = new Uint8Array(columns);
  const columnCodes: Int32Array[] = [];
  const bins: Bins[] = [];
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0, at = j; i < rows; i++, at += columns) column[i] = data[at];
    const order = argsort(column);
    const codes = new Int32Array(rows);
    const values = new Float64Array(rows);
    let distinct = 0;
    for (let rank = 0; rank < rows; rank++) {
      const i = order[rank];
      const value = column[i];
      if (Number.isNaN(value)) {
        codes[i] = rows;
        hasMissing[j] = 1;
        continue;
      }
      if (distinct === 0 || value !== values[distinct - 1]) values[distinct++] = value;
      codes[i] = distinct - 1;
    }
    columnCodes.push(codes);
    const own = values.slice(0, distinct);
    bins.push({ low: own, high: own });
    yield;
  }
  return { rows, columns, columnCodes, bins, hasMissing };
}
