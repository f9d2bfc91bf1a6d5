import type { Dense } from '../../data/dense.js';
import { goesLeft } from '../walk.js';
import { beta } from './interventional.js';
import type { ShapTree } from './shap-tree.js';

/** Where a mixture of a sample and a background sample takes a feature from. */
const UNDECIDED = 0;
const SAMPLE = 1;
const BACKGROUND = 2;

/** A node to go to, and what is decided on the way: the feature, and where it comes from. */
interface Turn {
  readonly node: number;
  readonly decided: number;
  readonly feature: number;
  readonly side: number;
}

/** A leaf that some mixture reaches, and which features it takes from either. */
export type ReachedLeaf = (l: number, gains: readonly number[], loses: readonly number[]) => void;

/**
 * Walks a tree with all mixtures of a sample and a background sample at once: where both go the same way there is
 * nothing to decide, else the feature comes from one of them, for good. For trees whose paths ask about too many
 * features for tables.
 */
export class Mixtures {
  readonly #tree: ShapTree;
  readonly #leafAt: Int32Array;
  readonly #side: Uint8Array;

  constructor(tree: ShapTree, nFeatures: number) {
    this.#tree = tree;
    this.#side = new Uint8Array(nFeatures);
    this.#leafAt = new Int32Array(tree.asked.length).fill(-1);
    for (let l = 0; l < tree.leaves.length; l++) this.#leafAt[tree.leaves[l]] = l;
  }

  visit(samples: Dense, i: number, background: Dense, b: number, reached: ReachedLeaf): void {
    const { tree } = this.#tree;
    const row = i * samples.columns;
    const other = b * background.columns;
    const decided: number[] = [];
    const todo: Turn[] = [{ node: 0, decided: 0, feature: -1, side: UNDECIDED }];
    for (let turn = todo.pop(); turn !== undefined; turn = todo.pop()) {
      while (decided.length > turn.decided) this.#side[decided.pop() as number] = UNDECIDED;
      if (turn.feature >= 0) {
        decided.push(turn.feature);
        this.#side[turn.feature] = turn.side;
      }
      let node = turn.node;
      while (tree.left[node] !== 0) {
        const feature = tree.feature[node];
        const own = goesLeft(tree, node, samples.data[row + feature]) ? 0 : 1;
        const others = goesLeft(tree, node, background.data[other + feature]) ? 0 : 1;
        const side = this.#side[feature];
        if (own !== others && side === UNDECIDED) {
          const child = tree.left[node];
          const at = { decided: decided.length, feature };
          todo.push({ node: child + own, ...at, side: SAMPLE });
          todo.push({ node: child + others, ...at, side: BACKGROUND });
          break;
        }
        node = tree.left[node] + (side === BACKGROUND ? others : own);
      }
      if (tree.left[node] === 0) this.#report(node, decided, reached);
    }
    for (const feature of decided) this.#side[feature] = UNDECIDED;
  }

  #report(node: number, decided: readonly number[], reached: ReachedLeaf): void {
    const gains = decided.filter((feature) => this.#side[feature] === SAMPLE);
    const loses = decided.filter((feature) => this.#side[feature] === BACKGROUND);
    reached(this.#leafAt[node], gains, loses);
  }
}

/** Add what a leaf of some value gives to each feature. */
export function addMixture(
  value: number,
  gains: readonly number[],
  loses: readonly number[],
  out: Float64Array,
  at: number,
): void {
  const p = gains.length;
  const n = loses.length;
  for (const feature of gains) out[at + feature] += value * beta(p - 1, n);
  for (const feature of loses) out[at + feature] -= value * beta(p, n - 1);
}

/** Add what a leaf of some value gives to each pair of features, half of it, [nFeatures × nFeatures] at one of both orders. */
export function addMixturePairs(
  value: number,
  gains: readonly number[],
  loses: readonly number[],
  out: Float64Array,
  at: number,
  columns: number,
): void {
  const p = gains.length;
  const n = loses.length;
  for (const [j, a] of gains.entries()) {
    const row = at + a * columns;
    for (const b of gains.slice(j + 1)) out[row + b] += (value * beta(p - 2, n)) / 2;
    for (const b of loses) out[row + b] -= (value * beta(p - 1, n - 1)) / 2;
  }
  for (const [j, a] of loses.entries()) {
    const row = at + a * columns;
    for (const b of loses.slice(j + 1)) out[row + b] += (value * beta(p, n - 2)) / 2;
  }
}
