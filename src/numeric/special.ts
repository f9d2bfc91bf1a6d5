import { exp, log } from './exp-log.js';

/** The logistic function 1 / (1 + e^-x): full relative accuracy at both ends, no overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const odds = exp(x);
  return odds / (1 + odds);
}

/**
 * log(1 + x) for odds x >= 0, also where 1 + x rounds: log(u) with u = 1 + x, plus what u lost. For inner loops of
 * losses; `log1p` of exp-log.ts takes any x, by another sum with other last bits.
 */
export function logOneAndOdds(x: number): number {
  const u = 1 + x;
  return u === Infinity ? u : log(u) + (x - (u - 1)) / u;
}

/** log(1 + e^x): full relative accuracy at both ends, no overflow. */
export function log1pExp(x: number): number {
  return x > 0 ? x + logOneAndOdds(exp(-x)) : logOneAndOdds(exp(x));
}

/** log Σ e^x over `x[start] … x[start + length - 1]`; -Infinity of nothing. */
export function logSumExp(x: Float64Array, start = 0, length = x.length - start): number {
  let largest = -Infinity;
  for (let k = start; k < start + length; k++) if (x[k] > largest) largest = x[k];
  if (largest === -Infinity || largest === Infinity) return largest;
  let sum = 0;
  for (let k = start; k < start + length; k++) sum += exp(x[k] - largest);
  return largest + log(sum);
}

/**
 * Softmax of one row, in place: e^x / Σ e^x.
 *
 * @param x - holds the row at `x[start] … x[start + length - 1]`, finite
 * @returns log Σ e^x of what was there
 */
export function softmax(x: Float64Array, start = 0, length = x.length - start): number {
  let largest = x[start];
  for (let k = start + 1; k < start + length; k++) if (x[k] > largest) largest = x[k];
  let sum = 0;
  for (let k = start; k < start + length; k++) {
    const share = exp(x[k] - largest);
    x[k] = share;
    sum += share;
  }
  for (let k = start; k < start + length; k++) x[k] /= sum;
  return largest + log(sum);
}
