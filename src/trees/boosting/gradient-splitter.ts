import { freeScore, leafValue, type Regularization, scoreOf } from './gradient-gain.js';
import { type GradientSplit, type NodeSums, TIE } from './gradient-split.js';
import type { Histogram } from './held-slots.js';
import type { HistogramLayout } from './histogram-layout.js';
import { searchHeld } from './search-held.js';
import { type Sibling, searchSiblings } from './search-siblings.js';
import { type SimpleLimits, searchSimply } from './search-simply.js';

/** What splits of boosted trees must keep to. */
export interface GradientLimits extends Regularization {
  /** Smallest sum of curvatures on either side. */
  readonly minChildWeight: number;
  /** A split that gains less is rounding. */
  readonly smallestGain: number;
  /** 1 where the prediction must not fall with the feature, -1 where it must not rise, else 0 [nFeatures]. */
  readonly monotone: Int8Array | undefined;
  /** 1 where the feature is a category [nFeatures]. */
  readonly categorical: Uint8Array | undefined;
  /** A category is parted from all others where there are fewer than this, else sets are. */
  readonly maxCatToOnehot: number;
}

/** A sum of curvatures that falls short of `minChildWeight` by this share of it meets it: more than sums round. */
const WEIGHT_SLACK = 1e-6;
/** A side that has less than this share of a tree's curvature is empty: what is left there is rounding. */
const EMPTY = 1e-12;
/** More than sums of two sides differ from that of both by rounding, as a share of it. */
const ENOUGH_SLACK = 1e-12;

/** Finds the best split of a node in its histogram. */
export class GradientSplitter {
  readonly #layout: HistogramLayout;
  readonly #limits: GradientLimits;
  readonly #simple: boolean;
  /** Whether gains have a closed form. */
  readonly #isClosed: boolean;
  /** What all samples of the tree weigh. */
  weight = 0;
  /** What a side weighs that holds no samples, but for rounding. */
  #empty = 0;
  /** What either side must weigh. */
  #leastWeight = 0;
  #simpleLimits: SimpleLimits = { regLambda: 0, leastWeight: 0, smallestGain: 0 };
  /** Whether both children of a node can be searched at once. */
  readonly searchesSiblings: boolean;

  constructor(layout: HistogramLayout, limits: GradientLimits) {
    this.#layout = layout;
    this.#limits = limits;
    this.#simple = limits.maxDeltaStep === 0 && limits.monotone === undefined;
    this.#isClosed = this.#simple && limits.regAlpha === 0;
    this.searchesSiblings = this.#isClosed && limits.categorical === undefined && !layout.isListed;
  }

  /** Before a tree: how much all of its samples weigh. */
  begin(H: number): void {
    this.weight = H;
    this.#empty = EMPTY * H;
    const { minChildWeight, regLambda, smallestGain } = this.#limits;
    this.#leastWeight = Math.max(minChildWeight * (1 - WEIGHT_SLACK), this.#empty);
    this.#simpleLimits = { regLambda, leastWeight: this.#leastWeight, smallestGain };
  }

  /** Whether samples of this curvature are enough for two sides. */
  mayPart(H: number): boolean {
    return H >= 2 * this.#leastWeight * (1 - ENOUGH_SLACK);
  }

