import type { Cell } from '../../data/columns.js';
import { allCategories, categoriesFault, type KnownCategories } from './categories.js';

/** How a value that belongs to a rare category is named. */
export const INFREQUENT = 'infrequent';

/** What one column becomes. */
export interface OneHotColumn extends KnownCategories {
  name: string;
  /** Codes of the categories that share one feature, ascending. */
  infrequent: number[];
  /** The group without a feature; null for none. */
  dropped: number | null;
}

/** Number of categories, a missing one included. */
export function categoryCount({ categories, missing }: OneHotColumn): number {
  return categories.length + (missing === false ? 0 : 1);
}

/**
 * The group of each category [nCategories]: frequent ones have one each, in order; the infrequent share the last.
 */
export function groupsOf(column: OneHotColumn): Int32Array {
  const groups = new Int32Array(categoryCount(column)).fill(-1);
  const rare = new Set(column.infrequent);
  let next = 0;
  for (let code = 0; code < groups.length; code++) if (!rare.has(code)) groups[code] = next++;
  for (const code of column.infrequent) groups[code] = next;
  return groups;
}

/** How many groups there are, the dropped one included. */
export function groupCount(column: OneHotColumn): number {
  const rare = column.infrequent.length;
  return categoryCount(column) - rare + (rare > 0 ? 1 : 0);
}

/** How many features the column becomes. */
export function widthOf(column: OneHotColumn): number {
  return groupCount(column) - (column.dropped === null ? 0 : 1);
}

/** What each group stands for, in order: a value, null for missing, `INFREQUENT` for the rare ones. */
export function groupValues(column: OneHotColumn): Cell[] {
  const rare = new Set(column.infrequent);
  const values: Cell[] = [];
  for (const [code, value] of allCategories(column).entries())
    if (!rare.has(code)) values.push(value);
  if (rare.size > 0) values.push(INFREQUENT);
  return values;
}

/**
 * Codes of the categories that are too rare for a feature of their own, ascending. As scikit-learn: first those below
 * `minFrequency`, then the rarest until `maxCategories` are left, the shared one included; on a tie the earlier goes.
 *
 * @param counts - samples of each category [nCategories]
 * @param minFrequency - a share of the samples, or from 1 up a number
 */
export function infrequentCodes(
  counts: ArrayLike<number>,
  nSamples: number,
  minFrequency: number | null,
  maxCategories: number | null,
): number[] {
  const least =
    minFrequency === null ? 0 : minFrequency < 1 ? minFrequency * nSamples : minFrequency;
  const rare = Uint8Array.from(counts, (count) => (count < least ? 1 : 0));
  const frequent = rare.filter((flag) => flag === 0).length;
  if (maxCategories !== null && maxCategories < frequent + 1) {
    const byCount = Array.from(rare.keys()).sort((a, b) => counts[a] - counts[b] || a - b);
    const kept = maxCategories - 1;
    for (const code of byCount.slice(0, byCount.length - kept)) rare[code] = 1;
  }
  return Array.from(rare.keys()).filter((code) => rare[code] === 1);
}

/** What is wrong with a column of a model file, if anything. */
export function oneHotFault(column: OneHotColumn): string | undefined {
  const { infrequent, dropped } = column;
  const n = categoryCount(column);
  if (n === 0) return 'a column has no categories';
  const misplaced = categoriesFault(column);
  if (misplaced !== undefined) return misplaced;
  if (infrequent.some((code, k) => code >= n || (k > 0 && code <= infrequent[k - 1]))) {
    return 'its infrequent categories are out of order';
  }
  if (dropped !== null && dropped >= groupCount(column)) return 'what it drops does not exist';
  return undefined;
}
