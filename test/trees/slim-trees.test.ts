import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { loadPredictor } from '../../src/predict.js';
import { createRng } from '../../src/random/rng.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { OpenedTree } from '../../src/trees/opened-tree.js';
import { depthFirst } from '../../src/trees/prune.js';
import { isSlim, openTree, type StoredTree, shiftFor } from '../../src/trees/slim-tree.js';
import { addStored, storedLeaves } from '../../src/trees/stored-trees.js';
import type { Tree } from '../../src/trees/tree.js';
import { TreeShelf } from '../../src/trees/tree-shelf.js';
import { addValuesByWalk, leafIndices } from '../../src/trees/walk.js';
import { anyTree } from '../support/any-tree.js';
import { largeForest, largeForestRows } from '../support/large-forest.js';

const COLUMNS = 3;

/** Numbers that are close, far, of either zero, and such as differ in their last bits only. */
const number = fc.constantFrom(
  ...[0, 1, 1 + 2 ** -52, 1 + 2 ** -40, 1 - 2 ** -53, -1, -1 - 2 ** -52, 3.5, 2 ** -1074],
  ...[-(2 ** -1074), 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 1e-310],
);

/** Trees of any order whose thresholds are the values that samples have. */
const tree = fc
  .tuple(
    anyTree({ nFeatures: COLUMNS, categories: false, maxSplits: 30 }),
    fc.array(fc.oneof(number, fc.constantFrom(Infinity, -Infinity)), {
      minLength: 1,
      maxLength: 30,
    }),
  )
  .map(
    ([grown, thresholds]): Tree => ({
      ...grown,
      threshold: grown.threshold.map((given, node) =>
        grown.left[node] === 0 ? given : thresholds[node % thresholds.length],
      ),
    }),
  );

const forest = fc.tuple(fc.array(tree, { minLength: 1, maxLength: 9 }), fc.boolean());

function sameBits(a: Tree, b: Tree): boolean {
  return (Object.keys(a) as (keyof Tree)[]).every(
    (key) => a[key].length === b[key].length && a[key].every((x, i) => Object.is(x, b[key][i])),
  );
}

describe('a slim tree', () => {
  it('opens as the tree it was made of, and every tree has a slim form once it is numbered depth first', () => {
    fc.assert(
      fc.property(forest, ([trees]) => {
        const shelf = new TreeShelf(COLUMNS, 2, 2);
        for (const given of trees) {
          const kept = shelf.add(given);
          expect(sameBits(openTree(kept), given)).toBe(true);
          const ordered = depthFirst(given);
          const slim = shelf.add(ordered);
          expect(isSlim(slim)).toBe(true);
          expect(sameBits(openTree(slim), ordered)).toBe(true);
        }
      }),
    );
  });

  it('is walked to the leaves and the bits of the plain walk: one row and many, values missing, at thresholds and near them', () => {
    const cell = fc.oneof(number, fc.constant(-0));
    const rows = fc.tuple(
      fc.boolean(),
      fc.array(cell, { minLength: 3, maxLength: 60 }),
      fc.constantFrom(1, 30),
    );
    let slim = 0;
    const ways = { opened: 0, openedForMissing: 0, walkedAsTheyLie: 0 };
    fc.assert(
      fc.property(forest, rows, ([given, ordered], [missing, cells, times]) => {
        const trees = ordered ? given.map(depthFirst) : given;
        const whole = cells.slice(0, cells.length - (cells.length % COLUMNS));
        const data = Float64Array.from(new Array<number[]>(times).fill(whole).flat());
        for (let at = 1; missing && at < data.length; at += 7) data[at] = Number.NaN;
        const samples = { data, rows: data.length / COLUMNS, columns: COLUMNS };
        const shelf = new TreeShelf(COLUMNS, 2, trees.length);
        const stored: StoredTree[] = trees.map((tree) => shelf.add(tree));
        slim += stored.filter(isSlim).length;
        const most = Math.max(...trees.map(({ left }) => left.length >> 1));
        const pays = OpenedTree.pays(samples.rows, most, shiftFor(COLUMNS), missing);
        ways[!pays ? 'walkedAsTheyLie' : missing ? 'openedForMissing' : 'opened']++;
        const expected = new Float64Array(2 * samples.rows).fill(0.1);
        const sums = expected.slice();
        addValuesByWalk(trees, samples, 2, expected);
        addStored(stored, samples, 2, sums);
        expect(sums).toEqual(expected);
        expect(storedLeaves(stored, samples)).toEqual(leafIndices(trees, samples));
      }),
    );
    expect(slim).toBeGreaterThan(100);
    expect(Math.min(...Object.values(ways))).toBeGreaterThan(5);
  });

  it('is opened for as many rows as pay for it, where a link can hold a column beside a node', () => {
    const nodes = 25_001;
    expect(OpenedTree.pays(nodes / 7, (nodes - 1) / 2, shiftFor(20), false)).toBe(false);
    expect(OpenedTree.pays(nodes / 5, (nodes - 1) / 2, shiftFor(20), false)).toBe(true);
    expect(OpenedTree.pays(nodes / 5, (nodes - 1) / 2, shiftFor(2 ** 17), false)).toBe(true);
    expect(OpenedTree.pays(nodes / 5, (nodes - 1) / 2, shiftFor(2 ** 18), false)).toBe(false);
    expect(OpenedTree.pays(nodes / 25, (nodes - 1) / 2, shiftFor(20), true)).toBe(false);
    expect(OpenedTree.pays(nodes / 20, (nodes - 1) / 2, shiftFor(20), true)).toBe(true);
    expect(OpenedTree.pays(nodes / 5, (nodes - 1) / 2, shiftFor(2 ** 16), true)).toBe(true);
    expect(OpenedTree.pays(nodes / 5, (nodes - 1) / 2, shiftFor(2 ** 17), true)).toBe(false);
  });
});

