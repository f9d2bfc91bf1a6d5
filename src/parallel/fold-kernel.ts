import { type AnyEstimator, clone, type EstimatorClass } from '../estimator.js';
import { type Fitting, isRequest } from '../fitting.js';
import { readScoring } from '../model-selection/read-scoring.js';
import { readSamples, type SampleSet } from '../model-selection/sample-set.js';
import type { SentSamples } from '../model-selection/sent-samples.js';
import {
  type BlockResults,
  type FoldBlock,
  type SentResult,
  type SharedTrial,
  sending,
  TRY_FOLD,
} from '../model-selection/shared-folds.js';
import { tryingFold } from '../model-selection/trying-fold.js';
import type { Steps } from '../progress.js';
import { fromJSON } from '../serialization/deserialize.js';
import { PreparedModel } from '../training/prepared-model.js';
import type { Kernel } from './kernel.js';
import { receivedX } from './received-samples.js';

/**
 * Tries candidates on folds.
 *
 * @param classes - of estimators of one's own that may be among them
 */
export const foldKernel = (
  classes: readonly EstimatorClass[],
): Kernel<SharedTrial, FoldBlock, BlockResults> => ({
  name: TRY_FOLD,
  prepare({ candidates: saved, samples: sent, folds, scoring, rules, keepModels }) {
    // What `compareModels` tries, beside what a file of the library may hold.
    const known = [PreparedModel, ...classes];
    const candidates = saved.map((json) => fromJSON(json, known) as AnyEstimator);
    const samples = received(sent, candidates[0], rules.where);
    const { all: scorers } = readScoring(scoring, candidates[0], rules.where);
    return function* ({ fold: number, candidates: chosen }) {
      const models = chosen.map((c) => clone(candidates[c]));
      const results: SentResult[] = [];
      const fold = { fold: folds[number], number };
      const work = tryingFold(models, samples, fold, { ...rules, scorers }, (place, result) => {
        results[place] = sending(result, keepModels);
        return undefined;
      });
      yield* fittingHere(work);
      return { sent: results };
    };
  },
});

function received(
  { X, y, sampleWeight }: SentSamples,
  estimator: AnyEstimator,
  where: string,
): SampleSet {
  return readSamples(estimator, { X: receivedX(X), y, sampleWeight }, where);
}

interface Fits {
  fit(X: unknown, y: unknown, options?: object): unknown;
}

/** Work in steps, what it needs fitted being fitted within one. */
function* fittingHere(work: Fitting<void>): Steps<void> {
  for (let step = work.next(); !step.done; ) {
    const { value } = step;
    try {
      if (isRequest(value))
        (value.estimator as AnyEstimator & Fits).fit(value.X, value.y, value.options);
    } catch (cause) {
      step = work.throw(cause);
      continue;
    }
    yield;
    step = work.next();
  }
}
