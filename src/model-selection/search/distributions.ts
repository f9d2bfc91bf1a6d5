import { filledLength } from '../../data/array-like.js';
import { InvalidParameterError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { readNamed } from '../../named-options.js';
import { exp, log } from '../../numeric/exp-log.js';
import type { Rng } from '../../random/rng.js';
import { show } from '../../words.js';

/** Values of a hyperparameter between two ends, to be drawn by chance: plain data, so that a search can be saved. */
export interface RangeDistribution {
  /** How values are spread: evenly, or evenly in their logarithm. */
  readonly distribution: 'uniform' | 'logUniform';
  /** The smallest value. */
  readonly low: number;
  /** The largest value. */
  readonly high: number;
  /** Whether only whole numbers are drawn. */
  readonly whole: boolean;
}

/** One of some values of a hyperparameter, each as likely as the others: plain data. */
export interface ChoiceDistribution {
  /** What it is. */
  readonly distribution: 'choice';
  /** The values. */
  readonly values: readonly unknown[];
}

/** What the distributions of this library are. */
export type Distribution = RangeDistribution | ChoiceDistribution;

/** Where a distribution of one's own has its chance from: seeded by `randomState`. */
export interface RandomSource {
  /** A number from 0 to below 1, all alike. */
  next(): number;
  /** A whole number from 0 to n - 1, all alike. */
  nextInteger(n: number): number;
}

/** A distribution of one's own. A search that holds one cannot be saved. */
export interface OwnDistribution {
  /** The next value: all its chance comes from `rng`. */
  sample(rng: RandomSource): unknown;
}

/** How whole numbers are drawn. */
export interface IntegersOptions {
  /** Whether they are spread evenly in their logarithm, for what counts by factors, such as a number of trees. Default false. */
  log?: boolean;
}

/**
 * Numbers from `low` to `high`, spread evenly.
 *
 * @throws InvalidParameterError when these are not finite, or `low` is not below `high`
 *
 * @example
 * new RandomizedSearchCV({ estimator: new SVR(), paramDistributions: { epsilon: uniform(0, 0.5) } })
 */
export function uniform(low: number, high: number): RangeDistribution {
  checkEnds('uniform', low, high);
  return { distribution: 'uniform', low, high, whole: false };
}

/**
 * Numbers from `low` to `high`, spread evenly in their logarithm: as many from 0.1 to 1 as from 1 to 10.
 *
 * @throws InvalidParameterError when these are not finite, `low` is not above 0 or not below `high`
 *
 * @example
 * new RandomizedSearchCV({ estimator: new SVC(), paramDistributions: { C: logUniform(1e-2, 1e3) } })
 */
export function logUniform(low: number, high: number): RangeDistribution {
  checkEnds('logUniform', low, high);
  checkPositive('logUniform', low);
  return { distribution: 'logUniform', low, high, whole: false };
}

/**
 * Whole numbers from `low` to `high`, both included.
 *
 * @throws InvalidParameterError when these are no whole numbers, `low` is not below `high`, or with `log` not above 0
 *
 * @example
 * integers(1, 20)
 * integers(10, 1000, { log: true })
 */
export function integers(
  low: number,
  high: number,
  options: IntegersOptions = {},
): RangeDistribution {
  const { log: byFactors = false } = readNamed(options, 'integers', ['log']);
  checkEnds('integers', low, high);
  for (const end of [low, high]) {
    if (Number.isSafeInteger(end)) continue;
    throw new InvalidParameterError(
      `integers: the ends must be whole numbers, but got ${show(end)}. Use uniform for others.`,
    );
  }
  if (byFactors) checkPositive('integers', low);
  return { distribution: byFactors ? 'logUniform' : 'uniform', low, high, whole: true };
}

/**
 * One of some values, each as likely as the others. An array does the same.
 *
 * @throws InvalidParameterError when there are none
 */
export function choice(values: readonly unknown[]): ChoiceDistribution {
  if (isSo(() => Array.isArray(values) && (filledLength(values) ?? 0) > 0)) {
    return { distribution: 'choice', values: values.slice() };
  }
  throw new InvalidParameterError(
    `choice: values must be an array of at least one value, but got ${show(values)}. Pass those to choose from.`,
  );
}

/** Whether a value is what `uniform`, `logUniform`, `integers` and `choice` give, or what one of them was saved as. */
export function isDistribution(value: unknown): value is Distribution {
  if (typeof value !== 'object' || value === null || !('distribution' in value)) return false;
  const { distribution, low, high, values }: Record<string, unknown> = { ...value };
  if (distribution === 'choice') return Array.isArray(values) && values.length > 0;
  if (distribution !== 'uniform' && distribution !== 'logUniform') return false;
  if (typeof low !== 'number' || typeof high !== 'number') return false;
  return Number.isFinite(high - low) && low < high && (distribution === 'uniform' || low > 0);
}

export function isOwnDistribution(value: unknown): value is OwnDistribution {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sample' in value &&
    typeof value.sample === 'function'
  );
}

/** The next value of a distribution. */
export function draw(from: Distribution | OwnDistribution, rng: Rng): unknown {
  if (!isDistribution(from)) return from.sample(rng);
  if (from.distribution === 'choice') return from.values[rng.nextInteger(from.values.length)];
  const [first, last] = scaleEnds(from);
  return fromScale(from, first + rng.next() * (last - first));
}

/**
 * The ends of a range on the scale on which its values are spread evenly. Whole numbers each have a stretch of 1
 * around them, so that the ends are as likely as the others.
 */
export function scaleEnds({ distribution, low, high, whole }: RangeDistribution): [number, number] {
  const margin = whole ? 0.5 : 0;
  const [first, last] = [low - margin, high + margin];
  return distribution === 'uniform' ? [first, last] : [log(first), log(last)];
}

/** The value at a place on that scale. */
export function fromScale(
  { distribution, low, high, whole }: RangeDistribution,
  place: number,
): number {
  const value = distribution === 'uniform' ? place : exp(place);
  return Math.min(high, Math.max(low, whole ? Math.round(value) : value));
}

/** The place of a value on that scale. */
export function toScale({ distribution }: RangeDistribution, value: number): number {
  return distribution === 'uniform' ? value : log(value);
}

function checkEnds(where: string, low: number, high: number): void {
  if (Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(high - low) && low < high)
    return;
  throw new InvalidParameterError(
    `${where}: low must be a number below high, but got ${show(low)} and ${show(high)}. Pass the smallest and the largest value.`,
  );
}

function checkPositive(where: string, low: number): void {
  if (low > 0) return;
  throw new InvalidParameterError(
    `${where}: low must be above 0, for logarithms, but got ${show(low)}. Pass a small positive number.`,
  );
}
