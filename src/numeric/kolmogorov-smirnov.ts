/**
 * How likely two samples of one continuous distribution differ as much as they were found to: p-values of the two-sample
 * Kolmogorov-Smirnov test, two-sided.
 *
 * The statistic is given as a whole number, `reach`: the largest |i m - j n| where i of the n values of one sample and j
 * of the m of the other lie at or below a place. So D = reach / (n m), without rounding.
 */

import { exp, log1p } from './exp-log.js';
import { logExcess, stirlingError } from './gamma.js';

/** Up to so many pairs of values all paths are counted: 10 ms. */
const EXACT_PAIRS = 2 ** 22;
/** From here on, of n d², the tail is summed and not taken from 1. */
const TAIL_FROM = 2.2;
const PI_SQUARED = Math.PI * Math.PI;

/** Whether samples of these sizes get the exact p-value. */
export const isExactSize = (n: number, m: number): boolean => n * m <= EXACT_PAIRS;

/**
 * P(D >= reach / (n m)) where no values tie; with ties it is too large, which errs on the side of no difference.
 * The sizes alone decide which way it goes: all paths up to 2^22 pairs, and beyond what scipy calls `asymp`, the law of
 * one sample of round(n m / (n + m)) values.
 */
export function twoSampleSurvival(reach: number, n: number, m: number): number {
  if (isExactSize(n, m)) return exactSurvival(reach, n, m);
  return oneSampleSurvival(reach / n / m, Math.round(n / (1 + n / m)));
}

/**
 * By the recursion over lattice paths (Hodges, Arkiv för Matematik 3, 1958) for those that leave the band, so that
 * nothing cancels: of all orders of i values of one sample and j of the other, a share i / (i + j) ends with the first.
 */
export function exactSurvival(reach: number, n: number, m: number): number {
  if (reach <= 0) return 1;
  const inverse = new Float64Array(n + m + 1);
  for (let k = 1; k <= n + m; k++) inverse[k] = 1 / k;
  const left = new Float64Array(m + 1).fill(1); // share of the paths to (i, j) that have left the band
  for (let j = 0; j <= m && j * n < reach; j++) left[j] = 0;
  for (let i = 1; i <= n; i++) {
    const first = Math.max(0, Math.floor((i * m - reach) / n) + 1);
    let last = Math.ceil((i * m + reach) / n) - 1;
    if (last > m) last = m;
    let before = 1;
    let j = first;
    if (first === 0) {
      before = left[0]; // the one path to (i, 0) goes through (i - 1, 0)
      j = 1;
    } else {
      left[first - 1] = 1;
    }
    for (; j <= last; j++) {
      const share = inverse[i + j];
      before = i * share * left[j] + j * share * before;
      left[j] = before;
    }
  }
  return left[m];
}

/**
 * P(D >= d) for one sample of n values against its continuous distribution.
 * Source: Pelz and Good, JRSS B 38 (1976), within 1e-6 from n = 140 on; in the tail twice the one-sided probability
 * (Miller 1956), as Simard and L'Ecuyer (Journal of Statistical Software 39, 2011) choose between them.
 */
export function oneSampleSurvival(d: number, n: number): number {
  if (!(d > 0)) return 1;
  if (d >= 1) return 0;
  if (n * d * d >= TAIL_FROM) return Math.min(1, 2 * oneSidedSurvival(d, n));
  return Math.min(1, Math.max(0, 1 - pelzGood(d, n)));
}

/** P(D+ >= d) = Σ C(n, j) d (d + j/n)^(j-1) (1 - d - j/n)^(n-j), summed from its largest terms outwards. */
function oneSidedSurvival(d: number, n: number): number {
  const end = Math.ceil(n * (1 - d)) - 1;
  const start = Math.max(0, Math.min(end, Math.round((n * (1 - d)) / 2)));
  let sum = 0;
  for (let j = start; j <= end; j++) {
    const term = oneSidedTerm(d, n, j);
    sum += term;
    if (term <= sum * 1e-17) break;
  }
  for (let j = start - 1; j >= 0; j--) {
    const term = oneSidedTerm(d, n, j);
    sum += term;
    if (term <= sum * 1e-17) break;
  }
  return sum;
}

/** One term, by what Stirling's formula leaves over: the parts that grow with n cancel on paper. */
function oneSidedTerm(d: number, n: number, j: number): number {
  if (j === 0) return exp(n * log1p(-d));
  const rest = n - j;
  const exponent =
    j * logExcess((n * d) / j) +
    rest * logExcess((-n * d) / rest) +
    (stirlingError(n) - stirlingError(j) - stirlingError(rest));
  return Math.sqrt(n / (2 * Math.PI * j * rest)) * exp(exponent) * (d / (d + j / n));
}

/** P(D < d) as K0 + K1/√n + K2/n + K3/n^1.5, in the form of theta functions that converges for small z = d √n. */
function pelzGood(d: number, n: number): number {
  const root = Math.sqrt(n);
  const z = d * root;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const sums = [0, 0, 0, 0];
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = terms; k > 0; k--) {
    const m2 = (2 * k - 1) * (2 * k - 1) * (PI_SQUARED / 4); // (m π / 2)²
    const weight = exp(-m2 / (2 * z2));
    sums[0] += weight;
    sums[1] += weight * (m2 - z2);
    sums[2] += weight * (6 * z6 + 2 * z4 + m2 * (2 * z4 - 5 * z2 + m2 * (1 - 2 * z2)));
    sums[3] +=
      weight *
      (-30 * z6 -
        90 * z4 * z4 +
        m2 * (135 * z4 - 96 * z6 + m2 * (212 * z4 - 60 * z2 + m2 * (5 - 30 * z2))));
  }
  let second = 0;
  let third = 0;
  for (let k = terms; k > 0; k--) {
    const k2 = k * k * PI_SQUARED;
    const weight = k2 * exp(-k2 / (2 * z2));
    second += weight;
    third += weight * (3 * z2 - k2);
  }
  const scale = Math.sqrt(2 * Math.PI);
  const k0 = sums[0] / z;
  const k1 = sums[1] / (6 * z4);
  const k2 = sums[2] / (72 * z6 * z) - second / (36 * z2 * z);
  const k3 = sums[3] / (6480 * z6 * z4) + third / (216 * z6);
  return scale * (k0 + k1 / root + k2 / n + k3 / (n * root));
}
