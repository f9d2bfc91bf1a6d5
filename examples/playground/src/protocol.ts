/** What page and worker say to each other: plain data. */

import type { Cell, Column, ModelInfo, Progress, Task } from 'fitpredict';
import type { PlotSpec } from 'fitpredict/plots';

export type { Cell, ModelInfo, Progress, Task };

export type SampleName = 'penguins' | 'iris' | 'wine' | 'breastCancer' | 'diabetes';

/** Where a table came from, so that code can read it again. */
export type DataSource =
  | { readonly kind: 'sample'; readonly name: SampleName }
  | { readonly kind: 'csv' | 'parquet'; readonly file: string };

/** How many values lie in a range, or are of a category. */
export interface Bar {
  readonly label: string;
  readonly count: number;
}

export interface ColumnSummary {
  readonly name: string;
  readonly type: Column['type'];
  readonly missing: number;
  readonly distinct: number;
  /** The column in a few words: its range, or its most frequent value. */
  readonly words: string;
  readonly bars: readonly Bar[];
  /** What the column looks like as a target. */
  readonly task: 'classification' | 'regression';
}

export interface DatasetSummary {
  readonly id: number;
  readonly source: DataSource;
  readonly title: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** The column that is probably to be predicted. */
  readonly target: string;
  /** What the library warned of while it read. */
  readonly notes: readonly string[];
}

/** What is asked of a training, but for the table. */
export interface TrainingSettings {
  readonly modelName: string;
  readonly task: Task;
  /** null where there is nothing to predict. */
  readonly target: string | null;
  /** null for all columns but the target. */
  readonly features: readonly string[] | null;
  /** Those that are not the model's defaults. */
  readonly hyperparams: Readonly<Record<string, unknown>>;
  readonly testSize: number;
  readonly randomState: number;
}

export interface MetricRow {
  readonly name: string;
  readonly value: number;
  /** null where more is neither better nor worse. */
  readonly better: 'higher' | 'lower' | null;
}

/** What a prediction is asked for by: one column of the model. */
export interface Field {
  readonly name: string;
  readonly type: Column['type'];
  /** The values of text and booleans that were there in training; empty for numbers. */
  readonly categories: readonly string[];
  readonly range: readonly [number, number] | null;
}

export type Row = Readonly<Record<string, Cell>>;

/** What a side of a plane shows of the rows: a column, or one of the two directions in which they differ most. */
export type Axis = { readonly column: string } | { readonly component: 0 | 1 };

/** A model that the worker holds, and what is known of it. */
export interface RunSummary {
  readonly id: number;
  readonly modelName: string;
  readonly task: Task;
  readonly target: string | null;
  /** What it was trained by; null for one that was loaded. */
  readonly training: {
    readonly dataset: number;
    readonly source: DataSource;
    readonly settings: TrainingSettings;
  } | null;
  /** Where it comes from, and from how much: a phrase. */
  readonly about: string;
  readonly metrics: readonly MetricRow[];
  /** That it is worse than no model at all. */
  readonly alarm: string | null;
  readonly warnings: readonly string[];
  readonly report: string | null;
  /** The columns by which its rows can be shown in a plane; null where there is no such picture. */
  readonly plane: readonly string[] | null;
  readonly fields: readonly Field[];
  /** A row to begin predictions with. */
  readonly row: Row;
}

export interface NamedPlot {
  readonly name: string;
  readonly spec: PlotSpec;
}

export interface Answer {
  /** What is predicted, in a few words. */
  readonly headline: string;
  readonly probabilities: readonly { readonly label: string; readonly share: number }[];
  readonly explanation: { readonly plot: PlotSpec; readonly text: string } | null;
  /** Why there is no explanation. */
  readonly remark: string | null;
}

export interface SavedModel {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
}

export type ToWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly task: string; readonly given: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string };
