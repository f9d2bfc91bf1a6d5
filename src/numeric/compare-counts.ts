/** Whether two samples fall into categories in the same shares: the chi-square test, and Fisher's where counts are small. */

import { chiSquareSurvival } from './survival.js';

/** Fewer expected in a cell, and its chi-square is not trusted (Cochran, Biometrics 10, 1954). */
const LEAST_EXPECTED = 5;
/** Tables as likely as the one found, but for rounding, count as at most as likely. */
const SAME = 1 + 1e-12;

/** What a test of shares found. */
export interface SharesTest {
  /** Which test it was. */
  readonly method: 'chiSquare' | 'fisher';
  /** Chi-square; null for Fisher's test, which has none. */
  readonly statistic: number | null;
  readonly pValue: number;
}

/**
 * Test whether two rows of counts have the same shares, without Yates's correction, which is conservative. Categories of
 * which either sample expects fewer than five are counted together; where two are left and one of them is still so
 * small, Fisher's exact test takes the place of chi-square. What is put together follows from the sums of both samples
 * alone, so the p-value stays what it says.
 *
 * @param a - counts of one sample [nCategories]
 * @param b - those of the other [nCategories]
 * @returns null where one of the samples is empty
 */
export function compareCounts(a: ArrayLike<number>, b: ArrayLike<number>): SharesTest | null {
  const n = total(a);
  const m = total(b);
  if (n === 0 || m === 0) return null;
  const least = Math.min(n, m) / (n + m);
  const cells = joinRare(a, b, LEAST_EXPECTED / least);
  if (cells.length === 1) return { method: 'chiSquare', statistic: 0, pValue: 1 };
  const smallest = cells.reduce((sum, [x, y]) => Math.min(sum, x + y), Infinity) * least;
  if (cells.length === 2 && smallest < LEAST_EXPECTED) {
    return { method: 'fisher', statistic: null, pValue: fisherExact(cells[0], cells[1]) };
  }
  let statistic = 0;
  for (const [x, y] of cells) {
    const excess = x - (n / (n + m)) * (x + y);
    statistic += (excess * excess) / (x + y);
  }
  statistic *= (n + m) / n + (n + m) / m;
  const pValue = chiSquareSurvival(statistic, cells.length - 1);
  return { method: 'chiSquare', statistic, pValue };
}

/**
 * The counts of both by category, those with a smaller sum than `least` together, and with the largest where they are few
 * even so. Where all are that small, the largest stand against the rest.
 */
function joinRare(a: ArrayLike<number>, b: ArrayLike<number>, least: number): [number, number][] {
  const cells: [number, number][] = [];
  for (let k = 0; k < a.length; k++) if (a[k] + b[k] > 0) cells.push([a[k], b[k]]);
  if (cells.length <= 2) return cells;
  const largest = cells.reduce((most, cell) => Math.max(most, sumOf(cell)), 0);
  const enough = Math.min(least, largest);
  const frequent = cells.filter((cell) => sumOf(cell) >= enough);
  const rare = together(cells.filter((cell) => sumOf(cell) < enough));
  // Which of those that tie comes first must decide nothing, so they stay together.
  if (largest < least) return [together(frequent), rare].filter((cell) => sumOf(cell) > 0);
  if (sumOf(rare) === 0) return frequent;
  if (sumOf(rare) >= least || frequent.length === 1) return [...frequent, rare];
  const [into] = frequent.filter((cell) => sumOf(cell) === largest);
  return [...frequent.filter((cell) => cell !== into), together([into, rare])];
}

const sumOf = ([x, y]: [number, number]): number => x + y;

const together = (cells: readonly [number, number][]): [number, number] => [
  cells.reduce((sum, [x]) => sum + x, 0),
  cells.reduce((sum, [, y]) => sum + y, 0),
];

/**
 * Fisher's exact test of a table of two by two, two-sided: the probability of all tables with the same sums that are at
 * most as likely. Weights are relative to the likeliest table, so none overflows.
 */
export function fisherExact([a, b]: [number, number], [c, d]: [number, number]): number {
  const row = a + b;
  const column = a + c;
  const others = b + d - row; // so that the last cell of a table is others + its first
  const low = Math.max(0, -others);
  const high = Math.min(row, column);
  const ratio = (k: number) => ((row - k) * (column - k)) / ((k + 1) * (others + k + 1));
  const all = a + b + c + d;
  const mode = Math.min(high, Math.max(low, Math.floor(((row + 1) * (column + 1)) / (all + 2))));
  const weights = new Float64Array(high - low + 1);
  weights[mode - low] = 1;
  for (let k = mode; k < high; k++) weights[k + 1 - low] = weights[k - low] * ratio(k);
  for (let k = mode; k > low; k--) weights[k - 1 - low] = weights[k - low] / ratio(k - 1);
  const found = weights[a - low] * SAME;
  let sum = 0;
  let tail = 0;
  for (const weight of weights) {
    sum += weight;
    if (weight <= found) tail += weight;
  }
  return tail / sum;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k];
  return sum;
}
