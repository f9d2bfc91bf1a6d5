import type { Matrix } from 'ml-matrix';
import type { FitOptions, Label, ScoreOptions } from '../../contracts.js';
import type { Table } from '../../data/table.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { partsOf } from '../../estimator-parts.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { type Resolved, readOptions } from '../../hyperparameters.js';
import { readNamed } from '../../named-options.js';
import { readTrial } from '../cross-validating.js';
import { readScoring } from '../read-scoring.js';
import type { InputOf } from '../validation-options.js';
import type { Trial } from '../validation-trial.js';
import type { ParamSetting } from './parameter-grid.js';
import { type CandidateError, SearchLedger } from './search-ledger.js';
import type { SearchFitAsyncOptions, SearchFitOptions, SearchOptions } from './search-options.js';
import {
  type CvResults,
  meanScores,
  resultColumns,
  type TriedCandidates,
} from './search-results.js';
import { type SearchPlan, scoreToRefit, searching } from './search-run.js';
import type { SearchState } from './search-state.js';
import { resultsTable } from './search-table.js';
import type { ReturnedBy, SearchOfLabels } from './search-types.js';

/** What one kind of search does: how many fits are scored, which candidates are tried, and which may be the best. */
export type Tactics = Pick<SearchPlan, 'fits' | 'strategy' | 'eligible'> & {
  /** What is to be told of it in the end. */
  facts?(): SearchState['halving'];
};

/** Plans a search of some kind for some samples. */
export type Tactician<Options> = (params: Resolved<Options>, trial: Trial) => Tactics;

/**
 * A search over hyperparameters as an estimator: what is the same in all of them. `fit` tries candidates by
 * cross-validation and fits the best on all samples; what is asked of the search then, this one answers.
 */
export abstract class SearchCV<
  E extends AnyEstimator,
  Options extends SearchOptions<E>,
