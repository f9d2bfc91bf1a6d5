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

/** The features are whole numbers, so that `x < t` is `x <= t - 0.25` for thresholds at halves and at whole numbers. */
const CASES: Readonly<Record<string, readonly [Case, number]>> = {
  'XGBoost for numbers': [xgboostRegression, 0.25],
  'XGBoost for three classes': [xgboostClasses, 0.25],
  'LightGBM for three classes': [lightgbmClasses, 0],
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

describe.each(Object.entries(CASES))('on the trees of %s', (_name, [given, below]) => {
  const nFeatures = 5;
  const start = new Float64Array(Math.max(...given.outputOf) + 1);
  const trees = given.trees.map((nodes) => treeOf(nodes, below));
  const outputOf = (t: number) => given.outputOf[t];
  const model = {
    estimators: trees,
    [TREES]: () => ({ trees, nFeatures, start, scale: 1, outputOf }),
  };
  const X = given.X.map((row) => row.map((value) => value ?? Number.NaN));
  const { values, expectedValue, interactions } = treeShap(model, X, { interactions: true });
  // XGBoost adds its base score to the expected value, which is no part of the trees.
  const base = given.contributions[0].map((own, k) => own[nFeatures] - expectedValue[k]);

  it('the values are those that it computes', () => {
    const found = given.X.map((_, i) => values.map((own) => own.getRow(i)));
    const wanted = given.contributions.map((outputs) => outputs.map((own) => own.slice(0, -1)));
    expect(found).toEqual(wanted.map((outputs) => outputs.map(near)));
    expect(base).toEqual(base.map(() => expect.closeTo(base[0], 6)));
  });

  it.skipIf(given.interactions === undefined)('so are those of pairs', () => {
    const found = given.X.map((_, i) => interactions.map((own) => own[i].to2DArray()));
    const wanted = (given.interactions ?? []).map((outputs) =>
      outputs.map((square) => square.slice(0, -1).map((row) => near(row.slice(0, -1)))),
    );
    expect(found).toEqual(wanted);
  });
});

/** To 1e-6 of the largest number of a row: XGBoost computes in single precision. */
function near(row: readonly number[]): unknown[] {
  const size = Math.max(1, ...row.map(Math.abs));
  const digits = Math.floor(-Math.log10(2e-6 * size));
  return row.map((value) => expect.closeTo(value, digits));
}
