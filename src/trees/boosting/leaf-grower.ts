import type { Steps } from '../../progress.js';
import { MISSING, WIDE_MISSING } from '../bins.js';
import { byCode, missingBin } from './column-codes.js';
import { type ColumnSampler, drawsAll } from './column-sampler.js';
import { leafValue } from './gradient-gain.js';
import { GradientSplit } from './gradient-split.js';
import { GradientSplitter } from './gradient-splitter.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import {
  type HeldSlots,
  type Histogram,
  listAllSlots,
  listSlots,
  subtractHeld,
  tellsEmptySlots,
} from './held-slots.js';
import { fillFew, subtractHistogram } from './histogram.js';
import type { HistogramPool } from './histogram-pool.js';
import { mayFollow } from './interactions.js';
import type { Leaf, LeafSplit } from './leaf-split.js';
import { partitionRows } from './partition-rows.js';
import type { Gradients } from './unit-gradients.js';

/** How a node is split: the feature, and 1 for its codes that go left. */
export interface SplitRule {
  readonly feature: number;
  readonly isLeft: Uint8Array;
}

/** What fills the histograms and parts the rows of large nodes, and keeps the histograms. */
export interface Hands {
  readonly histograms: Pick<HistogramPool, 'take' | 'give'>;
  fill(
    rows: Int32Array,
    start: number,
    end: number,
    gradients: Gradients,
    histogram: Float64Array,
  ): Steps<void>;
  part(
    rows: Int32Array,
    start: number,
    end: number,
    rule: SplitRule,
    moved: Int32Array,
  ): Steps<number>;
}

/** The two sides of a leaf that was split, and how each is best split again; undefined where it stays a leaf. */
export interface Growth {
  readonly left: Leaf;
  readonly right: Leaf;
  readonly ofLeft: LeafSplit | undefined;
  readonly ofRight: LeafSplit | undefined;
}

/** Splits the leaves of a tree: what a thread does for one, whichever comes before. */
export class LeafGrower {
  readonly splitter: GradientSplitter;
  readonly #plan: GradientTreePlan;
  readonly #hands: Hands;
  readonly #split = new GradientSplit();
  /** Of the children of a node that are searched at once. */
  readonly #ofSmaller = new GradientSplit();
  readonly #ofLarger = new GradientSplit();
  /** Whether no node draws columns, so that one may be passed over. */
  readonly #drawsAll: boolean;
  readonly #searchesSiblings: boolean;
  readonly #moved: Int32Array;
  /** By bin. */
  readonly #isLeft: Uint8Array;
  #zeroIsEmpty = false;

  constructor(plan: GradientTreePlan, hands: Hands) {
    this.#plan = plan;
    this.#hands = hands;
    this.splitter = new GradientSplitter(plan.layout, plan.limits);
    this.#drawsAll = drawsAll(plan.shares);
    this.#searchesSiblings =
      this.splitter.searchesSiblings && this.#drawsAll && plan.interactions === undefined;
    this.#moved = new Int32Array(plan.features.rows);
    const { columnCodes, bins } = plan.features;
    const isWide = columnCodes.some((codes, j) => missingBin(codes, bins[j].low.length) > MISSING);
    this.#isLeft = new Uint8Array((isWide ? WIDE_MISSING : MISSING) + 1);
  }