> extends Estimator<Options, SearchState> {
  readonly #type: string;
  readonly #plan: Tactician<Options>;
  #partial: TriedCandidates | undefined;

  protected constructor(info: EstimatorInfo, options: Options, plan: Tactician<Options>) {
    super(info, options ?? {});
    this.#type = info.type;
    this.#plan = plan;
  }

  /**
   * Try the candidates, and fit the best of them on all samples.
   *
   * @param X - samples [nSamples × nFeatures], of any kind that the estimator takes, tables included
   * @param y - targets or labels [nSamples], where the estimator needs them
   * @param options - weights and groups; weights count in fits and scores
   * @throws InvalidParameterError for a candidate that cannot be set, by its number and with the nearest name; no fit
   *   is made then
   * @throws InvalidInputError when samples cannot be cut into the folds, and when all fits fail, with the causes
   */
  fit<M extends Label>(
    X: InputOf<E>,
    y: ArrayLike<M>,
    options?: SearchFitOptions,
  ): SearchOfLabels<InputOf<E>, M> & this;
  fit(X: InputOf<E>, y?: undefined, options?: SearchFitOptions): this;
  fit(X: InputOf<E>, y?: ArrayLike<Label>, options: SearchFitOptions = {}): this {
    return fitAtOnce(this.#search(X, y, options));
  }

  /**
   * As `fit`, in time slices: `onProgress` hears of each fit that is scored, and `signal` stops the search, which then
   * stays as it was. What a stopped search found so far is in `partialResults`.
   *
   * @throws the signal's reason, and what `fit` throws
   */
  fitAsync<M extends Label>(
    X: InputOf<E>,
    y: ArrayLike<M>,
    options?: SearchFitAsyncOptions,
  ): Promise<SearchOfLabels<InputOf<E>, M> & this>;
  fitAsync(X: InputOf<E>, y?: undefined, options?: SearchFitAsyncOptions): Promise<this>;
  async fitAsync(
    X: InputOf<E>,
    y?: ArrayLike<Label>,
    options: SearchFitAsyncOptions = {},
  ): Promise<this> {
    const { onProgress, signal, ...given } = readOptions(options, `${this.#type}.fitAsync`);
    return fitInSlices(this.#search(X, y, given), { onProgress, signal });
  }

  *#search(X: unknown, y: ArrayLike<Label> | undefined, options: SearchFitOptions): Fitting<this> {
    const { ledger, plan, facts } = yield* this.#prepare(X, y, options);
    yield;
    let found: FoundBy | undefined;
    try {
      found = yield* searching(plan, ledger);
    } finally {
      if (found === undefined) this.#partial = ledger.soFar(); // it failed, or was stopped
    }
    return this.#keep(found, facts);
  }

  *#prepare(X: unknown, y: ArrayLike<Label> | undefined, options: SearchFitOptions) {
    this.#partial = undefined;
    const where = `${this.#type}.fit`;
    const { sampleWeight, groups } = readNamed(options, where, ['sampleWeight', 'groups']);
    const searched = this.params as Resolved<SearchOptions<E>>;
    const { estimator, cv, scoring, errorScore, refit, returnTrainScore, nJobs } = searched;
    const trial = yield* readTrial(
      estimator,
      { X, y, cv, scoring, errorScore, groups, sampleWeight },
      where,
    );
    const weights: FitOptions = sampleWeight === undefined ? {} : { sampleWeight };
    const { facts, ...tactics } = this.#plan(this.params, trial);
    const whole = { X, y, options: weights };
    const plan: SearchPlan = { trial, whole, refit, returnTrainScore, nJobs, ...tactics };
    scoreToRefit(plan); // refuses what cannot be chosen by before the first fit
    const names = trial.scorers.all.map(({ name }) => name);
    const ledger = new SearchLedger(names, trial.scorers.named, trial.folds.length);
    return { ledger, plan, facts };
  }

  #keep({ tried, errors, ...best }: FoundBy, facts: Tactics['facts']): this {
    const scores = tried.scores?.slice() ?? null;
    this.state = {
      ...best,
      tried: { ...tried, scores },
      errors: [...errors],
      halving: facts?.() ?? null,
    };
    return this;
  }

  /**
   * What the best estimator predicts [nSamples].
   *
   * @throws NotFittedError before fit
   * @throws InvalidParameterError with `refit: false`, and when it has no such method
   */
  predict(X: InputOf<E>): ReturnedBy<E, 'predict', Label[]> {
    return this.#ask('predict', X) as ReturnedBy<E, 'predict', Label[]>;
  }

  /** Class probabilities of the best estimator [nSamples × nClasses]; columns follow `classes`. Errors as `predict`. */
  predictProba(X: InputOf<E>): ReturnedBy<E, 'predictProba', Matrix> {
    return this.#ask('predictProba', X) as ReturnedBy<E, 'predictProba', Matrix>;
  }

  /** Decision values of the best estimator. Errors as `predict`. */
  decisionFunction(X: InputOf<E>): ReturnedBy<E, 'decisionFunction', number[] | Matrix> {
    type Decisions = ReturnedBy<E, 'decisionFunction', number[] | Matrix>;
    return this.#ask('decisionFunction', X) as Decisions;
  }

  /** The samples as other features, by the best estimator. Errors as `predict`. */
  transform(X: InputOf<E>): ReturnedBy<E, 'transform', Matrix> {
    return this.#ask('transform', X) as ReturnedBy<E, 'transform', Matrix>;
  }

  /**
   * The score of the best estimator that candidates are compared by: that of `scoring`, or of several the one that
   * `refit` names; the estimator's own where none is given, or a rule chose.
   *
   * @throws InvalidParameterError when `scoring` was changed since `fit` and lacks that score; and as `predict`
   */
  score(X: InputOf<E>, y?: ArrayLike<Label>, options: ScoreOptions = {}): number {
    const { bestBy } = this.fitted('score');
    const best = this.#best('score');
    const { estimator, scoring } = this.params;
    const where = `${this.#type}.score`;
    const { sampleWeight } = readNamed(options, where, ['sampleWeight']);
    const scorers = readScoring(bestBy === null ? undefined : scoring, estimator, where);
    const scorer = scorers.all.at(bestBy ?? 0);
    if (scorer === undefined) {
      throw new InvalidParameterError(
        `${where}: scoring has changed since the last fit, and lacks the score that candidates were compared by. Fit again.`,
      );
    }
    return scorer.take(best, X, y as ArrayLike<Label>, { sampleWeight }) as number;
  }

  #ask(method: string, X: unknown): unknown {
    const best = this.#best(method);
    const bound: unknown = Reflect.get(best, method);
    if (typeof bound !== 'function') throw this.#lacks(best, method);
    return bound.call(best, X);
  }

  #best(member: string): E {
    const { bestEstimator } = this.fitted(member);
    if (bestEstimator !== null) return bestEstimator as E;
    throw new InvalidParameterError(
      `${this.#type}.${member}: no estimator was fitted on all samples, since refit is false. Pass refit: true, or fit one with bestParams.`,
    );
  }

  #lacks(best: AnyEstimator, member: string): InvalidParameterError {
    const { type } = partsOf(best).info;
    return new InvalidParameterError(
      `${this.#type}.${member}: the best estimator is a ${type}, which has no ${member}. Use an estimator that has it.`,
    );
  }

  /** The labels that the best estimator has seen, in ascending order. */
  get classes(): E extends { readonly classes: infer Classes } ? Classes : readonly Label[] {
    const best = this.#best('classes');
    if (!('classes' in best)) throw this.#lacks(best, 'classes');
    return best.classes as this['classes'];
  }

  /** The best candidate, fitted on all samples. */
  get bestEstimator(): E {
    return this.#best('bestEstimator');
  }

  /** The settings of the best candidate. */
  get bestParams(): ParamSetting {
    const best = this.bestIndex;
    return this.shown('bestParams', ({ tried }) => ({ ...tried.params[best] }));
  }

  /**
   * The mean score of the best candidate on the test parts.
   *
   * @throws InvalidParameterError where a rule of one's own, or none, chose among several scores
   */
  get bestScore(): number {
    const { tried, bestBy } = this.fitted('bestScore');
    if (bestBy === null && tried.scores !== null) throw this.#undecided('bestScore');
    return meanScores(withScores(tried), bestBy ?? 0)[this.bestIndex];
  }

  /**
   * The number of the best candidate in `cvResults`, from 0.
   *
   * @throws InvalidParameterError with `refit: false` and several scores, which leave it open
   */
  get bestIndex(): number {
    const { bestIndex } = this.fitted('bestIndex');
    if (bestIndex === null) throw this.#undecided('bestIndex');
    return bestIndex;
  }

  #undecided(member: string): InvalidParameterError {
    return new InvalidParameterError(
      `${this.#type}.${member}: there are several scores, and refit names none to choose by. Pass refit: 'accuracy', say, or read cvResults.`,
    );
  }

  /** What came of each candidate: scikit-learn's columns in camelCase, one array each. */
  get cvResults(): CvResults {
    return this.shown('cvResults', ({ tried }) => resultColumns(withScores(tried)));
  }

  /** The same as a Table with a row a candidate; values that are no numbers, text or booleans are in words. */
  get resultsTable(): Table {
    return this.shown('resultsTable', ({ tried }) =>
      resultsTable(resultColumns(withScores(tried))),
    );
  }

  /**
   * What was found before the last `fit` was stopped or failed: the columns of `cvResults` for the candidates that
   * were tried on at least one fold, with `splitsTried`. Undefined after a `fit` that went through, or that found nothing.
   */
  get partialResults(): CvResults | undefined {
    return this.#partial && resultColumns(this.#partial);
  }

  /** The fits that failed and the scores that are NaN, with their candidates and folds. */
  get errors(): readonly CandidateError[] {
    return this.shown('errors', ({ errors }) => errors.slice());
  }

  /** How many folds candidates were tried on. */
  get nSplits(): number {
    return this.fitted('nSplits').tried.nSplits;
  }

  /** Seconds that the fit of the best candidate on all samples took; null with `refit: false`. */
  get refitTime(): number | null {
    return this.fitted('refitTime').refitTime;
  }
}

type FoundBy = Pick<SearchState, 'bestIndex' | 'bestBy' | 'bestEstimator' | 'refitTime'> & {
  readonly tried: TriedCandidates;
  readonly errors: readonly CandidateError[];
};

function withScores(tried: SearchState['tried']): TriedCandidates {
  return { ...tried, scores: tried.scores ?? undefined };
}
