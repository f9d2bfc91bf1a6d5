import { type Steps, Stretch } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { thresholdBetween } from '../bins.js';
import type { Bins } from '../equal-mass.js';
import { type Tree, TreeBuilder } from '../tree.js';
import { ColumnSampler } from './column-sampler.js';
import { leafValue } from './gradient-gain.js';
import type { NodeSums } from './gradient-split.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { type Growth, LeafGrower } from './leaf-grower.js';
import type { LastSplit, Leaf, LeafSplit } from './leaf-split.js';
import type { BoostingCrew } from './lone-crew.js';
import { rootSums } from './root-sums.js';
import type { Gradients } from './unit-gradients.js';

/** A tree, and where its samples ended. */
export interface GrownTree {
  readonly tree: Tree;
  /** In the order of the leaves. */
  readonly rows: Int32Array;
  /** First and last position in `rows` of the samples of each node [2 × nNodes]; none where rows are not parted. */
  readonly ranges: Int32Array;
  /** Splits whose rows are not parted, as nothing but their leaves' values is wanted of them. */
  readonly lastSplits: readonly LastSplit[];
}

/** Grows trees on gradients, one after another with the same memory. */
export class GradientTreeGrower {
  readonly #plan: GradientTreePlan;
  readonly #crew: BoostingCrew;
  readonly #builder = new TreeBuilder(1);
  readonly #leaves: LeafGrower;

  /** @param crew - fills the histograms and parts the rows, or grows all there is below the root */
  constructor(plan: GradientTreePlan, crew: BoostingCrew) {
    this.#crew = crew;
    this.#plan = plan;
    this.#leaves = new LeafGrower(plan, crew);
  }

  /**
   * Grow the next tree, in steps.
   *
   * @param rows - the samples to learn from; moved into the order of the leaves
   */
  *grow(rows: Int32Array, gradients: Gradients, rng: Rng): Steps<GrownTree> {
    const { features, layout, limits, maxLeaves, shares } = this.#plan;
    const sampler = new ColumnSampler(range(features.columns), shares, rng);
    const builder = this.#builder;
    const leaves = this.#leaves;
    const ranges: number[] = [];
    const lastSplits: LastSplit[] = [];
    const waiting: LeafSplit[] = [];
    const stretch = new Stretch();
    const { slots } = layout;

    const settle = ({ node, sums, start, end }: Leaf, split: LeafSplit | undefined): void => {
      builder.cover[node] = sums.H;
      builder.loss[node] = -leaves.splitter.score(sums);
      builder.value[node] = leafValue(sums.G, sums.H, limits, sums.bounds);
      ranges[2 * node] = start;
      ranges[2 * node + 1] = end;
      if (split !== undefined) waiting.push(split);
    };

    builder.begin();
    const before = this.#crew.beginTree(rows);
    if (layout.isListed) {
      const root = rootOf(rows, rootSums(rows, gradients, NONE, layout));
      settle(root, leaves.beginFew(rows, gradients, root, sampler));
    } else {
      const histogram = this.#crew.histograms.take();
      yield* this.#crew.fill(rows, 0, rows.length, gradients, histogram.sums);
      const root = rootOf(rows, rootSums(rows, gradients, histogram.sums, layout));
      leaves.splitter.begin(root.sums.H);
      settle(root, leaves.splitOf(root, histogram, sampler));
    }
    const ahead = layout.isListed
      ? undefined
      : yield* this.#crew.growAhead(waiting[0], rows, gradients, leaves);
    if (ahead === 'lost') return yield* this.grow(before, gradients, rng);
    for (let count = 1; count < maxLeaves; count++) {
      const next = this.#next(waiting);
      if (next === undefined) break;
      const child = this.#record(next);
      const codes = leaves.codesOfLast(next);
      if (codes !== undefined) lastSplits.push({ split: next, codes, child });
      let growth: Growth;
      if (ahead !== undefined) growth = ahead.growthOf(next, child);
      else if (layout.isListed) growth = leaves.expandFew(rows, next, child, gradients, sampler);
      else growth = yield* leaves.expand(rows, next, child, gradients, sampler);
      settle(growth.left, growth.ofLeft);
      settle(growth.right, growth.ofRight);
      const { start, end } = next.leaf;
      const work = (end - start) * features.columns + WORK_OF_SLOT * slots;
      if (ahead === undefined && stretch.spend(work)) yield;
    }
    for (const { histogram } of waiting) this.#crew.histograms.give(histogram);
    return { tree: builder.finish(), rows, ranges: new Int32Array(ranges), lastSplits };
  }

  /** The next leaf to split: the shallowest, the oldest first, or the one that gains most. */
  #next(waiting: LeafSplit[]): LeafSplit | undefined {
    if (waiting.length === 0) return undefined;
    // Without a limit of leaves the order makes no difference, and depth first needs the least memory.
    if (this.#plan.maxLeaves === Infinity) return waiting.pop();
    if (this.#plan.growPolicy === 'depthwise') return waiting.shift();
    let best = 0;
    for (let at = 1; at < waiting.length; at++)
      if (waiting[at].gain > waiting[best].gain) best = at;
    return waiting.splice(best, 1)[0];
  }

  /** Write the split into the tree; the left child. */
  #record({ leaf: { node }, feature, bin, missingLeft, goesLeft }: LeafSplit): number {
    const { bins } = this.#plan.features;
    if (goesLeft === undefined) {
      return this.#builder.split(node, feature, thresholdAfter(bins[feature], bin), missingLeft);
    }
    const categories = goesLeft.map((b) => bins[feature].low[b]);
    const largest = categories.reduce((most, category) => Math.max(most, category), 0);
    const bits = new Int32Array((largest >> 5) + 1);
    for (const category of categories) bits[category >> 5] |= 1 << (category & 31);
    return this.#builder.splitOnCategories(node, feature, bits, false);
  }
}

/** Elementary operations that a node costs for each of its histogram's sums: two sides are searched for a split. */
const WORK_OF_SLOT = 8;

/** No sums: those of few samples are of pairs. */
const NONE = /* @__PURE__ */ new Float64Array(0);

function rootOf(rows: Int32Array, sums: NodeSums): Leaf {
  return { node: 0, start: 0, end: rows.length, depth: 0, sums, path: NO_PATH };
}

const NO_PATH: ReadonlySet<number> = /* @__PURE__ */ new Set();

/** Where a split behind a bin lies; behind none or behind all of them it parts the missing values from all others. */
function thresholdAfter(bins: Bins, bin: number): number {
  if (bin < 0) return -Infinity;
  return bin + 1 < bins.low.length ? thresholdBetween(bins, bin, bin + 1) : Infinity;
}
