import { type Steps, Stretch } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { thresholdBetween } from '../bins.js';
import type { Tree, TreeBuilder } from '../tree.js';
import { Cut } from './cut.js';
import type { RankedFeatures } from './exact-features.js';
import { Frontier } from './frontier.js';
import type { Split } from './split.js';

/** Knows the samples of a node: what it says, what it loses, and where it is best split. */
export interface NodeSplitter {
  /** Numbers that a node says. */
  readonly nValues: number;
  /** Weight of the node's samples. */
  readonly weight: number;
  /** Weight × impurity of the node; 0 only when it is pure. */
  readonly loss: number;
  /** What `Cut.score` would be of a split that removes nothing. */
  readonly score: number;
  /** Take up the node of samples `start` to `end`. */
  enter(start: number, end: number): void;
  /** The same in steps, where many samples take long. */
  enterInSteps?(start: number, end: number): Steps<void>;
  /**
   * Improve `cut` by the best split of the node on this column, if there is a better one.
   *
   * @returns whether the column has more than one value in the node
   */
  tryFeature(feature: number, cut: Cut): boolean;
  /** The same in steps, where a column of many samples takes long. */
  tryFeatureInSteps?(feature: number, cut: Cut): Steps<boolean>;
  /** Write what the node says to `into[at]` and on. */
  writeValue(into: Float64Array, at: number): void;
  /**
   * Move the samples of a node entered before so that those going left come first.
   *
   * @returns where the right side begins
   */
  part(split: Split): number;
  /** The same in steps, where many samples take long. */
  partInSteps?(split: Split): Steps<number>;
}

export interface GrowLimits {
  /** Depth of the deepest leaves, Infinity for any. */
  readonly maxDepth: number;
  /** Leaves of the tree; with a limit the best node is split first, without one all are. */
  readonly maxLeafNodes: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
  /** Loss that a split must remove at least, as a share of the tree's weight. */
  readonly minImpurityDecrease: number;
  /** Columns to try at each node. */
  readonly maxFeatures: number;
}

/** The samples that a tree learns from. */
export interface GrowSamples {
  readonly features: RankedFeatures;
  /** How many there are. */
  readonly size: number;
  /** Of these samples. */
  readonly splitter: NodeSplitter;
}

/**
 * An impurity this small is rounding: scikit-learn's bound, and where the root has less than 1, its share
 * of that, so that targets in small units are split as in large ones.
 */
const EPSILON = Number.EPSILON;

