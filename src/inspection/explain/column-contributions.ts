import type { Table } from '../../data/table.js';
import type { Seed } from '../../random/rng.js';
import type { Explanation } from './explanation.js';

/** What each column adds to each output, however it was found. */
export interface ColumnContributions {
  readonly method: Explanation['method'];
  readonly unit: Explanation['unit'];
  readonly comparedWith: Explanation['comparedWith'];
  /** The columns; the last may be no column of the table, but a feature made of all. */
  readonly names: readonly string[];
  /** Whether each row is an outlier, where that is the last of `names` [nRows]; null where there is no such feature. */
  readonly flags: readonly boolean[] | null;
  /** For each output [nRows × names.length]. */
  readonly values: readonly Float64Array[];
  /** What each output is where nothing is known. */
  readonly expected: readonly number[];
}

/** What is compared with, and how often a model is asked. */
export interface ExplainPlan {
  /** Rows to explain. */
  readonly table: Table;
  /** Rows to compare with; null for what the model itself knows. */
  readonly background: Table | null;
  readonly nSamples: number | null;
  readonly randomState: Seed | null;
}
