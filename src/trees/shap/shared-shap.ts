/** Shapley values of many samples by the workers of a pool: some samples a block, through all trees in their order. */

import { type Dense, rowsBetween } from '../../data/dense.js';
import { goesToPool, type KernelName, SharedWork } from '../../parallel-work.js';
import type { Steps, Training } from '../../progress.js';
import { mapReports } from '../../progress.js';
import type { TreeEnsemble } from '../ensemble.js';
import { type ShapInput, shapValues } from './shap-values.js';

/** What each feature of some samples adds. */
export const EXPLAIN_ROWS: KernelName = { name: 'shapley values of samples', estimators: true };

/** What the blocks share. */
export interface SharedTrees {
  readonly ensemble: Omit<TreeEnsemble, 'outputOf'>;
  /** The output of each tree [nTrees]; null where all add to all. */
  readonly outputs: Int32Array | null;
  readonly samples: Dense;
  readonly background: Dense | null;
}

/** The samples of a block: from which up to which. */
export type ShapRows = readonly [from: number, to: number];

/** By how many the values are found. */
export interface ShapJobs {
  readonly nJobs: number | null;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** Operations that a tree costs a sample, about, and for each row of the background. */
const WORK_OF_TREE = 256;
/**
 * Samples of a block, at least and at most: the tables of a tree are made once for all of them. Blocks of 1 024 rows took 1.2
 * times as long as one of all 20 000, an eighth each 1.1 times.
 */
const FEWEST_ROWS = 1024;
const MOST_ROWS = 4096;
const blockRows = (rows: number) => Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.ceil(rows / 8)));

/** As `shapValues`, on workers where there are some and it is worth it; they report samples. */
export function* sharedShapValues(
  ensemble: TreeEnsemble,
  input: ShapInput,
  { nJobs, where }: ShapJobs,
): Training<Float64Array[]> {
  const { samples, background } = input;
  const { rows, columns } = samples;
  const work = rows * ensemble.trees.length * WORK_OF_TREE * (background?.rows ?? 1);
  const size = blockRows(rows);
  const isLarge = rows > size;
  if (!isLarge || !goesToPool({ kernel: EXPLAIN_ROWS, nJobs, where, work })) {
    return yield* shapValues(ensemble, input);
  }
  const blocks: ShapRows[] = [];
  for (let from = 0; from < rows; from += size) {
    blocks.push([from, Math.min(rows, from + size)]);
  }
  const { outputOf, ...plain } = ensemble;
  const outputs = outputOf && Int32Array.from(ensemble.trees, (_, t) => outputOf(t));
  const shared: SharedTrees = { ensemble: plain, outputs, samples, background };
  const pool = new SharedWork<ShapRows, { values: Float64Array[] }>(
    EXPLAIN_ROWS,
    shared,
    blocks,
    nJobs,
  );
  const out = Array.from(ensemble.start, () => new Float64Array(rows * columns));
  try {
    for (const [at, block] of blocks.entries()) {
      const { values } = yield* pool.resultOf(at, () => explainRows(shared, block));
      for (const [k, part] of values.entries()) out[k].set(part, block[0] * columns);
      yield { done: block[1], total: rows, unit: 'row' };
    }
  } finally {
    pool.close();
  }
  return out;
}

/** The values of the samples of a block. */
export function* explainRows(
  { ensemble, outputs, samples, background }: SharedTrees,
  [from, to]: ShapRows,
): Steps<{ values: Float64Array[] }> {
  const outputOf = outputs && ((t: number) => outputs[t]);
  const part = { samples: rowsBetween(samples, from, to), background };
  const values = yield* mapReports(shapValues({ ...ensemble, outputOf }, part), () => undefined);
  return { values };
}
