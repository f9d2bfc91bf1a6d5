/**
 * How likely a statistic is to be larger than it was found: p-values of the chi-square and the F distribution, with
 * a relative error below 1e-12 down to 1e-300.
 *
 * Method: the density is written as its largest value times e to minus a sum of deviances, none of which cancel
 * (Loader, "Fast and accurate computation of binomial probabilities", 2000); what the tail is more than the density
 * is a continued fraction.
 */

import { exp } from './exp-log.js';
import { logExcess, stirlingError } from './gamma.js';

/** Continued fractions and series end far before: their lengths grow with the root of the degrees of freedom. */
const MOST_TERMS = 1_000_000;
/** What stands for a zero denominator (Lentz, Applied Optics 15, 1976). */
const TINY = 1e-300;

/**
 * P(χ² > x): the regularised upper incomplete gamma function Q(df/2, x/2).
 *
 * @param x - the statistic
 * @param degrees - of freedom, at least 1
 * @returns NaN for x < 0 or NaN
 */
export function chiSquareSurvival(x: number, degrees: number): number {
  if (!(x >= 0) || !(degrees >= 1)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const a = degrees / 2;
  const half = x / 2;
  const exponent = a * logExcess((half - a) / a, half / a) - stirlingError(a);
  const density = { scale: Math.sqrt(a / (2 * Math.PI)), exponent }; // half^a e^-half / Γ(a)
  if (half < a + 1) return 1 - times(density, lowerGammaSeries(a, half));
  return times(density, upperGammaFraction(a, half));
}

/**
 * P(F > f): the regularised incomplete beta function I_y(dfWithin/2, dfBetween/2) with
 * y = dfWithin / (dfWithin + dfBetween f).
 *
 * @param f - the statistic
 * @param between - degrees of freedom of the numerator, at least 1
 * @param within - those of the denominator, at least 1
 * @returns NaN for f < 0 or NaN, or where there are no degrees of freedom
 */
export function fSurvival(f: number, between: number, within: number): number {
  if (!(f >= 0) || !(between >= 1) || !(within >= 1)) return Number.NaN;
  if (f === 0) return 1;
  if (f === Infinity) return 0;
  const a = within / 2;
  const b = between / 2;
  const one = f > 2 ** 500 ? 2 ** -600 : 1; // f / one stays within the numbers, whatever is added
  const g = f * one;
  const sum = a * one + b * g;
  const total = a + b;
  const x = (a * one) / sum;
  const y = (b * g) / sum;
  const excess = (g - one) / sum;
  const exponent =
    a * logExcess(-b * excess, (total * one) / sum) +
    b * logExcess(a * excess, (total * g) / sum) +
    (stirlingError(total) - stirlingError(a) - stirlingError(b));
  const scale = Math.sqrt(a * (b / (2 * Math.PI * total)));
  const density = { scale, exponent }; // x^a y^b / B(a, b)
  const lead = a * b * excess; // a y - b x
  if (f < 1) return 1 - times(density, betaFraction(b, a, y, -lead));
  return times(density, betaFraction(a, b, x, lead));
}

/** scale · e^exponent · factor, without underflow on the way to a number. */
function times({ scale, exponent }: { scale: number; exponent: number }, factor: number): number {
  const root = exp(exponent / 2);
  return scale * root * factor * root;
}

/** Γ(a) P(a, x) / (x^a e^-x) = Σ x^n / (a (a + 1) … (a + n)), of positive terms. */
function lowerGammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS; n++) {
    term *= x / (a + n);
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** Γ(a) Q(a, x) / (x^a e^-x) by Legendre's continued fraction, for x >= a + 1. */
function upperGammaFraction(a: number, x: number): number {
  const fraction = continuedFraction(
    (n) => n * (a - n),
    (n) => x - a + 2 * n + 1,
  );
  return 1 / fraction;
}

/**
 * I_x(a, b) / (x^a y^b / B(a, b)) by the continued fraction of DiDonato and Morris, ACM TOMS 18 (1992), for
 * x up to about a / (a + b).
 *
 * @param lead - a y - b x, which would cancel
 */
function betaFraction(a: number, b: number, x: number, lead: number): number {
  const fraction = continuedFraction(
    (n) => {
      const middle = a + 2 * n - 1;
      return (((a + n - 1) * x) / middle) * (((a + b + n - 1) * x) / middle) * n * (b - n);
    },
    (n) => {
      const before = n === 0 ? 0 : (n * (b - n) * x) / (a + 2 * n - 1);
      return n + before + ((a + n) * (lead + 1 + n * (2 - x))) / (a + 2 * n + 1);
    },
  );
  return 1 / fraction;
}

/** b(0) + a(1) / (b(1) + a(2) / (b(2) + …)) by the method of Lentz. */
function continuedFraction(a: (n: number) => number, b: (n: number) => number): number {
  let value = nonZero(b(0));
  let c = value;
  let d = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = a(n);
    const denominator = b(n);
    d = 1 / nonZero(denominator + numerator * d);
    c = nonZero(denominator + numerator / c);
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) <= Number.EPSILON) break;
  }
  return value;
}

function nonZero(value: number): number {
  return value === 0 ? TINY : value;
}
