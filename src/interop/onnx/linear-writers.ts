/** Linear models. Their operators in `ai.onnx.ml` compute in single precision, so they are products of matrices. */

import type { LinearClassesState } from '../../estimators/linear/linear-classes.js';
import type { LinearRegressionState } from '../../estimators/linear/linear-regression.js';
import { block, blockOf, inputOfNumbers } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { classesOfMargins } from './margins.js';
import { writerOf } from './writing.js';

/**
 * X · coefᵀ + intercept.
 *
 * @param coef - row-major [nOutputs × width]
 * @returns [N × nOutputs]
 */
export function affineOf(
  graph: GraphBuilder,
  X: string,
  coef: Float64Array,
  intercept: ArrayLike<number>,
): string {
  const products = graph.add('MatMul', [X, transposed(graph, coef, intercept.length)]);
  return graph.add('Add', [products, graph.numbers(intercept)]);
}

/** A constant [columns × rows] of a row-major matrix of so many rows. */
export function transposed(graph: GraphBuilder, matrix: Float64Array, rows: number): string {
  const columns = matrix.length / rows;
  const turned = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j];
  }
  return graph.numbers(turned, [columns, rows]);
}

/** Linear regression, `LinearSVR` and `SGDRegressor`. */
export const linearRegressor = writerOf<
  Pick<LinearRegressionState, 'nFeatures' | 'coef' | 'intercept'>
>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state: { coef, intercept } }, input, { graph, where }) {
    const { tensor } = blockOf(graph, input, null, where);
    return { kind: 'numbers', tensor: affineOf(graph, tensor, coef, [intercept]) };
  },
});

export const logisticRegression = writerOf<LinearClassesState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state: { coef, intercept, classes } }, input, { graph, where }) {
    const { tensor } = blockOf(graph, input, null, where);
    return classesOfMargins(graph, affineOf(graph, tensor, coef, intercept), classes);
  },
});

export const linearSvc = writerOf<LinearClassesState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state }, input, { graph, where }) {
    const { tensor } = blockOf(graph, input, null, where);
    return classesOfDecisions(graph, tensor, state);
  },
});

/** The class of the largest decision, and the decisions. */
export function classesOfDecisions(
  graph: GraphBuilder,
  X: string,
  { coef, intercept, classes }: LinearClassesState,
) {
  const decision = affineOf(graph, X, coef, intercept);
  return {
    kind: 'classes' as const,
    classes,
    codes: largestOf(graph, decision, classes.length),
    decision: block(decision, intercept.length),
  };
}

/** The class of the largest decision: one of two classes has its negative beside it. */
export function largestOf(graph: GraphBuilder, decision: string, nClasses: number): string {
  return graph.argMax(
    nClasses === 2 ? graph.beside([graph.add('Neg', [decision]), decision]) : decision,
  );
}
