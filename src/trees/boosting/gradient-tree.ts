import { type Steps, Stretch } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { MISSING, thresholdBetween, WIDE_MISSING } from '../bins.js';
import type { Bins } from '../equal-mass.js';
import { type Tree, TreeBuilder } from '../tree.js';
import { type BoostingFeatures, byCode, missingBin } from './column-codes.js';
import { ColumnSampler, type ColumnShares, drawsAll } from './column-sampler.js';
import { leafValue } from './gradient-gain.js';
import { GradientSplit, type NodeSums } from './gradient-split.js';
import { type GradientLimits, GradientSplitter } from './gradient-splitter.js';
import { type Histogram, listSlots, subtractHeld, tellsEmptySlots } from './held-slots.js';
import { fillFew, subtractHistogram } from './histogram.js';
import type { HistogramCrew } from './histogram-crew.js';
import type { HistogramLayout } from './histogram-layout.js';
import { HistogramPool } from './histogram-pool.js';
import { mayFollow } from './interactions.js';
import type { LastSplit, Leaf, LeafSplit } from './leaf-split.js';
import { partitionRows } from './partition-rows.js';
import { rootSums } from './root-sums.js';
import type { Gradients } from './unit-gradients.js';

export interface GradientTreePlan {
  readonly features: BoostingFeatures;
  readonly layout: HistogramLayout;
  readonly limits: GradientLimits;
  /** Infinity for any. */
  readonly maxDepth: number;
  /** Infinity for any. */
  readonly maxLeaves: number;
  /** Which node is split next: the shallowest, or the one that gains most. */
  readonly growPolicy: 'depthwise' | 'lossguide';
  /** A node whose best split gains less stays a leaf. */
  readonly gamma: number;
  readonly shares: ColumnShares;
  /** Features that may be asked about together; undefined: all. */
  readonly interactions: readonly ReadonlySet<number>[] | undefined;
}

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

type Crew = Pick<HistogramCrew, 'fill' | 'part'>;

/** Grows trees on gradients, one after another with the same memory. */
export class GradientTreeGrower {
  readonly #plan: GradientTreePlan;
  readonly #crew: Crew;
  readonly #builder = new TreeBuilder(1);
  readonly #pool: HistogramPool;
  readonly #splitter: GradientSplitter;
  readonly #split = new GradientSplit();
  /** Of the children of a node that are searched at once. */
  readonly #ofSmaller = new GradientSplit();
  readonly #ofLarger = new GradientSplit();
  readonly #searchesSiblings: boolean;
  readonly #moved: Int32Array;
  /** By bin. */
  readonly #isLeft: Uint8Array;
  readonly #partsAll: boolean;

