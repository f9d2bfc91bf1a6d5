import { describe, expect, it } from 'vitest';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { TREES } from '../../../src/trees/ensemble.js';
import { type Tree, TreeBuilder } from '../../../src/trees/tree.js';
import { reference } from '../../reference/reference.js';

/** Feature, threshold, left and right child (-1 at a leaf), whether missing values go left, value of a leaf, cover. */
type Node = [number, number, number, number, boolean, number, number];

interface Case {
  readonly X: (number | null)[][];
  readonly outputOf: number[];
  readonly trees: Node[][];
  /** [nSamples × nOutputs × (nFeatures + 1)]: the last is the expected value. */
  readonly contributions: number[][][];
  /** [nSamples × nOutputs × (nFeatures + 1) × (nFeatures + 1)] */
  readonly interactions?: number[][][][];
}

const { xgboostRegression, xgboostClasses, lightgbmClasses } =
  reference<Record<'xgboostRegression' | 'xgboostClasses' | 'lightgbmClasses', Case>>('tree_shap');

/**
 * What is taken off thresholds, and the base score: features are whole numbers, so that XGBoost's `x < t` is
 * `x <= t - 0.25` for thresholds at halves and at whole numbers.
 */
const CASES: Readonly<Record<string, readonly [Case, number, number]>> = {
  'XGBoost for numbers': [xgboostRegression, 0.25, 0.5],
  'XGBoost for three classes': [xgboostClasses, 0.25, 0.5],
  'LightGBM for three classes': [lightgbmClasses, 0, 0],
};

function treeOf(nodes: readonly Node[], below: number): Tree {
  const builder = new TreeBuilder(1);
  builder.begin();
  const todo: [node: number, at: number][] = [[0, 0]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [at, own] = next;
    const [feature, threshold, left, right, missingLeft, value, cover] = nodes[at];
    builder.value[own] = value;
    builder.cover[own] = cover;
    if (left < 0) continue;
    const child = builder.split(own, feature, threshold - below, missingLeft);
    todo.push([left, child], [right, child + 1]);
  }
  return builder.finish();
}

describe.each(Object.entries(CASES))('on the trees of %s', (_name, [given, below, base]) => {
  const nFeatures = 5;
  const start = new Float64Array(Math.max(...given.outputOf) + 1).fill(base);
  const trees = given.trees.map((nodes) => treeOf(nodes, below));
  const outputOf = (t: number) => given.outputOf[t];
  const model = {
    estimators: trees,
    [TREES]: () => ({ trees, nFeatures, start, scale: 1, outputOf }),
  };
  const X = given.X.map((row) => row.map((value) => value ?? Number.NaN));
  const { values, expectedValue, interactions } = treeShap(model, X, { interactions: true });

  it('the values are those that it computes', () => {
    for (const [i, outputs] of given.contributions.entries()) {
      for (const [k, own] of outputs.entries()) {
        expectNear([...values[k].getRow(i), expectedValue[k]], own, largest(own));
      }
    }
  });

  const pairs = given.interactions;
  if (pairs === undefined) return; // LightGBM computes none
  it('so are those of pairs', () => {
    for (const [i, outputs] of pairs.entries()) {
      for (const [k, square] of outputs.entries()) {
        const wanted = square.slice(0, -1).flatMap((row) => row.slice(0, -1));
        // XGBoost takes differences of contributions.
        expectNear(interactions[k][i].to1DArray(), wanted, largest(given.contributions[i][k]));
      }
    }
  });
});

const largest = (values: readonly number[]) => Math.max(1, ...values.map(Math.abs));

/** To 1e-6 of some size: XGBoost computes in single precision. */
function expectNear(got: readonly number[], wanted: readonly number[], size: number): void {
  expect(got).toHaveLength(wanted.length);
  const differences = got.map((value, at) => Math.abs(value - wanted[at]));
  expect(Math.max(...differences)).toBeLessThan(1e-6 * size);
}
