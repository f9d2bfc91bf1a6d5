import { ModelFormatError } from '../../errors.js';
import type { GradientBoostingRegressorOptions } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { count, show } from '../../words.js';
import { wordsOf } from './lightgbm-numbers.js';
import type { Entries } from './lightgbm-text.js';

/** How predictions follow from margins. */
export type Link = 'identity' | 'log' | 'logistic';

type Loss = Pick<
  GradientBoostingRegressorOptions,
  'objective' | 'quantileAlpha' | 'huberSlope' | 'tweedieVariancePower'
>;

/** What a model predicts. */
export type Answer =
  | { readonly kind: 'classes' /** What log-odds are margins times. */; readonly sigmoid: number }
  | {
      readonly kind: 'numbers';
      readonly link: Link;
      /** What further training would make small: the nearest loss here. */
      readonly loss: Loss;
    };

/** Objectives for numbers that have settings in the parameters or none. */
const NUMBERS = {
  regression: ['identity', 'squaredError'],
  regression_l1: ['identity', 'absoluteError'],
  huber: ['identity', 'huber'],
  fair: ['identity', 'huber'],
  mape: ['identity', 'absoluteError'],
  quantile: ['identity', 'quantile'],
  poisson: ['log', 'poisson'],
  gamma: ['log', 'gamma'],
  tweedie: ['log', 'tweedie'],
  cross_entropy: ['logistic', 'squaredError'],
} as const;

/**
 * What a model predicts. A file without an objective is of one that its user wrote: margins are its predictions.
 *
 * @param outputs - margins a sample
 * @throws ModelFormatError when nothing here predicts so
 */
export function answerOf(
  header: Entries,
  parameters: Entries,
  outputs: number,
  where: string,
): Answer {
  const line = header.get('objective');
  const [name, ...settings] = wordsOf(line ?? 'regression');
  if (Object.hasOwn(NUMBERS, name) && settings.length === 0 && outputs === 1) {
    const [link, objective] = NUMBERS[name as keyof typeof NUMBERS];
    return { kind: 'numbers', link, loss: { objective, ...settingOf(name, parameters) } };
  }
  if (name === 'binary' && outputs === 1) {
    const sigmoid = Number(/^sigmoid:([.0-9eE+-]+)$/.exec(settings.join(' '))?.[1]);
    if (sigmoid > 0 && sigmoid < Infinity) return { kind: 'classes', sigmoid };
  }
  if (name === 'multiclass' && outputs > 1 && settings.join(' ') === `num_class:${outputs}`) {
    return { kind: 'classes', sigmoid: 1 };
  }
  const known = ['binary', 'multiclass', ...Object.keys(NUMBERS)].join(', ');
  throw new ModelFormatError(
    `${where}: a model of ${line === undefined ? 'no objective' : `objective ${show(line)}`} with ${count(outputs, 'output')} has no counterpart here. Known objectives: ${known}.`,
  );
}

/** The setting of a loss, where the file tells one that is one here too: no prediction depends on it. */
function settingOf(name: string, parameters: Entries): Loss {
  const alpha = Number(parameters.get('alpha'));
  const power = Number(parameters.get('tweedie_variance_power'));
  if (name === 'quantile' && alpha > 0 && alpha < 1) return { quantileAlpha: alpha };
  if (name === 'huber' && alpha > 0 && alpha < Infinity) return { huberSlope: alpha };
  if (name === 'tweedie' && power > 1 && power < 2) return { tweedieVariancePower: power };
  return {};
}

/** The line of the objective, and lines of its setting: the first objective of the link where none is of the loss. */
export function objectiveLines(
  link: Link,
  { objective, quantileAlpha, huberSlope, tweedieVariancePower }: Loss,
): { objective: string; parameters: string[] } {
  const ofLink = Object.entries(NUMBERS).filter(([, [own]]) => own === link);
  const [name] = ofLink.find(([, [, loss]]) => loss === objective) ?? ofLink[0];
  const settings: Readonly<Record<string, string>> = {
    quantile: `[alpha: ${quantileAlpha}]`,
    huber: `[alpha: ${huberSlope}]`,
    tweedie: `[tweedie_variance_power: ${tweedieVariancePower}]`,
  };
  const setting = Object.hasOwn(settings, name) ? [settings[name]] : [];
  return { objective: `objective=${name}`, parameters: [`[objective: ${name}]`, ...setting] };
}
