import type { ForestPlan } from '../trees/forest/forest.js';
import { GROW_TREE, growNumber } from '../trees/forest/grow-shared.js';
import type { Tree } from '../trees/tree.js';
import type { Kernel } from './kernel.js';

const growTree: Kernel<ForestPlan, number, Tree> = {
  name: GROW_TREE,
  prepare: (plan) => (t) => growNumber(plan, t),
};

/** What workers can do without knowing an estimator. */
export const KERNELS: readonly Kernel[] = [growTree];