const rng = createRng('slim');
const X = Array.from({ length: 300 }, (_, i) => [
  rng.next(),
  i % 7 === 0 ? Number.NaN : rng.next(),
  i % 3,
]);
const y = X.map(([a, b, c]) => a + (b > 0.5 ? 1 : 0) + c + rng.next());
const labels = y.map((value) => Math.floor(value));
const options = { nEstimators: 27, randomState: 0 };
const regressor = new RandomForestRegressor(options).fit(X, y);

describe('the file of a large forest', () => {
  const nodes = regressor.estimators.reduce((sum, { left }) => sum + left.length, 0);
  const bytes = serialize(regressor);

  it('has less than half the bytes of its arrays, and loads as the same model', () => {
    expect(bytes.length).toBeLessThan(41 * 0.48 * nodes);
    const loaded = deserializeAs(bytes, RandomForestRegressor);
    expect(loaded.estimators.every((tree, t) => sameBits(tree, regressor.estimators[t]))).toBe(
      true,
    );
    expect(loaded.featureImportances).toEqual(regressor.featureImportances);
    expect(loaded.predict(X)).toEqual(regressor.predict(X));
    expect(loaded.apply(X)).toEqual(regressor.apply(X));
    expect(loadPredictor(bytes).predict(X)).toEqual(regressor.predict(X));
    expect(serialize(loaded).every((byte, at) => byte === bytes[at])).toBe(true);
  });

  it.each<[string, object, object]>([
    ['of weights that no single precision holds', { bootstrap: false }, { sampleWeight: y }],
    ['of large leaves', { minSamplesLeaf: 3, nEstimators: 170 }, {}],
    ['of leaves of more than 255 samples', { maxDepth: 6, nEstimators: 200 }, {}],
    ['that split their best node first', { maxLeafNodes: 200, nEstimators: 40 }, {}],
    ['that are pruned', { ccpAlpha: 1e-4, nEstimators: 60 }, {}],
    ['that went on with warmStart', { warmStart: true }, {}],
  ])('is of the same trees %s', (_name, own, fitOptions) => {
    const grown = new RandomForestRegressor({ ...options, ...own });
    const rows = X.concat(X, X, X);
    const targets = y.concat(y, y, y);
    const weights = 'sampleWeight' in fitOptions ? { sampleWeight: targets } : {};
    grown.fit(rows, targets, weights);
    if ('warmStart' in own) grown.setParams({ nEstimators: 45 }).fit(rows, targets);
    const loaded = deserializeAs(serialize(grown), RandomForestRegressor);
    expect(loaded.estimators.every((tree, t) => sameBits(tree, grown.estimators[t]))).toBe(true);
    expect(loaded.predict(X)).toEqual(grown.predict(X));
    const json = JSON.parse(JSON.stringify(grown));
    expect(RandomForestRegressor.fromJSON(json).predict(X)).toEqual(grown.predict(X));
  });

  it('holds shares of classes', () => {
    const grown = new RandomForestClassifier({ ...options, nEstimators: 90 }).fit(X, labels);
    const loaded = deserializeAs(serialize(grown), RandomForestClassifier);
    expect(loaded.predictProba(X)).toEqual(grown.predictProba(X));
    expect(loaded.estimators.every((tree, t) => sameBits(tree, grown.estimators[t]))).toBe(true);
  });
});

