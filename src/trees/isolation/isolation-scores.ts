import { exp } from '../../numeric/exp-log.js';
import type { Steps } from '../../progress.js';
import { addLinked } from '../linked-trees.js';
import type { Tree } from '../tree.js';
import type { Asked } from '../walk.js';
import { addPlaneValues, type HyperplaneTree } from './hyperplane-tree.js';
import { averagePathLength } from './path-length.js';

/** The trees of an isolation forest. */
export interface IsolationTrees {
  readonly trees: readonly Tree[];
  /** The same trees with planes for questions; null without extension. */
  readonly planes: readonly HyperplaneTree[] | null;
  /** Coefficients of a plane. */
  readonly nCoefficients: number;
  /** Samples that each tree saw. */
  readonly maxSamples: number;
}

/** Walks of a row through a tree in one step: 5 to 10 ms; as long with planes, of which each coefficient costs one more. */
const STEP_WALKS = 200_000;

/**
 * The score of the paper with its sign turned: -2^(-mean path length / mean path length of the samples of a tree).
 * Source: Liu, Ting and Zhou, ICDM (2008), eq. 2.
 *
 * @returns [nSamples], -1 to 0
 */
export function* isolationScores(
  { trees, planes, nCoefficients, maxSamples }: IsolationTrees,
  { data, rows, columns, check }: Asked,
): Steps<Float64Array> {
  const lengths = new Float64Array(rows);
  const walks = trees.length * (planes === null ? 1 : 1 + nCoefficients);
  const stepRows = Math.max(64, Math.floor(STEP_WALKS / walks));
  for (let from = 0; from < rows; from += stepRows) {
    const to = Math.min(rows, from + stepRows);
    const block = {
      data: data.subarray(from * columns, to * columns),
      rows: to - from,
      columns,
      check: () => check?.(from, to),
    };
    const out = lengths.subarray(from, to);
    if (planes === null) addLinked(trees, block, 1, out);
    else {
      check?.(from, to);
      addPlaneValues(planes, block, nCoefficients, out);
    }
    yield;
  }
  return pathsToScores(lengths, trees.length, maxSamples);
}

/**
 * Scores in place of the path lengths of samples, summed over the trees.
 *
 * @param maxSamples - samples that each tree saw
 */
export function pathsToScores(
  lengths: Float64Array,
  nTrees: number,
  maxSamples: number,
): Float64Array {
  const longest = nTrees * averagePathLength(maxSamples);
  // A single sample is told from nothing: as in scikit-learn, its score is that of a certain outlier's half.
  if (longest === 0) return lengths.fill(-0.5);
  // Samples that no tree parts have the longest path, and are ordinary: what the sum over the trees rounds is no depth.
  const rounding = nTrees * Number.EPSILON;
  for (let i = 0; i < lengths.length; i++) {
    const depth = lengths[i] / longest;
    lengths[i] = Math.abs(depth - 1) <= rounding ? -0.5 : -exp(-depth * Math.LN2);
  }
  return lengths;
}
