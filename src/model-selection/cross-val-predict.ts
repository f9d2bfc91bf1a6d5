import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { answers, isClassifier, type Question } from '../estimator-kind.js';
import { clone } from '../estimator-parts.js';
import { type Fitting, fitAtOnce, fitInSlices, fitOne } from '../fitting.js';
import { type Hyperparameter, oneOf, type Resolved, resolve } from '../hyperparameters.js';
import { readNamedBeside } from '../named-options.js';
import type { AsyncOptions } from '../progress.js';
import { count, show } from '../words.js';
import { type FoldAnswer, inOrder } from './answers-in-order.js';
import { readTrial } from './cross-validating.js';
import { ofFold } from './fold-errors.js';
import { ask } from './remembering.js';
import type { Fold } from './splitter.js';
import { type InputOf, type ValidationOptions, validationOptions } from './validation-options.js';
import type { Trial } from './validation-trial.js';

/** What is asked of the models of a cross-validation, and how samples are cut and weighed. */
export interface CrossValPredictOptions<M extends Question = Question>
  extends Pick<ValidationOptions<unknown>, 'cv' | 'groups' | 'sampleWeight'> {
  /** The method that is asked: `'predict'`, `'predictProba'` or `'decisionFunction'`. Default 'predict'. */
  method?: M;
}

/** As `CrossValPredictOptions`, with progress and a signal. */
export interface CrossValPredictAsyncOptions<M extends Question = Question>
  extends CrossValPredictOptions<M>,
    AsyncOptions {}

/** What a method of the models says of all samples: what it returns of some. */
export type CrossValPredicted<M extends Question, L> = {
  readonly predict: L[];
  readonly predictProba: Matrix;
  readonly decisionFunction: number[] | Matrix;
}[M];

const { cv, groups, sampleWeight } = validationOptions();
const table = {
  cv,
  groups,
  sampleWeight,
  method: oneOf(['predict', 'predictProba', 'decisionFunction'], {
    default: 'predict',
    about: 'the method that is asked.',
  }),
} satisfies Record<keyof CrossValPredictOptions, Hyperparameter>;

/**
 * What is predicted of each sample by a model that has not learned from it: the test parts of all folds, in the order
 * of the samples. Good for plots, and for a second model that learns from the first; a score over them is another than
 * the mean of `crossValScore`.
 *
 * @example
 * const probabilities = crossValPredict(new LogisticRegression(), X, y, { method: 'predictProba' })
 *
 * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
 * @param y - targets or labels [nSamples]; undefined where the estimator needs none
 * @returns labels or numbers [nSamples], or a matrix [nSamples × nClasses] whose columns are all labels in ascending
 *   order, with 0 (probabilities) or -1.8e308 (decisions) where a model has not seen the class
 * @throws InvalidParameterError for an unknown option, and when the estimator has no such method
 * @throws InvalidInputError when a sample is in no test part or in two; whatever a fit throws
 */
export function crossValPredict<
  E extends AnyEstimator,
  L extends Label,
  const M extends Question = 'predict',
>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<L>,
  options: CrossValPredictOptions<M> = {},
): CrossValPredicted<M, L> {
  return fitAtOnce(predicted(estimator, X, y, options)) as CrossValPredicted<M, L>;
}

/**
 * As `crossValPredict`, in time slices: `onProgress` hears of each fold, and `signal` stops it. The result is the same.
 *
 * @throws the signal's reason, and what `crossValPredict` throws
 */
export async function crossValPredictAsync<
  E extends AnyEstimator,
  L extends Label,
  const M extends Question = 'predict',
>(
  estimator: E,
  X: InputOf<E>,
  y?: ArrayLike<L>,
  options: CrossValPredictAsyncOptions<M> = {},
): Promise<CrossValPredicted<M, L>> {
  const { onProgress, signal, ...rest } = readNamedBeside(options, 'crossValPredictAsync', table, [
    'onProgress',
    'signal',
  ]);
  const work = predicted(estimator, X, y, rest);
  return (await fitInSlices(
    work,
    { onProgress, signal },
    'crossValPredictAsync',
  )) as CrossValPredicted<M, L>;
}

function* predicted(
  estimator: AnyEstimator,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
): Fitting<unknown> {
  const where = 'crossValPredict';
  const given = resolve<Resolved<CrossValPredictOptions>>(where, table, options, 'option');
  const trial = yield* readTrial(estimator, { ...given, X, y, scoring: () => 0 }, where);
  return yield* predicting(trial, given.method);
}

/**
 * Ask copies of an estimator, each fitted on the training part of a fold, about its test part.
 *
 * @returns as `crossValPredict`
 */
export function* predicting(trial: Trial, method: Question): Fitting<unknown[] | Matrix> {
  const { estimator, samples, folds, where } = trial;
  if (!answers(estimator, method)) {
    throw new InvalidParameterError(
      `${where}: ${show(estimator)} has no ${method}${method === 'predictProba' && method in estimator ? ' unless its option probability is on' : ''}. Choose another method, or another estimator.`,
    );
  }
  checkPartition(folds, samples.length, where);
  yield;
  const labels = isClassifier(estimator) ? samples.y : undefined;
  const classes = labels && encodeLabels(labels, samples.length, where).classes;
  yield;
  const given: FoldAnswer[] = [];
  for (const [number, [train, test]] of folds.entries()) {
    const model = clone(estimator);
    const place = { fold: number, where };
    yield* ofFold({ ...place, stage: 'fit' }, fitOne({ estimator: model, ...samples.part(train) }));
    const asked = ask(model, method, {
      length: test.length,
      X: samples.features(test, train),
      block: (from, to) => samples.features(test.subarray(from, to), train),
    });
    const answer = yield* ofFold({ ...place, stage: method }, asked);
    given.push({ test, answer, seen: classes && Reflect.get(model, 'classes') });
    yield { done: number + 1, total: folds.length, unit: 'fold' };
  }
  return inOrder(given, samples.length, { classes, question: method, where });
}

/** @throws InvalidInputError unless each sample is in exactly one test part */
function checkPartition(folds: readonly Fold[], samples: number, where: string): void {
  const times = new Uint32Array(samples);
  for (const [, test] of folds) for (let i = 0; i < test.length; i++) times[test[i]]++;
  const wrong = times.findIndex((n) => n !== 1);
  if (wrong < 0) return;
  throw new InvalidInputError(
    `${where}: sample ${wrong} is in ${count(times[wrong], 'test part')}, but each must be in one. Pass a cv that holds every sample out once, such as KFold.`,
  );
}
