import { checkMade } from '../check-made.js';
import { filledLength, reading } from '../data/array-like.js';
import { InvalidInputError } from '../errors.js';
import type { PermutationImportance } from '../inspection/permutation-importance.js';
import { readNamed } from '../named-options.js';
import type { FeatureImportance } from '../training/feature-importance.js';
import { count } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { checkCount, checkSome } from './plotted-values.js';

/** How importances are drawn. */
export interface ImportancePlotOptions extends PlotOptions {
  /** Most features that are shown, the most important first. Default 20. */
  maxFeatures?: number;
}

/**
 * How much each feature matters, the most important first; with a line of one standard deviation to both sides where there
 * were repeats.
 *
 * @param importances - a report's `importances`, or what `permutationImportance` gives of one score
 * @throws InvalidInputError where there are none
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotImportances(
  importances: readonly FeatureImportance[] | PermutationImportance,
  options: ImportancePlotOptions = {},
): PlotSpec {
  const where = 'plotImportances';
  checkMade(importances, "permutationImportance, or a report's importances", [], where);
  const { maxFeatures = 20, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'maxFeatures']);
  checkCount(maxFeatures, 'maxFeatures', where);
  const frame = new Frame(rest, where);
  const all = reading(where, 'importances', () => read(importances, where)).sort(
    (a, b) => b.importance - a.importance,
  );
  checkSome(all.length, 'importances', where);
  const shown = all.slice(0, maxFeatures);
  const byShuffling = shown.some(({ spread }) => spread !== null);
  const y = names('feature', null);
  return frame.draw({
    title: 'Importance of features',
    ...(shown.length < all.length && {
      subtitle: `${shown.length} of ${count(all.length, 'feature')}`,
    }),
    height: 22 * shown.length + 8,
    layers: [
      layer(
        shown,
        { type: 'bar' },
        {
          x: quantity('importance', byShuffling ? 'Loss of score when shuffled' : 'Share'),
          y,
          tooltip: told({
            feature: 'feature',
            importance: 'importance',
            ...(byShuffling && { spread: 'spread' }),
          }),
        },
      ),
      ...(byShuffling
        ? [
            layer(
              shown,
              { type: 'rule', color: frame.colors.ink, strokeWidth: 1.2 },
              {
                x: quantity('low', 'Loss of score when shuffled'),
                x2: { field: 'high' },
                y,
              },
            ),
          ]
        : []),
    ],
  });
}

function read(given: readonly FeatureImportance[] | PermutationImportance, where: string) {
  if ('importancesMean' in given) {
    const { features, importancesMean: mean, importancesStd: std } = given;
    return features.map((feature, j) => ({
      feature,
      importance: mean[j],
      spread: std[j],
      low: mean[j] - std[j],
      high: mean[j] + std[j],
    }));
  }
  if (!Array.isArray(given) || filledLength(given) === undefined) {
    throw new InvalidInputError(
      `${where}: importances of several scores. Pass those of one: importances.accuracy, for example.`,
    );
  }
  return given.map(({ feature, importance }: FeatureImportance) => ({
    feature,
    importance,
    spread: null,
    low: importance,
    high: importance,
  }));
}
