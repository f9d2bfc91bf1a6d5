import { WEIGHT_TIE } from '../../numeric/quantiles.js';
import type { Steps } from '../../progress.js';
import { createRng, type Rng } from '../../random/rng.js';
import { prune } from '../prune.js';
import { type Tree, TreeBuilder } from '../tree.js';
import { AbsoluteErrorSplitter } from './absolute-error.js';
import { type Bootstrap, drawBootstrap } from './bootstrap.js';
import type { RankedFeatures } from './exact-features.js';
import { ExactSplitter, needsPairs } from './exact-splitter.js';
import { type GrowLimits, growTree, type NodeSplitter } from './grow.js';
import { KeptOrders } from './kept-orders.js';
import { SortedAnew } from './sorted-anew.js';
import { gatherSamples } from './tree-samples.js';

export type Criterion =
  | 'gini'
  | 'entropy'
  | 'logLoss'
  | 'squaredError'
  | 'absoluteError'
  | 'poisson';

/** What all trees of a forest learn from, and how. */
export interface ForestPlan {
  readonly features: RankedFeatures;
  /** Class number or target of each sample [nSamples]. */
  readonly targets: Float64Array;
  /** 0 for a regression. */
  readonly nClasses: number;
  /** Weight of each sample where none are drawn [nSamples]. */
  readonly weights: Float64Array;
  /** How samples are drawn for each tree; undefined: all of them, with their weights. */
  readonly bootstrap: Bootstrap | undefined;
  /** Whether the classes among the samples drawn are made to weigh alike. */
  readonly balanceDrawn: boolean;
  readonly criterion: Criterion;
  readonly limits: GrowLimits;
  /** Smallest share of a tree's weight that a leaf may have. */
  readonly minWeightFractionLeaf: number;
  readonly ccpAlpha: number;
  /** Of the forest: tree t draws from stream t, so its shape does not depend on the other trees. */
  readonly seed: number | string;
}

/**
 * What grows the trees of a forest, tree `t` in whatever order they are asked for. Room and orders are used again, which a
 * tree of 20 000 samples would take a twentieth longer to make anew; so a tree lasts until the next one begins.
 */
export function forestGrower(plan: ForestPlan): (t: number) => Steps<Tree> {
  const forest = createRng(plan.seed);
  const builder = new TreeBuilder(Math.max(1, plan.nClasses));
  // Deviations from the mean are what the squared error is made of: far from 0 it would lose digits.
  const center = plan.criterion === 'squaredError' ? weightedMean(plan) : 0;
  const targets = center === 0 ? plan.targets : plan.targets.map((target) => target - center);
  const weights = plan.weights.slice();
  const exact = splitExactly(plan, targets, center);
  return function* grow(t) {
    const rng = forest.fork(t);
    drawWeights(plan, weights, rng);
    // Met exactly is met: the sums of the sides round.
    const minWeightLeaf = plan.minWeightFractionLeaf * sum(weights) * (1 - WEIGHT_TIE);
    // One object for all trees: others of another shape would undo what the engine compiled.
    const limits =
      minWeightLeaf === plan.limits.minWeightLeaf ? plan.limits : { ...plan.limits, minWeightLeaf };
    let splitter: NodeSplitter;
    let size: number;
    if (exact === undefined) {
      const samples = gatherSamples(weights, targets);
      const ofSides = { minSamples: limits.minSamplesLeaf, minWeight: minWeightLeaf };
      splitter = new AbsoluteErrorSplitter(plan.features, samples, ofSides);
      size = samples.rows.length;
    } else {
      splitter = exact;
      size = yield* exact.begin(weights, minWeightLeaf);
    }
    const tree = yield* growTree({ features: plan.features, size, splitter }, limits, rng, builder);
    return plan.ccpAlpha > 0 ? prune(tree, plan.ccpAlpha) : tree;
  };
}

/** Trees `first` to `count` of a forest, each until the next one is asked for; within a tree it yields nothing now and then. */
export function* growForest(
  plan: ForestPlan,
  first: number,
  count: number,
): Generator<Tree | undefined, void, void> {
  const grow = forestGrower(plan);
  for (let t = first; t < count; t++) yield yield* grow(t);
}

/**
 * Which samples tree t did not learn from.
 *
 * @param drawn - room for the draws [nSamples]
 * @returns their numbers, ascending
 */
export function outOfBag(
  bootstrap: Bootstrap,
  seed: number | string,
  t: number,
  drawn: Float64Array,
): Int32Array {
  drawBootstrap(bootstrap, drawn, createRng(seed).fork(t));
  let left = 0;
  for (let i = 0; i < drawn.length; i++) if (drawn[i] === 0) left++;
  const outside = new Int32Array(left);
  for (let i = 0, at = 0; i < drawn.length; i++) if (drawn[i] === 0) outside[at++] = i;
  return outside;
}

function drawWeights(
  { bootstrap, balanceDrawn, targets, nClasses }: ForestPlan,
  weights: Float64Array,
  rng: Rng,
): void {
  if (bootstrap === undefined) return;
  drawBootstrap(bootstrap, weights, rng);
  if (!balanceDrawn) return;
  const ofClass = new Float64Array(nClasses);
  for (let i = 0; i < weights.length; i++) ofClass[targets[i]] += weights[i];
  const present = ofClass.reduce((n, weight) => n + (weight > 0 ? 1 : 0), 0);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > 0) weights[i] *= bootstrap.draws / (present * ofClass[targets[i]]);
  }
}

/** The splitter that takes up one tree after the other; undefined for medians, whose splitter is of one tree. */
function splitExactly(
  { features, criterion, nClasses, limits }: ForestPlan,
  targets: Float64Array,
  center: number,
): ExactSplitter | undefined {
  if (criterion === 'absoluteError') return undefined;
  const { minSamplesLeaf, maxFeatures } = limits;
  const known = criterion === 'logLoss' ? 'entropy' : criterion;
  const counted = minSamplesLeaf <= 1 && needsPairs(known, nClasses);
  const orders =
    KEPT_SHARE * maxFeatures >= features.columns
      ? new KeptOrders(features)
      : new SortedAnew(features, counted);
  const options = { criterion: known, nClasses, center, minSamples: minSamplesLeaf };
  return new ExactSplitter(features, orders, targets, options);
}

/** Trees that try at least one column in this many keep all columns sorted. */
const KEPT_SHARE = 4;

function weightedMean({ targets, weights }: ForestPlan): number {
  let moment = 0;
  for (let i = 0; i < targets.length; i++) moment += weights[i] * targets[i];
  return moment / sum(weights);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
