import { pickRows } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import { type Fitting, fitOne } from '../../fitting.js';
import type { Scorer } from '../../metrics/scorers.js';
import { ofFold } from '../../model-selection/fold-errors.js';
import { foldsInSteps } from '../../model-selection/folds.js';
import { readSamples } from '../../model-selection/sample-set.js';
import { StratifiedShuffleSplit } from '../../model-selection/shuffle-split.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import type { Seed } from '../../random/rng.js';
import { isFrozen } from '../frozen-estimator.js';
import type { PresentSamples } from '../present-samples.js';
import { positiveScores, type Response } from './positive-scores.js';
import { curveOf, type ThresholdCurve } from './threshold-curve.js';

/** What a threshold is chosen for, with which samples, and how. */
export interface TuningJob {
  readonly estimator: AnyEstimator;
  readonly samples: PresentSamples;
  readonly scorer: Scorer;
  readonly response: Response;
  readonly thresholds: number | Float64Array;
  readonly cv: CrossValidation;
  readonly refit: boolean;
  readonly randomState: Seed | null;
  readonly where: string;
}

/**
 * The trained classifier, and for each fold the metric at each threshold, of a copy that has not seen the fold. A frozen
 * classifier has seen none of the samples, so all of them judge it at once.
 *
 * @throws InvalidParameterError when nothing is to be trained in the end, and there are several folds
 */
export function* tuneThreshold(
  job: TuningJob,
): Fitting<{ estimator: AnyEstimator; curves: ThresholdCurve[] }> {
  const { samples, scorer, response, thresholds, refit, where } = job;
  const { X, y, classes, weights } = samples;
  const rules = { response, classes, positive: 1 };
  if (isFrozen(job.estimator)) {
    const values = positiveScores(job.estimator, X, rules, where);
    yield { done: 1, total: 1, unit: 'fit' };
    const curve = yield* curveOf(scorer, { values, y, weights }, thresholds, { ...rules, where });
    return { estimator: job.estimator, curves: [curve] };
  }
  const set = readSamples(job.estimator, { X, y, sampleWeight: weights }, where);
  const folds = yield* foldsInSteps(cutOf(job), { X, y }, { classifier: true, where });
  if (!refit && folds.length > 1) {
    throw new InvalidParameterError(
      `${where}: refit is false, but cv makes ${folds.length} folds, each with a model of its own. Pass a single pair or a share as cv, or set refit.`,
    );
  }
  const total = folds.length + (refit ? 1 : 0);
  const curves: ThresholdCurve[] = [];
  let estimator = clone(job.estimator);
  for (const [fold, [train, test]] of folds.entries()) {
    estimator = clone(job.estimator);
    yield* ofFold({ fold, stage: 'fit', where }, fitOne({ estimator, ...set.part(train) }));
    const held = set.features(test, train);
    yield;
    const values = positiveScores(estimator, held, rules, where);
    yield;
    const divided = {
      values,
      y: Array.from(test, (i) => y[i]),
      weights: weights && pickRows(weights, 1, test),
    };
    curves.push(yield* curveOf(scorer, divided, thresholds, { ...rules, where }));
    yield { done: curves.length, total, unit: 'fit' };
  }
  if (refit) {
    estimator = clone(job.estimator);
    yield { estimator, X, y, options: weights && { sampleWeight: weights } };
    yield { done: total, total, unit: 'fit' };
  }
  return { estimator, curves };
}

/** A share of the samples is a single part that is held out, with the labels in their shares. */
function cutOf({ cv, randomState }: TuningJob): CrossValidation {
  if (typeof cv !== 'number' || cv >= 1) return cv;
  return new StratifiedShuffleSplit({ nSplits: 1, testSize: cv, randomState });
}
