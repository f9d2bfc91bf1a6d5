import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { toMatrix } from '../data/dense.js';
import { encodeLabels } from '../data/labels.js';
import { argsort } from '../numeric/ordering.js';
import { checkPair } from './pairs.js';

/** How two labellings of the same samples overlap: the cells that hold samples, and the sums. */
export interface Contingency {
  readonly samples: number;
  /** Class of each cell [nCells], ascending. */
  readonly rows: Int32Array;
  /** Cluster of each cell [nCells], ascending within a class. */
  readonly columns: Int32Array;
  /** Samples of each cell [nCells], at least 1. */
  readonly counts: Float64Array;
  /** Samples of each class [nClasses]. */
  readonly rowSums: Float64Array;
  /** Samples of each cluster [nClusters]. */
  readonly columnSums: Float64Array;
}

/**
 * Count the overlaps of two labellings; never more cells than samples, however many labels there are.
 *
 * @param where - the metric that was called, for messages
 * @throws InvalidInputError for an empty input, other lengths, missing or mixed labels
 */
export function countOverlaps(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
  where: string,
): Contingency {
  checkPair(labelsTrue, labelsPred, where, ['labelsTrue', 'labelsPred']);
  const samples = labelsTrue.length;
  const truth = encodeLabels(labelsTrue, samples, where);
  const predicted = encodeLabels(labelsPred, samples, where);
  const width = predicted.classes.length;
  const rowSums = new Float64Array(truth.classes.length);
  const columnSums = new Float64Array(width);
  const keys = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    rowSums[truth.codes[i]]++;
    columnSums[predicted.codes[i]]++;
    keys[i] = truth.codes[i] * width + predicted.codes[i];
  }
  const order = argsort(keys);
  const rows = new Int32Array(samples);
  const columns = new Int32Array(samples);
  const counts = new Float64Array(samples);
  let cells = 0;
  for (let at = 0; at < samples; at++) {
    const i = order[at];
    if (at === 0 || keys[i] !== keys[order[at - 1]]) {
      rows[cells] = truth.codes[i];
      columns[cells] = predicted.codes[i];
      cells++;
    }
    counts[cells - 1]++;
  }
  return {
    samples,
    rows: rows.slice(0, cells),
    columns: columns.slice(0, cells),
    counts: counts.slice(0, cells),
    rowSums,
    columnSums,
  };
}

/**
 * How many samples each true class and each cluster share.
 *
 * @param labelsTrue - true classes [nSamples]
 * @param labelsPred - clusters [nSamples]
 * @returns [nClasses × nClusters]: rows follow the classes, columns the clusters, both ascending
 * @throws InvalidInputError for an empty input, other lengths, missing or mixed labels
 */
export function contingencyMatrix(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): Matrix {
  const { rows, columns, counts, rowSums, columnSums } = countOverlaps(
    labelsTrue,
    labelsPred,
    'contingencyMatrix',
  );
  const width = columnSums.length;
  const matrix = new Float64Array(rowSums.length * width);
  for (let cell = 0; cell < counts.length; cell++) {
    matrix[rows[cell] * width + columns[cell]] = counts[cell];
  }
  return toMatrix(matrix, rowSums.length, width);
}
