import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { exp, log } from '../numeric/exp-log.js';
import { sumOfWeights } from '../numeric/statistics.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import { type ParsedNumbers, parsePair, type RegressionMetricOptions } from './regression.js';

/** Which deviance `meanTweedieDeviance` takes, and how samples count. */
export interface TweedieOptions extends RegressionMetricOptions {
  /**
   * How the variance grows with the mean, at most 0 or at least 1: 0 not at all (normal), 1 in proportion (Poisson),
   * 2 as its square (gamma), 3 as its cube (inverse Gaussian). The higher, the less large values count. Default 0.
   */
  power?: number;
}

/**
 * Mean Poisson deviance, for counts: 2 (y log(y / ŷ) - y + ŷ). Parameters and errors as `meanTweedieDeviance`, of
 * power 1.
 */
export function meanPoissonDeviance(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: RegressionMetricOptions = {},
): number {
  const where = 'meanPoissonDeviance';
  const given = { ...readNamed(options, where, ['sampleWeight']), power: 1 };
  return meanDeviance(parseDeviant(yTrue, yPred, given, where), 1);
}

/**
 * Mean gamma deviance, for positive amounts, whatever their unit: 2 (log(ŷ / y) + y / ŷ - 1). Parameters and errors as
 * `meanTweedieDeviance`, of power 2.
 */
export function meanGammaDeviance(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: RegressionMetricOptions = {},
): number {
  const where = 'meanGammaDeviance';
  const given = { ...readNamed(options, where, ['sampleWeight']), power: 2 };
  return meanDeviance(parseDeviant(yTrue, yPred, given, where), 2);
}

/**
 * Mean deviance of a Tweedie distribution: twice how much less likely the truth is by the predictions than by itself.
 * Power 0 is the squared error.
 * Source: Jørgensen, The Theory of Dispersion Models (1997).
 *
 * @param yTrue - true values [nSamples]: any for a power up to 0, at least 0 below 2, above 0 from there
 * @param yPred - predicted values [nSamples]: above 0, or with power 0 any
 * @returns at least 0, best 0, in units of y to the power of 2 - `power`
 * @throws InvalidInputError for an empty input, other lengths, values that are not finite or out of range, unusable
 *   weights
 * @throws InvalidParameterError for a power between 0 and 1, where there is no such distribution
 */
export function meanTweedieDeviance(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  given: TweedieOptions = {},
): number {
  const { power = 0, ...options } = readNamed(given, 'meanTweedieDeviance', [
    'power',
    'sampleWeight',
  ]);
  const pairs = parseDeviant(yTrue, yPred, { ...options, power }, 'meanTweedieDeviance');
  return meanDeviance(pairs, power);
}

/**
 * The share of the Tweedie deviance that the predictions explain, against always the mean of yTrue; with power 0 it is
 * R².
 * Source: Hastie, Tibshirani and Wainwright, Statistical Learning with Sparsity (2015), eq. 3.11.
 * Parameters and errors as `meanTweedieDeviance`, and InvalidInputError for a power below 0 where the mean of yTrue is
 * not above 0.
 *
 * @returns at most 1, best 1; 0 for always the mean; for constant yTrue 1 when it is met exactly and else 0; NaN, with a
 *   warning, for a single sample
 */
export function d2TweedieScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  given: TweedieOptions = {},
): number {
  const where = 'd2TweedieScore';
  const { power = 0, ...options } = readNamed(given, where, ['power', 'sampleWeight']);
  const pairs = parseDeviant(yTrue, yPred, { ...options, power }, where);
  const { truth, weights } = pairs;
  if (truth.length < 2) {
    warn('data', `${where}: D² is not defined for one sample. Pass more samples.`);
    return Number.NaN;
  }
  const counted = weights === undefined ? truth : truth.filter((_, i) => weights[i] > 0);
  if (counted.every((value) => value === counted[0])) {
    return pairs.predicted.every((value, i) => value === truth[i] || weights?.[i] === 0) ? 1 : 0;
  }
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += truth[i] * (weights?.[i] ?? 1);
  const mean = sum / sumOfWeights(truth.length, weights);
  if (power < 0 && mean <= 0) {
    throw new InvalidInputError(
      `${where}: the mean of yTrue is ${mean}, but the deviance of power ${power} is against a mean > 0. Use r2Score.`,
    );
  }
  const constant = { ...pairs, predicted: truth.slice().fill(mean) };
  return 1 - meanDeviance(pairs, power) / meanDeviance(constant, power);
}

function parseDeviant(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { power, ...options }: RegressionMetricOptions & { power: number },
  where: string,
): ParsedNumbers {
  if (!Number.isFinite(power) || (power > 0 && power < 1)) {
    throw new InvalidParameterError(
      `${where}: power must be a number <= 0, or a number >= 1, but got ${show(power)}. Pass 0 (normal), 1 (Poisson), 2 (gamma), or between 1 and 2 for amounts of which many are 0.`,
    );
  }
  const pairs = parsePair(yTrue, yPred, options, where);
  if (power >= 1) {
    const allowed = power < 2 ? '>= 0' : '> 0';
    refuse(pairs.truth, (value) => (power < 2 ? value < 0 : value <= 0), 'yTrue', allowed);
  }
  if (power !== 0) refuse(pairs.predicted, (value) => value <= 0, 'yPred', '> 0');
  return pairs;

  function refuse(
    values: Float64Array,
    isOut: (value: number) => boolean,
    name: string,
    allowed: string,
  ): void {
    const at = values.findIndex(isOut);
    if (at < 0) return;
    throw new InvalidInputError(
      `${where}: ${name}[${at}] is ${values[at]}, but the deviance of power ${power} needs values ${allowed}. Drop the sample, or use meanSquaredError.`,
    );
  }
}

function meanDeviance({ truth, predicted, weights }: ParsedNumbers, power: number): number {
  const deviance = devianceOf(power);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const own = deviance(truth[i], predicted[i]);
    sum += weights === undefined ? own : weights[i] * own;
  }
  return sum / sumOfWeights(truth.length, weights);
}

/** The deviance of one sample, from its true value y and its mean by the model, μ. */
function devianceOf(p: number): (y: number, mu: number) => number {
  switch (p) {
    case 0:
      return (y, mu) => (y - mu) * (y - mu);
    case 1:
      return (y, mu) => 2 * ((y === 0 ? 0 : y * logRatio(y, mu)) - y + mu);
    case 2:
      return (y, mu) => 2 * (logRatio(mu, y) + y / mu - 1);
    default:
      return (y, mu) =>
        2 *
        (raised(Math.max(y, 0), 2 - p) / ((1 - p) * (2 - p)) -
          (y * raised(mu, 1 - p)) / (1 - p) +
          raised(mu, 2 - p) / (2 - p));
  }
}

/** log(a / b), also where the quotient leaves the range of numbers. */
function logRatio(a: number, b: number): number {
  const ratio = a / b;
  return ratio > 0 && ratio < Infinity ? log(ratio) : log(a) - log(b);
}

/** x^p for x >= 0, from our own exp and log; 0 is raised to positive powers only. */
function raised(x: number, p: number): number {
  return x === 0 ? 0 : exp(p * log(x));
}
