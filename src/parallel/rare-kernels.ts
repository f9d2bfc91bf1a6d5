import { type Cells, COUNT_NEAR_CELLS, coresOfCells } from '../neighbors/grid-clusters.js';
import { COUNT_NEAR_LEAVES } from '../neighbors/neighbor-weights.js';
import type { Range } from '../neighbors/ranges.js';
import { COUNT_NEAR_ROWS, coresOfRows, type NearRows } from '../neighbors/row-clusters.js';
import {
  type KnownWeights,
  type PairBlock,
  type SharedWeighing,
  weighingOf,
} from '../neighbors/weighing.js';
import { type KMeansPlan, RUN_K_MEANS, runOnce } from '../solvers/k-means/k-means-runs.js';
import type { Clustering } from '../solvers/k-means/lloyd.js';
import {
  FIT_MACHINE,
  type FittedMachine,
  fitMachine,
  type MachinePlan,
  type MachineTask,
} from '../solvers/svm/svm-machines.js';
import {
  EXPLAIN_ROWS,
  explainRows,
  type ShapRows,
  type SharedTrees,
} from '../trees/shap/shared-shap.js';
import type { Kernel } from './kernel.js';

const runKMeans: Kernel<KMeansPlan, Float64Array, Clustering> = {
  name: RUN_K_MEANS,
  prepare: (plan) => (start) => runOnce(plan, start),
};

const fitMachines: Kernel<MachinePlan, MachineTask, FittedMachine> = {
  name: FIT_MACHINE,
  prepare: (plan) => (task) => fitMachine(plan, task),
};

const explain: Kernel<SharedTrees, ShapRows, { values: Float64Array[] }> = {
  name: EXPLAIN_ROWS,
  prepare: (shared) => (rows) => explainRows(shared, rows),
};

const countNearCells: Kernel<Cells, Range, { core: Uint8Array }> = {
  name: COUNT_NEAR_CELLS,
  prepare: (cells) => (block) => coresOfCells(cells, block),
};

const countNearLeaves: Kernel<SharedWeighing, PairBlock, KnownWeights> = {
  name: COUNT_NEAR_LEAVES,
  prepare: weighingOf,
};

const countNearRows: Kernel<NearRows, Range, { isCore: Uint8Array }> = {
  name: COUNT_NEAR_ROWS,
  prepare: (shared) => (block) => coresOfRows(shared, block),
};

/** What needs no class either, but is asked for too seldom to be in workers of the smaller kind. */
export const RARE_KERNELS: readonly Kernel[] = [
  runKMeans,
  fitMachines,
  explain,
  countNearCells,
  countNearLeaves,
  countNearRows,
];
