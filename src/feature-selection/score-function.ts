import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { lengthOf, reading } from '../data/array-like.js';
import { type Dense, toMatrix } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import {
  aChoice,
  either,
  type Hyperparameter,
  holdsOptions,
  parameter,
  type Rule,
  resolve,
} from '../hyperparameters.js';
import type { Steps } from '../progress.js';
import { count, show } from '../words.js';
import { chi2Of } from './chi2.js';
import { type FRegressionOptions, fClassifOf, fRegressionOf } from './f-scores.js';
import {
  type MutualInfoOptions,
  mutualInfoClassifOf,
  mutualInfoRegressionOf,
} from './mutual-info-scores.js';
import type { FeatureScores } from './scored-samples.js';

/** The scoring functions by name. */
export type ScoreFunctionName =
  | 'fClassif'
  | 'fRegression'
  | 'chi2'
  | 'mutualInfoClassif'
  | 'mutualInfoRegression';

/** A scoring function of one's own: gets a copy of the features, the target as it was given, and `scoreOptions`. */
export type ScoreFunction = (
  X: Matrix,
  y: ArrayLike<Label>,
  options: object,
) => {
  /** [nFeatures]: the larger, the better; NaN counts as the least. */
  readonly scores: ArrayLike<number>;
  /** How likely so large a score is by chance [nFeatures]. */
  readonly pValues?: ArrayLike<number>;
};

/** What scores the features. */
export interface ScoreFunctionOptions {
  /**
   * What scores the features: the name of a scoring function, or one of your own, with which the selector cannot be saved.
   * Default `'fClassif'`.
   */
  scoreFunc?: ScoreFunctionName | ScoreFunction;
  /** The options of the scoring function, such as `{ randomState: 0 }` for mutual information. Default null: none. */
  scoreOptions?: MutualInfoOptions | FRegressionOptions | object | null;
}

type Scorer = (
  samples: Dense,
  y: ArrayLike<never>,
  where: string,
  options: object,
) => Steps<FeatureScores>;

const withoutOptions = (
  name: string,
  score: (samples: Dense, y: ArrayLike<never>, where: string) => Steps<FeatureScores>,
) =>
  function* (samples: Dense, y: ArrayLike<never>, where: string, options: object) {
    resolve(name, {}, options, 'option');
    yield;
    return yield* score(samples, y, where);
  };

const SCORERS: Readonly<Record<ScoreFunctionName, Scorer>> = {
  fClassif: withoutOptions('fClassif', fClassifOf),
  *fRegression(samples, y, where, options) {
    yield;
    return yield* fRegressionOf(samples, y, where, options);
  },
  chi2: withoutOptions('chi2', chi2Of),
  mutualInfoClassif: mutualInfoClassifOf,
  mutualInfoRegression: mutualInfoRegressionOf,
};

const aFunction: Rule = {
  type: 'function',
  range: 'a function of X and y',
  accepts: (value) => typeof value === 'function',
};

const anObject: Rule = { type: 'object', range: 'an object of options', accepts: holdsOptions };

/** The rows of `ScoreFunctionOptions` in a table of hyperparameters. */
export const scoreFunctionRows = () =>
  ({
    scoreFunc: parameter(
      either(aChoice(...(Object.keys(SCORERS) as ScoreFunctionName[])), aFunction),
      { default: 'fClassif', about: 'what scores the features.' },
    ),
    scoreOptions: parameter(either(anObject, aChoice(null)), {
      default: null,
      about: 'the options of the scoring function, or null for none.',
    }),
  }) satisfies Record<keyof ScoreFunctionOptions, Hyperparameter>;

/** What the scoring function says of the features. */
export interface ScoredFeatures {
  /** [nFeatures] */
  scores: Float64Array;
  /** [nFeatures]; null where the function gives none. */
  pValues: Float64Array | null;
}

/**
 * Score the features, in steps of a feature or less where that takes long.
 *
 * @throws InvalidInputError when y does not suit, or a function of one's own returns no score for each feature
 * @throws InvalidParameterError for options that the function does not have
 */
export function* scoreFeatures(
  samples: Dense,
  y: unknown,
  { scoreFunc, scoreOptions }: Required<ScoreFunctionOptions>,
  where: string,
): Steps<ScoredFeatures> {
  const options = scoreOptions ?? {};
  if (typeof scoreFunc === 'string') {
    const score = SCORERS[scoreFunc];
    const { scores, pValues } = yield* score(samples, y as ArrayLike<never>, where, options);
    return {
      scores: Float64Array.from(scores),
      pValues: pValues === undefined ? null : Float64Array.from(pValues),
    };
  }
  const { data, rows, columns } = samples;
  const given: unknown = scoreFunc(
    toMatrix(data.slice(), rows, columns),
    y as ArrayLike<Label>,
    options,
  );
  return reading(where, 'what scoreFunc returned', () => {
    const { scores, pValues }: { scores?: unknown; pValues?: unknown } = Object(given);
    return {
      scores: numbersOf(scores, columns, 'scores', where),
      pValues: pValues === undefined ? null : numbersOf(pValues, columns, 'pValues', where),
    };
  });
}

function numbersOf(values: unknown, columns: number, name: string, where: string): Float64Array {
  if (lengthOf(values) !== columns) {
    throw new InvalidInputError(
      `${where}: scoreFunc returned ${name} ${show(values)} for ${count(columns, 'feature')}. Return { scores, pValues }, with a number for each; pValues can be left out.`,
    );
  }
  return Float64Array.from(values as ArrayLike<unknown>, (value, j) => {
    if (typeof value === 'number') return value;
    throw new InvalidInputError(
      `${where}: scoreFunc returned ${show(value)} in ${name}[${j}], not a number. Return a number for each feature; NaN counts as the least.`,
    );
  });
}
