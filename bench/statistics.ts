/** What the times of several runs say, and whether they may be compared at all. */
import { median } from './workload.js';

/** Cores that others may use before a time counts as noisy: a tick or two of the system's own is always there. */
export const CALM = 0.25;

/** One run. */
export interface Sample {
  readonly seconds: number;
  /** Cores that others used meanwhile. */
  readonly others: number;
}

/** Several runs of one thing. */
export interface Timing {
  /** Median of the calm runs, or of all where most were noisy. */
  readonly seconds: number;
  /** The shortest and the longest of the same runs. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
  /** Cores that others used, the median over all runs. */
  readonly others: number;
  /** Whether at least half of the runs were calm. */
  readonly calm: boolean;
}

/** Our time divided by that of another: below 1, we are faster. */
export interface Ratio {
  /** Median over the rounds, each our run divided by the other's of the same round. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export const isCalm = ({ others }: Sample): boolean => others <= CALM;

export function summarize(samples: readonly Sample[]): Timing {
  const quiet = samples.filter(isCalm);
  const calm = 2 * quiet.length >= samples.length && quiet.length > 0;
  const times = (calm ? quiet : samples).map(({ seconds }) => seconds);
  return {
    seconds: median(times),
    low: Math.min(...times),
    high: Math.max(...times),
    runs: times.length,
    others: median(samples.map(({ others }) => others)),
    calm,
  };
}

/**
 * Ratios of the rounds in which both runs were calm.
 *
 * @param ours - our run of each round
 * @param theirs - the other's; it may have fewer rounds, the first ones
 * @returns undefined where less than half of the common rounds were calm: no ratio is better than a wrong one
 */
export function ratioOf(ours: readonly Sample[], theirs: readonly Sample[]): Ratio | undefined {
  const rounds = theirs.slice(0, ours.length).map((sample, round) => [ours[round], sample]);
  const calm = rounds.filter((pair) => pair.every(isCalm));
  if (calm.length === 0 || 2 * calm.length < rounds.length) return undefined;
  const ratios = calm.map(([mine, other]) => mine.seconds / other.seconds);
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** A ratio with the range that the rounds gave, or why there is none. */
export function sayRatio(ratio: Ratio | undefined, ...timings: readonly Timing[]): string {
  if (ratio !== undefined) {
    const range = ratio.low === ratio.high ? '' : ` (${digits(ratio.low)}–${digits(ratio.high)})`;
    return `${digits(ratio.median)}${range}`;
  }
  const others = Math.max(...timings.map((timing) => timing.others));
  return `noisy: others used ${others.toFixed(1)} cores; run again`;
}

/** How far the runs lie apart: half of their range in percent of the median. */
export function spreadPercent({ seconds, low, high }: Timing): number {
  return (50 * (high - low)) / seconds;
}

/** Three digits that count, without powers of ten. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  const decimals = value > 0 ? 2 - Math.floor(Math.log10(value)) : 2;
  return value.toFixed(Math.min(9, decimals));
}
