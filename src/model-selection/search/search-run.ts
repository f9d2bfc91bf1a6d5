import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import type { Fitting } from '../../fitting.js';
import type { CommonSamples } from '../../fitting-together.js';
import { warn } from '../../warnings.js';
import { count, didYouMean, listRemarks, show } from '../../words.js';
import { secondsSince } from '../validating.js';
import type { Trial } from '../validation-trial.js';
import { candidateOf } from './candidates.js';
import type { CandidateError, SearchLedger } from './search-ledger.js';
import {
  type CvResults,
  meanScores,
  resultColumns,
  type TriedCandidates,
} from './search-results.js';
import { type Batch, type SearchCount, tryingBatch } from './trying.js';

/** What a search goes by: yields candidates to try, and reads in the ledger how they did before it goes on. */
export type Strategy = Generator<Batch, void, void>;

/** A search that is about to begin. */
export interface SearchPlan {
  readonly trial: Trial;
  /** What the best candidate is fitted on. */
  readonly whole: CommonSamples;
  readonly returnTrainScore: boolean;
  readonly nJobs: number | null;
  readonly refit: Refit;
  /** How many fits are scored in all. */
  readonly fits: number;
  strategy(ledger: SearchLedger): Strategy;
  /** Which candidates may be the best one; default all. */
  eligible?(tried: TriedCandidates): readonly number[];
}

/** Whether the best candidate is fitted on all samples, and by which of several scores, or by what rule, it is chosen. */
export type Refit = boolean | string | ((results: CvResults) => number);

/** What a search found. */
export interface SearchFound {
  readonly tried: TriedCandidates;
  readonly errors: readonly CandidateError[];
  /** null where several scores leave it open. */
  readonly bestIndex: number | null;
  /** The number of the score that it is the best by; null where a rule of one's own chose. */
  readonly bestBy: number | null;
  readonly bestEstimator: AnyEstimator | null;
  /** Seconds that the last fit took. */
  readonly refitTime: number | null;
}

/**
 * Try candidates as the strategy asks, choose the best and fit it on all samples.
 *
 * @param ledger - where the results go as they come
 * @throws InvalidInputError when all fits fail, with the first cause in its words and all in its `cause`
 */
export function* searching(plan: SearchPlan, ledger: SearchLedger): Fitting<SearchFound> {
  const { trial, refit } = plan;
  const bestBy = scoreToRefit(plan);
  const willRefit = refit !== false;
  const counted: SearchCount = { done: 0, total: plan.fits + (willRefit ? 1 : 0) };
  for (const batch of plan.strategy(ledger)) {
    yield* tryingBatch(trial, plan, batch, ledger, counted);
  }
  const tried = ledger.finished();
  const { errors } = ledger;
  tellErrors(trial, errors, ledger.failed, counted.done);
  const bestIndex = chooseBest(plan, tried, bestBy);
  let bestEstimator: AnyEstimator | null = null;
  let refitTime: number | null = null;
  if (willRefit && bestIndex !== null) {
    bestEstimator = candidateOf(trial.estimator, tried.params[bestIndex]);
    const start = performance.now();
    yield { estimator: bestEstimator, ...plan.whole };
    refitTime = secondsSince(start);
    counted.done++;
  }
  yield { done: counted.done, total: counted.done, unit: 'fit' };
  return { tried, errors, bestIndex, bestBy, bestEstimator, refitTime };
}

/**
 * The number of the score that candidates are compared by; null for a rule of one's own, or where several leave it open.
 *
 * @throws InvalidParameterError when there are several and none is named, or one that is not there
 */
export function scoreToRefit({
  trial: { scorers, where },
  refit,
}: Pick<SearchPlan, 'trial' | 'refit'>): number | null {
  const names = scorers.all.map(({ name }) => name);
  if (typeof refit === 'function') return null;
  if (!scorers.named) return 0;
  if (refit === false) return null;
  const at = names.indexOf(refit === true ? '' : refit);
  if (at >= 0) return at;
  throw new InvalidParameterError(
    refit === true
      ? `${where}: scoring holds several scores, so refit must name the one to choose the best candidate by. Pass refit: ${show(names[0])}, say, a function of the results, or false.`
      : `${where}: refit names the score ${show(refit)}, which scoring does not hold. ${didYouMean(refit, names)}`,
  );
}

function chooseBest(
  { trial, refit, eligible }: SearchPlan,
  tried: TriedCandidates,
  bestBy: number | null,
): number | null {
  if (typeof refit === 'function')
    return checkIndex(refit(resultColumns(tried)), tried, trial.where);
  if (bestBy === null) return null;
  const means = meanScores(tried, bestBy);
  const among = eligible?.(tried) ?? means.map((_, i) => i);
  let best = among[0];
  for (const i of among) if (means[i] > means[best] || Number.isNaN(means[best])) best = i;
  return best;
}

function checkIndex(index: unknown, { params }: TriedCandidates, where: string): number {
  if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < params.length) {
    return index as number;
  }
  throw new InvalidParameterError(
    `${where}: refit must give the number of a candidate, from 0 to ${params.length - 1}, but gave ${show(index)}.`,
  );
}

function tellErrors(
  { where }: Trial,
  errors: readonly CandidateError[],
  failed: number,
  fits: number,
): void {
  if (errors.length === 0) return;
  if (failed === fits) {
    throw new InvalidInputError(
      `${where}: all ${count(fits, 'fit')} failed: ${inWords(errors[0])}`,
      {
        cause: new AggregateError(errors.map(({ error }) => error)),
      },
    );
  }
  const spoilt = new Set(errors.map(({ candidate, fold }) => `${candidate}/${fold}`)).size;
  warn(
    'data',
    `${where}: ${spoilt} of ${count(fits, 'fit')} failed or have no score, so their candidates come last: ${listRemarks(errors.map(inWords))} Read them in errors, or pass errorScore: 'raise' to stop at the first.`,
  );
}

function inWords({ candidate, fold, stage, error }: CandidateError): string {
  return `candidate ${candidate}, fold ${fold}, ${stage}: ${error.message}`;
}
