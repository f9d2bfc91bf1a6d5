import type { Label } from '../contracts.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { type Fitting, fitAtOnce, fitInSlices, quietly } from '../fitting.js';
import { type Hyperparameter, integer, type Resolved, resolve, seed } from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';
import type { AsyncOptions, Steps } from '../progress.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { range, shuffle } from '../random/sampling.js';
import { tellingOnce } from '../warnings.js';
import { crossValidating, readTrial } from './cross-validating.js';
import { checkOneScore, type OneScoring } from './read-scoring.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';
import type { Trial } from './validation-trial.js';

/** How often targets are permuted, and how each is tried. */
export interface PermutationTestScoreOptions<E = AnyEstimator>
  extends Omit<ValidationOptions<OneScoring<E>>, 'errorScore'> {
  /** How often the targets are permuted. Default 100. */
  nPermutations?: number;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

/** As `PermutationTestScoreOptions`, with progress and a signal. */
export interface PermutationTestScoreAsyncOptions<E = AnyEstimator>
  extends PermutationTestScoreOptions<E>,
    AsyncOptions {}

/** Whether a score is more than chance. */
export interface PermutationTestScore {
  /** The mean score of the folds. */
  readonly score: number;
  /** The same for each permutation of the targets [nPermutations]. */
  readonly permutationScores: number[];
  /** The share of permutations that score as well, the given targets counted as one: at least 1 / (nPermutations + 1). */
  readonly pvalue: number;
}

const { cv, scoring, groups, sampleWeight } = validationOptions();
const table = {
  cv,
  scoring,
  groups,
  sampleWeight,
  nPermutations: integer({ min: 1, default: 100, about: 'how often the targets are permuted.' }),
  randomState: seed(),
} satisfies Record<keyof PermutationTestScoreOptions, Hyperparameter>;

/**
 * Whether an estimator has found more than chance: its cross-validated score beside those for targets in random order,
 * where there is nothing to be found. With `groups`, targets are permuted within each group.
 * Source: Ojala and Garriga, JMLR 11 (2010), test 1. Cost: nPermutations + 1 cross-validations.
 *
 * @example
 * const { score, pvalue } = permutationTestScore(new SVC(), X, y, { nPermutations: 200, randomState: 0 })
 *
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]
 * @throws InvalidParameterError for an unknown option, an unknown score or no folds
 * @throws InvalidInputError when the samples cannot be cut so; whatever a fit throws
 */
export function permutationTestScore<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label>,
  options: PermutationTestScoreOptions<E> = {},
): PermutationTestScore {
  return fitAtOnce(tested(estimator, X, y, options));
}

/**
 * As `permutationTestScore`, in time slices: `onProgress` hears of each permutation, and `signal` stops it. The result
 * is the same.
 *
 * @throws the signal's reason, and what `permutationTestScore` throws
 */
export async function permutationTestScoreAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y: ArrayLike<Label>,
  options: PermutationTestScoreAsyncOptions<E> = {},
): Promise<PermutationTestScore> {
  const { onProgress, signal, ...rest } = readNamedBeside(
    options,
    'permutationTestScoreAsync',
    table,
    ['onProgress', 'signal'],
  );
  return fitInSlices(
    tested(estimator, X, y, rest),
    { onProgress, signal },
    'permutationTestScoreAsync',
  );
}

function* tested(
  estimator: AnyEstimator,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
): Fitting<PermutationTestScore> {
  const where = 'permutationTestScore';
  const given = resolve<Resolved<PermutationTestScoreOptions>>(where, table, options, 'option');
  const { nPermutations, randomState } = given;
  if (y === undefined) {
    throw new InvalidInputError(`${where}: y is missing. Pass the targets that are permuted.`);
  }
  const telling = tellingOnce(); // the splitter would say of each permutation what it says of the targets
  const heardOnce = function* <T>(steps: Steps<T>): Steps<T> {
    for (;;) {
      const step = telling(() => steps.next());
      if (step.done) return step.value;
      yield;
    }
  };
  const input = { ...given, X, y, errorScore: 'raise' } as const;
  const trial = yield* heardOnce(readTrial(estimator, input, where));
  checkOneScore(trial.scorers, where);
  const total = nPermutations + 1;
  const score = yield* meanScore(trial);
  yield { done: 1, total, unit: 'permutation' };
  const permute = permutations(y, given.groups ?? undefined, trial);
  const rng = createRng(randomState);
  const permutationScores: number[] = [];
  for (let p = 0; p < nPermutations; p++) {
    const permuted = trial.samples.withTargets(permute(rng.fork(p)));
    const folds = yield* heardOnce(trial.cut(permuted));
    permutationScores.push(yield* meanScore({ ...trial, samples: permuted, folds }));
    yield { done: p + 2, total, unit: 'permutation' };
  }
  const asGood = permutationScores.filter((permuted) => permuted >= score).length;
  return { score, permutationScores, pvalue: (asGood + 1) / total };
}

function* meanScore(trial: Trial): Fitting<number> {
  const results = yield* quietly(crossValidating(trial));
  return results.reduce((sum, { testScores }) => sum + testScores[0], 0) / results.length;
}

/** Gives targets in random order, those of each group among themselves. */
function permutations(
  y: ArrayLike<Label>,
  groups: ArrayLike<Label> | undefined,
  { samples, where }: Trial,
): (rng: Rng) => ArrayLike<Label> {
  const targets = parseSplittable(y, 'y', where);
  const { length } = samples;
  const codes = groups && encodeLabels(groups, length, where, 'groups').codes;
  const members: number[][] = [];
  for (let i = 0; i < length; i++) {
    const group = codes?.[i] ?? 0;
    members[group] ??= [];
    members[group].push(i);
  }
  return (rng) => {
    const order = range(length);
    for (const own of members) {
      const mixed = shuffle(own.slice(), rng);
      for (let i = 0; i < own.length; i++) order[own[i]] = mixed[i];
    }
    return targets.take(order) as ArrayLike<Label>;
  };
}
