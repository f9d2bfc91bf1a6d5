import { columnValues } from '../../data/columns.js';
import type { Pool } from '../tables/column-pools.js';

/** What a column of the row could be instead. */
export interface ColumnChoices {
  /** Where the column stands. */
  readonly position: number;
  /** Whether its values have an order, along which a change can be smaller. */
  readonly isNumber: boolean;
  /** Codes of the other values that the background has: numbers ascending, others the most frequent first. */
  readonly codes: readonly number[];
  /** How many of these are numbers below that of the row. */
  readonly below: number;
  /** How far each value is from that of the row, by its code. */
  readonly costs: Float64Array;
}

/**
 * The choices of a column, by its pool whose only row is the one that is to change.
 * A number's distance is a share of the range in the background, any other is 1. Source: Gower, Biometrics 27 (1971).
 */
export function columnChoices({ column, rows, background }: Pool, position: number): ColumnChoices {
  const own = rows[0];
  const counts = new Map<number, number>();
  for (const code of background) counts.set(code, (counts.get(code) ?? 0) + 1);
  const values = columnValues(column);
  const codes = [...counts.keys()].filter((code) => code !== own && values[code] !== null);
  const costs = new Float64Array(values.length).fill(1);
  costs[own] = 0;
  if (column.type !== 'number') {
    codes.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
    return { position, isNumber: false, codes, below: 0, costs };
  }
  const { data } = column;
  codes.sort((a, b) => data[a] - data[b]);
  const seen = [...counts.keys()].map((code) => data[code]).filter((value) => !Number.isNaN(value));
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of seen) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  for (const code of codes) {
    // Halved, so that no range overflows; of a single value, or from a missing one, the step is a whole one.
    const share = Math.abs(data[code] / 2 - data[own] / 2) / (highest / 2 - lowest / 2);
    costs[code] = Number.isFinite(share) ? share : 1;
  }
  const below = codes.filter((code) => data[code] < data[own]).length;
  return { position, isNumber: true, codes, below, costs };
}

/** At most so many of the choices: numbers at even ranks, both ends included; the most frequent others. */
export function someOf({ codes, isNumber }: ColumnChoices, most: number): readonly number[] {
  if (codes.length <= most) return codes;
  if (!isNumber) return codes.slice(0, most);
  const step = (codes.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, k) => codes[Math.round(k * step)]);
}

/** Of the numbers between that of the row and another one the codes, the nearest to the row's first. */
export function nearerCodes({ codes, below, costs }: ColumnChoices, code: number): number[] {
  const at = codes.indexOf(code);
  const between = at < below ? codes.slice(at + 1, below).reverse() : codes.slice(below, at);
  return between.filter((other) => costs[other] < costs[code]); // from a missing number all are as far
}