/** Grow one tree to its limits, in steps: in the arrays of the builder, until the next one begins. */
export function* growTree(
  { features, size, splitter }: GrowSamples,
  limits: GrowLimits,
  rng: Rng,
  builder: TreeBuilder,
): Steps<Tree> {
  const columns = range(features.columns);
  const frontier = new Frontier(limits.maxLeafNodes < Infinity);
  const cut = new Cut();
  const stretch = new Stretch();
  let wholeWeight = 0;
  let rounding = EPSILON;

  /** Note what the node that was entered says; whether it may be split. */
  function open(node: number, start: number, end: number, depth: number): boolean {
    const { weight, loss } = splitter;
    if (node === 0) {
      wholeWeight = weight;
      rounding = EPSILON * Math.min(1, loss / weight);
    }
    builder.cover[node] = weight;
    builder.loss[node] = loss;
    splitter.writeValue(builder.value, node * splitter.nValues);
    const count = end - start;
    return !(
      depth >= limits.maxDepth ||
      count < limits.minSamplesSplit ||
      count < 2 * limits.minSamplesLeaf ||
      weight < 2 * limits.minWeightLeaf ||
      loss <= rounding * weight
    );
  }

  /** Put a node whose cut is good on the list of those to split. */
  function close(node: number, start: number, end: number, depth: number): void {
    if (cut.feature < 0) return;
    const { feature, last, next, missingLeft } = cut;
    const gain = cut.score - splitter.score;
    if (gain / wholeWeight + rounding < limits.minImpurityDecrease) return;
    frontier.push({ node, start, end, depth, feature, last, next, missingLeft, gain });
  }

  function settle(node: number, start: number, end: number, depth: number): void {
    splitter.enter(start, end);
    if (!open(node, start, end, depth)) return;
    // Two samples are parted alike by every column that has both their values; a root tries all the same.
    const isPair = end - start === 2 && node > 0;
    findCut(columns, isPair ? 1 : limits.maxFeatures, splitter, rng, cut);
    close(node, start, end, depth);
  }

  function* settleInSteps(node: number, start: number, end: number, depth: number): Steps<void> {
    if (splitter.enterInSteps === undefined) splitter.enter(start, end);
    else yield* splitter.enterInSteps(start, end);
    if (!open(node, start, end, depth)) return;
    yield* findCutInSteps(columns, limits.maxFeatures, splitter, rng, cut);
    close(node, start, end, depth);
  }

  builder.begin();
  if (size < FEW_SAMPLES) settle(0, 0, size, 0);
  else yield* settleInSteps(0, 0, size, 0);
  for (let leaves = 1; leaves < limits.maxLeafNodes; leaves++) {
    const best = frontier.pop();
    if (best === undefined) break;
    const { node, start, end, depth, feature, last, next, missingLeft } = best;
    const few = end - start < FEW_SAMPLES;
    const middle =
      few || splitter.partInSteps === undefined
        ? splitter.part(best)
        : yield* splitter.partInSteps(best);
    const threshold = next < 0 ? Infinity : thresholdBetween(features.bins[feature], last, next);
    const left = builder.split(node, feature, threshold, missingLeft);
    if (few) {
      settle(left, start, middle, depth + 1);
      settle(left + 1, middle, end, depth + 1);
      if (stretch.spend((end - start) * limits.maxFeatures * WORK_OF_VALUE)) yield;
    } else {
      yield* settleInSteps(left, start, middle, depth + 1);
      yield* settleInSteps(left + 1, middle, end, depth + 1);
    }
  }
  return builder.grown();
}

/** Nodes of fewer samples are settled at one go: there are many, and steps cost a tenth of a microsecond each. */
const FEW_SAMPLES = 1024;

/** Elementary operations that a value costs in a small node, where sorting or medians are the dearest. */
const WORK_OF_VALUE = 64;

/** Try columns drawn at random until enough were tried and one of them had more than one value. */
function findCut(
  columns: Int32Array,
  maxFeatures: number,
  splitter: NodeSplitter,
  rng: Rng,
  cut: Cut,
): void {
  cut.clear();
  let varied = false;
  for (let left = columns.length; left > 0; left--) {
    if (columns.length - left >= maxFeatures && varied) return;
    if (splitter.tryFeature(drawColumn(columns, left, rng), cut)) varied = true;
  }
}

/** As `findCut`, for nodes so large that each column is a step or more. */
function* findCutInSteps(
  columns: Int32Array,
  maxFeatures: number,
  splitter: NodeSplitter,
  rng: Rng,
  cut: Cut,
): Steps<void> {
  cut.clear();
  let varied = false;
  for (let left = columns.length; left > 0; left--) {
    yield;
    if (columns.length - left >= maxFeatures && varied) return;
    const feature = drawColumn(columns, left, rng);
    const varies =
      splitter.tryFeatureInSteps === undefined
        ? splitter.tryFeature(feature, cut)
        : yield* splitter.tryFeatureInSteps(feature, cut);
    if (varies) varied = true;
  }
}

/** Draw one of the first `left` columns, and put it behind them. */
function drawColumn(columns: Int32Array, left: number, rng: Rng): number {
  const drawn = rng.nextInteger(left);
  const feature = columns[drawn];
  columns[drawn] = columns[left - 1];
  columns[left - 1] = feature;
  return feature;
}
