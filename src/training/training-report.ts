import type { Label } from '../contracts.js';
import type { Cell } from '../data/columns.js';
import type { ClusterProfile } from '../inspection/cluster-profiles.js';
import type { ColumnPlan } from '../preprocessing/tabular/column-plan.js';
import type { AnomalyMetrics } from './anomalies.js';
import type { Baseline } from './baseline.js';
import type { SupervisedTask, UnsupervisedTask } from './catalogue.js';
import type { ClusteringMetrics } from './clusters.js';
import type { ModelComparison } from './comparison/comparison.js';
import type { MetricsByTask } from './evaluate.js';
import type { FeatureImportance, ImportanceMethod } from './feature-importance.js';

/** How good a model is that learned without a target, by what it does. */
export interface MetricsWithoutTarget {
  /** Scores of clusters. */
  readonly clustering: ClusteringMetrics;
  /** How many anomalies there are, and how they agree with a truth. */
  readonly anomalyDetection: AnomalyMetrics;
}

/** A held-out row with what is true and what was predicted. */
export interface PreviewRow<L extends Label = Label> {
  /** The row as the table has it, by column. */
  readonly features: Readonly<Record<string, Cell>>;
  /** What the table says of it. */
  readonly truth: L;
  /** What the model says of it. */
  readonly prediction: L;
}

/** How a model scored in folds of the training rows. */
export interface CrossValidationReport {
  /** The name of the score, the higher the better. */
  readonly scoring: string;
  /** The score of each fold [nFolds]. */
  readonly scores: readonly number[];
  /** Their mean. */
  readonly mean: number;
  /** Their standard deviation, with nFolds - 1 below; NaN for one fold. */
  readonly spread: number;
  /** How many folds there were. */
  readonly folds: number;
  /** How many rows were cut into them. */
  readonly rows: number;
}

/** What a search over hyperparameters on the training rows found. */
export interface SearchReport {
  /** The name of the score, the higher the better. */
  readonly scoring: string;
  /** How many settings were tried. */
  readonly candidates: number;
  /** In how many folds each. */
  readonly folds: number;
  /** The best setting, by hyperparameter. */
  readonly bestParams: Readonly<Record<string, unknown>>;
  /** Its mean score in the folds, which flatters, as it is the best of many. */
  readonly bestScore: number;
}

/** Everything that `trainModel` found and did. */
export interface TrainingReport<
  T extends SupervisedTask = SupervisedTask,
  L extends Label = Label,
> {
  /** Name of the model in the catalogue. */
  readonly modelName: string;
  /** Whether classes or numbers are predicted. */
  readonly task: T;
  /** Why this task. */
  readonly taskReason: string;
  /** The column that is predicted. */
  readonly target: string;
  /** The columns that it is predicted from. */
  readonly features: readonly string[];
  /** What each column was taken for, and how it was prepared. */
  readonly columns: readonly ColumnPlan[];
  /** What became of the rows: how many there were, were left out and why, were learned from, and were held out. */
  readonly rows: {
    readonly total: number;
    /** Left out because the target is missing. */
    readonly withoutTarget: number;
    /** Left out by `sampleSize`. */
    readonly notSampled: number;
    /** Left out of the training part as outliers. */
    readonly outliers: number;
    readonly train: number;
    readonly test: number;
  };
  /** Whether both parts of the split hold the classes in the same shares. */
  readonly stratified: boolean;
  /** Hyperparameters that are not the model's own defaults, because of the target; with the reason. */
  readonly adjusted: string | null;
  /** Rows of each class, by label; absent for regression. */
  readonly classCounts?: Readonly<Record<string, number>>;
  /** Whether one class is so rare that a model which never names it is right nearly always. */
  readonly uneven: boolean;
  /** Why this model, where `modelName` was `'auto'`. */
  readonly comparison?: ModelComparison;
  /** Scores of the model in folds of the training rows, where `cv` asked for them. */
  readonly crossValidation?: CrossValidationReport;
  /** What hyperparameters were searched, where `search` asked for it. */
  readonly search?: SearchReport;
  /** Scores on the held-out rows. */
  readonly metrics: MetricsByTask[T];
  /** What a model scores there that knows no feature. */
  readonly baseline: Baseline;
  /** That the model is worse than that, and by how much; null where it is not. */
  readonly alarm: string | null;
  /** What the importances are measured by; null where they were not asked for. */
  readonly importance: ImportanceMethod | null;
  /** Most important first. */
  readonly importances: readonly FeatureImportance[];
  /** The first held-out rows, with their predictions. */
  readonly preview: readonly PreviewRow<L>[];
  /** Remarks, the alarm among them. */
  readonly warnings: readonly string[];
}

/** A row with what a model without target says of it. */
export interface UnsupervisedPreviewRow {
  /** The row as the table has it, by column. */
  readonly features: Readonly<Record<string, Cell>>;
  /** Cluster, or 1 and -1. */
  readonly prediction: number;
  /** Where a truth was named. */
  readonly truth?: Cell;
}

/** Everything that `trainModel` found and did without a target. */
export interface UnsupervisedReport<T extends UnsupervisedTask = UnsupervisedTask> {
  /** Name of the model in the catalogue. */
  readonly modelName: string;
  /** Whether clusters or anomalies were looked for. */
  readonly task: T;
  /** The columns that were learned from. */
  readonly features: readonly string[];
  /** What each column was taken for, and how it was prepared. */
  readonly columns: readonly ColumnPlan[];
  /** How many rows the table has. */
  readonly rows: number;
  /** Rows left out as outliers. */
  readonly outliers: number;
  /** How good the clusters are, or how many anomalies there are; `task` tells which. */
  readonly metrics: MetricsWithoutTarget[T];
  /**
   * How well each prepared feature tells the clusters apart, or how much it decides what is an anomaly; most
   * important first.
   */
  readonly importances: readonly FeatureImportance[];
  /** What each cluster is like, in the units of the table; absent for anomalies. */
  readonly profiles?: readonly ClusterProfile[];
  /** The first rows, with what the model says of them. */
  readonly preview: readonly UnsupervisedPreviewRow[];
  /** What was noticed on the way and may matter, each a sentence. */
  readonly warnings: readonly string[];
}
