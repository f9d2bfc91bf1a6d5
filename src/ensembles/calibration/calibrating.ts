import { pickRows } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import { type Fitting, fitOne } from '../../fitting.js';
import { ofFold } from '../../model-selection/fold-errors.js';
import { foldsInSteps } from '../../model-selection/folds.js';
import { allOf } from '../../model-selection/remembering.js';
import { readSamples } from '../../model-selection/sample-set.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import type { Steps } from '../../progress.js';
import { isFrozen } from '../frozen-estimator.js';
import type { PresentSamples } from '../present-samples.js';
import {
  type CalibrationMethod,
  type CalibrationSet,
  type Calibrators,
  fitCalibrators,
} from './calibrators.js';
import { scoresInSteps } from './scores.js';

/** What is calibrated, with which samples, and how. */
export interface CalibrationJob {
  readonly template: AnyEstimator;
  readonly samples: PresentSamples;
  readonly method: CalibrationMethod;
  readonly cv: CrossValidation;
  readonly where: string;
}

/** A trained classifier with its correction. */
type Pair = Calibrators & { estimator: AnyEstimator };

/** A copy a fold, corrected by what it says of the fold it has not seen. */
export function* calibrateFolds(job: CalibrationJob): Fitting<Pair[]> {
  const { method, where } = job;
  const pairs: Pair[] = [];
  yield* eachFold(job, 0, function* (estimator, set) {
    pairs.push({ estimator, ...(yield* fitCalibrators(method, set, where)) });
  });
  return pairs;
}

/** One classifier that learned from all samples, corrected by what copies say of the folds they have not seen. */
export function* calibrateOnce(job: CalibrationJob): Fitting<Pair[]> {
  const { template, samples, method, where } = job;
  const { X, y, codes, classes, weights } = samples;
  const estimator = clone(template);
  if (isFrozen(template)) {
    yield { done: 1, total: 1, unit: 'fit' };
    const scores = yield* scoresInSteps(estimator, allOf(X, where), classes, where);
    const set = { scores, codes, weights };
    return [{ estimator, ...(yield* fitCalibrators(method, set, where)) }];
  }
  const sets: CalibrationSet[] = [];
  const folds = yield* eachFold(job, 1, function* (_, set) {
    sets.push(set);
    yield;
  });
  yield { estimator, X, y, options: weights && { sampleWeight: weights } };
  yield { done: folds + 1, total: folds + 1, unit: 'fit' };
  const set = joined(sets, classes.length, where);
  yield;
  return [{ estimator, ...(yield* fitCalibrators(method, set, where)) }];
}

/**
 * Train a copy on the training part of each fold, and hand it on with its scores of the test part.
 *
 * @param further - fits that follow, for the progress
 * @returns how many folds there are
 */
function* eachFold(
  { template, samples, cv, where }: CalibrationJob,
  further: number,
  onTrained: (estimator: AnyEstimator, set: CalibrationSet) => Steps<void>,
): Fitting<number> {
  const { X, y, codes, classes, weights } = samples;
  const set = readSamples(template, { X, y, sampleWeight: weights }, where);
  yield;
  const folds = yield* foldsInSteps(cv, { X, y }, { classifier: true, where });
  for (const [f, [train, test]] of folds.entries()) {
    const estimator = clone(template);
    yield* ofFold({ fold: f, stage: 'fit', where }, fitOne({ estimator, ...set.part(train) }));
    const asked = {
      length: test.length,
      X: set.features(test, train),
      block: (from: number, to: number) => set.features(test.subarray(from, to), train),
    };
    yield* onTrained(estimator, {
      scores: yield* scoresInSteps(estimator, asked, classes, where),
      codes: Int32Array.from(test, (i) => codes[i]),
      weights: weights && pickRows(weights, 1, test),
    });
    yield { done: f + 1, total: folds.length + further, unit: 'fit' };
  }
  return folds.length;
}

/**
 * The parts one below the other, but for those of copies that have not seen a class.
 *
 * @throws InvalidInputError when no copy has seen all classes
 */
function joined(sets: readonly CalibrationSet[], nClasses: number, where: string): CalibrationSet {
  const columns = nClasses === 2 ? 1 : nClasses;
  const whole = sets.filter(({ scores }) => scores.columns === columns);
  if (whole.length === 0) {
    throw new InvalidInputError(
      `${where}: the training part of every fold lacks a class. Pass fewer folds, or ensemble: true.`,
    );
  }
  const data = whole.flatMap(({ scores }) => Array.from(scores.data));
  const weights = whole.flatMap((set) => Array.from(set.weights ?? []));
  return {
    scores: {
      ...whole[0].scores,
      data: Float64Array.from(data),
      rows: data.length / columns,
    },
    codes: Int32Array.from(whole.flatMap((set) => Array.from(set.codes))),
    weights: weights.length > 0 ? Float64Array.from(weights) : undefined,
  };
}
