import type { Dense } from '../../data/dense.js';
import { createRng, type Seed } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { type DrawnTrees, drawsAlike, drawsKept } from '../drawn-rows.js';
import { type Tree, TreeBuilder } from '../tree.js';
import { growHyperplaneTree, type HyperplaneTree } from './hyperplane-tree.js';
import { planTreeSamples } from './isolation-samples.js';
import { growIsolationTree } from './isolation-tree.js';

/** What all trees of an isolation forest learn from, and how. */
export interface IsolationPlan {
  readonly samples: Dense;
  /** By which samples are drawn [nSamples]; undefined for all alike. */
  readonly weights: Float64Array | undefined;
  /** Samples and features that each tree is given. */
  readonly maxSamples: number;
  readonly maxFeatures: number;
  /** Whether a tree may see a sample more than once. */
  readonly bootstrap: boolean;
  /** Coefficients of a split: 1 for thresholds, more for planes. */
  readonly nCoefficients: number;
  /** Of the forest: tree t draws from stream t. */
  readonly seed: Seed;
}

/** A tree, and with planes the same as such. */
export interface GrownIsolationTree {
  readonly tree: Tree;
  readonly plane: HyperplaneTree | undefined;
}

/**
 * Trees `first` to `count` of an isolation forest, one at a time.
 *
 * @returns how they came by their samples
 */
export function* growIsolationForest(
  plan: IsolationPlan,
  first: number,
  count: number,
): Generator<GrownIsolationTree, DrawnTrees, void> {
  const { samples, maxSamples, maxFeatures, bootstrap, nCoefficients, seed } = plan;
  const { weights } = plan;
  const unlike = weights?.every((weight) => weight === weights[0]) ? undefined : weights;
  const drawSamples = planTreeSamples(samples.rows, maxSamples, unlike, bootstrap);
  const forest = createRng(seed);
  const builder = new TreeBuilder(1);
  const drawn: Int32Array[] = [];
  for (let t = first; t < count; t++) {
    const rng = forest.fork(t);
    const rows = drawSamples(rng);
    if (unlike !== undefined) drawn.push(rows.slice()); // growing moves them
    const columns = choice(samples.columns, maxFeatures, rng);
    if (nCoefficients === 1) {
      const tree = growIsolationTree(samples, rows, columns, rng, builder);
      yield { tree, plane: undefined };
    } else {
      const plane = growHyperplaneTree(samples, { rows, columns, nCoefficients }, rng, builder);
      yield { tree: plane, plane };
    }
  }
  return unlike === undefined
    ? drawsAlike(samples.rows, maxSamples, bootstrap, count - first)
    : drawsKept(samples.rows, drawn);
}
