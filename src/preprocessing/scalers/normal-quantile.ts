import { exp, log } from '../../numeric/exp-log.js';

/**
 * The value that a standard normal variable stays below with probability p.
 * Source: Acklam (2003), relative error 1.2e-9, and one step of Halley's method, which leaves rounding.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p); // exact, and near 0 there are more digits
  const x = approximate(p);
  const error = normalCdf(x) - p;
  const u = error * Math.sqrt(2 * Math.PI) * exp((x * x) / 2);
  return x - u / (1 + (x * u) / 2);
}

function approximate(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * log(p));
    return polynomial(TAIL_TOP, q) / (polynomial(TAIL_BOTTOM, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(MIDDLE_TOP, r) * q) / (polynomial(MIDDLE_BOTTOM, r) * r + 1);
}

const MIDDLE_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
];
const MIDDLE_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1,
];
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const TAIL_BOTTOM = [
  7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416,
];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * The probability that a standard normal variable stays below x: by the series around 0, which has no cancellation, and
 * in the tails, where a half less the series would have, by the continued fraction of Laplace.
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  const density = exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (size > 2) {
    let fraction = size;
    for (let k = 120; k >= 1; k--) fraction = size + k / fraction;
    const tail = density / fraction;
    return x < 0 ? tail : 1 - tail;
  }
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && k < 300; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density * sum;
}
