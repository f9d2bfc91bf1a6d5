import { sortedQuantile } from '../numeric/statistics.js';
import { createRng, type Seed } from '../random/rng.js';
import type { Scores } from './held-out-scores.js';

/** Draws of rows, all in all: some seconds of work at most. */
const MOST_DRAWS = 5_000_000;
/** However many rows there are. */
const LEAST_RESAMPLES = 100;

/** How intervals are drawn. */
export interface IntervalOptions {
  /** How often rows are drawn anew, with replacement; fewer beyond 5 million draws, but at least 100. */
  readonly nResamples: number;
  /** How sure they are, 0 to 1. */
  readonly confidenceLevel: number;
  readonly randomState: Seed | null;
}

/**
 * Intervals of scores by the percentiles of the bootstrap: what they would be on other rows drawn from those there are.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 *
 * @param score - scores by weights [nRows]
 * @returns by name; a score that some draws do not have is told by the others
 */
export function scoreIntervals(
  score: (weights: Float64Array) => Scores,
  rows: number,
  { nResamples, confidenceLevel, randomState }: IntervalOptions,
): Readonly<Record<string, readonly [number, number]>> {
  const rng = createRng(randomState);
  const resamples = Math.min(nResamples, Math.max(LEAST_RESAMPLES, Math.floor(MOST_DRAWS / rows)));
  const found = new Map<string, number[]>();
  const weights = new Float64Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    weights.fill(0);
    for (let i = 0; i < rows; i++) weights[rng.nextInteger(rows)]++;
    for (const [name, value] of Object.entries(score(weights))) {
      const values = found.get(name) ?? [];
      found.set(name, values);
      values.push(value);
    }
  }
  const tail = (1 - confidenceLevel) / 2;
  return Object.fromEntries(
    [...found].map(([name, values]) => {
      const sorted = Float64Array.from(values).sort();
      return [name, [sortedQuantile(sorted, tail), sortedQuantile(sorted, 1 - tail)]];
    }),
  );
}