  /** Begin a tree of few samples: how its root is best split; undefined where it stays a leaf. */
  beginFew(
    rows: Int32Array,
    gradients: Gradients,
    root: Leaf,
    sampler: ColumnSampler | undefined,
  ): LeafSplit | undefined {
    const { H } = root.sums;
    this.splitter.begin(H);
    if (!this.#mayGrow(root)) return undefined;
    const { layout, features } = this.#plan;
    const histogram = this.#hands.histograms.take();
    const held = histogram.held as HeldSlots;
    fillFew(layout, rows, 0, rows.length, gradients, histogram.sums);
    this.#zeroIsEmpty = tellsEmptySlots(rows, gradients.pairs, H);
    if (this.#zeroIsEmpty && rows.length === features.rows) listAllSlots(layout, held);
    else listSlots(histogram.sums, layout, held);
    return this.splitOf(root, histogram, sampler);
  }

  /** The codes that tell the rows of two last leaves apart, where nothing but the values of these is wanted. */
  codesOfLast({ leaf, feature }: LeafSplit): Uint8Array | undefined {
    const { maxDepth, partsAll, features } = this.#plan;
    if (partsAll || leaf.depth + 1 < maxDepth) return undefined;
    const codes = features.columnCodes[feature];
    return codes instanceof Uint8Array ? codes : undefined;
  }

  /**
   * Split a leaf. The rows of two last leaves are left as they are, if they need not be parted: none are in their ranges.
   *
   * @param child - the number of its left side; that of the right one follows
   */
  *expand(
    rows: Int32Array,
    next: LeafSplit,
    child: number,
    gradients: Gradients,
    sampler: ColumnSampler | undefined,
  ): Steps<Growth> {
    const { histogram, leaf } = next;
    const isLast = this.codesOfLast(next) !== undefined;
    const middle = isLast ? leaf.end : yield* this.#part(rows, next);
    const { left, right } = this.#children(next, child, middle, isLast);
    if (left.depth >= this.#plan.maxDepth) return this.#last(left, right, histogram);
    const smaller = this.#hands.histograms.take();
    const leftIsSmaller = middle - leaf.start <= leaf.end - middle;
    const { start, end } = leftIsSmaller ? left : right;
    let knownLeft: GradientSplit | undefined;
    let knownRight: GradientSplit | undefined;
    yield* this.#hands.fill(rows, start, end, gradients, smaller.sums);
    if (this.#searchesSiblings) {
      const ofFew = { node: (leftIsSmaller ? left : right).sums, best: this.#ofSmaller };
      const ofMany = { node: (leftIsSmaller ? right : left).sums, best: this.#ofLarger };
      this.splitter.trySiblings(histogram.sums, smaller.sums, ofFew, ofMany);
      knownLeft = leftIsSmaller ? ofFew.best : ofMany.best;
      knownRight = leftIsSmaller ? ofMany.best : ofFew.best;
    } else {
      subtractHistogram(histogram.sums, smaller.sums);
    }
    const ofLeft = this.splitOf(left, leftIsSmaller ? smaller : histogram, sampler, knownLeft);
    const ofRight = this.splitOf(right, leftIsSmaller ? histogram : smaller, sampler, knownRight);
    return { left, right, ofLeft, ofRight };
  }

  /** The same at one go, where slots are listed: so few samples take less than a step. */
  expandFew(
    rows: Int32Array,
    next: LeafSplit,
    child: number,
    gradients: Gradients,
    sampler: ColumnSampler | undefined,
  ): Growth {
    const { histogram, leaf } = next;
    const isLast = this.codesOfLast(next) !== undefined;
    const middle = isLast ? leaf.end : this.#partFew(rows, next);
    const { left, right } = this.#children(next, child, middle, isLast);
    const areLast = left.depth >= this.#plan.maxDepth;
    if (areLast || !(this.#mayGrow(left) || this.#mayGrow(right))) {
      return this.#last(left, right, histogram);
    }
    const smaller = this.#hands.histograms.take();
    const leftIsSmaller = middle - leaf.start <= leaf.end - middle;
    const { start, end } = leftIsSmaller ? left : right;
    fillFew(this.#plan.layout, rows, start, end, gradients, smaller.sums);
    const held = histogram.held as HeldSlots;
    const ofSmaller = smaller.held as HeldSlots;
    subtractHeld(histogram.sums, held, smaller.sums, ofSmaller, this.#zeroIsEmpty);
    const ofLeft = this.splitOf(left, leftIsSmaller ? smaller : histogram, sampler);
    const ofRight = this.splitOf(right, leftIsSmaller ? histogram : smaller, sampler);
    return { left, right, ofLeft, ofRight };
  }

  /** Whether a leaf is worth a search: it is of two samples at least, and these weigh enough. */
  #mayGrow({ start, end, sums }: Leaf): boolean {
    return end - start >= 2 && (!this.#drawsAll || this.splitter.mayPart(sums.H));
  }

  /** Two leaves that are not split again. */
  #last(left: Leaf, right: Leaf, histogram: Histogram): Growth {
    this.#hands.histograms.give(histogram);
    return { left, right, ofLeft: undefined, ofRight: undefined };
  }

  /** The sides of a split whose right one begins at `middle`; no rows are in their ranges where these are not parted. */
  #children(next: LeafSplit, child: number, middle: number, isLast: boolean) {
    const { leaf, leftG, leftH, feature } = next;
    const { interactions } = this.#plan;
    const { start, end, sums, path } = leaf;
    const rightG = sums.G - leftG;
    const rightH = sums.H - leftH;
    const bounds = this.#childBounds(next, rightG, rightH);
    const depth = leaf.depth + 1;
    const further = interactions && !path.has(feature) ? new Set([...path, feature]) : path;
    const left: Leaf = {
      node: child,
      start: isLast ? end : start,
      end: middle,
      depth,
      sums: { G: leftG, H: leftH, bounds: bounds.left },
      path: further,
    };
    const right: Leaf = {
      node: child + 1,
      start: middle,
      end,
      depth,
      sums: { G: rightG, H: rightH, bounds: bounds.right },
      path: further,
    };
    return { left, right };
  }

  /** How a leaf is best split; undefined where that does not gain enough, and its histogram is given back. */
  splitOf(
    leaf: Leaf,
    histogram: Histogram,
    sampler: ColumnSampler | undefined,
    known?: GradientSplit,
  ): LeafSplit | undefined {
    const split = known ?? this.#search(leaf, histogram, sampler);
    const { gain, feature, bin, missingLeft, leftG, leftH, goesLeft } = split;
    const isWorthwhile =
      leaf.end - leaf.start >= 2 &&
      feature >= 0 &&
      this.splitter.gains(this.#plan.gamma, split, leaf.sums);
    if (isWorthwhile)
      return { leaf, histogram, gain, feature, bin, missingLeft, leftG, leftH, goesLeft };
    this.#hands.histograms.give(histogram);
    return undefined;
  }

  /** The best split of the leaf; overwritten by the next search. */
  #search(leaf: Leaf, histogram: Histogram, sampler: ColumnSampler | undefined): GradientSplit {
    const { depth, sums, path } = leaf;
    const split = this.#split;
    const { interactions, features } = this.#plan;
    split.clear();
    if (!this.#mayGrow(leaf)) return split;
    const columns = sampler?.columns(depth);
    const size = columns === undefined ? features.columns : columns.length;
    for (let at = 0; at < size; at++) {
      const feature = columns === undefined ? at : columns[at];
      if (interactions === undefined || mayFollow(feature, path, interactions)) {
        this.splitter.tryFeature(feature, histogram, sums, split);
      }
    }
    return split;
  }

  /** Samples that go left first, each side in the order it had; where the right side begins. */
  #part(rows: Int32Array, split: LeafSplit): Steps<number> {
    const { leaf, feature } = split;
    const rule = { feature, isLeft: this.#sidesOf(split) };
    return this.#hands.part(rows, leaf.start, leaf.end, rule, this.#moved);
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
