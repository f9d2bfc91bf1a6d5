/** Forests, boosting and isolation forests. */

import type { Label } from '../../contracts.js';
import type { GradientBoostingClassifierState } from '../../estimators/gradient-boosting/gradient-boosting-classes.js';
import type { GradientBoostingRegressorState } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type { IsolationForestState } from '../../estimators/isolation-forest.js';
import { averagePathLength } from '../../trees/isolation/path-length.js';
import { blockOf, inputOfNumbers } from './features.js';
import type { GraphBuilder } from './graph-builder.js';
import { classesOfMargins } from './margins.js';
import { refused } from './refusals.js';
import { treesOf, writeTrees } from './tree-ensembles.js';
import { writerOf } from './writing.js';

interface ForestState {
  readonly nFeatures: number;
  readonly classes: Label[];
}

const meanOf = (graph: GraphBuilder, sums: string, trees: number): string =>
  graph.add('Div', [sums, graph.numbers([trees], [])]);

export const randomForestClassifier = writerOf<ForestState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ estimator, state }, input, { graph, where }) {
    const ensemble = treesOf(estimator);
    const sums = writeTrees(graph, blockOf(graph, input, null, where), ensemble);
    const probabilities = meanOf(graph, sums, ensemble.trees.length);
    const codes = graph.argMax(probabilities);
    return { kind: 'classes', classes: state.classes, codes, probabilities };
  },
});

export const randomForestRegressor = writerOf<{ readonly nFeatures: number }>({
  input: ({ state }) => inputOfNumbers(state),
  write({ estimator }, input, { graph, where }) {
    const ensemble = treesOf(estimator);
    const sums = writeTrees(graph, blockOf(graph, input, null, where), ensemble);
    return { kind: 'numbers', tensor: meanOf(graph, sums, ensemble.trees.length) };
  },
});

export const gradientBoostingClassifier = writerOf<GradientBoostingClassifierState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ estimator, state }, input, { graph, where }) {
    const sums = writeTrees(graph, blockOf(graph, input, null, where), treesOf(estimator));
    const margins = graph.add('Add', [sums, graph.numbers(state.start)]);
    return classesOfMargins(graph, margins, state.classes);
  },
});

export const gradientBoostingRegressor = writerOf<GradientBoostingRegressorState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ estimator, state }, input, { graph, where }) {
    const sums = writeTrees(graph, blockOf(graph, input, null, where), treesOf(estimator));
    const margins = graph.add('Add', [sums, graph.numbers(state.start)]);
    const link = { identity: 'Identity', log: 'Exp', logistic: 'Sigmoid' }[state.link];
    return { kind: 'numbers', tensor: graph.add(link, [margins]) };
  },
});

export const isolationForest = writerOf<IsolationForestState>({
  input: ({ state }) => inputOfNumbers(state),
  write({ estimator, state }, input, { graph, where }) {
    if (state.planes !== null) {
      throw refused(where, 'the trees of an extended forest ask about several features at a time');
    }
    const ensemble = treesOf(estimator);
    const { length } = ensemble.trees;
    const { tensor } = blockOf(graph, input, null, where);
    const paths = writeTrees(graph, { kind: 'block', tensor, width: state.nFeatures }, ensemble);
    const number = (value: number) => graph.numbers([value], []);
    const longest = length * averagePathLength(state.maxSamples);
    if (longest === 0) {
      // A single sample is told from nothing.
      const none = graph.add('Mul', [paths, number(0)]);
      return { kind: 'anomalies', decision: graph.add('Sub', [none, number(0.5 + state.offset)]) };
    }
    const depth = graph.add('Div', [paths, number(longest)]);
    const scores = graph.add('Neg', [
      graph.add('Exp', [graph.add('Mul', [depth, number(-Math.LN2)])]),
    ]);
    // As `isolationScores`: what a sum over the trees rounds is no depth.
    const rounding = length * (graph.precision === 'double' ? Number.EPSILON : 2 ** -23);
    const excess = graph.add('Abs', [graph.add('Sub', [depth, number(1)])]);
    const unparted = graph.add('Greater', [number(rounding), excess]);
    const settled = graph.add('Where', [unparted, number(-0.5), scores]);
    const decision = graph.add('Sub', [settled, number(state.offset)]);
    return { kind: 'anomalies', decision };
  },
});
