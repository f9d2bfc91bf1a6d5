import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { drain, type Steps } from '../../../src/progress.js';
import type { TreeEnsemble } from '../../../src/trees/ensemble.js';
import { shapTree } from '../../../src/trees/shap/shap-tree.js';
import {
  expectedValues,
  shapInteractions,
  shapValues,
} from '../../../src/trees/shap/shap-values.js';
import {
  featureExplainer,
  pairExplainer,
  type TreeExplainer,
} from '../../../src/trees/shap/tree-explainer.js';
import type { Tree } from '../../../src/trees/tree.js';
import { goesLeft } from '../../../src/trees/walk.js';
import { anyTree } from '../../support/any-tree.js';

const N_FEATURES = 4;

/** What a tree says of a sample of which only some features are known: the training samples answer the others. */
function knownOnly(tree: Tree, row: readonly number[], known: number, node = 0): number {
  const child = tree.left[node];
  if (child === 0) return tree.value[2 * node];
  const feature = tree.feature[node];
  const [left, right] = [child, child + 1].map((next) => () => knownOnly(tree, row, known, next));
  if ((known >> feature) & 1) return goesLeft(tree, node, row[feature]) ? left() : right();
  const both = tree.cover[child] + tree.cover[child + 1];
  const share = both > 0 ? tree.cover[child] / both : 0.5;
  return share * left() + (1 - share) * right();
}

/** The same where background samples answer the others. */
function mixedWith(
  tree: Tree,
  row: readonly number[],
  known: number,
  background: readonly (readonly number[])[],
): number {
  const all = 2 ** N_FEATURES - 1;
  const mixtures = background.map((other) => row.map((x, j) => ((known >> j) & 1 ? x : other[j])));
  return mixtures.reduce((sum, mixed) => sum + knownOnly(tree, mixed, all), 0) / background.length;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const bits = (set: number) => [...set.toString(2)].filter((bit) => bit === '1').length;

/** Shapley values of a game, by its definition. */
function shapley(game: (coalition: number) => number): number[] {
  return Array.from({ length: N_FEATURES }, (_, j) => {
    let sum = 0;
    for (let set = 0; set < 2 ** N_FEATURES; set++) {
      if ((set >> j) & 1) continue;
      const weight =
        (factorial(bits(set)) * factorial(N_FEATURES - bits(set) - 1)) / factorial(N_FEATURES);
      sum += weight * (game(set | (1 << j)) - game(set));
    }
    return sum;
  });
}

/** Shapley interaction indices of a game off the diagonal, halved, by their definition. */
function interaction(game: (coalition: number) => number, j: number, k: number): number {
  let sum = 0;
  for (let set = 0; set < 2 ** N_FEATURES; set++) {
    if (((set >> j) & 1) | ((set >> k) & 1)) continue;
    const [a, b] = [1 << j, 1 << k];
    const size = bits(set);
    const weight =
      (factorial(size) * factorial(N_FEATURES - size - 2)) / (2 * factorial(N_FEATURES - 1));
    sum += weight * (game(set | a | b) - game(set | a) - game(set | b) + game(set));
  }
  return sum;
}

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -4, max: 40 }) },
  fc.constant(Number.NaN),
);
const row = fc.tuple(cell, cell, cell, cell);
const cases = fc.tuple(
  fc.boolean().chain((categories) => anyTree({ nFeatures: N_FEATURES, categories })),
  row,
  fc.option(fc.array(row, { minLength: 1, maxLength: 4 })),
);

const dense = (rows: readonly (readonly number[])[]): Dense => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: N_FEATURES,
});

const ensembleOf = (trees: readonly Tree[]): TreeEnsemble => ({
  trees,
  nFeatures: N_FEATURES,
  start: Float64Array.of(0, 0),
  scale: 1,
  outputOf: null,
});

/** Explain the sample in row 0. */
const explainFirst = (steps: Steps<TreeExplainer>) => {
  const explainer = drain(steps);
  for (let part = 0; part < explainer.parts; part++) explainer.add(0, part);
};

const expectClose = (got: ArrayLike<number>, wanted: readonly number[]) => {
  expect(Array.from(got)).toEqual(wanted.map((x) => expect.closeTo(x, 9)));
};

describe('Shapley values of a tree', () => {
  it('are those of the definition, with and without background, by tables and without', () => {
    fc.assert(
      fc.property(cases, ([tree, sample, others]) => {
        const background = others && dense(others);
        const game = (known: number) =>
          others ? mixedWith(tree, sample, known, others) : knownOnly(tree, sample, known);
        const wanted = shapley(game);
        const samples = dense([sample]);
        const seen = shapTree(tree);
        for (const tabulate of [true, false]) {
          const out = new Float64Array(N_FEATURES);
          const values = Float64Array.from(seen.leaves, (leaf) => tree.value[2 * leaf]);
          const outputs = [{ values, out }];
          explainFirst(featureExplainer({ tree: seen, outputs, samples, background }, tabulate));
          expectClose(out, wanted);
        }
        const expected = drain(expectedValues(ensembleOf([tree]), background));
        expectClose(expected, [game(0), -game(0) / 2]);
      }),
    );
  });

  it('of pairs are those of the definition, and their rows sum to those of the features', () => {
    fc.assert(
      fc.property(cases, ([tree, sample, others]) => {
        const background = others && dense(others);
        const game = (known: number) =>
          others ? mixedWith(tree, sample, known, others) : knownOnly(tree, sample, known);
        const samples = dense([sample]);
        const seen = shapTree(tree);
        const values = Float64Array.from(seen.leaves, (leaf) => tree.value[2 * leaf]);
        for (const tabulate of [true, false]) {
          const out = new Float64Array(N_FEATURES ** 2);
          const outputs = [{ values, out }];
          explainFirst(pairExplainer({ tree: seen, outputs, samples, background }, tabulate));
          for (let j = 0; j < N_FEATURES; j++) {
            for (let k = 0; k < j; k++) {
              const both = out[j * N_FEATURES + k] + out[k * N_FEATURES + j];
              expect(both).toBeCloseTo(interaction(game, j, k), 9);
            }
          }
        }
        const input = { samples, background };
        const own = drain(shapValues(ensembleOf([tree]), input));
        const pairs = drain(shapInteractions(ensembleOf([tree]), input, own));
        for (const [k, square] of pairs.entries()) {
          for (let j = 0; j < N_FEATURES; j++) {
            const line = square.subarray(j * N_FEATURES, (j + 1) * N_FEATURES);
            expect(line.reduce((a, b) => a + b)).toBeCloseTo(own[k][j], 9);
          }
        }
      }),
    );
  });
});
