import type { Label } from '../contracts.js';
import { InvalidInputError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../fitting.js';
import {
  aCountOrShare,
  boolean,
  type CountOrShare,
  countOf,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
  seed,
} from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import type { AsyncOptions } from '../progress.js';
import { createRng, type Seed } from '../random/rng.js';
import { shuffle as shuffled } from '../random/sampling.js';
import { show } from '../words.js';
import { readTrial } from './cross-validating.js';
import { type Curve, type CurvePoint, drawing } from './curve.js';
import { checkOneScore, type OneScoring } from './read-scoring.js';
import { checkSeedCounts } from './split-options.js';
import type { Fold } from './splitter.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';

/** How a learning curve is drawn. */
export interface LearningCurveOptions<E = AnyEstimator> extends ValidationOptions<OneScoring<E>> {
  /**
   * How many samples to learn from: shares of the training part above 0 up to 1, numbers from 2, or `{ count: 1 }`.
   * Default [0.1, 0.325, 0.55, 0.775, 1].
   */
  trainSizes?: readonly CountOrShare[];
  /** Whether to shuffle training parts before their first samples are taken. Default false. */
  shuffle?: boolean;
  /** A seed for repeatable results, or null for new ones at every call. Needs `shuffle`. Default null. */
  randomState?: Seed | null;
}

/** As `LearningCurveOptions`, with progress and a signal. */
export interface LearningCurveAsyncOptions<E = AnyEstimator>
  extends LearningCurveOptions<E>,
    AsyncOptions {}

/** Scores by the number of samples learned from: a row a size, a column a fold. */
export interface LearningCurve extends Curve {
  /** How many samples were learned from, ascending [nSizes]. */
  readonly trainSizes: number[];
}

const aSize = aCountOrShare();

const table = {
  ...validationOptions(),
  trainSizes: parameter(
    {
      type: 'sizes',
      range: `an array of sizes, each ${aSize.range}`,
      accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(aSize.accepts),
    },
    { default: [0.1, 0.325, 0.55, 0.775, 1], about: 'how many samples to learn from.' },
  ),
  shuffle: boolean({ default: false, about: 'whether to shuffle training parts first.' }),
  randomState: seed(),
} satisfies Record<keyof LearningCurveOptions, Hyperparameter>;

/**
 * How the score grows with the number of samples learned from: whether more data would help, and by how far the model
 * knows its training part better than the rest.
 *
 * @example
 * const { trainSizes, trainScores, testScores } = learningCurve(new SVC(), X, y, { shuffle: true, randomState: 0 })
 *
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]; undefined where the estimator needs none
 * @throws InvalidParameterError for an unknown option, an unknown score or no folds
 * @throws InvalidInputError when a size is larger than a training part, and when all fits fail, with the causes
 */
export function learningCurve<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: LearningCurveOptions<E> = {},
): LearningCurve {
  return fitAtOnce(drawn(estimator, X, y, options));
}

/**
 * As `learningCurve`, in time slices: `onProgress` hears of each fit, and `signal` stops it. The result is the same.
 *
 * @throws the signal's reason, and what `learningCurve` throws
 */
export async function learningCurveAsync<E extends AnyEstimator>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<Label>,
  options: LearningCurveAsyncOptions<E> = {},
): Promise<LearningCurve> {
  const { onProgress, signal, ...rest } = readNamedBeside(options, 'learningCurveAsync', table, [
    'onProgress',
    'signal',
  ]);
  return fitInSlices(drawn(estimator, X, y, rest), { onProgress, signal }, 'learningCurveAsync');
}

function* drawn(
  estimator: AnyEstimator,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
): Fitting<LearningCurve> {
  const where = 'learningCurve';
  const given = resolve<Resolved<LearningCurveOptions>>(where, table, options, 'option');
  checkSeedCounts(where, given);
  const trial = yield* readTrial(estimator, { ...given, X, y }, where);
  checkOneScore(trial.scorers, where);
  const trainSizes = sizesOf(given.trainSizes, trial.folds, where);
  const folds = given.shuffle ? shuffledFolds(trial.folds, given.randomState) : trial.folds;
  const points = trainSizes.map(
    (size): CurvePoint =>
      ([train, test]) => ({ estimator, fold: [train.subarray(0, size), test] }),
  );
  return { trainSizes, ...(yield* drawing({ ...trial, folds }, points)) };
}

/** The sizes in numbers of samples, each once; shares are of the first training part, as in scikit-learn. */
function sizesOf(sizes: readonly CountOrShare[], folds: readonly Fold[], where: string): number[] {
  const most = folds[0][0].length;
  const smallest = folds.reduce((least, [train]) => Math.min(least, train.length), most);
  const counts = sizes.map((size) => {
    const count = countOf(size, most);
    const share = typeof size === 'number' && size <= 1;
    if (count <= smallest || share) return count;
    throw new InvalidInputError(
      `${where}: trainSizes holds ${show(size)}, but a training part has ${smallest} samples. Pass smaller sizes, or shares.`,
    );
  });
  return [...new Set(counts)].sort((a, b) => a - b);
}

function shuffledFolds(folds: readonly Fold[], randomState: Seed | null): Fold[] {
  const rng = createRng(randomState);
  return folds.map(([train, test], f): Fold => [shuffled(train.slice(), rng.fork(f)), test]);
}
