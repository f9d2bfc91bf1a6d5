/** The rows of a training without a target, as its model saw them. */

import { predictAsync, type Table } from 'fitpredict';
import type { Run } from './model-runs.js';

type Matrix = ReturnType<Run['model']['preprocessor']['transform']>;

export interface LearnedRows {
  readonly table: Table;
  /** The prepared columns [nRows × nFeatures]. */
  readonly X: Matrix;
  /** Cluster of each row, or 1 and -1 [nRows]. */
  readonly labels: readonly number[];
}

const known = new WeakMap<Run, Promise<LearnedRows>>();

/** Prepared once, as several pictures are made of them; null where there are none to show. */
export function learnedRows(run: Run): Promise<LearnedRows> | null {
  const { table, trained } = run;
  if (table === null || trained === null || 'target' in trained.report) return null;
  const rows = known.get(run) ?? prepare(run, table);
  known.set(run, rows);
  return rows;
}

async function prepare({ model }: Run, table: Table): Promise<LearnedRows> {
  const { preprocessor, estimator } = model;
  const X = preprocessor.transform(table);
  const found: unknown = 'labels' in estimator ? estimator.labels : undefined;
  const labels = Array.isArray(found) ? found : await predictAsync(estimator, X);
  return { table, X, labels: labels.map(Number) };
}
