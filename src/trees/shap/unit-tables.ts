import type { Dense } from '../../data/dense.js';
import type { LeafValues, LeafWeights } from './leaf-weights.js';
import { PatternTables } from './pattern-tables.js';
import type { ShapTree } from './shap-tree.js';
import { isLeftOf, passOn } from './violations.js';

/** Height of the subtrees whose leaves are looked up together: 2 makes it a quarter of the look-ups, for small tables. */
const UNIT_HEIGHT = 2;
/** Numbers that the tables of one tree may hold: 8 MB. */
const MOST_NUMBERS = 2 ** 20;

/** A subtree at the bottom of a tree, whose leaves are looked up together. */
interface Unit {
  readonly root: number;
  /** Its nodes that ask, ascending. */
  readonly asking: Int32Array;
  /** Positions of its leaves. */
  readonly leaves: Int32Array;
  /** Features on the path to its root. */
  readonly width: number;
  /** Where in the row of a sample its numbers go. */
  readonly targets: Int32Array;
  /** The place in `targets` of each number of each leaf, leaf after leaf. */
  readonly slots: Int32Array;
}

/**
 * What the leaves of a tree give, looked up by what a sample answers: for each subtree at the bottom, by the answers of
 * its path that are violated and by the answers within. A state is computed when it first occurs.
 * Source: Yang, "Fast TreeSHAP: Accelerating SHAP Value Computation for Trees" (2021), whose tables are of single
 * leaves, computed beforehand.
 */
export class UnitTables {
  readonly #tree: ShapTree;
  readonly #weights: PatternTables;
  readonly #outputs: readonly LeafValues[];
  readonly #units: readonly Unit[];
  /** Nodes above the units, ascending. */
  readonly #above: Int32Array;
  readonly #patterns: Int32Array;
  /** For each unit and state the numbers of each output; NaN where the state has not occurred. */
  readonly #tables: readonly Float64Array[];

  /**
   * @param weights - of single leaves
   * @param targets - where in the row of a sample each number of each leaf goes
   */
  constructor(
    tree: ShapTree,
    weights: LeafWeights,
    targets: Int32Array,
    outputs: readonly LeafValues[],
  ) {
    this.#tree = tree;
    this.#weights = new PatternTables(tree, weights);
    this.#outputs = outputs;
    const { roots, above } = unitRoots(tree);
    this.#above = above;
    this.#units = roots.map(unitMaker(tree, this.#weights.sizes, targets));
    this.#patterns = new Int32Array(tree.asked.length);
    this.#tables = this.#units.map(({ width, asking, targets: own }) =>
      new Float64Array(2 ** (width + asking.length) * own.length * outputs.length).fill(Number.NaN),
    );
  }

  /** Whether the tables of a tree stay small. */
  static suit({ widths }: ShapTree, size: LeafWeights['size'], nOutputs: number): boolean {
    let numbers = 0;
    for (const width of widths) numbers += 2 ** width * (1 + size(width) * (1 + nOutputs));
    return numbers <= MOST_NUMBERS;
  }

  /** Elementary operations a sample, about, at most: where all its states are new. */
  get cost(): number {
    const { asked, leaves } = this.#tree;
    const slots = this.#units.reduce((sum, { targets }) => sum + targets.length, 0);
    return (
      leaves.reduce((sum, _leaf, l) => sum + this.#weights.cost(l), asked.length) +
      slots * this.#outputs.length
    );
  }

  /** Add what the tree gives for the sample in row i. */
  add(samples: Dense, i: number): void {
    const { tree } = this.#tree;
    const { data, columns } = samples;
    const patterns = this.#patterns;
    const row = i * columns;
    for (let a = 0; a < this.#above.length; a++) {
      const node = this.#above[a];
      passOn(this.#tree, node, isLeftOf(tree, node, data[row + tree.feature[node]]), patterns);
    }
    for (let u = 0; u < this.#units.length; u++) {
      const { root, asking, width, targets } = this.#units[u];
      let state = patterns[root];
      for (let a = 0; a < asking.length; a++) {
        const node = asking[a];
        if (isLeftOf(tree, node, data[row + tree.feature[node]])) state |= 1 << (width + a);
      }
      const table = this.#tables[u];
      let from = state * targets.length * this.#outputs.length;
      if (Number.isNaN(table[from])) this.#compute(u, state, from);
      for (let k = 0; k < this.#outputs.length; k++) {
        const { out } = this.#outputs[k];
        const to = i * (out.length / samples.rows);
        for (let s = 0; s < targets.length; s++) out[to + targets[s]] += table[from++];
      }
    }
  }

  #compute(u: number, state: number, at: number): void {
    const { asking, leaves, width, targets, slots } = this.#units[u];
    const table = this.#tables[u];
    const patterns = this.#patterns;
    const { numbers, sizes } = this.#weights;
    for (let a = 0; a < asking.length; a++) {
      passOn(this.#tree, asking[a], ((state >>> (width + a)) & 1) === 1, patterns);
    }
    table.fill(0, at, at + targets.length * this.#outputs.length);
    let slot = 0;
    for (const l of leaves) {
      const from = this.#weights.find(l, patterns[this.#tree.leaves[l]]);
      for (let k = 0; k < this.#outputs.length; k++) {
        const value = this.#outputs[k].values[l];
        const to = at + k * targets.length;
        for (let e = 0; e < sizes[l]; e++) table[to + slots[slot + e]] += value * numbers[from + e];
      }
      slot += sizes[l];
    }
  }
}

/** Subtrees as high as may be, and the nodes above them. */
function unitRoots({ tree: { left } }: ShapTree): { roots: number[]; above: Int32Array } {
  const height = new Int32Array(left.length);
  for (let node = left.length - 1; node >= 0; node--) {
    const child = left[node];
    if (child !== 0) height[node] = 1 + Math.max(height[child], height[child + 1]);
  }
  const isAbove = (node: number) => height[node] > UNIT_HEIGHT;
  const above = Int32Array.from(left.keys()).filter(isAbove);
  const roots = isAbove(0) ? [] : [0];
  for (const node of above) {
    for (const child of [left[node], left[node] + 1]) if (!isAbove(child)) roots.push(child);
  }
  return { roots, above };
}

/** Makes the units of a tree. `targets` holds where the numbers of each leaf go, leaf after leaf, `sizes` how many they are. */
function unitMaker(
  { tree: { left }, leaves, width }: ShapTree,
  sizes: Int32Array,
  targets: Int32Array,
): (root: number) => Unit {
  const leafAt = new Int32Array(left.length);
  const starts = new Int32Array(leaves.length);
  for (let l = 0, start = 0; l < leaves.length; start += sizes[l++]) {
    leafAt[leaves[l]] = l;
    starts[l] = start;
  }
  return (root) => {
    const nodes = [root];
    for (const node of nodes) if (left[node] !== 0) nodes.push(left[node], left[node] + 1);
    const own = nodes.filter((node) => left[node] === 0).map((node) => leafAt[node]);
    const all = own.flatMap((l) => Array.from(targets.subarray(starts[l], starts[l] + sizes[l])));
    const distinct = [...new Set(all)];
    return {
      root,
      asking: Int32Array.from(nodes.filter((node) => left[node] !== 0)),
      leaves: Int32Array.from(own),
      width: width[root],
      targets: Int32Array.from(distinct),
      slots: Int32Array.from(all, (target) => distinct.indexOf(target)),
    };
  };
}
