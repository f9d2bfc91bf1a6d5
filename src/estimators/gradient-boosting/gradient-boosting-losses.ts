import { checkLength, parseTargets } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import {
  aChoice,
  either,
  type Hyperparameter,
  parameter,
  type Resolved,
  real,
} from '../../hyperparameters.js';
import {
  absoluteError,
  type BoostingObjective,
  gammaLoss,
  poissonLoss,
  pseudoHuber,
  quantileError,
  squaredError,
  tweedieLoss,
} from '../../trees/boosting/boosting-objectives.js';
import { type CustomObjective, customLoss } from '../../trees/boosting/custom-loss.js';
import { show } from '../../words.js';
import type { EvalMetricName } from './boosting-metrics.js';
import type { GradientBoostingOptions } from './gradient-boosting-options.js';

/** Names of the losses that boosting makes small. */
export type BoostingObjectiveName =
  | 'squaredError'
  | 'absoluteError'
  | 'quantile'
  | 'huber'
  | 'poisson'
  | 'gamma'
  | 'tweedie';

/** What boosting for numbers makes small. */
export interface LossOptions {
  /**
   * The loss that boosting makes small: the squared or absolute error, the pinball loss of a quantile, the
   * pseudo-Huber loss, the deviance of Poisson (counts), gamma (positive) or Tweedie (many zeros), or
   * a function that gives gradient and curvature. Such a function is no data: to save the model,
   * `setParams({ objective: 'squaredError' })` first, which changes no prediction. Default 'squaredError'.
   */
  objective?: BoostingObjectiveName | CustomObjective;
  /** The quantile of 'quantile', between 0 and 1. Default 0.5. */
  quantileAlpha?: number;
  /** Where 'huber' goes from squared to straight, in units of y. Default 1. */
  huberSlope?: number;
  /** Variance power of 'tweedie', between 1 (Poisson) and 2 (gamma). Default 1.5. */
  tweedieVariancePower?: number;
}

/** Their rows of the table. */
export const lossHyperparameters = {
  objective: parameter(
    either(
      aChoice('squaredError', 'absoluteError', 'quantile', 'huber', 'poisson', 'gamma', 'tweedie'),
      {
        type: 'function',
        range: 'a function',
        accepts: (value) => typeof value === 'function',
      },
    ),
    { default: 'squaredError', about: 'the loss that boosting makes small.' },
  ),
  quantileAlpha: real({ above: 0, below: 1, default: 0.5, about: 'the quantile of "quantile".' }),
  huberSlope: real({
    above: 0,
    default: 1,
    about: 'where "huber" goes from squared to straight.',
  }),
  tweedieVariancePower: real({
    above: 1,
    below: 2,
    default: 1.5,
    about: 'the variance power of "tweedie".',
  }),
} satisfies Record<keyof LossOptions, Hyperparameter>;

/** What XGBoost adds to a Poisson margin in its curvature, and its longest step. */
export const POISSON_STEP = 0.7;

/** What an objective's name, or a function, stands for. */
export function createObjective(
  {
    objective,
    quantileAlpha,
    huberSlope,
    tweedieVariancePower,
    maxDeltaStep,
  }: Resolved<LossOptions> & Pick<Resolved<GradientBoostingOptions>, 'maxDeltaStep'>,
  where: string,
): BoostingObjective {
  if (typeof objective === 'function') return customLoss(objective, checkGradients(where));
  switch (objective) {
    case 'absoluteError':
      return absoluteError();
    case 'quantile':
      return quantileError(quantileAlpha);
    case 'huber':
      return pseudoHuber(huberSlope);
    case 'poisson':
      return poissonLoss(maxDeltaStep ?? POISSON_STEP);
    case 'gamma':
      return gammaLoss();
    case 'tweedie':
      return tweedieLoss(tweedieVariancePower);
    default:
      return squaredError();
  }
}

type Objective = Resolved<LossOptions>['objective'];

/** How predictions follow from the margins of an objective. */
export function linkOf(objective: Objective): 'identity' | 'log' {
  return objective === 'poisson' || objective === 'gamma' || objective === 'tweedie'
    ? 'log'
    : 'identity';
}

/** What each is watched by. */
const METRIC_OF: Readonly<Record<BoostingObjectiveName, EvalMetricName>> = {
  squaredError: 'rmse',
  absoluteError: 'mae',
  quantile: 'quantile',
  huber: 'mphe',
  poisson: 'poissonNloglik',
  gamma: 'gammaNloglik',
  tweedie: 'tweedieNloglik',
};

/** What an objective is watched by. */
export function metricOf(objective: Objective): EvalMetricName {
  return typeof objective === 'function' ? 'rmse' : METRIC_OF[objective];
}

/** Targets that the objective can explain. */
export function parseBounded(
  y: ArrayLike<number>,
  rows: number,
  objective: Objective,
  where: string,
): Float64Array {
  const targets = parseTargets(y, rows, where);
  if (linkOf(objective) === 'identity') return targets;
  const positive = objective === 'gamma';
  for (let i = 0; i < rows; i++) {
    if (targets[i] < 0 || (positive && targets[i] === 0)) {
      throw new InvalidInputError(
        `${where}: y[${i}] is ${targets[i]}, but the objective ${show(objective)} needs targets ${positive ? '> 0' : '>= 0'}. Choose 'squaredError' for numbers of either sign.`,
      );
    }
  }
  return targets;
}

/** Refuse targets of which the objective has no best constant. */
export function checkExplained(targets: Float64Array, objective: Objective, where: string): void {
  if (linkOf(objective) === 'identity' || targets.some((target) => target > 0)) return;
  throw new InvalidInputError(
    `${where}: all targets are 0, and the objective ${show(objective)} needs a sum above 0. Choose 'squaredError', or check the target.`,
  );
}

/** Refuse what a custom objective must not give. */
function checkGradients(where: string) {
  return (given: unknown, name: string, rows: number): ArrayLike<number> => {
    checkLength(given, rows, `the objective's ${name}`, where);
    const values = given as ArrayLike<number>;
    for (let i = 0; i < rows; i++) {
      if (Number.isFinite(values[i]) && (name === 'gradient' || values[i] >= 0)) continue;
      throw new InvalidInputError(
        `${where}: the objective's ${name}[${i}] is ${show(values[i])}, but it must be a finite number${name === 'curvature' ? ' >= 0' : ''}.`,
      );
    }
    return values;
  };
}
