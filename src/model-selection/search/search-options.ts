import type { FitOptions, Label } from '../../contracts.js';
import { InvalidParameterError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { isEstimator } from '../../estimator-parts.js';
import { aBoolean, boolean, type Hyperparameter, parameter } from '../../hyperparameters.js';
import { nJobs } from '../../parallel-work.js';
import type { AsyncOptions } from '../../progress.js';
import { type Scoring, scoringToData } from '../read-scoring.js';
import type { CrossValidation } from '../splitter.js';
import { splitterFromData, splitterToData } from '../splitter-data.js';
import { validationOptions } from '../validation-options.js';
import type { Refit } from './search-run.js';

/** What all searches are told. */
export interface SearchOptions<E extends AnyEstimator = AnyEstimator> {
  /** The estimator whose hyperparameters are searched, such as a model or a pipeline. Copies of it are fitted. */
  estimator: E;
  /**
   * How samples are cut into folds: a number of folds, in order, with the shares of the classes kept for a classifier;
   * a splitter such as `new KFold({ shuffle: true })`; or pairs of training and test indices. Default 5.
   */
  cv?: CrossValidation;
  /**
   * What is measured: the name of a metric in either spelling, such as `'f1Macro'` or `'f1_macro'`, a scorer, or a
   * function of model, X and y. Several names may stand in an array, and several of any kind in an object, under
   * names of one's own. A search with a function cannot be saved. Default null: the estimator's own `score`.
   */
  scoring?: Scoring<E> | null;
  /**
   * Whether to fit the best candidate on all samples. Of several scores, the name of the one that counts. A function
   * of the results chooses by a rule of its own: it gives the number of a candidate. Default true.
   */
  refit?: Refit;
  /** The score of a fit that fails, or `'raise'` to end with its error. Default NaN. */
  errorScore?: number | 'raise';
  /** Whether to score the training part of each fold too. Default false. */
  returnTrainScore?: boolean;
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, and where `fitAsync` is awaited. What is found is the same. Scorers and
   * hyperparameters that are functions keep the work on the caller's thread. Default null.
   */
  nJobs?: number | null;
}

/** What `fit` of a search takes besides the samples. */
export interface SearchFitOptions extends FitOptions {
  /** The group of each sample [nSamples], for a `cv` that keeps groups together. Default: none. */
  groups?: ArrayLike<Label>;
}

/** Options of `fitAsync` of a search. */
export interface SearchFitAsyncOptions extends SearchFitOptions, AsyncOptions {}

/** The rows of these options in a table. */
export function searchOptions() {
  const { cv, scoring, errorScore } = validationOptions();
  return {
    estimator: parameter(
      {
        type: 'estimator',
        range: 'an estimator',
        accepts: (value) => value === null || (isEstimator(value) && 'fit' in value),
      },
      { default: null, about: 'the estimator whose hyperparameters are searched.' },
    ),
    cv: { ...cv, toData: splitterToData, fromData: splitterFromData },
    scoring: { ...scoring, toData: scoringToData },
    refit: parameter(
      {
        ...aBoolean(),
        type: 'refit',
        range: 'true, false, the name of a score or a function of the results',
        accepts: (value) => ['boolean', 'string', 'function'].includes(typeof value),
      },
      { default: true, about: 'whether to fit the best candidate on all samples.' },
    ),
    errorScore: { ...errorScore, about: 'the score of a fit that fails, or "raise".' },
    returnTrainScore: boolean({
      default: false,
      about: 'whether to score the training part of each fold too.',
    }),
    nJobs: nJobs(),
  } satisfies Record<keyof SearchOptions, Hyperparameter>;
}

/**
 * What is wrong with the options of a search, if anything.
 *
 * @param readSpace - throws for a space that nothing can be taken from
 */
export function problemOfSearch(
  { estimator }: { readonly estimator?: unknown },
  readSpace: () => unknown,
): string | undefined {
  if (estimator === null)
    return 'estimator is missing. Pass { estimator: new SVC() } or another one.';
  try {
    readSpace();
    return undefined;
  } catch (cause) {
    if (!(cause instanceof InvalidParameterError)) throw cause;
    return cause.message.replace(/^[^:]*: /, ''); // without who says it
  }
}
