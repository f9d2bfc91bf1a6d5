import type { Steps } from '../../progress.js';
import type { codeColumns } from '../bins.js';
import type { GradientTotals } from './gradient-totals.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { HistogramPool } from './histogram-pool.js';
import type { Growth, Hands, LeafGrower } from './leaf-grower.js';
import type { LeafSplit } from './leaf-split.js';
import { LoneHands } from './lone-hands.js';
import { floatsFor, integersFor } from './shared-arrays.js';
import type { SharedLoss } from './shared-loss.js';
import type { Gradients } from './unit-gradients.js';

/** How much memory a boosting needs. */
export interface CrewPlan {
  /** The caller's and those that help it. */
  readonly threads: number;
  readonly tree: GradientTreePlan;
  readonly nOutputs: number;
  /** Numbers of rows, for all trees that have rows at the same time. */
  readonly rowNumbers: number;
  /** Whether gradients may be integers. */
  readonly hasIntegers: boolean;
  /** Where threads can make the gradients together. */
  readonly loss: SharedLoss | undefined;
}

/** Memory of a round. */
export interface RoundMemory {
  readonly rows: Int32Array;
  readonly gradients: Float64Array;
  readonly integers: Int32Array;
}

/** What became of the nodes below a root, in the order in which one thread splits them. */
export interface GrownAhead {
  growthOf(split: LeafSplit, child: number): Growth;
}

/** Those who boost: one thread, or one that leads others. */
export interface BoostingCrew extends Hands {
  /** Of this round. */
  readonly memory: RoundMemory;
  /** Before a round: threads that were lost are replaced, with other memory. */
  beginRound(): void;
  /**
   * Make the gradients of a round together.
   *
   * @returns their sums where there is one output; undefined where this thread is to make them
   */
  differentiate(): Steps<{ readonly totals: GradientTotals | undefined } | undefined>;
  /** Before a tree: its rows, to grow it again if others are lost. */
  beginTree(rows: Int32Array): Int32Array;
  /**
   * Grow all nodes below the root, where each thread can take some: large ones together, then each by itself.
   *
   * @returns what became of them; `'lost'` where the tree is to be grown again, undefined where it is grown node after node
   */
  growAhead(
    root: LeafSplit | undefined,
    rows: Int32Array,
    gradients: Gradients,
    leaves: LeafGrower,
  ): Steps<GrownAhead | 'lost' | undefined>;
  close(): void;
}

/** What several threads do of a boosting. */
export interface BoostingTogether {
  gather(plan: CrewPlan): BoostingCrew;
  /** Turns columns into codes. */
  readonly coding: (threads: number) => typeof codeColumns;
}

/** Memory for a round. */
export function roomOfRound({
  threads,
  tree,
  nOutputs,
  rowNumbers,
  hasIntegers,
}: CrewPlan): RoundMemory {
  const { rows } = tree.features;
  return {
    rows: integersFor(threads, rowNumbers),
    gradients: floatsFor(threads, 2 * rows * nOutputs),
    integers: integersFor(threads, hasIntegers ? rows : 0),
  };
}

/** One thread: it does nothing ahead. */
export class LoneCrew extends LoneHands implements BoostingCrew {
  readonly memory: RoundMemory;

  constructor(plan: CrewPlan) {
    const { layout, features } = plan.tree;
    super(layout, features.columnCodes, new HistogramPool(layout));
    this.memory = roomOfRound(plan);
  }

  beginRound(): void {}

  *differentiate(): Steps<undefined> {}

  beginTree(rows: Int32Array): Int32Array {
    return rows;
  }

  *growAhead(): Steps<undefined> {}

  close(): void {}
}