it('the file of a large forest that this form began with loads, and predicts what it predicted', () => {
  const bytes = readFileSync(new URL('../fixtures/v1-large-forest.safetensors', import.meta.url));
  const loaded = deserializeAs(bytes, RandomForestRegressor);
  const predictions = loaded.predict(largeForestRows);
  expect(loaded.estimators.length).toBe(9);
  expect(predictions).toEqual(largeForest().predict(largeForestRows));
  expect(loadPredictor(bytes).predict(largeForestRows)).toEqual(predictions);
  // By the release that wrote it.
  expect(predictions.slice(0, 3)).toEqual([
    6.666666666666667, 166.66666666666666, 277.6666666666667,
  ]);
});

describe('a file of a large forest is refused when', () => {
  // biome-ignore lint/suspicious/noExplicitAny: JSON that is about to be broken
  const broken = (change: (trees: any) => void) => {
    const json = JSON.parse(JSON.stringify(regressor));
    change(json.model.state.trees);
    return () => RandomForestRegressor.fromJSON(json);
  };

  it.each([
    ['a left child is called a leaf', 1],
    ['a right child is called a leaf', 2],
    ['more splits lie below than there are', 2 ** 30],
  ])('%s', (_what, bit) => {
    const changed = broken(({ words }) => {
      words.values[0] ^= bit;
    });
    expect(changed).toThrow(/which cannot be|belong to no parent/);
  });

  it('a split asks about a column that is not there, or has no threshold', () => {
    expect(
      broken(({ words }) => {
        words.values[0] |= 3 << 3;
      }),
    ).toThrow('asks about feature 3 of 3');
    expect(
      broken(({ words }) => {
        words.values[1] = 0x7ff80000;
      }),
    ).toThrow('has no threshold');
  });

  it('sizes or types differ', () => {
    const sizes = ['words', 'lows', 'value', 'leafCover', 'splitLoss'];
    for (const array of sizes) {
      const shorten = broken((trees) => {
        trees[array].values.pop();
        trees[array].shape = [trees[array].values.length];
      });
      expect(shorten).toThrow(/as many nodes as they say|where splits is/);
    }
    expect(
      broken(({ nodes }) => {
        nodes.values[0]++;
      }),
    ).toThrow('an even number of nodes');
    expect(
      broken(({ leafCover }) => {
        leafCover.type = 'I32';
      }),
    ).toThrow('an array of type U8, F32 or F64');
  });
});

it('a model whose bytes were transferred says so, rather than answer anything', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => [(i * 7919) % 4001, i % 11]);
  const targets = rows.map(([a, b]) => a * b);
  const bytes = serialize(
    new RandomForestRegressor({ nEstimators: 40, randomState: 0 }).fit(rows, targets),
  );
  expect(bytes.length).toBeGreaterThan(2 ** 21);
  const loaded = deserializeAs(bytes, RandomForestRegressor);
  const predictor = loadPredictor(bytes);
  const before = predictor.predict([[1, 2]]);
  expect(loaded.predict([[1, 2]])).toEqual(before);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  expect(() => loaded.predict([[1, 2]])).toThrow('were transferred');
  expect(() => loaded.apply([[1, 2]])).toThrow('were transferred');
  expect(() => loaded.decisionPath([[1, 2]])).toThrow('were transferred');
  expect(() => loaded.estimators).toThrow('were transferred');
  expect(predictor.predict([[1, 2]])).toEqual(before); // it keeps other arrays
});
