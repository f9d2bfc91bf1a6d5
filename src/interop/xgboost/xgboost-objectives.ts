import type { LossOptions } from '../../estimators/gradient-boosting/gradient-boosting-losses.js';
import { exp, log } from '../../numeric/exp-log.js';
import type { Section } from './file-values.js';

/** How a base score becomes a margin. */
export type Link = 'identity' | 'log' | 'logistic';

/** What an objective of XGBoost is here. */
export type ForeignObjective =
  | { readonly task: 'classes'; readonly link: Link }
  | {
      readonly task: 'numbers';
      readonly link: Link;
      readonly loss: (objective: Section) => LossOptions;
    };

const numbers = (link: Link, loss: (objective: Section) => LossOptions): ForeignObjective => ({
  task: 'numbers',
  link,
  loss,
});

const squared = numbers('identity', () => ({ objective: 'squaredError' }));

/** All that have a counterpart, by XGBoost's names. */
export const OBJECTIVES: ReadonlyMap<string, ForeignObjective> = /* @__PURE__ */ new Map([
  ['binary:logistic', { task: 'classes', link: 'logistic' }],
  ['binary:logitraw', { task: 'classes', link: 'identity' }],
  ['multi:softprob', { task: 'classes', link: 'identity' }],
  ['multi:softmax', { task: 'classes', link: 'identity' }],
  ['reg:squarederror', squared],
  ['reg:linear', squared],
  ['reg:logistic', numbers('logistic', () => ({ objective: 'squaredError' }))],
  ['reg:absoluteerror', numbers('identity', () => ({ objective: 'absoluteError' }))],
  [
    'reg:quantileerror',
    numbers('identity', (objective) => ({
      objective: 'quantile',
      quantileAlpha: realOf(objective, 'quantile_loss_param', 'quantile_alpha', 0.5),
    })),
  ],
  [
    'reg:pseudohubererror',
    numbers('identity', (objective) => ({
      objective: 'huber',
      huberSlope: realOf(objective, 'pseudo_huber_param', 'huber_slope', 1),
    })),
  ],
  ['count:poisson', numbers('log', () => ({ objective: 'poisson' }))],
  ['reg:gamma', numbers('log', () => ({ objective: 'gamma' }))],
  [
    'reg:tweedie',
    numbers('log', (objective) => ({
      objective: 'tweedie',
      tweedieVariancePower: realOf(
        objective,
        'tweedie_regression_param',
        'tweedie_variance_power',
        1.5,
      ),
    })),
  ],
] satisfies [string, ForeignObjective][]);

/** A parameter of an objective, which old files may lack; XGBoost keeps it in single precision. */
function realOf(objective: Section, params: string, name: string, otherwise: number): number {
  if (!objective.has(params)) return otherwise;
  const section = objective.section(params);
  return section.has(name) ? section.reals(name)[0] : otherwise;
}

/** What XGBoost keeps probabilities from 0 and 1 by, in base scores. */
const LEAST_PROBABILITY = 1e-6;

/** A base score as the margin before the first tree, each step in single precision as in XGBoost. */
export function marginOf(baseScore: number, link: Link): number {
  const score = Math.fround(baseScore);
  if (link === 'identity') return score;
  if (link === 'log') return Math.fround(log(score));
  const share = Math.fround(Math.min(Math.max(score, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY));
  return -Math.fround(log(Math.fround(Math.fround(1 / share) - 1)));
}

/** A margin as the base score that stands for it, in double precision. */
export function baseScoreOf(margin: number, link: Link): number {
  if (link === 'identity') return margin;
  return link === 'log' ? exp(margin) : 1 / (1 + exp(-margin));
}
