import type { Label } from '../contracts.js';
import { RESTORE } from '../estimator-parts.js';
import { GradientBoostingClassifier } from '../estimators/gradient-boosting/gradient-boosting-classifier.js';
import {
  GradientBoostingRegressor,
  type GradientBoostingRegressorOptions,
} from '../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type {
  Arithmetic,
  BoostedState,
} from '../estimators/gradient-boosting/gradient-boosting-state.js';
import type { Tree } from '../trees/tree.js';

/** What foreign boosting learned; all else of a fitted state does not come with such files. */
export interface ForeignBoosting {
  readonly nFeatures: number;
  /** Round after round, output after output, parallel trees side by side; leaves with the learning rate in them. */
  readonly trees: readonly Tree[];
  readonly numParallelTree: number;
  /** Margins before the first tree [nOutputs]. */
  readonly start: ArrayLike<number>;
  readonly arithmetic: Arithmetic;
  readonly bestIteration: number | null;
  /** Default null. */
  readonly bestScore?: number | null;
  /** Columns that are categories, for training that goes on. Default null. */
  readonly categoricalFeatures?: readonly number[] | null;
}

/** A classifier that predicts as the foreign one: log-odds of two classes, or a softmax. */
export function boostedClassifier(
  learned: ForeignBoosting,
  classes: readonly Label[],
): GradientBoostingClassifier {
  const model = new GradientBoostingClassifier(paramsOf(learned));
  model[RESTORE]({ ...stateOf(learned), classes: [...classes] });
  return model;
}

/** A regressor that predicts as the foreign one. */
export function boostedRegressor(
  learned: ForeignBoosting,
  link: 'identity' | 'log' | 'logistic',
  loss: Pick<
    GradientBoostingRegressorOptions,
    'objective' | 'quantileAlpha' | 'huberSlope' | 'tweedieVariancePower'
  >,
): GradientBoostingRegressor {
  const model = new GradientBoostingRegressor({ ...paramsOf(learned), ...loss });
  model[RESTORE]({ ...stateOf(learned), link });
  return model;
}

function paramsOf(learned: ForeignBoosting) {
  const { numParallelTree, trees, start, categoricalFeatures = null } = learned;
  const nEstimators = Math.max(1, trees.length / (numParallelTree * start.length));
  return { nEstimators, numParallelTree, categoricalFeatures };
}

function stateOf(learned: ForeignBoosting): BoostedState {
  const { nFeatures, trees, numParallelTree, start, arithmetic, bestIteration } = learned;
  return {
    nFeatures,
    trees: [...trees],
    numParallelTree,
    start: Float64Array.from(start),
    nOutputs: start.length,
    arithmetic,
    seed: 0,
    bestIteration,
    bestScore: learned.bestScore ?? null,
    evals: [],
  };
}
