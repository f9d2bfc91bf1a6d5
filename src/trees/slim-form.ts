import { ModelFormatError } from '../errors.js';
import { joinHalves } from './packing.js';
import {
  type Covers,
  columnOf,
  endToEnd,
  LEFT_IS_LEAF,
  RIGHT_IS_LEAF,
  type SlimTree,
  shiftFor,
} from './slim-tree.js';
import { type TreeForm, wrongShares } from './tree-schema.js';

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
 * Each tree as views of the arrays. A file is trusted in nothing: below every split lie as many splits as its link says, each
 * of which belongs to one parent, so that no walk can loop or read outside of its tree.
 *
 * @throws ModelFormatError when they are no trees
 */
export function unpackSlim(
  arrays: SlimArrays,
  { nFeatures, nValues, values }: TreeForm,
  path: string,
): SlimTree[] {
  const wrong =
    wrongSizes(arrays, nValues) ??
    wrongSplits(arrays, nFeatures) ??
    (values === 'shares' ? wrongShares(arrays) : undefined);
  if (wrong !== undefined) throw new ModelFormatError(`${path}: ${wrong}`);
  const shift = shiftFor(nFeatures);
  const { words, lows, value, leafCover, splitLoss, leafLoss } = arrays;
  let split = 0;
  return Array.from(arrays.nodes, (count, t) => {
    const start = split;
    split += count >> 1;
    const leaves = [start + t, split + t + 1] as const;
    return {
      words: words.subarray(2 * start, 2 * split),
      lows: lows.subarray(start, split),
      value: value.subarray((2 * start + t) * nValues, (2 * split + t + 1) * nValues),
      leafCover: leafCover.subarray(...leaves),
      splitLoss: splitLoss.subarray(start, split),
      leafLoss: leafLoss.subarray(...leaves),
      shift,
    };
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

function wrongSplits({ nodes, words, lows }: SlimArrays, nFeatures: number): string | undefined {
  const shift = shiftFor(nFeatures);
  for (let t = 0, start = 0; t < nodes.length; t++) {
    const count = nodes[t] >> 1;
    /** Where the splits below each split end, itself included. */
    const ends = new Int32Array(count).fill(count, 0, 1);
    for (let split = 0; split < count; split++) {
      const link = words[2 * (start + split)];
      const next = split + 1 + (link >>> shift);
      const end = ends[split];
      const isTree =
        next <= end &&
        (next === split + 1) === ((link & RIGHT_IS_LEAF) !== 0) &&
        (next === end) === ((link & LEFT_IS_LEAF) !== 0);
      if (!isTree) return `split ${split} of tree ${t} has children that cannot be.`;
      if (next < end) ends[next] = end;
      if (next > split + 1) ends[split + 1] = next;
      if (columnOf(link, shift) >= nFeatures) {
        return `split ${split} of tree ${t} asks about feature ${columnOf(link, shift)} of ${nFeatures}.`;
      }
      if (Number.isNaN(joinHalves(words[2 * (start + split) + 1], lows[start + split]))) {
        return `split ${split} of tree ${t} has no threshold.`;
      }
    }
    start += count;
  }
  return undefined;
}
