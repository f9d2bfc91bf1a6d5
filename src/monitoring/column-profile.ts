/**
 * What is kept of a column to compare others with: a bounded number of its values, and how many there were at and
 * between them.
 */

import type { Column } from '../data/columns.js';
import {
  float64,
  int32,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
} from '../serialization/schema.js';

/** What a profile keeps of one column. It has `missing` plus the sum of `counts` rows. */
export interface ColumnProfile {
  readonly type: Column['type'];
  readonly name: string;
  /** Rows in which it is missing. */
  readonly missing: number;
  /** Of numbers; null where there are none, or it overflows. */
  readonly mean: number | null;
  /** Some of the numbers, ascending, all different, the smallest and the largest among them; empty for other types. */
  readonly points: Float64Array;
  /** Categories, the most frequent first; empty for numbers. Booleans are `false` and `true`. */
  readonly values: string[];
  /**
   * Of numbers [2 × nPoints + 1]: at `2k` those strictly between point `k - 1` and point `k`, at `2k + 1` those that
   * equal point `k`. Of categories [nValues + 1]: how often each occurs, and last all that are not kept.
   */
  readonly counts: Int32Array;
}

export const columnProfile = object<ColumnProfile>(
  {
    type: oneOf('number', 'text', 'boolean'),
    name: string(),
    missing: number({ integer: true, min: 0 }),
    mean: nullable(number()),
    points: float64('points'),
    values: list(string()),
    counts: int32('counts', { min: 0 }),
  },
  ({ type, points, values, counts }) => {
    const cells = type === 'number' ? 2 * points.length + 1 : values.length + 1;
    if (counts.length !== cells) return `it has ${counts.length} counts where ${cells} belong.`;
    if ((type === 'number' ? values : points).length > 0) return 'it has values of another type.';
    for (let k = 1; k < points.length; k++) {
      if (!(points[k - 1] < points[k])) return 'its points do not ascend.';
    }
    return new Set(values).size < values.length ? 'it names a category twice.' : undefined;
  },
);

/** Rows in which a column is not missing. */
export function presentIn({ counts }: { readonly counts: ArrayLike<number> }): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k];
  return sum;
}

/** Text is counted by its first characters, so that what is kept of it stays small. */
const MOST_CHARACTERS = 128;

/** What a text is counted as. */
export function categoryOf(text: string): string {
  return text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
}
