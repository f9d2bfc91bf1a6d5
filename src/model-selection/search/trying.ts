import type { AnyEstimator } from '../../estimator.js';
import type { Fitting } from '../../fitting.js';
import { concluding, type FitOutcome, fitTogether } from '../../fitting-together.js';
import type { Progress } from '../../progress.js';
import type { Trial } from '../cross-validating.js';
import type { SampleSet } from '../sample-set.js';
import type { Fold } from '../splitter.js';
import { scoringFold, secondsSince, withoutFit } from '../validating.js';
import { candidateOf, checkCandidates } from './candidates.js';
import type { ParamSetting } from './parameter-grid.js';
import type { SearchLedger, Spent } from './search-ledger.js';

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
 * same for some of them is done once. The models of a fold are let go as soon as they are scored.
 *
 * @throws InvalidParameterError for a candidate that cannot be set
 * @throws whatever a fit or a scorer throws, with `errorScore: 'raise'`
 */
export function* tryingBatch(
  trial: Trial,
  returnTrainScore: boolean,
  { candidates, folds = trial.folds, spent }: Batch,
  ledger: SearchLedger,
  count: SearchCount,
): Fitting<void> {
  const { scorers, errorScore, where, estimator } = trial;
  const first = ledger.length;
  checkCandidates(estimator, candidates, first, where);
  ledger.add(candidates, spent);
  const rules = { scorers: scorers.all, trainScore: returnTrainScore, errorScore, where };
  for (const [number, fold] of folds.entries()) {
    const samples = takenOnce(trial.samples);
    const places = new Map<AnyEstimator, number>();
    for (const [c, setting] of candidates.entries()) {
      places.set(candidateOf(estimator, setting), first + c);
    }
    yield;
    const part = samples.part(fold[0]);
    yield;
    let start = performance.now();
    const conclude = function* (outcome: FitOutcome): Generator<Progress | undefined, void, void> {
      const model = 'fitted' in outcome ? outcome.fitted : outcome.failed;
      const fit = { number, fitTime: secondsSince(start) };
      const result =
        'fitted' in outcome
          ? yield* scoringFold(model, samples, fold, fit, rules)
          : withoutFit(outcome.cause, fit, rules);
      ledger.note(places.get(model) as number, number, result);
      count.done++;
      yield { ...count, unit: 'fit' };
      start = performance.now();
    };
    yield* concluding(fitTogether([...places.keys()], part), conclude);
  }
}

/** Samples that hand out each part once, and then the same again: what is the same for all candidates is told by identity. */
function takenOnce(samples: SampleSet): SampleSet {
  const parts = new Map<Int32Array, ReturnType<SampleSet['part']>>();
  return {
    ...samples,
    part(indices, learned = indices) {
      const known = parts.get(indices) ?? samples.part(indices, learned);
      parts.set(indices, known);
      return known;
    },
  };
}
