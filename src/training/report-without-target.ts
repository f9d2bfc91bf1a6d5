import type { ClusterProfile } from '../inspection/cluster-profiles.js';
import { alignRight, decimals } from '../metrics/aligned-text.js';
import { formatAnomalyReport } from '../metrics/anomaly-report.js';
import { describePlans } from '../preprocessing/tabular/column-plan.js';
import { count } from '../words.js';
import type { ClusteringMetrics } from './clusters.js';
import { describeImportances, section, showCell } from './report-text.js';
import type { UnsupervisedReport } from './training-report.js';

/** The report of a model that learned without a target, as aligned text. */
export function formatUnsupervised(report: UnsupervisedReport): string {
  const { modelName, task, rows, outliers, metrics, importances, profiles, warnings } = report;
  const sections = [
    `${modelName}: ${task === 'clustering' ? 'clusters' : 'anomalies'} of ${count(rows, 'row')}${outliers > 0 ? `, ${count(outliers, 'outlier')} left out` : ''}`,
    section('Columns', describePlans(report.columns)),
    section(
      'Scores',
      metrics.task === 'clustering'
        ? describeClusters(metrics)
        : formatAnomalyReport(metrics).trimEnd().split('\n'),
    ),
  ];
  const importance =
    task === 'clustering'
      ? 'Features that tell the clusters apart (share of variance between them)'
      : 'Most important features (change of the decision function when shuffled)';
  sections.push(section(importance, describeImportances(importances)));
  if (profiles !== undefined) sections.push(section('Clusters', profiles.flatMap(describeProfile)));
  sections.push(section('Preview of rows', describeUnsupervisedPreview(report)));
  if (warnings.length > 0) sections.push(section('Remarks', [...warnings]));
  return `${sections.join('\n\n')}\n`;
}

function describeClusters(metrics: ClusteringMetrics): string[] {
  const { nClusters, noiseShare, silhouette, daviesBouldin, calinskiHarabasz } = metrics;
  const lines = [`${count(nClusters, 'cluster')}, ${decimals(100 * noiseShare)} % noise`];
  if (silhouette !== undefined && daviesBouldin !== undefined && calinskiHarabasz !== undefined) {
    lines.push(
      `silhouette ${decimals(silhouette)}, Davies-Bouldin ${decimals(daviesBouldin)}, Calinski-Harabasz ${decimals(calinskiHarabasz)}`,
    );
  }
  const { adjustedRand, normalizedMutualInfo, vMeasure } = metrics;
  if (adjustedRand !== undefined && normalizedMutualInfo !== undefined && vMeasure !== undefined) {
    lines.push(
      `Against the truth: adjusted Rand ${decimals(adjustedRand)}, normalised mutual information ${decimals(normalizedMutualInfo)}, V-measure ${decimals(vMeasure)}`,
    );
  }
  return lines;
}

function describeProfile({
  label,
  size,
  share,
  spread,
  nearest,
  distinguishing,
}: ClusterProfile): string[] {
  const next =
    nearest === null ? '' : `, nearest ${nearest.label} at ${decimals(nearest.distance)}`;
  return [
    `${label}: ${count(size, 'row')} (${(100 * share).toFixed(1)} %), spread ${decimals(spread)}${next}`,
    ...distinguishing.map(
      ({ name, mean, overallMean }) =>
        `   ${name} ${showCell(mean)}, ${mean < overallMean ? 'below' : 'above'} the mean ${showCell(overallMean)}`,
    ),
  ];
}

function describeUnsupervisedPreview({ preview, task }: UnsupervisedReport): string[] {
  if (preview.length === 0) return [];
  const names = Object.keys(preview[0].features);
  const withTruth = 'truth' in preview[0];
  return alignRight([
    [...names, ...(withTruth ? ['truth'] : []), task === 'clustering' ? 'cluster' : 'label'],
    ...preview.map(({ features, truth, prediction }) => [
      ...names.map((name) => showCell(features[name])),
      ...(withTruth ? [showCell(truth ?? null)] : []),
      String(prediction),
    ]),
  ]);
}
