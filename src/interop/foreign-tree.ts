import { ModelFormatError } from '../errors.js';
import { CATEGORICAL, FROM_MINUS_ONE, MISSING_LEFT, type Tree } from '../trees/tree.js';

/** A tree as another engine numbers its nodes; what it says of a node is asked once. */
export interface ForeignTree {
  /** Numbers that nodes may have: 0 to this, exclusive. Not all need be reached from the root. */
  readonly nodes: number;
  readonly root: number;
  /** Numbers that each node says. Default 1. */
  readonly nValues?: number;
  /** The children of a node, or undefined at a leaf. */
  split(node: number): ForeignSplit | undefined;
  /** What the walk says when it ends at the node: a number, or as many as `nValues`. */
  value(node: number): number | ArrayLike<number>;
  /** Weight of the training samples in the node. */
  cover(node: number): number;
  /** What the split of a node gained; asked of splits only. */
  gain(node: number): number;
}

/** The question of a node, as this library asks it. */
export interface ForeignSplit {
  readonly feature: number;
  readonly left: number;
  readonly right: number;
  readonly missingLeft: boolean;
  /** Goes left when at most this; or the categories that go left: ascending whole numbers, or bits, 32 to an entry. */
  readonly goesLeft: number | readonly number[] | Int32Array;
  /** Whether values between -1 and 0 count as category 0. Default false: as unseen. */
  readonly fromMinusOne?: boolean;
}

/**
 * The tree in this library's form: breadth first, siblings side by side, nodes that nobody reaches left out.
 *
 * @param numbers - out: for each node of the result its number in the engine; cleared first
 * @throws ModelFormatError when it is no tree: a node that is not there, or reached twice
 */
export function fromForeignTree(foreign: ForeignTree, where: string, numbers: number[] = []): Tree {
  const nValues = foreign.nValues ?? 1;
  const wrong = (what: string) =>
    new ModelFormatError(`${where}: ${what}. The file is damaged, or no tree.`);
  const reached = new Uint8Array(foreign.nodes);
  numbers.length = 0;
  const reach = (node: number) => {
    if (!(Number.isInteger(node) && node >= 0 && node < foreign.nodes)) {
      throw wrong(`there is no node ${node} among ${foreign.nodes}`);
    }
    if (reached[node] === 1) throw wrong(`node ${node} has two parents`);
    reached[node] = 1;
    numbers.push(node);
  };
  reach(foreign.root);
  const splits: (ForeignSplit | undefined)[] = [];
  const left: number[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const split = foreign.split(numbers[at]);
    splits.push(split);
    left.push(split === undefined ? 0 : numbers.length);
    if (split === undefined) continue;
    reach(split.left);
    reach(split.right);
  }
  const nodes = numbers.length;
  const threshold = new Float64Array(nodes);
  const flags = new Uint8Array(nodes);
  const value = new Float64Array(nodes * nValues);
  const loss = new Float64Array(nodes);
  const categories: number[] = [];
  for (let at = nodes - 1; at >= 0; at--) {
    const said = foreign.value(numbers[at]);
    if (typeof said === 'number') value[at] = said;
    else value.set(said, at * nValues);
    const split = splits[at];
    if (split === undefined) continue;
    const { goesLeft, missingLeft, fromMinusOne = false } = split;
    if (missingLeft) flags[at] = MISSING_LEFT;
    if (typeof goesLeft === 'number') threshold[at] = goesLeft;
    else {
      flags[at] |= fromMinusOne ? CATEGORICAL | FROM_MINUS_ONE : CATEGORICAL;
      threshold[at] = categories.length;
      const bits = goesLeft instanceof Int32Array ? goesLeft : bitsOf(goesLeft);
      categories.push(bits.length);
      for (const word of bits) categories.push(word);
    }
    // Only differences count: leaves lose nothing more, and each split what it gained.
    loss[at] = foreign.gain(numbers[at]) + loss[left[at]] + loss[left[at] + 1];
  }
  return {
    feature: Int32Array.from(splits, (split) => split?.feature ?? 0),
    threshold,
    left: Int32Array.from(left),
    flags,
    value,
    cover: Float64Array.from(numbers, (node) => foreign.cover(node)),
    loss,
    categories: Int32Array.from(categories),
  };
}

function bitsOf(members: readonly number[]): Int32Array {
  const words = members.length === 0 ? 0 : Math.floor(members[members.length - 1] / 32) + 1;
  const bits = new Int32Array(words);
  for (const member of members) bits[Math.floor(member / 32)] |= 1 << (member & 31);
  return bits;
}