  /** The score of samples that stay together. */
  score({ G, H, bounds }: NodeSums): number {
    if (this.#simple) return freeScore(G, H, this.#limits);
    return scoreOf(G, H, leafValue(G, H, this.#limits, bounds), this.#limits);
  }

  /** Whether a split of the node gains at least `gamma`, but for rounding. */
  gains(gamma: number, { gain }: GradientSplit, node: NodeSums): boolean {
    return gain + TIE * (gain + this.score(node)) >= gamma;
  }

  /** Take the sums of the smaller child from the parent's, which leaves the larger one's, and search both on all columns. */
  trySiblings(parent: Float64Array, child: Float64Array, smaller: Sibling, larger: Sibling): void {
    searchSiblings(this.#layout, parent, child, smaller, larger, this.#simpleLimits, this.#empty);
  }

  /**
   * Improve `best` by the best split on this column, if there is a better one; the first column and
   * the first place win ties.
   */
  tryFeature(
    feature: number,
    { sums, held }: Histogram,
    node: NodeSums,
    best: GradientSplit,
  ): void {
    const { categorical } = this.#limits;
    if (categorical !== undefined && categorical[feature] === 1) {
      this.#tryCategories(feature, sums, node, best);
    } else if (this.#isClosed) {
      const first = this.#layout.starts[feature];
      const missing = this.#layout.missings[feature];
      if (held === undefined || sums[2 * missing + 1] !== 0 || sums[2 * missing] !== 0) {
        searchSimply(feature, first, missing, sums, node, this.#simpleLimits, best);
        return;
      }
      searchHeld(feature, first, missing - 1, sums, held, node, this.#simpleLimits, best);
    } else {
      this.#tryBins(feature, sums, node, best);
    }
  }

  /**
   * Cut behind each bin, with the missing values on the right and then on the left. To part them from all
   * others is one question from either side, unless a monotone feature forbids one of them.
   */
  #tryBins(feature: number, histogram: Float64Array, node: NodeSums, best: GradientSplit): void {
    const { starts, missings } = this.#layout;
    const { monotone, smallestGain } = this.#limits;
    const first = 2 * starts[feature];
    const missing = 2 * missings[feature];
    const parent = this.score(node);
    const hasMissing = histogram[missing + 1] !== 0 || histogram[missing] !== 0;
    let toBeat = Math.max(smallestGain, best.gain + TIE * (best.gain + parent));
    for (let pass = 0; pass < (hasMissing ? 2 : 1); pass++) {
      let leftG = pass === 1 ? histogram[missing] : 0;
      let leftH = pass === 1 ? histogram[missing + 1] : 0;
      const end = hasMissing && pass === 0 ? missing : missing - 2;
      const missingAlone = pass === 1 && monotone !== undefined && monotone[feature] !== 0;
      for (let at = missingAlone ? first - 2 : first; at < end; at += 2) {
        if (at >= first) {
          leftG += histogram[at];
          leftH += histogram[at + 1];
        }
        const gain = this.#gain(feature, leftG, leftH, node) - parent;
        if (gain > toBeat) {
          toBeat = gain + TIE * (gain + parent);
          best.set(gain, feature, (at - first) >> 1, pass === 1, leftG, leftH);
        }
      }
    }
  }

  /** Score of both sides; -Infinity where a limit is broken. */
  #gain(feature: number, leftG: number, leftH: number, { G, H, bounds }: NodeSums): number {
    const limits = this.#limits;
    const rightG = G - leftG;
    const rightH = H - leftH;
    if (leftH < this.#leastWeight || rightH < this.#leastWeight) return -Infinity;
    if (this.#simple) return freeScore(leftG, leftH, limits) + freeScore(rightG, rightH, limits);
    const left = leafValue(leftG, leftH, limits, bounds);
    const right = leafValue(rightG, rightH, limits, bounds);
    const direction = limits.monotone === undefined ? 0 : limits.monotone[feature];
    if (direction * (right - left) < 0) return -Infinity;
    return scoreOf(leftG, leftH, left, limits) + scoreOf(rightG, rightH, right, limits);
  }

  /**
   * Sets of categories: in the order of their best values the best set is a beginning of the list
   * (Fisher, JASA 53, 1958); with few categories each against all others. What is missing, or was
   * never seen, always goes right: so that it may go to the better side, the list is read from both ends.
   */
  #tryCategories(
    feature: number,
    histogram: Float64Array,
    node: NodeSums,
    best: GradientSplit,
  ): void {
    const { starts, missings } = this.#layout;
    const { regLambda, smallestGain, maxCatToOnehot } = this.#limits;
    const first = starts[feature];
    const nBins = missings[feature] - first;
    const bins: number[] = [];
    for (let b = 0; b < nBins; b++) {
      if (histogram[2 * (first + b) + 1] > this.#empty) bins.push(b);
    }
    const parent = this.score(node);
    const take = (chosen: readonly number[], leftG: number, leftH: number): void => {
      const gain = this.#gain(feature, leftG, leftH, node) - parent;
      if (!(gain > Math.max(smallestGain, best.gain + TIE * (best.gain + parent)))) return;
      best.set(gain, feature, -1, false, leftG, leftH);
      best.goesLeft = Int32Array.from(chosen);
    };
    if (nBins < maxCatToOnehot) {
      for (const b of bins) take([b], histogram[2 * (first + b)], histogram[2 * (first + b) + 1]);
      return;
    }
    const bestValue = (b: number) =>
      -histogram[2 * (first + b)] / (histogram[2 * (first + b) + 1] + regLambda);
    bins.sort((a, b) => bestValue(a) - bestValue(b) || a - b);
    for (const order of [bins, [...bins].reverse()]) {
      let leftG = 0;
      let leftH = 0;
      for (let n = 1; n <= order.length; n++) {
        const b = first + order[n - 1];
        leftG += histogram[2 * b];
        leftH += histogram[2 * b + 1];
        take(order.slice(0, n), leftG, leftH);
      }
    }
  }
}
