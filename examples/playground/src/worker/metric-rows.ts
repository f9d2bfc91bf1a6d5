/** The figures of a training that are shown first, in words. */

import type { MetricRow } from '../protocol.js';

const WORDS: Readonly<Record<string, readonly [name: string, better: MetricRow['better']]>> = {
  accuracy: ['Accuracy', 'higher'],
  balancedAccuracy: ['Balanced accuracy', 'higher'],
  f1: ['F1', 'higher'],
  precision: ['Precision', 'higher'],
  recall: ['Recall', 'higher'],
  rocAuc: ['ROC AUC', 'higher'],
  logLoss: ['Log loss', 'lower'],
  r2: ['R²', 'higher'],
  rmse: ['Root mean squared error', 'lower'],
  mae: ['Mean absolute error', 'lower'],
  medae: ['Median absolute error', 'lower'],
  maxError: ['Largest error', 'lower'],
  nClusters: ['Clusters', null],
  noiseShare: ['Share of noise', null],
  silhouette: ['Silhouette', 'higher'],
  daviesBouldin: ['Davies–Bouldin', 'lower'],
  calinskiHarabasz: ['Calinski–Harabasz', 'higher'],
  nAnomalies: ['Outliers', null],
  anomalyRate: ['Share of outliers', null],
};

export function metricRows(found: readonly (readonly [string, unknown])[]): MetricRow[] {
  const values = new Map(found);
  return Object.entries(WORDS).flatMap(([key, [name, better]]) => {
    const value = values.get(key);
    return typeof value === 'number' ? [{ name, value, better }] : [];
  });
}
