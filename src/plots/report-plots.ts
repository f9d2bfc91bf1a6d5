import { checkMade } from '../check-made.js';
import type { Label } from '../contracts.js';
import { readNamed } from '../named-options.js';
import type { SupervisedTask, UnsupervisedTask } from '../training/catalogue.js';
import type { HeldOutAnswers } from '../training/evaluate.js';
import type { TrainingReport, UnsupervisedReport } from '../training/training-report.js';
import { plotConfusionMatrix } from './confusion-matrix.js';
import type { PlotOptions } from './frame.js';
import { plotImportances } from './importance-bars.js';
import { plotComparison } from './model-comparison.js';
import type { PlotSpec } from './plot-spec.js';

import { plotPredictions, plotResiduals } from './prediction-points.js';

/** What plots are made of: what `trainModel` gives, or its report alone, which knows less. */
export interface PlottedTraining {
  /** What was found and done. */
  readonly report: TrainingReport<SupervisedTask, Label> | UnsupervisedReport<UnsupervisedTask>;
  /** Truth and prediction of held-out rows, for plots of single predictions. */
  readonly heldOut?: HeldOutAnswers<Label>;
}

/** Plots of a training by their names, those that suit it. */
export type ReportPlots = Partial<
  Record<'confusionMatrix' | 'predictions' | 'residuals' | 'importances' | 'comparison', PlotSpec>
>;

/**
 * The plots that suit a trained model: the confusion matrix of classes, predictions and residuals of numbers, importances,
 * and how models compared.
 *
 * @param trained - what `trainModel` gives
 * @param options - for all of the plots; `title`, `width` and `height` are each plot's own
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * const { confusionMatrix, importances } = plotReport(trainModel(table, { target: 'churned' }))
 */
export function plotReport(
  trained: PlottedTraining,
  options: Pick<PlotOptions, 'theme'> = {},
): ReportPlots {
  const where = 'plotReport';
  checkMade(trained, 'trainModel', ['report'], where);
  const { report, heldOut } = trained;
  checkMade(report, 'trainModel under report', ['metrics', 'importances'], where);
  const { theme } = readNamed(options, where, ['theme']);
  const look = theme === undefined ? {} : { theme };
  const { metrics, importances } = report;
  const plots: ReportPlots = {};
  if (metrics.task === 'classification') {
    const { confusionMatrix, labels } = metrics;
    plots.confusionMatrix = plotConfusionMatrix(confusionMatrix, { ...look, labels });
  }
  if (metrics.task === 'regression' && heldOut !== undefined && 'target' in report) {
    const [truth, predictions] = [heldOut.truth.map(Number), heldOut.predictions.map(Number)];
    plots.predictions = plotPredictions(truth, predictions, { ...look, target: report.target });
    plots.residuals = plotResiduals(truth, predictions, { ...look, target: report.target });
  }
  // Where nothing matters, as where all samples are noise, there is nothing to see.
  if (importances.some(({ importance }) => importance !== 0))
    plots.importances = plotImportances(importances, look);
  if ('comparison' in report && report.comparison !== undefined) {
    plots.comparison = plotComparison(report.comparison, look);
  }
  return plots;
}
