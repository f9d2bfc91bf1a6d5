import { checkMade } from '../check-made.js';
import { InvalidParameterError } from '../errors.js';
import type { ThresholdMetric, ThresholdReport } from '../metrics/threshold-report.js';
import { readNamed } from '../named-options.js';
import { rounded, show } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, names, quantity, ruleAt, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';
import { evenly, MAX_POINTS } from './plotted-values.js';

/** Which scores are drawn by threshold. */
export interface ThresholdPlotOptions extends PlotOptions {
  /** The scores. Default precision, recall and F1, and the one that the best threshold was chosen by. */
  metrics?: readonly ThresholdMetric[];
}

/**
 * How scores change with the threshold from which on a sample is called positive; the broken line is the best.
 *
 * @param report - what `thresholdReport` gives
 * @throws InvalidParameterError for an unknown option or score, or one out of range
 */
export function plotThresholds(
  report: ThresholdReport,
  options: ThresholdPlotOptions = {},
): PlotSpec {
  const where = 'plotThresholds';
  checkMade(report, 'thresholdReport', ['best', 'thresholds', 'metric'], where);
  const { metrics, ...rest } = readNamed(options, where, [...PLOT_OPTIONS, 'metrics']);
  const frame = new Frame(rest, where);
  const shown = metrics ?? [...new Set(['precision', 'recall', 'f1', report.metric] as const)];
  for (const metric of shown) {
    if (typeof report.best[metric] === 'number') continue;
    throw new InvalidParameterError(
      `${where}: the report has no score ${show(metric)}. Pass some of "accuracy", "balancedAccuracy", "precision", "recall", "f1", "mcc", "youden".`,
    );
  }
  const points = evenly(report.thresholds.length, MAX_POINTS).rows;
  const rows = shown.flatMap((metric) =>
    points
      .map((at) => report.thresholds[at])
      .filter(({ threshold }) => Number.isFinite(threshold))
      .map((scores) => ({ threshold: scores.threshold, score: scores[metric], metric })),
  );
  const x = quantity('threshold', 'Threshold', { scale: { zero: false } });
  const { threshold } = report.best;
  return frame.draw({
    title: 'Scores by threshold',
    subtitle: `Best ${report.metric} ${rounded(report.best[report.metric])} at ${rounded(threshold)}`,
    layers: [
      ...(Number.isFinite(threshold) ? [ruleAt('x', x, threshold, frame.colors.faint)] : []),
      layer(
        rows,
        { type: 'line', strokeWidth: 2 },
        {
          x,
          y: quantity('score', 'Score'),
          color: names('metric', null),
          tooltip: told({ threshold: 'threshold', metric: 'metric', score: 'score' }),
        },
      ),
    ],
  });
}
