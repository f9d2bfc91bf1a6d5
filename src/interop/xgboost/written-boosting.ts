/** What is written of a model, whatever its class. */

import type { Label } from '../../contracts.js';
import { ModelFormatError } from '../../errors.js';
import { partsOf } from '../../estimator-parts.js';
import type {
  GradientBoostingClassifierOptions,
  GradientBoostingClassifierState,
} from '../../estimators/gradient-boosting/gradient-boosting-classes.js';
import type { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import { POISSON_STEP } from '../../estimators/gradient-boosting/gradient-boosting-losses.js';
import type { GradientBoostingOptions } from '../../estimators/gradient-boosting/gradient-boosting-options.js';
import type {
  GradientBoostingRegressor,
  GradientBoostingRegressorOptions,
} from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type { BoostedState } from '../../estimators/gradient-boosting/gradient-boosting-state.js';
import type { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import type { Resolved } from '../../hyperparameters.js';
import { TREES } from '../../trees/ensemble.js';
import type { Tree } from '../../trees/tree.js';
import { show } from '../../words.js';
import { realText, type Written } from './write-json.js';
import type { Link } from './xgboost-objectives.js';

export interface Boosting {
  readonly nFeatures: number;
  /** Round after round, output after output, parallel trees side by side. */
  readonly trees: readonly Tree[];
  /** What the leaves are multiplied by. */
  readonly scale: number;
  readonly numParallelTree: number;
  /** [nOutputs] */
  readonly start: readonly number[];
  readonly link: Link;
  readonly objective: WrittenObjective;
  /** Columns that were trained as categories. */
  readonly categorical: readonly number[];
  /** Of a classifier. */
  readonly classes: readonly Label[] | undefined;
}

/** Its name and its parameters, as text. */
type WrittenObjective = { readonly [name: string]: Written };

type BoostedModel = GradientBoostingClassifier | GradientBoostingRegressor;

/** @throws NotFittedError before fit @throws ModelFormatError for an objective of one's own */
export function boostingOf(model: BoostedModel, where: string): Boosting {
  const { trees, nFeatures, start } = model[TREES]();
  const { params, state } = partsOf(model);
  const { numParallelTree } = state as BoostedState;
  const { categoricalFeatures } = params as Resolved<GradientBoostingOptions>;
  const categorical = categoricalFeatures ?? [];
  const shared = {
    nFeatures,
    trees,
    scale: 1,
    numParallelTree,
    start: Array.from(start),
    categorical,
  };
  if ('classes' in model) {
    const { classes } = state as GradientBoostingClassifierState;
    const objective = objectiveOfClasses(
      start.length,
      (params as Resolved<GradientBoostingClassifierOptions>).scalePosWeight,
    );
    return { ...shared, classes, objective, link: start.length === 1 ? 'logistic' : 'identity' };
  }
  const { link } = state as { link: Link };
  const objective = objectiveOfNumbers(
    params as Resolved<GradientBoostingRegressorOptions>,
    link,
    where,
  );
  return { ...shared, classes: undefined, objective, link };
}

/** A forest is one round of trees whose leaves are summed there, so each has its share. */
export function forestOf(model: RandomForestRegressor): Boosting {
  const { trees, nFeatures, scale } = model[TREES]();
  return {
    nFeatures,
    trees,
    scale,
    numParallelTree: trees.length,
    start: [0],
    link: 'identity',
    objective: SQUARED_ERROR,
    categorical: [],
    classes: undefined,
  };
}

const SQUARED_ERROR = { name: 'reg:squarederror', reg_loss_param: { scale_pos_weight: '1' } };

function objectiveOfClasses(nOutputs: number, scalePosWeight: number): WrittenObjective {
  return nOutputs === 1
    ? {
        name: 'binary:logistic',
        reg_loss_param: { scale_pos_weight: realText(scalePosWeight) },
      }
    : { name: 'multi:softprob', softmax_multiclass_param: { num_class: String(nOutputs) } };
}

/**
 * The objective of the last fit, as far as predictions show it; where `setParams` named another since, the link of the fit
 * decides.
 */
function objectiveOfNumbers(
  params: Resolved<GradientBoostingRegressorOptions>,
  link: Link,
  where: string,
): WrittenObjective {
  const { objective, quantileAlpha, huberSlope, tweedieVariancePower, maxDeltaStep } = params;
  if (typeof objective === 'function') {
    throw new ModelFormatError(
      `${where}: the objective is a function, which no file can hold. Call setParams({ objective: 'squaredError' }) first, which changes no prediction.`,
    );
  }
  if (link === 'logistic') return { ...SQUARED_ERROR, name: 'reg:logistic' };
  const isLog = objective === 'poisson' || objective === 'gamma' || objective === 'tweedie';
  if (isLog !== (link === 'log')) {
    throw new ModelFormatError(
      `${where}: the objective was set to ${show(objective)} after the fit, whose margins are ${link === 'log' ? 'logarithms' : 'no logarithms'}. Set it to what the model was fitted with.`,
    );
  }
  switch (objective) {
    case 'absoluteError':
      return { name: 'reg:absoluteerror' };
    case 'quantile':
      return {
        name: 'reg:quantileerror',
        quantile_loss_param: { quantile_alpha: `[${realText(quantileAlpha)}]` },
      };
    case 'huber':
      return {
        name: 'reg:pseudohubererror',
        pseudo_huber_param: { huber_slope: realText(huberSlope) },
      };
    case 'poisson':
      return {
        name: 'count:poisson',
        poisson_regression_param: { max_delta_step: realText(maxDeltaStep ?? POISSON_STEP) },
      };
    case 'gamma':
      return { ...SQUARED_ERROR, name: 'reg:gamma' };
    case 'tweedie':
      return {
        name: 'reg:tweedie',
        tweedie_regression_param: { tweedie_variance_power: realText(tweedieVariancePower) },
      };
    default:
      return SQUARED_ERROR;
  }
}
