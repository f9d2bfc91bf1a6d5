/** The gamma function where it is needed: what Stirling's formula leaves over, and the logarithmic derivative. */

import { log } from './exp-log.js';

/** From here on five terms of Stirling's series are within 1e-16. */
const STIRLING_FROM = 16;
/** From here on six terms of the series of the digamma function are too. */
const DIGAMMA_FROM = 10;

/**
 * What Stirling's formula leaves over: log Γ(z) - ((z - ½) log z - z + ½ log 2π), within 2e-16.
 * Method: Stirling's series for large z, which Gudermann's sum of positive terms leads to from smaller ones.
 *
 * @param z - at least 0.5
 */
export function stirlingError(z: number): number {
  let steps = 0;
  let at = z;
  for (; at < STIRLING_FROM; at++) steps += gudermannTerm(at);
  const s = 1 / (at * at);
  const series = 1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188))));
  return steps + series / at;
}

/** (z + ½) log(1 + 1/z) - 1 = r²/3 + r⁴/5 + …, with r = 1 / (2z + 1). */
function gudermannTerm(z: number): number {
  const square = 1 / ((2 * z + 1) * (2 * z + 1));
  let sum = 0;
  let power = square;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) return sum;
    sum = next;
    power *= square;
  }
}

/**
 * The digamma function ψ(x) = Γ'(x) / Γ(x), within 2e-15, or that part of its size.
 * Method: its asymptotic series, which ψ(x) = ψ(x + 1) - 1/x leads to.
 *
 * @param x - above 0
 */
export function digamma(x: number): number {
  let steps = 0;
  let at = x;
  for (; at < DIGAMMA_FROM; at++) steps += 1 / at;
  const s = 1 / (at * at);
  const series =
    s *
    (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760))))));
  return log(at) - 0.5 / at - series - steps;
}

/**
 * log(1 + u) - u, to the last bits also where u is small and the two are nearly equal.
 * Method: log(1 + u) = 2 atanh(r) with r = u / (2 + u), whose first term and u differ by -r u.
 *
 * @param u - above -1
 * @param whole - 1 + u, which the caller may know better than adding would tell
 */
export function logExcess(u: number, whole = 1 + u): number {
  if (Math.abs(u) > 0.5) return log(whole) - u;
  const r = u / (2 + u);
  const square = r * r;
  let sum = 0;
  let power = 1;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
    power *= square;
  }
  return r * (2 * square * sum - u);
}
