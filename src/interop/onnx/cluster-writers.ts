/** k-means and its form by mini-batches. */

import { blockOf, inputOfNumbers } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { transposed } from './linear-writers.js';
import { squaredLengths } from './svm-writers.js';
import { writerOf } from './writing.js';

interface CentersState {
  readonly nFeatures: number;
  readonly centers: Float64Array;
  /** What the centres are relative to; of mini-batches nothing. */
  readonly shift?: Float64Array;
}

export const kMeans = writerOf<CentersState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state }, input, { graph, where }) {
    const { tensor } = blockOf(graph, input, null, where);
    const distances = distancesLessLength(graph, tensor, state);
    const attributes = { axis: { int: 1 }, keepdims: { int: 0 } };
    return { kind: 'clusters', tensor: graph.add('ArgMin', [distances], attributes) };
  },
});

/** Squared distances to the centres less the squared length of the sample, which is the same for all [N × nClusters]. */
function distancesLessLength(
  graph: GraphBuilder,
  X: string,
  { centers, shift, nFeatures }: CentersState,
): string {
  const squares = squaredLengths(centers, nFeatures);
  const rows = shift === undefined ? X : graph.add('Sub', [X, graph.numbers(shift)]);
  const doubled = centers.map((value) => -2 * value);
  const products = graph.add('MatMul', [rows, transposed(graph, doubled, squares.length)]);
  return graph.add('Add', [products, graph.numbers(squares)]);
}
