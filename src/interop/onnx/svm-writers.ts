/**
 * Support vector machines. Their operators in `ai.onnx.ml` compute in single precision, so kernels are written out.
 */

import type { SVCState } from '../../estimators/svm/svc-pairs.js';
import type { SVRState } from '../../estimators/svm/svr.js';
import {
  combineRows,
  linearCoefficients,
  type SupportMachine,
} from '../../solvers/svm/svm-decision.js';
import { type Block, block, blockOf, inputOfNumbers, pick } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { affineOf, transposed } from './linear-writers.js';
import { probabilitiesOfPairs } from './pair-coupling.js';
import { refused } from './refusals.js';
import { writerOf } from './writing.js';

/** Kernel values of each row with each support vector [N × nSupport]. */
function kernelOf(graph: GraphBuilder, X: Block, machine: SupportMachine, where: string): string {
  const { kernel, supportVectors, support, nFeatures } = machine;
  const { gamma, coef0, degree } = kernel;
  const number = (value: number) => graph.numbers([value], []);
  if (typeof kernel.type === 'function') throw refused(where, 'its kernel is a function');
  if (kernel.type === 'precomputed') return pick(graph, X, support).tensor;
  if (kernel.type === 'rbf') {
    const centre = meanRow(supportVectors, nFeatures);
    const vectors = supportVectors.map((value, at) => value - centre[at % nFeatures]);
    const rows = graph.add('Sub', [X.tensor, graph.numbers(centre)]);
    const ones = graph.numbers(new Float64Array(nFeatures).fill(1), [nFeatures, 1]);
    const lengths = graph.add('MatMul', [graph.add('Mul', [rows, rows]), ones]);
    const doubled = vectors.map((value) => -2 * value);
    const products = graph.add('MatMul', [rows, transposed(graph, doubled, support.length)]);
    const sums = graph.add('Add', [lengths, graph.numbers(squaredLengths(vectors, nFeatures))]);
    const distances = graph.add('Add', [sums, products]);
    const settled = graph.add('Max', [distances, number(0)]);
    return graph.add('Exp', [graph.add('Mul', [settled, number(-gamma)])]);
  }
  // With gamma in the vectors: some runtimes join a factor behind a product to it, in single precision.
  const vectors = supportVectors.map((value) => gamma * value);
  const products = graph.add('MatMul', [X.tensor, transposed(graph, vectors, support.length)]);
  const scaled = graph.add('Add', [products, number(coef0)]);
  return kernel.type === 'poly'
    ? graph.add('Pow', [scaled, number(degree)])
    : graph.add('Tanh', [scaled]);
}

/** The mean of rows, which distances do not depend on: without it they lose digits far from zero. */
function meanRow(rows: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) mean[at % width] += rows[at] / (rows.length / width);
  return mean;
}

/** The squared length of each row. */
export function squaredLengths(rows: Float64Array, width: number): Float64Array {
  const squares = new Float64Array(rows.length / width);
  for (let at = 0; at < rows.length; at++) squares[Math.floor(at / width)] += rows[at] ** 2;
  return squares;
}

export const svr = writerOf<SVRState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state }, input, { graph, where }) {
    const { kernel, dualCoef, supportVectors, nFeatures, intercept } = state;
    const X = blockOf(graph, input, null, where);
    const [from, coef] =
      kernel.type === 'linear'
        ? [X.tensor, combineRows(dualCoef, supportVectors, nFeatures)]
        : [kernelOf(graph, X, state, where), dualCoef];
    return { kind: 'numbers', tensor: affineOf(graph, from, coef, [intercept]) };
  },
});

export const svc = writerOf<SVCState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ state }, input, { graph, where }) {
    const { kernel, classes, supportVectors, nFeatures, intercept, probA, probB } = state;
    const X = blockOf(graph, input, null, where);
    const values =
      kernel.type === 'linear'
        ? affineOf(graph, X.tensor, linearCoefficients(state, supportVectors, nFeatures), intercept)
        : affineOf(graph, kernelOf(graph, X, state, where), pairCoefficients(state), intercept);
    const n = classes.length;
    if (probA !== null && probB !== null) {
      const probabilities = probabilitiesOfPairs(graph, values, probA, probB, n);
      return { kind: 'classes', classes, codes: graph.argMax(probabilities), probabilities };
    }
    const { votes, scores } = countVotes(graph, values, n);
    const ofClasses = state.decisionFunctionShape === 'ovr' || n === 2;
    const decision = n === 2 ? graph.add('Neg', [values]) : ofClasses ? scores : values;
    const codes = graph.argMax(state.breakTies && n > 2 ? scores : votes);
    const width = n === 2 ? 1 : ofClasses ? n : intercept.length;
    return { kind: 'classes', classes, codes, decision: block(decision, width) };
  },
});

/** The coefficient of each support vector in the machine of each pair, 0 in those of other classes [nPairs × nSupport]. */
function pairCoefficients({ dualCoef, nSupport, support, intercept }: SVCState): Float64Array {
  const total = support.length;
  const starts = [0];
  for (const size of nSupport) starts.push(starts[starts.length - 1] + size);
  const coef = new Float64Array(intercept.length * total);
  for (const [pair, [s, t]] of pairsOf(nSupport.length).entries()) {
    for (const [slot, k] of [
      [t - 1, s],
      [s, t],
    ]) {
      const own = dualCoef.subarray(slot * total + starts[k], slot * total + starts[k + 1]);
      coef.set(own, pair * total + starts[k]);
    }
  }
  return coef;
}

/** All pairs of classes s < t, in the order of their machines. */
export function pairsOf(nClasses: number): [s: number, t: number][] {
  const pairs: [number, number][] = [];
  for (let s = 0; s < nClasses; s++) for (let t = s + 1; t < nClasses; t++) pairs.push([s, t]);
  return pairs;
}

/**
 * What the pairs say of each class, as `voteClasses` and `scoreClasses` count it: a value of exactly 0 is a vote for the
 * later class, but scores for the earlier one.
 */
function countVotes(graph: GraphBuilder, values: string, nClasses: number) {
  const pairs = pairsOf(nClasses);
  const sideOf = (side: 0 | 1) => {
    const table = new Float64Array(pairs.length * nClasses);
    for (const [p, pair] of pairs.entries()) table[p * nClasses + pair[side]] = 1;
    return graph.numbers(table, [pairs.length, nClasses]);
  };
  const [first, second] = [sideOf(0), sideOf(1)];
  const zero = graph.numbers([0], []);
  const counted = (won: string) => {
    const lost = graph.cast(graph.add('Not', [won]), graph.number);
    return graph.add('Add', [
      graph.add('MatMul', [graph.cast(won, graph.number), first]),
      graph.add('MatMul', [lost, second]),
    ]);
  };
  const votes = counted(graph.add('Greater', [values, zero]));
  const sums = graph.add('Sub', [
    graph.add('MatMul', [values, first]),
    graph.add('MatMul', [values, second]),
  ]);
  const size = graph.add('Add', [graph.add('Abs', [sums]), graph.numbers([1], [])]);
  const sureness = graph.add('Div', [sums, graph.add('Mul', [size, graph.numbers([3], [])])]);
  const leading = counted(graph.add('Not', [graph.add('Less', [values, zero])]));
  return { votes, scores: graph.add('Add', [leading, sureness]) };
}
