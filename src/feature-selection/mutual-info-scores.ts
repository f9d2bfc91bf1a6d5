import type { Label } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { parseTargets } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import {
  aBoolean,
  aChoice,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Rule,
  resolve,
  seed,
} from '../hyperparameters.js';
import { mutualInfoScore } from '../metrics/cluster-agreement.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { columnScales } from '../preprocessing/scalers/column-scales.js';
import { drain, type Steps } from '../progress.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { createNormal } from '../random/sampling.js';
import { count, show } from '../words.js';
import { columnValues } from './column-values.js';
import { informationOfClasses, informationOfNumbers } from './mutual-information.js';
import { type FeatureScores, parseClasses, parseScored } from './scored-samples.js';

/** How mutual information is estimated. */
export interface MutualInfoOptions {
  /**
   * Which features hold classes rather than amounts: all (true), none (false or `'auto'`), a flag for each, or the
   * positions of those that do. Default `'auto'`.
   */
  discreteFeatures?: 'auto' | boolean | readonly boolean[] | readonly number[];
  /** How many neighbours a sample is compared with: more vary less, and blur more. Default 3. */
  nNeighbors?: number;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

const flagsOrPositions: Rule = {
  type: 'flags | positions',
  range: 'a flag for each feature, or positions >= 0 of features',
  accepts: (value) =>
    Array.isArray(value) &&
    (value.every((item) => typeof item === 'boolean') ||
      value.every((item) => Number.isSafeInteger(item) && item >= 0)),
};

const options = {
  discreteFeatures: parameter(either(aChoice('auto'), aBoolean(), flagsOrPositions), {
    default: 'auto',
    about: 'which features hold classes rather than amounts.',
  }),
  nNeighbors: integer({
    min: 1,
    default: 3,
    about: 'how many neighbours a sample is compared with.',
  }),
  randomState: seed(),
} satisfies Record<keyof MutualInfoOptions, Hyperparameter>;

/** Noise that parts equal values, as a share of the spread of a feature (Kraskov et al. 2004). */
const NOISE = 1e-10;

/**
 * How much each feature tells of the class, in nats: 0 for nothing, whatever the form of the dependence.
 * Source: Ross, PLoS ONE 9 (2014). Cost: a sort a feature.
 *
 * @param X - [nSamples × nFeatures], or a Table of number and boolean columns
 * @param y - labels [nSamples], of two classes or more
 * @returns scores without p-values
 * @throws InvalidInputError when X is ragged, empty, not finite or holds text, y does not suit, or a position is none of X
 * @throws InvalidParameterError for an unknown option or a value out of range
 *
 * @example
 * mutualInfoClassif(X, y, { discreteFeatures: [0], randomState: 0 }).scores
 */
export function mutualInfoClassif(
  X: NumberInput,
  y: ArrayLike<Label>,
  options: MutualInfoOptions = {},
): FeatureScores {
  const { samples } = parseScored(X, 'mutualInfoClassif');
  return drain(mutualInfoClassifOf(samples, y, 'mutualInfoClassif', options));
}

/** `mutualInfoClassif` of features that are checked already, in steps of a feature or less. */
export function* mutualInfoClassifOf(
  samples: Dense,
  y: ArrayLike<Label>,
  where: string,
  given: object = {},
): Steps<FeatureScores> {
  const { discrete, nNeighbors, rng } = parseOptions('mutualInfoClassif', given, samples, where);
  const { codes } = parseClasses(y, samples.rows, where);
  const scores: number[] = [];
  for (const [j, isDiscrete] of discrete.entries()) {
    yield;
    const { values } = columnValues(samples, j);
    scores[j] = isDiscrete
      ? mutualInfoScore(values, codes)
      : yield* informationOfClasses(parted(values, rng.fork(j)), codes, nNeighbors);
  }
  return { scores };
}

/**
 * How much each feature tells of a target of numbers, in nats: 0 for nothing, whatever the form of the dependence.
 * Source: Kraskov, Stögbauer and Grassberger, Physical Review E 69 (2004); Ross, PLoS ONE 9 (2014) for features of classes.
 * Cost: a tree and nNeighbors neighbours a sample, for each feature.
 *
 * @param X - [nSamples × nFeatures], or a Table of number and boolean columns
 * @param y - targets [nSamples]
 * @returns scores without p-values
 * @throws InvalidInputError when X is ragged, empty, not finite or holds text, y does not suit, a position is none of X, or
 *   there are no more samples than neighbours
 * @throws InvalidParameterError for an unknown option or a value out of range
 *
 * @example
 * mutualInfoRegression(X, y, { randomState: 0 }).scores
 */
export function mutualInfoRegression(
  X: NumberInput,
  y: ArrayLike<number>,
  options: MutualInfoOptions = {},
): FeatureScores {
  const { samples } = parseScored(X, 'mutualInfoRegression');
  return drain(mutualInfoRegressionOf(samples, y, 'mutualInfoRegression', options));
}

/** `mutualInfoRegression` of features that are checked already, in steps of a feature or less. */
export function* mutualInfoRegressionOf(
  samples: Dense,
  y: ArrayLike<number>,
  where: string,
  given: object = {},
): Steps<FeatureScores> {
  const { discrete, nNeighbors, rng } = parseOptions('mutualInfoRegression', given, samples, where);
  const { rows, columns } = samples;
  const data = parseTargets(y, rows, where);
  yield;
  const { values: amounts } = columnValues({ data, rows, columns: 1 }, 0);
  const target = parted(amounts, rng.fork(columns));
  if (nNeighbors >= rows && discrete.includes(false)) {
    throw new InvalidInputError(
      `${where}: X has ${count(rows, 'row')}, but each is compared with ${count(nNeighbors, 'other')}. Pass more samples, or a smaller nNeighbors.`,
    );
  }
  const scores: number[] = [];
  for (const [j, isDiscrete] of discrete.entries()) {
    yield;
    const { values } = columnValues(samples, j);
    scores[j] = isDiscrete
      ? yield* informationOfClasses(target, encodeLabels(values, rows, where).codes, nNeighbors)
      : yield* informationOfNumbers(parted(values, rng.fork(j)), target, nNeighbors);
  }
  return { scores };
}

function parseOptions(name: string, given: object, { columns }: Dense, where: string) {
  const { discreteFeatures, nNeighbors, randomState } = resolve<Required<MutualInfoOptions>>(
    name,
    options,
    given,
    'option',
  );
  const rng = createRng(randomState);
  return { discrete: discreteFlags(discreteFeatures, columns, where), nNeighbors, rng };
}

/** Whether each feature holds classes. */
function discreteFlags(
  given: Required<MutualInfoOptions>['discreteFeatures'],
  columns: number,
  where: string,
): boolean[] {
  const flags = new Array<boolean>(columns).fill(given === true);
  if (typeof given !== 'object') return flags;
  const [first] = given;
  if (typeof first === 'boolean' && given.length !== columns) {
    throw new InvalidInputError(
      `${where}: discreteFeatures has ${count(given.length, 'flag')}, but X has ${count(columns, 'column')}. Pass one a column.`,
    );
  }
  for (const [j, item] of given.entries()) {
    if (typeof item === 'boolean') flags[j] = item;
    else if (item < columns) flags[item] = true;
    else {
      throw new InvalidInputError(
        `${where}: discreteFeatures names column ${show(item)}, but X has ${count(columns, 'column')}. Count them from 0.`,
      );
    }
  }
  return flags;
}

/** Amounts of standard deviation 1, with noise that parts equal ones; in place. */
function parted(values: Float64Array, rng: Rng): Float64Array {
  const { length: rows } = values;
  const [scale] = columnScales({ data: values, rows, columns: 1 }, undefined, '').scale;
  let sizes = 0;
  for (let i = 0; i < rows; i++) {
    values[i] /= scale;
    sizes += Math.abs(values[i]);
  }
  const noise = NOISE * Math.max(1, sizes / rows);
  const normal = createNormal(rng);
  for (let i = 0; i < rows; i++) values[i] += noise * normal();
  return values;
}
