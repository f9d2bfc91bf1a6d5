import type { Tally } from './registry-records.js';

/** Counts and means of outcomes. */
export interface OutcomeSummary {
  /** How many outcomes there are. */
  readonly count: number;
  /** The share of true outcomes, or the mean of numbers; null when there is none. */
  readonly mean: number | null;
  /** Of the mean: the sample standard deviation over the root of the count; null below two outcomes. */
  readonly standardError: number | null;
}

/** Tallies with one more outcome. */
export function addOutcome(
  tallies: readonly Tally[],
  { alias, version, value }: { alias: string; version: number; value: number },
): Tally[] {
  return mergeTallies(tallies, [{ alias, version, count: 1, mean: value, m2: 0 }]);
}

/** Tallies of both, one for each version behind an alias. */
export function mergeTallies(a: readonly Tally[], b: readonly Tally[]): Tally[] {
  const merged = [...a];
  for (const tally of b) {
    const i = merged.findIndex((t) => t.alias === tally.alias && t.version === tally.version);
    if (i < 0) merged.push(tally);
    else merged[i] = merge(merged[i], tally);
  }
  return merged;
}

export function summarize(tallies: readonly Tally[]): OutcomeSummary {
  if (tallies.length === 0) return { count: 0, mean: null, standardError: null };
  const { count, mean, m2 } = tallies.reduce(merge);
  return {
    count,
    mean: count === 0 ? null : mean,
    standardError: count < 2 ? null : Math.sqrt(m2 / (count - 1) / count),
  };
}

/** Chan, Golub and LeVeque, The American Statistician 37 (1983): exact sums of squares would cancel. */
function merge(a: Tally, b: Tally): Tally {
  const count = a.count + b.count;
  if (count === 0) return a;
  const difference = b.mean - a.mean;
  return {
    ...a,
    count,
    mean: a.mean + (difference * b.count) / count,
    m2: a.m2 + b.m2 + (difference * difference * a.count * b.count) / count,
  };
}
