import type { Dense } from '../../data/dense.js';
import { argsortInSteps } from '../../numeric/ordering.js';
import type { Steps } from '../../progress.js';
import type { Bins } from '../bins.js';

/** Numbers of rows or ranks, in two bytes where that does: what is in the nearest caches decides how long trees take. */
export type Numbers = Uint16Array | Int32Array;

/** Codes of a column: of bins, or the ranks of its values. */
export type Codes = Uint8Array | Numbers;

/** Room for `size` numbers up to `largest`. */
export function createNumbers(size: number, largest: number): Numbers {
  return largest < 2 ** 16 ? new Uint16Array(size) : new Int32Array(size);
}

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

/** Features whose codes are ranks. */
export interface RankedFeatures extends CodedFeatures<Numbers> {
  /** 1 for the columns whose values all differ, none missing [nFeatures]. */
  readonly isDistinct: Uint8Array;
  /** The rows of each column by ascending value, missing ones last, equal ones by number [nSamples]. */
  readonly orders: readonly Numbers[];
  /** Where each row stands in that order [nSamples]; the codes themselves where all values differ. */
  readonly places: readonly Numbers[];
}

/**
 * Every value gets a code of its own: its rank among the distinct values of its column, so that splits are exact.
 * A column is a step, or several where it has many rows.
 * A missing value has the code `samples.rows`, which is no rank. Cost: one sort a column.
 *
 * @param samples - [nSamples × nFeatures]; NaN is missing
 */
export function* rankFeatures({ data, rows, columns }: Dense): Steps<RankedFeatures> {
  const isDistinct = new Uint8Array(columns);
  const orders: Numbers[] = [];
  const places: Numbers[] = [];
  const hasMissing = new Uint8Array(columns);
  const columnCodes: Numbers[] = [];
  const bins: Bins[] = [];
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0, at = j; i < rows; i++, at += columns) column[i] = data[at];
    const order = createNumbers(rows, rows);
    order.set(yield* argsortInSteps(column));
    const codes = createNumbers(rows, rows);
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
    isDistinct[j] = distinct === rows ? 1 : 0;
    columnCodes.push(codes);
    orders.push(order);
    places.push(distinct === rows ? codes : placesOf(order));
    const own = values.slice(0, distinct);
    bins.push({ low: own, high: own });
    yield;
  }
  return { rows, columns, columnCodes, bins, hasMissing, isDistinct, orders, places };
}

/** Where each row stands in an order. */
function placesOf(order: Numbers): Numbers {
  const places = createNumbers(order.length, order.length);
  for (let place = 0; place < order.length; place++) places[order[place]] = place;
  return places;
}
