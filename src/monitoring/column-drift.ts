import type { Column } from '../data/columns.js';
import { compareCounts } from '../numeric/compare-counts.js';
import { isExactSize, twoSampleSurvival } from '../numeric/kolmogorov-smirnov.js';
import { drain, type Steps } from '../progress.js';
import { type ColumnProfile, presentIn } from './column-profile.js';
import type { ColumnTally } from './column-tally.js';
import { stabilityIndex, sumToBins } from './population-stability.js';

/** How far a column has drifted: what no chance explains, by its population stability index from 0.1 and 0.25 on. */
export type DriftLevel = 'none' | 'slight' | 'moderate' | 'large';

/** A test of whether two samples come from one distribution. */
export interface DriftTest {
  /** Of numbers Kolmogorov and Smirnov's; of categories chi-square, or Fisher's exact test where counts are small. */
  readonly name: 'kolmogorovSmirnov' | 'chiSquare' | 'fisher';
  /** The largest difference of shares up to a number; or chi-square; null for Fisher's test, which has none. */
  readonly statistic: number | null;
  /** How likely so large a difference is where nothing has changed. */
  readonly pValue: number;
  /** The same where it is one of many tests, after Benjamini and Hochberg. */
  readonly pAdjusted: number;
  /** Whether the p-value is exact, but for ties; else it holds for many rows. */
  readonly exact: boolean;
  /** How much larger the statistic of numbers is at most over all values, where a profile keeps some; else 0. */
  readonly resolution: number;
}

/** A figure of the reference and of what is compared with it. */
export interface Compared<T> {
  /** Of the reference. */
  readonly reference: T;
  /** Of the rows that are compared with it. */
  readonly current: T;
}

/** How often a column is missing. */
export interface MissingDrift extends Compared<number> {
  /** How likely so large a difference of the shares is where nothing has changed. */
  readonly pValue: number | null;
  /** The same where it is one of many tests, after Benjamini and Hochberg. */
  readonly pAdjusted: number | null;
}

/** Between which ends numbers lie. */
export interface RangeDrift extends Compared<readonly [number, number]> {
  /** How many lie below the smallest of the reference. */
  readonly below: number;
  /** How many lie above the largest of the reference. */
  readonly above: number;
}

/** Categories that the reference does not have. */
export interface NewCategories {
  /** How many rows hold one. */
  readonly rows: number;
  /** The most frequent ones, with how many rows hold them at least. */
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** How many rows more a count may stand for, and one that is not listed have; 0 up to 64 new categories. */
  readonly lost: number;
}

/** What became of a column. */
export interface ColumnDrift {
  /** The name of the column. */
  readonly name: string;
  /** What the column holds. */
  readonly type: Column['type'];
  /** How far it has drifted, by its values or by how often it is missing. */
  readonly drift: DriftLevel;
  /** The same in plain words, with what else is to be known. */
  readonly verdict: string;
  /** The population stability index of its values; null where one of the samples has none. */
  readonly psi: number | null;
  /** Whether its values come from the distribution of the reference; null where one of the samples has none. */
  readonly test: DriftTest | null;
  /** The share of rows in which it is missing, 0 to 1, and whether it has changed. */
  readonly missing: MissingDrift;
  /** Of numbers; null where one of the samples has none. */
  readonly range: RangeDrift | null;
  /** Of numbers; null where one of the samples has none, or one is not finite. */
  readonly mean: Compared<number> | null;
  /** Of categories; null for numbers, and where a profile does not keep all of the reference. */
  readonly newCategories: NewCategories | null;
}

/** What the tests find before they are adjusted for being many. */
export interface Measured extends Omit<ColumnDrift, 'drift' | 'verdict'> {
  readonly rows: Compared<number>;
  /** The stability index of the two shares of missing values. */
  readonly missingPsi: number | null;
}

/** Compare what was counted of a column with its profile. */
export function measureDrift(profile: ColumnProfile, tally: ColumnTally, bins: number): Measured {
  return drain(measureDriftInSteps(profile, tally, bins));
}

/** As `measureDrift`, in steps of a pass over what was counted. */
export function* measureDriftInSteps(
  profile: ColumnProfile,
  tally: ColumnTally,
  bins: number,
): Steps<Measured> {
  const n = presentIn(profile);
  const m = presentIn(tally);
  yield;
  const isNumber = profile.type === 'number';
  const shares = isNumber
    ? sumToBins(profile.counts, tally.counts, bins)
    : { reference: profile.counts, current: tally.counts };
  yield;
  const test = isNumber ? testNumbers(profile, tally, n, m) : testCategories(profile, tally);
  yield;
  const gone = [profile.missing, n];
  const goneNow = [tally.missing, m];
  const missingTest = compareCounts(gone, goneNow);
  return {
    name: profile.name,
    type: profile.type,
    rows: { reference: profile.missing + n, current: tally.missing + m },
    psi: stabilityIndex(shares.reference, shares.current),
    test,
    missing: {
      reference: share(profile.missing, n),
      current: share(tally.missing, m),
      pValue: missingTest?.pValue ?? null,
      pAdjusted: missingTest?.pValue ?? null,
    },
    missingPsi: stabilityIndex(gone, goneNow),
    range: isNumber && n > 0 && m > 0 ? rangeOf(profile, tally) : null,
    mean: isNumber ? meansOf(profile, tally, m) : null,
    newCategories: isNumber || profile.counts[profile.values.length] > 0 ? null : newIn(tally),
  };
}

const share = (missing: number, present: number) =>
  missing + present === 0 ? 0 : missing / (missing + present);

/**
 * Both distributions are known at each point and just before it, and between two points neither can differ by more than
 * there and what the reference has between them.
 */
function testNumbers(
  { counts: reference }: ColumnProfile,
  { counts: current }: ColumnTally,
  n: number,
  m: number,
): DriftTest | null {
  if (n === 0 || m === 0) return null;
  let upTo = 0;
  let upToNow = 0;
  let reach = 0;
  let between = 0;
  for (let k = 0; k < reference.length; k++) {
    upTo += reference[k];
    upToNow += current[k];
    reach = Math.max(reach, Math.abs(upTo * m - upToNow * n));
    if (k % 2 === 0) between = Math.max(between, reference[k]);
  }
  const pValue = twoSampleSurvival(reach, n, m);
  return {
    name: 'kolmogorovSmirnov',
    statistic: reach / n / m,
    pValue,
    pAdjusted: pValue,
    exact: isExactSize(n, m),
    resolution: between / n,
  };
}

function testCategories(profile: ColumnProfile, tally: ColumnTally): DriftTest | null {
  const found = compareCounts(profile.counts, tally.counts);
  if (found === null) return null;
  const { method, statistic, pValue } = found;
  return {
    name: method,
    statistic,
    pValue,
    pAdjusted: pValue,
    exact: method === 'fisher',
    resolution: 0,
  };
}

function rangeOf({ points }: ColumnProfile, { min, max, counts }: ColumnTally): RangeDrift {
  return {
    reference: [points[0], points[points.length - 1]],
    current: [min, max],
    below: counts[0],
    above: counts[counts.length - 1],
  };
}

function meansOf(
  { mean }: ColumnProfile,
  { excess }: ColumnTally,
  m: number,
): Compared<number> | null {
  const current = (mean ?? Number.NaN) + excess / m;
  return mean === null || !Number.isFinite(current) ? null : { reference: mean, current };
}

function newIn({ counts, others }: ColumnTally): NewCategories {
  return {
    rows: counts[counts.length - 1],
    values: others.values.map((value, k) => ({ value, rows: others.counts[k] })),
    lost: others.lost,
  };
}
