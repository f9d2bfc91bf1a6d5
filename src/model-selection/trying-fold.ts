import type { AnyEstimator } from '../estimator.js';
import type { Fitting } from '../fitting.js';
import { concluding, type FitOutcome, fitTogether } from '../fitting-together.js';
import type { Progress } from '../progress.js';
import type { SampleSet } from './sample-set.js';
import type { Fold } from './splitter.js';
import {
  type FoldResult,
  scoringFold,
  secondsSince,
  type ValidationRules,
  withoutFit,
} from './validating.js';

/** A fold that candidates are tried on. */
export interface FoldToTry {
  readonly fold: Fold;
  /** Its number, for what is told of errors. */
  readonly number: number;
}

/**
 * Fit candidates on the training part of a fold and score them on its test part; what is the same for some of them is done
 * once. Their models are let go as soon as they are scored.
 *
 * @param note - takes the result of a candidate, by its place among them; gives what is to be reported
 */
export function* tryingFold(
  candidates: readonly AnyEstimator[],
  samples: SampleSet,
  { fold, number }: FoldToTry,
  rules: ValidationRules,
  note: (candidate: number, result: FoldResult) => Progress | undefined,
): Fitting<void> {
  const once = takenOnce(samples);
  const places = new Map(candidates.map((candidate, place) => [candidate, place]));
  yield;
  const part = once.part(fold[0]);
  yield;
  let start = performance.now();
  const conclude = function* (outcome: FitOutcome): Generator<Progress | undefined, void, void> {
    const model = 'fitted' in outcome ? outcome.fitted : outcome.failed;
    const fit = { number, fitTime: secondsSince(start) };
    const result =
      'fitted' in outcome
        ? yield* scoringFold(model, once, fold, fit, rules)
        : withoutFit(outcome.cause, fit, rules);
    yield note(places.get(model) as number, result);
    start = performance.now();
  };
  yield* concluding(fitTogether(candidates, part), conclude);
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
