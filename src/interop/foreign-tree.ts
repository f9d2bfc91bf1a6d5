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
  /** What the walk says when it ends at the node: a number, or as many as `nValues`. Asked of children before their parents. */
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
 * The tree in this library's form: breadth first, siblings side by side, nodes that nobody reaches left out. Without
 * recursion, so that no depth is too great.
 *
 * @param numbers - out: for each node of the result its number in the engine; cleared first
 * @throws ModelFormatError when it is no tree: a node that is not there, or reached twice
 */
export function fromForeignTree(foreign: ForeignTree, where: string, numbers?: number[]): Tree {
  const nValues = foreign.nValues ?? 1;
  const wrong = (what: string) =>
    new ModelFormatError(`${where}: ${what}. The file is damaged, or no tree.`);
  const most = foreign.nodes;
  const reached = new Uint8Array(most);
  const order = new Int32Array(most);
  let nodes = 0;
  const reach = (node: number) => {
    if (!(Number.isInteger(node) && node >= 0 && node < most)) {
      throw wrong(`there is no node ${node} among ${most}`);
    }
    if (reached[node] === 1) throw wrong(`node ${node} has two parents`);
    reached[node] = 1;
    order[nodes++] = node;
  };
  reach(foreign.root);
  const feature = new Int32Array(most);
  const threshold = new Float64Array(most);
  const left = new Int32Array(most);
  const flags = new Uint8Array(most);
  const sets: Int32Array[] = [];
  let entries = 0;
  for (let at = 0; at < nodes; at++) {
    const split = foreign.split(order[at]);
    if (split === undefined) continue;
    feature[at] = split.feature;
    left[at] = nodes;
    const missing = split.missingLeft ? MISSING_LEFT : 0;
    if (typeof split.goesLeft === 'number') {
      threshold[at] = split.goesLeft;
      flags[at] = missing;
    } else {
      threshold[at] = entries;
      flags[at] = missing | CATEGORICAL | (split.fromMinusOne ? FROM_MINUS_ONE : 0);
      const set = setOf(split.goesLeft);
      sets.push(set);
      entries += set.length;
    }
    reach(split.left);
    reach(split.right);
  }
  const value = new Float64Array(nodes * nValues);
  const cover = new Float64Array(nodes);
  const loss = new Float64Array(nodes);
  for (let at = nodes - 1; at >= 0; at--) {
    const node = order[at];
    const said = foreign.value(node);
    if (typeof said === 'number') value[at] = said;
    else value.set(said, at * nValues);
    cover[at] = foreign.cover(node);
    // Only differences count: leaves lose nothing more, and each split what it gained.
    const child = left[at];
    if (child !== 0) loss[at] = foreign.gain(node) + loss[child] + loss[child + 1];
  }
  const categories = new Int32Array(entries);
  for (let s = 0, at = 0; s < sets.length; at += sets[s].length, s++) categories.set(sets[s], at);
  if (numbers !== undefined) {
    numbers.length = 0;
    for (let at = 0; at < nodes; at++) numbers.push(order[at]);
  }
  const whole = nodes === most;
  return {
    feature: whole ? feature : feature.slice(0, nodes),
    threshold: whole ? threshold : threshold.slice(0, nodes),
    left: whole ? left : left.slice(0, nodes),
    flags: whole ? flags : flags.slice(0, nodes),
    value,
    cover,
    loss,
    categories,
  };
}

/** The number of entries of a set, then its bits. */
function setOf(members: readonly number[] | Int32Array): Int32Array {
  if (members instanceof Int32Array) {
    const set = new Int32Array(1 + members.length);
    set[0] = members.length;
    set.set(members, 1);
    return set;
  }
  const words = members.length === 0 ? 0 : Math.floor(members[members.length - 1] / 32) + 1;
  const set = new Int32Array(1 + words);
  set[0] = words;
  for (const member of members) set[1 + Math.floor(member / 32)] |= 1 << (member & 31);
  return set;
}
