import { FILL_HISTOGRAMS } from '../trees/boosting/boosting-threads.js';
import { helpFilling, type SharedFilling } from '../trees/boosting/filling-order.js';
import { BIN_COLUMNS, helpBinning, type SharedBinning } from '../trees/boosting/shared-binning.js';
import type { ForestPlan } from '../trees/forest/forest.js';
import { GROW_TREE, numberGrower } from '../trees/forest/grow-shared.js';
import type { Tree } from '../trees/tree.js';
import type { Kernel } from './kernel.js';

const growTree: Kernel<ForestPlan, number, Tree> = {
  name: GROW_TREE,
  prepare: numberGrower,
};

const fillHistograms: Kernel<SharedFilling, number, object> = {
  name: FILL_HISTOGRAMS,
  prepare: (filling) => () => helpFilling(filling),
};

const binColumns: Kernel<SharedBinning, number, object> = {
  name: BIN_COLUMNS,
  prepare: (shared) => () => helpBinning(shared),
};

/** What workers can do without knowing an estimator. */
export const KERNELS: readonly Kernel[] = [growTree, fillHistograms, binColumns];
