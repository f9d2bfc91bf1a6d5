import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures, toMatrix } from '../data/dense.js';
import { ModelFormatError } from '../errors.js';
import { createRng } from '../random/rng.js';
import { TREES, type TreeEnsemble, type WithTrees } from '../trees/ensemble.js';
import { CATEGORICAL, type Tree } from '../trees/tree.js';
import { leafIndices } from '../trees/walk.js';
import { nextSingle } from './single-thresholds.js';

/** What comparing a written file, read again, with its model found. */
export interface Verified {
  /** How many rows were compared. */
  readonly rows: number;
  /** For how many pairs of a row and a tree the file has another leaf. */
  readonly differentLeaves: number;
  /** The largest difference of two margins, or of two predictions where a model has no margins; in their units. */
  readonly largestDifference: number;
}

/** A written file, and what comparing it with its model found. */
export interface VerifiedFile extends Verified {
  /** The file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A model of trees that says a number, or a row of them, of each sample. */
interface Comparable extends WithTrees {
  decisionFunction?(X: MatrixLike): number[] | Matrix;
  predict(X: MatrixLike): ArrayLike<unknown>;
}

/** Two models that should say the same. */
export interface Comparison {
  /** What was written. */
  readonly model: Comparable;
  /** What the library's own reader made of the file: its trees come from `fromForeignTree`, breadth first. */
  readonly reread: Comparable;
  /** The tree of `reread` that tree t of the model became. Default t. */
  readonly treeOf?: (t: number) => number;
  /** What the margins of `model` are multiplied by in `reread`. Default 1. */
  readonly scale?: number;
}

/**
 * Compare a model with the file that was written of it: leaves row by row and tree by tree, and what is said of the rows.
 *
 * @param rows - samples [nSamples × nFeatures]; NaN is missing
 * @param where - the function that writes, for messages
 * @throws InvalidInputError when the rows do not fit the model
 */
export function compareWritten(
  { model, reread, treeOf = (t) => t, scale = 1 }: Comparison,
  rows: MatrixLike,
  where: string,
): Verified {
  const own = model[TREES]();
  const theirs = reread[TREES]();
  const samples = parseFeatures(rows, `${where}: verify`, {
    columns: own.nFeatures,
    allowMissing: true,
  });
  let differentLeaves = 0;
  for (const [t, tree] of own.trees.entries()) {
    const places = breadthFirst(tree);
    const ours = leafIndices([tree], samples);
    const written = leafIndices([theirs.trees[treeOf(t)]], samples);
    for (let i = 0; i < ours.length; i++) if (places[ours[i]] !== written[i]) differentLeaves++;
  }
  const said = saidOf(model, samples);
  const saidAgain = saidOf(reread, samples);
  let largestDifference = 0;
  for (let at = 0; at < said.length; at++) {
    largestDifference = Math.max(largestDifference, Math.abs(scale * said[at] - saidAgain[at]));
  }
  return { rows: samples.rows, differentLeaves, largestDifference };
}

/**
 * Compare what was written with rows on and beside its thresholds, which single precision holds and missing values are
 * among: their leaves must all be the same.
 *
 * @throws ModelFormatError when one is not: a fault of the writer, which must not get into a file
 */
export function assertWritten(comparison: Comparison, where: string): void {
  const rows = rowsAtThresholds(comparison.model[TREES]());
  const { differentLeaves } = compareWritten(comparison, rows, where);
  if (differentLeaves === 0) return;
  throw new ModelFormatError(
    `${where}: read again, the file has other leaves than the model in ${differentLeaves} cases of ${SAMPLE_ROWS} rows. This is a fault of the library; please report it with the model.`,
  );
}

const SAMPLE_ROWS = 64;

/** Rows of values that the trees ask about, each the single below, at or above it, or a category, or missing. */
function rowsAtThresholds({ trees, nFeatures }: TreeEnsemble): Matrix {
  const asked: number[][] = Array.from({ length: nFeatures }, () => [0]);
  for (const { feature, threshold, left, flags } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] === 0) continue;
      const values = asked[feature[node]];
      if (flags[node] & CATEGORICAL) values.push(node % 40);
      else if (Math.abs(threshold[node]) < LARGEST) values.push(Math.fround(threshold[node]));
    }
  }
  const rng = createRng(0);
  const data = Float64Array.from({ length: SAMPLE_ROWS * nFeatures }, (_, at) => {
    const values = asked[at % nFeatures];
    const value = values[rng.nextUint32() % values.length];
    const step = rng.nextUint32() % 8;
    if (step === 0) return Number.NaN;
    return step > 4 || Number.isInteger(value) ? value : nextSingle(value, step > 2 ? 1 : -1);
  });
  return toMatrix(data, SAMPLE_ROWS, nFeatures);
}

/** Values beyond are not asked about: their neighbours may be infinite. */
const LARGEST = 2 ** 127;

/** What a model says of all rows, one after the other. */
function saidOf(model: Comparable, samples: Dense): Float64Array {
  const X = toMatrix(samples.data.slice(), samples.rows, samples.columns);
  const said = model.decisionFunction?.(X) ?? model.predict(X);
  return Float64Array.from('to1DArray' in said ? said.to1DArray() : Array.from(said, Number));
}

/**
 * The place of each node of a tree when its nodes are counted breadth first.
 *
 * @returns [nNodes]
 */
export function breadthFirst({ left }: Tree): Int32Array {
  const places = new Int32Array(left.length);
  for (const [place, node] of breadthFirstOrder(left).entries()) places[node] = place;
  return places;
}

/** The nodes breadth first, siblings side by side. */
export function breadthFirstOrder(left: Int32Array): Int32Array {
  const order = new Int32Array(left.length);
  let length = 1;
  for (let at = 0; at < length; at++) {
    const child = left[order[at]];
    if (child === 0) continue;
    order[length++] = child;
    order[length++] = child + 1;
  }
  return order;
}
