import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { weightedQuantile } from '../../numeric/quantiles.js';
import { installedPool } from '../../parallel-work.js';
import { type Steps, Stretch } from '../../progress.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import type { Tree } from '../tree.js';
import { addValuesByWalk } from '../walk.js';
import { addLeaves } from './add-leaves.js';
import { blocksOf, type LearnableSamples } from './coded-samples.js';
import type { GradientTotals } from './gradient-totals.js';
import { GradientTreeGrower, type GrownTree } from './gradient-tree.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { LoneCrew } from './lone-crew.js';
import type { QUICK_LOSSES } from './quick-gradients.js';
import type { Gradients, UnitGradients } from './unit-gradients.js';

/** Gives the gradients of a loss. */
export interface GradientSource {
  readonly nOutputs: number;
  differentiate(
    margins: Float64Array,
    targets: Float64Array,
    weights: Float64Array,
    gradients: Float64Array,
  ): Steps<GradientTotals> | Steps<void>;
  /** The name of what differentiates, where threads can do it together. */
  readonly quick?: keyof typeof QUICK_LOSSES;
  /** Where leaves take a quantile of what is left to explain, not a Newton step: which quantile. */
  readonly leafQuantile?: number;
  /** Where curvatures may all be 1: makes the gradients of one output quicker to add. */
  pack?(pairs: Float64Array, integers: Int32Array): Steps<Gradients>;
  /** The same without pairs, where no sample has a weight; undefined where it must be done by pairs. */
  units?(
    margins: Float64Array,
    targets: Float64Array,
    integers: Int32Array,
  ): Steps<UnitGradients | undefined>;
}

export interface BoostingPlan {
  readonly tree: GradientTreePlan;
  readonly samples: LearnableSamples;
  /** [nSamples] */
  readonly targets: Float64Array;
  /** [nSamples] */
  readonly weights: Float64Array;
  readonly objective: GradientSource;
  readonly learningRate: number;
  /** Share of the samples that each tree learns from. */
  readonly subsample: number;
  /** Trees of each output in each round. */
  readonly numParallelTree: number;
  /** Round t draws from stream t. */
  readonly seed: Seed;
  /** The method that was called, for messages. */
  readonly where: string;
  /** Threads that fill histograms, this one among them. */
  readonly threads: number;
}

/**
 * Rounds `first` to `count` of boosting, one at a time: its trees, output by output, their values
 * multiplied by the learning rate. Within a round it yields nothing now and then.
 * Source: Chen and Guestrin, KDD (2016), with histograms as in XGBoost's `hist`.
 *
 * @param margins - of the rounds before [nSamples × nOutputs]; moved on by each round
 * @throws InvalidInputError when the numbers of a tree overflow
 */
export function* boost(
  plan: BoostingPlan,
  margins: Float64Array,
  first: number,
  count: number,
): Generator<Tree[] | undefined, void, void> {
  const { tree, samples, objective, targets, weights, numParallelTree } = plan;
  const { rows } = samples;
  const { nOutputs } = objective;
  const forest = createRng(plan.seed);
  const isWeighted = weights.some((weight) => weight !== 1);
  const all = range(rows);
  const weighty = weights.every((weight) => weight > 0) ? all : all.filter((i) => weights[i] > 0);
  const chosen = Array.from(
    { length: numParallelTree },
    () => new RowChoice(weighty, plan.subsample),
  );
  const crewPlan = {
    threads: plan.threads,
    tree,
    nOutputs,
    rowNumbers: rows * numParallelTree,
    hasIntegers: objective.pack !== undefined,
    loss: objective.quick && { name: objective.quick, margins, targets, weights },
  };
  const together = plan.threads > 1 ? installedPool()?.boosting : undefined;
  const crew = together?.gather(crewPlan) ?? new LoneCrew(crewPlan);
  const grower = new GradientTreeGrower(tree, crew);
  const stretch = new Stretch();
  try {
    for (let round = first; round < count; round++) {
      const rng = forest.fork(round);
      crew.beginRound();
      const units = isWeighted
        ? undefined
        : yield* unitsOf(objective, margins, targets, crew.memory.integers);
      let made = units === undefined ? yield* crew.differentiate() : { totals: undefined };
      const { gradients, integers, rows: rowMemory } = crew.memory;
      made ??= {
        totals: (yield* objective.differentiate(margins, targets, weights, gradients)) || undefined,
      };
      const { totals } = made;
      const trees: Tree[] = [];
      for (let k = 0; k < nOutputs; k++) {
        const pairs = gradients.subarray(2 * rows * k, 2 * rows * (k + 1));
        const packed =
          units === undefined && objective.pack !== undefined
            ? (yield* objective.pack(pairs, integers)).units
            : units;
        const own: Gradients = { pairs, units: packed, totals };
        const grown: GrownTree[] = [];
        for (let p = 0; p < numParallelTree; p++) {
          grown.push(
            yield* grower.grow(chosen[p].draw(rng, rowMemory.subarray(rows * p)), own, rng),
          );
          if (stretch.spend(rows * WORK_OF_ROW)) yield;
        }
        for (const one of grown) {
          scaleValues(plan, one, margins);
          if (!isBounded(one.tree)) throw overflow(`${plan.where}: round ${round}`);
          trees.push(one.tree);
          if (one.rows.length === rows) addLeaves(one, nOutputs, k, margins);
          else yield* addByWalks(plan, one, k, margins);
          if (stretch.spend(rows * WORK_OF_ROW)) yield;
        }
      }
      yield trees;
    }
  } finally {
    crew.close();
  }
}

