import { checkMade } from '../check-made.js';
import { readNamed } from '../named-options.js';
import type { ModelComparison } from '../training/comparison/comparison.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { finite, layer, names, quantity, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';

/**
 * The score of each compared model in every fold, as dots, and its mean, as a bar; the best first.
 *
 * @param comparison - what `compareModels` gives, or a report's `comparison`
 * @throws InvalidParameterError for an unknown option, or one out of range
 */
export function plotComparison(comparison: ModelComparison, options: PlotOptions = {}): PlotSpec {
  const where = 'plotComparison';
  checkMade(comparison, 'compareModels', ['ranking', 'scoring'], where);
  const frame = new Frame(readNamed(options, where, PLOT_OPTIONS), where);
  const { ranking, scoring, verdict } = comparison;
  const y = names('model', null, { sort: ranking.map(({ name }) => name) });
  const x = (field: string) => quantity(field, scoring, { scale: { zero: false } });
  const means = ranking.map(({ name, mean }) => ({ model: name, mean: finite(mean) }));
  const folds = ranking.flatMap(({ name, scores }) =>
    scores.map((score, fold) => ({ model: name, score: finite(score), fold })),
  );
  return frame.draw({
    title: 'Models compared',
    subtitle: verdict,
    height: 30 * ranking.length,
    layers: [
      layer(
        folds,
        { type: 'circle', opacity: 0.7, size: 36, color: frame.colors.faint },
        {
          x: x('score'),
          y,
          tooltip: told({ model: 'model', fold: 'fold', score: scoring }),
        },
      ),
      layer(
        means,
        { type: 'tick', thickness: 3, size: 16, opacity: 1, color: frame.colors.first },
        {
          x: x('mean'),
          y,
          tooltip: told({ model: 'model', mean: `mean ${scoring}` }),
        },
      ),
    ],
  });
}
