import type { Fitting } from '../../fitting.js';
import type { Progress } from '../../progress.js';
import { tryingOnPool } from '../shared-folds.js';
import type { Fold } from '../splitter.js';
import { tryingFold } from '../trying-fold.js';
import type { FoldResult } from '../validating.js';
import type { Trial } from '../validation-trial.js';
import { candidateOf, checkCandidates } from './candidates.js';
import type { ParamSetting } from './parameter-grid.js';
import type { SearchLedger, Spent } from './search-ledger.js';

/** What is taken of each try, and by how many workers. */
export interface HowToTry {
  readonly returnTrainScore: boolean;
  readonly nJobs: number | null;
}

/** Candidates that are tried on the same folds. */
export interface Batch {
  readonly candidates: readonly ParamSetting[];
  /** Default those of the trial. */
  readonly folds?: readonly Fold[];
  readonly spent?: Spent;
}

/** How far a search is: one step is the fit of a candidate on a fold. */
export interface SearchCount {
  done: number;
  total: number;
}

/**
 * Try candidates, fold after fold: all of them on the first, then all on the next, so that on each fold what is the
 * same for some of them is done once; or on a pool, where there is one for it.
 *
 * @throws InvalidParameterError for a candidate that cannot be set
 * @throws whatever a fit or a scorer throws, with `errorScore: 'raise'`
 */
export function* tryingBatch(
  trial: Trial,
  { returnTrainScore, nJobs }: HowToTry,
  { candidates, folds = trial.folds, spent }: Batch,
  ledger: SearchLedger,
  count: SearchCount,
): Fitting<void> {
  const { scorers, errorScore, where, estimator, samples } = trial;
  const first = ledger.length;
  checkCandidates(estimator, candidates, first, where);
  ledger.add(candidates, spent);
  const rules = { scorers: scorers.all, trainScore: returnTrainScore, errorScore, where };
  const models = () => candidates.map((setting) => candidateOf(estimator, setting));
  const note = (candidate: number, fold: number, result: FoldResult): Progress => {
    ledger.note(first + candidate, fold, result);
    count.done++;
    return { ...count, unit: 'fit' };
  };
  const work = { trial, candidates: models(), folds, trainScore: returnTrainScore, nJobs };
  if (yield* tryingOnPool({ ...work, keepModels: false }, note)) return;
  for (const [number, fold] of folds.entries()) {
    yield* tryingFold(models(), samples, { fold, number }, rules, (candidate, result) =>
      note(candidate, number, result),
    );
  }
}