/** Elementary operations that a row costs before and after a tree grows on it. */
const WORK_OF_ROW = 64;

/** Gradients without pairs, where the objective knows how. */
function* unitsOf(
  { units }: GradientSource,
  margins: Float64Array,
  targets: Float64Array,
  integers: Int32Array,
): Steps<UnitGradients | undefined> {
  return units && (yield* units(margins, targets, integers));
}

/** Make the values of a tree what it adds to the margins: quantiles where the loss asks for them, times the learning rate. */
function scaleValues(plan: BoostingPlan, grown: GrownTree, margins: Float64Array): void {
  const { objective, learningRate, numParallelTree } = plan;
  if (objective.leafQuantile !== undefined) {
    setQuantiles(plan, objective.leafQuantile, grown, margins);
  }
  const { value } = grown.tree;
  const rate = learningRate / numParallelTree;
  for (let node = 0; node < value.length; node++) value[node] *= rate;
}

/** Add a tree to the margins of output `k` of all samples, also of those that it was not grown on. */
function* addByWalks(
  { samples, objective: { nOutputs } }: BoostingPlan,
  grown: GrownTree,
  k: number,
  margins: Float64Array,
): Steps<void> {
  for (const { first, block } of blocksOf(samples)) {
    addByWalk(grown.tree, block, nOutputs, k, margins.subarray(first * nOutputs));
    yield;
  }
}

/** Sums that overflowed left their mark in some node: nothing that is not finite vanishes in a sum. */
function isBounded({ value, cover, loss }: Tree): boolean {
  return areFinite(value) && areFinite(cover) && areFinite(loss);
}

function areFinite(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}

/** @param what - what overflowed, after where it did */
export function overflow(what: string): InvalidInputError {
  return new InvalidInputError(
    `${what} leaves the range of numbers, which ends at 1.8e308. Scale the targets or the weights towards 1, or lower learningRate.`,
  );
}

/** Rows with weight, all or each with the probability `subsample`: drawn anew for each tree. */
class RowChoice {
  readonly #weighty: Int32Array;
  readonly #share: number;

  constructor(weighty: Int32Array, subsample: number) {
    this.#weighty = weighty;
    this.#share = subsample;
  }

  /**
   * Ascending; overwritten by the next draw.
   *
   * @param memory - as long as there are rows, or longer
   */
  draw(rng: Rng, memory: Int32Array): Int32Array {
    const chosen = memory.subarray(0, this.#weighty.length);
    chosen.set(this.#weighty);
    if (this.#share === 1) return chosen;
    let size = 0;
    for (let at = 0; at < chosen.length; at++) {
      if (rng.next() < this.#share) chosen[size++] = chosen[at];
    }
    return chosen.subarray(0, size);
  }
}

/** Leaves say the quantile of what their samples leave to explain. */
function setQuantiles(
  { targets, weights }: BoostingPlan,
  alpha: number,
  { tree, rows, ranges }: GrownTree,
  margins: Float64Array,
): void {
  for (let node = 0; node < tree.left.length; node++) {
    if (tree.left[node] !== 0) continue;
    const inside = rows.subarray(ranges[2 * node], ranges[2 * node + 1]);
    if (inside.length === 0) continue;
    const left = Float64Array.from(inside, (i) => targets[i] - margins[i]);
    const own = Float64Array.from(inside, (i) => weights[i]);
    tree.value[node] = weightedQuantile(left, own, alpha);
  }
}

/** Add what a tree says of all samples to one of their margins. */
export function addByWalk(
  tree: Tree,
  samples: Dense,
  nOutputs: number,
  output: number,
  margins: Float64Array,
): void {
  if (nOutputs === 1) {
    addValuesByWalk([tree], samples, 1, margins);
    return;
  }
  const said = new Float64Array(samples.rows);
  addValuesByWalk([tree], samples, 1, said);
  for (let i = 0; i < said.length; i++) margins[i * nOutputs + output] += said[i];
}
