import {
  type AnomalyMetrics,
  type ClassificationMetrics,
  type ClusteringMetrics,
  formatReport,
  type ModelComparison,
  type RegressionMetrics,
  type TrainedModel,
  type TrainedWithoutTarget,
  toSnakeCase,
} from 'fitpredict';
import { withSnakeCaseKeys } from './snake-case.js';

/**
 * What a training found, in the words of this API.
 *
 * @param remarks - warnings besides those of the library
 */
export function describeTraining(
  { metrics, report, preview }: TrainedModel | TrainedWithoutTarget,
  remarks: readonly string[],
) {
  return {
    metrics: {
      ...describeMetrics(metrics),
      ...('profiles' in report && {
        cluster_characteristics: report.profiles?.map(withSnakeCaseKeys),
      }),
      ...('crossValidation' in report && { cross_validation: report.crossValidation }),
      ...('comparison' in report && {
        comparison: report.comparison && describeComparison(report.comparison),
      }),
      feature_importance: report.importances ?? [],
      performance_summary: {
        ...summarize(metrics),
        warnings: [...report.warnings, ...remarks],
        report: formatReport(report),
      },
    },
    preview: preview.map((row) => ({ ...row })),
  };
}

/** Why this model. */
function describeComparison({ scoring, folds, rows, best, ranking, verdict }: ModelComparison) {
  return {
    scoring,
    folds,
    rows,
    best: toSnakeCase(best.name),
    ranking: ranking.map(({ name, mean, spread }) => ({
      model_name: toSnakeCase(name),
      mean,
      spread,
    })),
    verdict,
  };
}

function describeMetrics(
  metrics: ClassificationMetrics | RegressionMetrics | ClusteringMetrics | AnomalyMetrics,
): Record<string, unknown> {
  switch (metrics.task) {
    case 'classification': {
      const { accuracy, precision, recall, f1, rocAuc, logLoss, labels } = metrics;
      return {
        accuracy,
        precision,
        recall,
        f1,
        f1_score: f1, // the name before, until 1.0
        roc_auc: rocAuc ?? null,
        log_loss: logLoss ?? null,
        labels,
        confusion_matrix: metrics.confusionMatrix,
        classification_report: metrics.classificationReport,
      };
    }
    case 'regression': {
      const { r2, mse, rmse, mae, mape, residuals } = metrics;
      // r2_score is the name before, until 1.0.
      return { r2, r2_score: r2, mse, rmse, mae, mape, residuals: withSnakeCaseKeys(residuals) };
    }
    case 'clustering':
      return {
        n_clusters: metrics.nClusters,
        cluster_sizes: metrics.sizes,
        noise_share: metrics.noiseShare,
        silhouette_score: metrics.silhouette ?? null,
        davies_bouldin_score: metrics.daviesBouldin ?? null,
        calinski_harabasz_score: metrics.calinskiHarabasz ?? null,
        ...(metrics.adjustedRand !== undefined && {
          adjusted_rand_score: metrics.adjustedRand,
          normalized_mutual_info_score: metrics.normalizedMutualInfo,
          v_measure_score: metrics.vMeasure,
        }),
      };
    case 'anomalyDetection':
      return {
        n_anomalies: metrics.nAnomalies,
        anomaly_rate: metrics.anomalyRate,
        score_distribution: withSnakeCaseKeys(metrics.scores),
        ...(metrics.truth !== undefined && {
          truth: metrics.truth.anomaly,
          precision: metrics.truth.precision,
          recall: metrics.truth.recall,
          f1: metrics.truth.f1,
          f1_score: metrics.truth.f1,
          roc_auc: metrics.truth.rocAuc,
        }),
      };
  }
}

/** The one score that says most, and in words what it means. */
function summarize(
  metrics: ClassificationMetrics | RegressionMetrics | ClusteringMetrics | AnomalyMetrics,
): { score: string; value: number | null; words: string } {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  switch (metrics.task) {
    case 'classification':
      return {
        score: 'accuracy',
        value: metrics.accuracy,
        words: `${percent(metrics.accuracy)} of the held-out rows got the right label.`,
      };
    case 'regression':
      return {
        score: 'r2_score',
        value: metrics.r2,
        words: `The model explains ${percent(metrics.r2)} of the variance of the held-out rows.`,
      };
    case 'clustering':
      return {
        score: 'silhouette_score',
        value: metrics.silhouette ?? null,
        words: `${metrics.nClusters} clusters were found, with ${percent(metrics.noiseShare)} of the rows as noise.`,
      };
    case 'anomalyDetection':
      return {
        score: 'anomaly_rate',
        value: metrics.anomalyRate,
        words: `${percent(metrics.anomalyRate)} of the rows are anomalies.`,
      };
  }
}
