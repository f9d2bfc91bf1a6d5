import { checkMade } from '../check-made.js';
import { reading } from '../data/array-like.js';
import { InvalidInputError } from '../errors.js';
import type { EvalsResult } from '../estimators/gradient-boosting/gradient-boosting-options.js';
import { readNamed } from '../named-options.js';
import { rounded, show } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { finite, layer, names, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { evenly, MAX_POINTS } from './plotted-values.js';

/** How the rounds of boosting are drawn. */
export interface BoostingCurvePlotOptions extends PlotOptions {
  /** The metric. Default: the first that was watched. */
  metric?: string;
  /** The model's `bestIteration`, counted from 0, to be marked; null for none. Default null. */
  bestIteration?: number | null;
}

/**
 * A metric of each watched set after each round of boosting.
 *
 * @param evals - a boosting model's `evalsResult`
 * @throws InvalidInputError where no set was watched, or not with this metric
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * plotBoostingCurve(model.evalsResult, { bestIteration: model.bestIteration })
 */
export function plotBoostingCurve(
  evals: EvalsResult,
  options: BoostingCurvePlotOptions = {},
): PlotSpec {
  const where = 'plotBoostingCurve';
  checkMade(evals, 'evalsResult of a boosting model', [], where);
  const {
    metric,
    bestIteration = null,
    ...rest
  } = readNamed(options, where, [...PLOT_OPTIONS, 'metric', 'bestIteration']);
  const frame = new Frame(rest, where);
  const metrics = reading(where, 'evals', () => [
    ...new Set(Object.values(evals).flatMap((set) => Object.keys(set))),
  ]);
  const shown = metric ?? metrics[0];
  if (!metrics.includes(shown)) {
    throw new InvalidInputError(
      metrics.length === 0
        ? `${where}: no set was watched. Fit with evalSet first.`
        : `${where}: metric must be one of ${metrics.map(show).join(', ')}, but got ${show(metric)}.`,
    );
  }
  const rows = Object.entries(evals).flatMap(([set, values]) => {
    const curve = values[shown] ?? [];
    return evenly(curve.length, MAX_POINTS).rows.map((at) => ({
      round: at + 1,
      value: finite(curve[at]),
      set,
    }));
  });
  const x = quantity('round', 'Rounds', { scale: { nice: false } });
  const best = bestIteration === null ? undefined : evals[lastOf(evals)][shown]?.[bestIteration];
  return frame.draw({
    title: 'Boosting, round by round',
    ...(bestIteration !== null &&
      best !== undefined && {
        subtitle: `Best ${shown} ${rounded(best)} after ${bestIteration + 1}`,
      }),
    layers: [
      ...(bestIteration === null ? [] : [ruleAt('x', x, bestIteration + 1, frame.colors.faint)]),
      layer(
        rows,
        { type: 'line', strokeWidth: 2 },
        {
          x,
          y: quantity('value', shown, { scale: { zero: false } }),
          color: names('set', null),
          tooltip: told({ set: 'set', round: 'round', value: shown }),
        },
      ),
    ],
  });
}

/** Rounds are judged by the set that was given last. */
const lastOf = (evals: EvalsResult): string => Object.keys(evals).at(-1) ?? '';
