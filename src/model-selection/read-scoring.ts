import type { Label, ScoreOptions } from '../contracts.js';
import { reading } from '../data/array-like.js';
import { InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import type { Question } from '../estimator-kind.js';
import { getScorer, getScorerNames, type Scorer } from '../metrics/scorers.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { show } from '../words.js';
import type { InputOf } from './validation-options.js';

/**
 * A score of one's own: the higher, the better.
 *
 * @param model - fitted on the training part
 * @param X - the samples of the test part, of the kind given
 * @param y - their targets or labels
 * @param options - their weights, where there are any
 */
export type ScorerFunction<E = AnyEstimator> = (
  model: E,
  X: InputOf<E>,
  y: ArrayLike<never>,
  options: ScoreOptions,
) => number;

/** One score: the name of a metric in either spelling, `'f1Macro'` or `'f1_macro'`, a scorer, or a function. */
export type OneScoring<E = AnyEstimator> = string | Scorer | ScorerFunction<E>;

/** Several scores: names in an array, or scores of any kind in an object, under names of one's own. */
export type SeveralScorings<E = AnyEstimator, Name extends string = string> =
  | readonly Name[]
  | { readonly [N in Name]: OneScoring<E> };

/** What is measured: one score, or several. */
export type Scoring<E = AnyEstimator> = OneScoring<E> | SeveralScorings<E>;

/** The scores of each fold [nFolds], by their names. */
export type ScoresByName<Name extends string = string> = { readonly [N in Name]: number[] };

/** A score, ready to be taken. */
export interface ReadyScorer {
  /** What it is called in the result and in messages. */
  readonly name: string;
  /** What it asks of the model first, where that is known. */
  readonly asks?: Question;
  take(model: object, X: unknown, y: ArrayLike<Label>, options: ScoreOptions): unknown;
}

/** The scores to take of each fold. */
export interface Scorers {
  readonly all: readonly ReadyScorer[];
  /** Whether they stand in the result by their names. */
  readonly named: boolean;
}

/**
 * What a `scoring` option means.
 *
 * @param scoring - undefined or null is the estimator's own `score`
 * @throws InvalidParameterError for an unknown name, a name given twice, nothing to take, and what is no scorer
 */
export function readScoring(scoring: unknown, estimator: object, where: string): Scorers {
  return reading(where, 'scoring', () => parseScoring(scoring, estimator, where));
}

function parseScoring(scoring: unknown, estimator: object, where: string): Scorers {
  if (scoring === undefined || scoring === null) {
    return { all: [ownScore(estimator, where)], named: false };
  }
  const one = readOne(scoring);
  if (one !== undefined) return { all: [one], named: false };
  if (typeof scoring !== 'object') throw noScoring('scoring', scoring, where);
  const entries = Array.isArray(scoring)
    ? scoring.map((name): [unknown, unknown] => [name, name])
    : Object.entries(scoring);
  if (entries.length === 0) {
    throw new InvalidParameterError(
      `${where}: scoring holds no score. Pass at least one, or leave it out for the estimator's own.`,
    );
  }
  const all = entries.map(([name, value]) => {
    const scorer = typeof name === 'string' ? readOne(value, name) : undefined;
    if (scorer === undefined) throw noScoring(`scoring[${show(name)}]`, value, where);
    return scorer;
  });
  const names = all.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return { all, named: true };
  throw new InvalidParameterError(
    `${where}: scoring holds ${show(twice)} twice. Leave one out, or pass an object of names of your own.`,
  );
}

/** A scoring without the scorers of `getScorer`: their names mean the same, and can be saved. */
export function scoringToData(scoring: unknown): unknown {
  if (typeof scoring !== 'object' || scoring === null || Array.isArray(scoring)) return scoring;
  const nameOf = (value: unknown) => {
    const name = typeof value === 'object' && value !== null && 'name' in value && value.name;
    return typeof name === 'string' && getScorerNames().includes(name) ? name : value;
  };
  const name = nameOf(scoring);
  if (name !== scoring) return name;
  return Object.fromEntries(Object.entries(scoring).map(([own, value]) => [own, nameOf(value)]));
}

/** A scoring that is made of names alone, as other threads and files know it; undefined where a function is among it. */
export function plainScoring(given: unknown): { readonly scoring: unknown } | undefined {
  const scoring = scoringToData(given);
  const all = typeof scoring === 'object' ? Object.values(scoring ?? {}) : [scoring ?? ''];
  return all.every((name) => typeof name === 'string') ? { scoring } : undefined;
}

/** @throws InvalidParameterError for several scores where one is wanted */
export function checkOneScore({ named }: Scorers, where: string): void {
  if (!named) return;
  throw new InvalidParameterError(
    `${where}: scoring holds several scores, but one is wanted. Pass one, or use crossValidate.`,
  );
}

/** @param name - what it is called in the result; default its own name */
function readOne(value: unknown, name?: string): ReadyScorer | undefined {
  if (typeof value === 'string') return ofScorer(getScorer(value), name ?? value);
  if (isScorer(value)) return ofScorer(value, name ?? value.name);
  if (typeof value !== 'function') return undefined;
  const score = value as ScorerFunction<object>;
  return {
    name: name ?? (score.name || 'score'),
    take: (model, X, y, options) => score(model, X as Splittable, y as ArrayLike<never>, options),
  };
}

function ofScorer(scorer: Scorer, name: string): ReadyScorer {
  return {
    name,
    asks: scorer.asks,
    take: (model, X, y, options) => scorer.score(model as Scored, X, y, options),
  };
}

type Scored = Parameters<Scorer['score']>[0];

function isScorer(value: unknown): value is Scorer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'score' in value &&
    typeof value.score === 'function'
  );
}

function noScoring(name: string, value: unknown, where: string): InvalidParameterError {
  return new InvalidParameterError(
    `${where}: ${name} must be the name of a score, a scorer or a function of model, X and y, but got ${show(value)}. Pass 'accuracy' or another name of getScorerNames().`,
  );
}

interface WithScore {
  score(X: unknown, y: unknown, options: ScoreOptions): number;
}

function ownScore(estimator: object, where: string): ReadyScorer {
  if (typeof Reflect.get(estimator, 'score') !== 'function') {
    throw new InvalidParameterError(
      `${where}: ${show(estimator)} has no score of its own. Pass scoring, such as 'accuracy' or a function.`,
    );
  }
  return {
    name: 'score',
    take: (model, X, y, options) => (model as WithScore).score(X, y, options),
  };
}
