import { PlaceError } from '../serialization/place-error.js';
import { type Covers, endToEnd, nodesFrom, type SlimTree, shiftFor } from './slim-tree.js';
import { type TreeForm, wrongNodes, wrongShares } from './tree-schema.js';

const NONE = /* @__PURE__ */ new Int32Array(0);

/** The slim trees of a forest as files have them: their arrays end to end. */
export interface SlimArrays extends Omit<SlimTree, 'shift'> {
  readonly nValues: number;
  /** Nodes of each tree. */
  readonly nodes: Int32Array;
  readonly leafCover: Covers;
}

/** The arrays of trees that lie end to end in memory are views of theirs. */
export function packSlim(trees: readonly SlimTree[], nValues: number): SlimArrays {
  const hasLosses = trees.some(({ leafLoss }) => leafLoss.length > 0);
  const lossOf = ({ leafLoss, leafCover }: SlimTree) =>
    hasLosses && leafLoss.length === 0 ? new Float64Array(leafCover.length) : leafLoss;
  return {
    nValues,
    nodes: Int32Array.from(trees, ({ lows }) => 2 * lows.length + 1),
    words: endToEnd(trees.map(({ words }) => words)),
    lows: endToEnd(trees.map(({ lows }) => lows)),
    value: endToEnd(trees.map(({ value }) => value)),
    leafCover: endToEnd(trees.map(({ leafCover }) => leafCover)),
    splitLoss: endToEnd(trees.map(({ splitLoss }) => splitLoss)),
    leafLoss: endToEnd(trees.map(lossOf)),
  };
}

/**
 * Each tree as views of the arrays. A file is trusted in nothing: every split lies behind its parent and has no other, so that
 * no walk can loop or leave its tree.
 *
 * @throws ModelFormatError when they are no trees
 */
export function unpackSlim(arrays: SlimArrays, form: TreeForm, path: string): SlimTree[] {
  const { nFeatures, nValues, values } = form;
  const wrong =
    wrongSizes(arrays, nValues) ?? (values === 'shares' ? wrongShares(arrays) : undefined);
  if (wrong !== undefined) throw new PlaceError(`${path}: ${wrong}`);
  const shift = shiftFor(nFeatures);
  const { words, lows, value, leafCover, splitLoss, leafLoss } = arrays;
  let split = 0;
  return Array.from(arrays.nodes, (count, t) => {
    const start = split;
    split += count >> 1;
    const leaves = [start + t, split + t + 1] as const;
    const tree = {
      words: words.subarray(2 * start, 2 * split),
      lows: lows.subarray(start, split),
      value: value.subarray((2 * start + t) * nValues, (2 * split + t + 1) * nValues),
      leafCover: leafCover.subarray(...leaves),
      splitLoss: splitLoss.subarray(start, split),
      leafLoss: leafLoss.subarray(...leaves),
      shift,
    };
    const wrong = wrongNodes({ ...nodesFrom(tree), categories: NONE }, t, nFeatures);
    if (wrong !== undefined) throw new PlaceError(`${path}: ${wrong}`);
    return tree;
  });
}

function wrongSizes(
  { nodes, words, lows, value, leafCover, splitLoss, leafLoss, ...own }: SlimArrays,
  nValues: number,
): string | undefined {
  if (own.nValues !== nValues) return `there are ${own.nValues} values a node, not ${nValues}.`;
  if (nodes.length === 0) return 'there are no trees.';
  if (nodes.some((count) => count % 2 === 0)) return 'a tree has an even number of nodes.';
  const total = nodes.reduce((sum, count) => sum + count, 0);
  const splits = (total - nodes.length) / 2;
  const leaves = total - splits;
  const fit =
    lows.length === splits &&
    words.length === 2 * splits &&
    splitLoss.length === splits &&
    value.length === total * nValues &&
    leafCover.length === leaves &&
    (leafLoss.length === leaves || leafLoss.length === 0);
  return fit ? undefined : 'the trees do not have as many nodes as they say.';
}
