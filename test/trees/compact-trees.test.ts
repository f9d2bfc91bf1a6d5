import { describe, expect, it } from 'vitest';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { loadPredictor } from '../../src/predict.js';
import { createRng } from '../../src/random/rng.js';
import { numberToJson } from '../../src/serialization/json.js';
import {
  type CompactTrees,
  compactTrees,
  expandNodes,
  expandSums,
} from '../../src/trees/compact-trees.js';
import type { Tree } from '../../src/trees/tree.js';

const rng = createRng('compact');
const X = Array.from({ length: 300 }, (_, i) => [
  rng.next(),
  i % 7 === 0 ? Number.NaN : rng.next(),
  i % 3,
]);
const y = X.map(([a, b, c]) => a + (b > 0.5 ? 1 : 0) + c + rng.next());
const labels = y.map((value) => Math.floor(value));
const options = { nEstimators: 30, randomState: 0 };
const regressor = new RandomForestRegressor(options).fit(X, y);
const classifier = new RandomForestClassifier({ ...options, nEstimators: 90 }).fit(X, labels);

/** Whether these are the arrays of all trees end to end, to the bit. */
function isPart(whole: ArrayLike<number> | undefined, trees: readonly Tree[], key: keyof Tree) {
  const parts = trees.flatMap((tree) => Array.from(tree[key]));
  return whole?.length === parts.length && parts.every((part, i) => Object.is(part, whole[i]));
}

function sameTrees(a: readonly Tree[], b: readonly Tree[]): boolean {
  const keys = Object.keys(a[0]) as (keyof Tree)[];
  return keys.every((key) =>
    isPart(
      b.flatMap((tree) => Array.from(tree[key])),
      a,
      key,
    ),
  );
}

/** The regressor as earlier versions save it. */
function savedCompactly() {
  const { nValues, ...arrays } = compactTrees(regressor.estimators, 1) as CompactTrees;
  const types = { Int32Array: 'I32', Uint8Array: 'U8', Uint16Array: 'U16', Float64Array: 'F64' };
  const tensors = Object.entries(arrays).map(([name, values]) => {
    const type = { ...types, Float32Array: 'F32' }[values.constructor.name];
    return [name, { type, shape: [values.length], values: Array.from(values, numberToJson) }];
  });
  const json = JSON.parse(JSON.stringify(regressor));
  json.model.state.trees = { nValues, ...Object.fromEntries(tensors) };
  return JSON.parse(JSON.stringify(json));
}

describe('the compact form', () => {
  it.each([
    ['numbers', regressor],
    ['classes', classifier],
    [
      'larger leaves',
      new RandomForestRegressor({ ...options, nEstimators: 170, minSamplesLeaf: 3 }).fit(X, y),
    ],
  ])('gives back every bit of trees of %s', (_name, { estimators }) => {
    const nValues = estimators[0].value.length / estimators[0].left.length;
    const compact = compactTrees(estimators, nValues);
    if (compact === undefined) throw new Error('written as arrays');
    const nodes = expandNodes(compact);
    const sums = nodes && expandSums(compact, nodes.left);
    for (const key of ['feature', 'threshold', 'left', 'flags'] as const) {
      expect(isPart(nodes?.[key], estimators, key)).toBe(true);
    }
    expect(isPart(sums?.cover, estimators, 'cover')).toBe(true);
    expect(isPart(sums?.loss, estimators, 'loss')).toBe(true);
    expect(isPart(compact.value, estimators, 'value')).toBe(true);
  });

  it('loads as the same model, though forests are saved in another form by now', () => {
    const loaded = RandomForestRegressor.fromJSON(savedCompactly());
    expect(sameTrees(loaded.estimators, regressor.estimators)).toBe(true);
    expect(loaded.featureImportances).toEqual(regressor.featureImportances);
    expect(loadPredictor(savedCompactly()).predict(X)).toEqual(regressor.predict(X));
  });

  it.each<[string, object, object]>([
    ['that split their best node first', { maxLeafNodes: 200 }, {}],
    ['of weights that single precision does not hold', { bootstrap: false }, { sampleWeight: y }],
    ['that are few', { nEstimators: 2 }, {}],
  ])('leaves trees alone %s', (_name, own, fitOptions) => {
    const forest = new RandomForestRegressor({ ...options, ...own }).fit(X, y, fitOptions);
    expect(compactTrees(forest.estimators, 1)).toBeUndefined();
  });
});

describe('a file in compact form is refused when', () => {
  // biome-ignore lint/suspicious/noExplicitAny: JSON that is about to be broken
  const broken = (change: (trees: any) => void) => {
    const json = savedCompactly();
    change(json.model.state.trees);
    return () => RandomForestRegressor.fromJSON(json);
  };

  it.each([0, 1, 2])('a split is called a leaf, or a leaf a split: node %i', (node) => {
    expect(
      broken(({ kinds }) => {
        kinds.values[node] ^= 128;
      }),
    ).toThrow('belong to no parent');
  });

  it('its trees have other sizes', () => {
    expect(
      broken(({ nodes }) => {
        nodes.values[0] += 2;
        nodes.values[1] -= 2;
      }),
    ).toThrow('belong to no parent');
  });

  it('a leaf lacks its weight, or a node its loss', () => {
    for (const array of ['leafCover', 'loss']) {
      const shorten = broken((trees) => {
        trees[array].values.pop();
        trees[array].shape = [trees[array].values.length];
      });
      expect(shorten).toThrow('belong to no parent');
    }
  });

  it('a node asks about a column that is not there, or has no threshold', () => {
    expect(
      broken(({ feature }) => {
        feature.values[0] = 3;
      }),
    ).toThrow('asks about feature 3 of 3');
    expect(
      broken(({ threshold }) => {
        threshold.values[0] = 'NaN';
      }),
    ).toThrow('has no threshold');
  });
});
