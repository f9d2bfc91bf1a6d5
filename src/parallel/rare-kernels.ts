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

/** What needs no class either, but is asked for too seldom to be in workers of the smaller kind. */
export const RARE_KERNELS: readonly Kernel[] = [runKMeans, fitMachines, explain];