  /**
   * @param crew - fills the histograms and parts the rows
   * @param partsAll - whether the rows of all leaves are wanted
   */
  constructor(plan: GradientTreePlan, crew: Crew, partsAll: boolean) {
    this.#crew = crew;
    this.#partsAll = partsAll;
    this.#plan = plan;
    this.#pool = new HistogramPool(plan.layout);
    this.#splitter = new GradientSplitter(plan.layout, plan.limits);
    this.#searchesSiblings =
      this.#splitter.searchesSiblings && drawsAll(plan.shares) && plan.interactions === undefined;
    this.#moved = new Int32Array(plan.features.rows);
    const { columnCodes, bins } = plan.features;
    const isWide = columnCodes.some((codes, j) => missingBin(codes, bins[j].low.length) > MISSING);
    this.#isLeft = new Uint8Array((isWide ? WIDE_MISSING : MISSING) + 1);
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
    const ranges: number[] = [];
    const lastSplits: LastSplit[] = [];
    const waiting: LeafSplit[] = [];
    const stretch = new Stretch();
    const { slots } = layout;

    const settle = (leaf: Leaf, histogram: Histogram | undefined, known?: GradientSplit): void => {
      const { node, sums } = leaf;
      builder.cover[node] = sums.H;
      builder.loss[node] = -this.#splitter.score(sums);
      builder.value[node] = leafValue(sums.G, sums.H, limits, sums.bounds);
      ranges[2 * node] = leaf.start;
      ranges[2 * node + 1] = leaf.end;
      if (histogram === undefined) return;
      const found = known ?? this.#search(leaf, histogram, sampler);
      const split = this.#worthwhile(leaf, histogram, found);
      if (split !== undefined) waiting.push(split);
      else this.#pool.give(histogram);
    };

    builder.begin();
    const rootHistogram = this.#pool.take();
    yield* this.#crew.fill(rows, 0, rows.length, gradients, rootHistogram.sums);
    const whole = rootSums(rows, gradients, rootHistogram.sums, layout);
    this.#splitter.begin(whole);
    const { held } = rootHistogram;
    if (held !== undefined) listSlots(rootHistogram.sums, layout, held);
    const zeroIsEmpty = held !== undefined && tellsEmptySlots(rows, gradients.pairs, whole.H);
    const root: Leaf = {
      node: 0,
      start: 0,
      end: rows.length,
      depth: 0,
      sums: whole,
      path: new Set(),
    };
    settle(root, rootHistogram);
    for (let leaves = 1; leaves < maxLeaves; leaves++) {
      const next = this.#next(waiting);
      if (next === undefined) break;
      const { leaf, histogram, leftG, leftH, feature } = next;
      const { start, end, sums, path } = leaf;
      const child = this.#record(next);
      const depth = leaf.depth + 1;
      const codes = features.columnCodes[feature];
      const isLast = depth >= this.#plan.maxDepth && !this.#partsAll && codes instanceof Uint8Array;
      let middle = end;
      if (isLast) lastSplits.push({ split: next, codes, child });
      else middle = histogram.held ? this.#partFew(rows, next) : yield* this.#partition(rows, next);
      const rightG = sums.G - leftG;
      const rightH = sums.H - leftH;
      const bounds = this.#childBounds(next, rightG, rightH);
      const further =
        this.#plan.interactions && !path.has(feature) ? new Set([...path, feature]) : path;
      const leftSums: NodeSums = { G: leftG, H: leftH, bounds: bounds.left };
      const rightSums: NodeSums = { G: rightG, H: rightH, bounds: bounds.right };
      let knownLeft: GradientSplit | undefined;
      let knownRight: GradientSplit | undefined;
      let ofLeft: Histogram | undefined;
      let ofRight: Histogram | undefined;
      if (depth < this.#plan.maxDepth) {
        const smaller = this.#pool.take();
        const leftIsSmaller = middle - start <= end - middle;
        const from = leftIsSmaller ? start : middle;
        const to = leftIsSmaller ? middle : end;
        if (histogram.held !== undefined && smaller.held !== undefined) {
          fillFew(layout, rows, from, to, gradients, smaller.sums);
          subtractHeld(histogram.sums, histogram.held, smaller.sums, smaller.held, zeroIsEmpty);
        } else {
          yield* this.#crew.fill(rows, from, to, gradients, smaller.sums);
          if (this.#searchesSiblings) {
            const [few, many] = leftIsSmaller ? [leftSums, rightSums] : [rightSums, leftSums];
            const ofFew = { node: few, best: this.#ofSmaller };
            const ofMany = { node: many, best: this.#ofLarger };
            this.#splitter.trySiblings(histogram.sums, smaller.sums, ofFew, ofMany);
            knownLeft = leftIsSmaller ? ofFew.best : ofMany.best;
            knownRight = leftIsSmaller ? ofMany.best : ofFew.best;
          } else {
            subtractHistogram(histogram.sums, smaller.sums);
          }
        }
        ofLeft = leftIsSmaller ? smaller : histogram;
        ofRight = leftIsSmaller ? histogram : smaller;
      } else {
        this.#pool.give(histogram);
      }
      const first = isLast ? end : start;
      const left = { node: child, start: first, end: middle, depth, sums: leftSums, path: further };
      const right = { node: child + 1, start: middle, end, depth, sums: rightSums, path: further };
      settle(left, ofLeft, knownLeft);
      settle(right, ofRight, knownRight);
      if (stretch.spend((end - start) * features.columns + WORK_OF_SLOT * slots)) yield;
    }
    for (const { histogram } of waiting) this.#pool.give(histogram);
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

  /** The best split of the leaf; overwritten by the next search. */
  #search(
    { start, end, depth, sums, path }: Leaf,
    histogram: Histogram,
    sampler: ColumnSampler,
  ): GradientSplit {
    const split = this.#split;
    const { interactions } = this.#plan;
    split.clear();
    if (end - start < 2) return split;
    const columns = sampler.columns(depth);
    for (let at = 0; at < columns.length; at++) {
      const feature = columns[at];
      if (interactions === undefined || mayFollow(feature, path, interactions)) {
        this.#splitter.tryFeature(feature, histogram, sums, split);
      }
    }
    return split;
  }

  /** The split of the leaf; undefined when it does not gain enough. */
  #worthwhile(leaf: Leaf, histogram: Histogram, split: GradientSplit): LeafSplit | undefined {
    const { gain, feature, bin, missingLeft, leftG, leftH, goesLeft } = split;
    if (leaf.end - leaf.start < 2 || feature < 0) return undefined;
    if (!this.#splitter.gains(this.#plan.gamma, split, leaf.sums)) return undefined;
    return { leaf, histogram, gain, feature, bin, missingLeft, leftG, leftH, goesLeft };
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

  /** Samples that go left first, each side in the order it had; where the right side begins. */
  #partition(rows: Int32Array, split: LeafSplit): Steps<number> {
    const { leaf, feature } = split;
    const rule = { feature, isLeft: this.#sidesOf(split) };
    return this.#crew.part(rows, leaf.start, leaf.end, rule, this.#moved);
  }

  /** The same at one go. */
  #partFew(rows: Int32Array, split: LeafSplit): number {
    const { leaf, feature } = split;
    const codes = this.#plan.features.columnCodes[feature];
    const isLeft = this.#sidesOf(split);
    return partitionRows(rows, leaf.start, leaf.end, codes, isLeft, this.#moved);
  }

  /** 1 for the codes that go left. */
  #sidesOf({ feature, bin, missingLeft, goesLeft }: LeafSplit): Uint8Array {
    const { columnCodes, bins } = this.#plan.features;
    const codes = columnCodes[feature];
    const missing = missingBin(codes, bins[feature].low.length);
    const isLeft = this.#isLeft.fill(0, 0, missing + 1);
    if (goesLeft === undefined) isLeft.fill(1, 0, Math.min(bin + 1, missing));
    else for (const b of goesLeft) isLeft[b] = 1;
    isLeft[missing] = missingLeft ? 1 : 0;
    return byCode(codes, isLeft);
  }

  /** What the values of the children may be, so that no value on one side passes one on the other. */
  #childBounds(
    { leaf: { sums }, feature, leftG, leftH }: LeafSplit,
    rightG: number,
    rightH: number,
  ) {
    const { limits } = this.#plan;
    const direction = limits.monotone === undefined ? 0 : limits.monotone[feature];
    const { bounds } = sums;
    if (direction === 0) return { left: bounds, right: bounds };
    const middle =
      (leafValue(leftG, leftH, limits, bounds) + leafValue(rightG, rightH, limits, bounds)) / 2;
    const below = { lower: bounds.lower, upper: middle };
    const above = { lower: middle, upper: bounds.upper };
    return direction > 0 ? { left: below, right: above } : { left: above, right: below };
  }
}

/** Elementary operations that a node costs for each of its histogram's sums: two sides are searched for a split. */
const WORK_OF_SLOT = 8;

/** Where a split behind a bin lies; behind none or behind all of them it parts the missing values from all others. */
function thresholdAfter(bins: Bins, bin: number): number {
  if (bin < 0) return -Infinity;
  return bin + 1 < bins.low.length ? thresholdBetween(bins, bin, bin + 1) : Infinity;
}
