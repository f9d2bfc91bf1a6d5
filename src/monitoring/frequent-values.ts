/**
 * The most frequent of any number of different texts in bounded memory, by the summary of Misra and Gries (Science of
 * Computer Programming 2, 1982) with the merging of Agarwal et al. (ACM TODS 38, 2013): an order of merging changes no
 * bound, and no chance is in it.
 */

import { select } from '../numeric/ordering.js';
import { apart, float64, list, number, object, string } from '../serialization/schema.js';

/** How many texts are kept. */
const KEPT = 64;

/** Texts with how often they occurred: at least `counts[k]`, and at most `lost` more. */
export interface FrequentValues {
  readonly values: string[];
  readonly counts: Float64Array;
  /** At most the total of all counts / 65, and 0 as long as no more than 64 texts occurred. */
  readonly lost: number;
}

export const NO_VALUES: FrequentValues = { values: [], counts: new Float64Array(), lost: 0 };

export const frequentValues = apart(
  object<FrequentValues>(
    {
      values: list(string(), 'values'),
      counts: float64('values', { min: 0 }),
      lost: number({ min: 0 }),
    },
    ({ values }) => {
      if (values.length > KEPT) return `it keeps more than ${KEPT} values.`;
      return new Set(values).size < values.length ? 'it names a value twice.' : undefined;
    },
  ),
);

/** What both have seen. */
export function joinFrequent(a: FrequentValues, b: FrequentValues): FrequentValues {
  if (b.values.length === 0 && b.lost === 0) return a;
  const places = new Map(a.values.map((value, k) => [value, k]));
  const values = [...a.values];
  const counts = [...a.counts];
  for (const [k, value] of b.values.entries()) {
    const place = places.get(value) ?? values.push(value) - 1;
    counts[place] = (counts[place] ?? 0) + b.counts[k];
  }
  return mostFrequent(values, counts, a.lost + b.lost);
}

/** Of more than 64 each loses the count of the 65th, which 65 texts lose: so the total bounds what is lost. */
export function mostFrequent(
  values: readonly string[],
  counts: readonly number[],
  lost = 0,
): FrequentValues {
  const less = countExceededBy(KEPT, counts);
  const kept = byFrequency(values, counts, less);
  return {
    values: kept.map((k) => values[k]),
    counts: Float64Array.from(kept, (k) => counts[k] - less),
    lost: lost + less,
  };
}

/** The smallest count that at most so many exceed; 0 where there are no more. */
export function countExceededBy(most: number, counts: readonly number[]): number {
  if (counts.length <= most) return 0;
  return select(Float64Array.from(counts), counts.length - 1 - most);
}

/** Positions of the texts that occur more often than `least`, the most frequent first, then as text is sorted. */
export function byFrequency(
  values: readonly string[],
  counts: readonly number[],
  least: number,
): number[] {
  const kept: number[] = [];
  for (let k = 0; k < counts.length; k++) if (counts[k] > least) kept.push(k);
  return kept.sort((a, b) => counts[b] - counts[a] || (values[a] < values[b] ? -1 : 1));
}
