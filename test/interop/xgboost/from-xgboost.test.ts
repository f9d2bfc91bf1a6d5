import { describe, expect, it } from 'vitest';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import {
  type FromXGBoostOptions,
  fromXGBoost,
  readFile,
} from '../../../src/interop/xgboost/from-xgboost.js';
import { readTrees } from '../../../src/interop/xgboost/xgboost-booster.js';
import { readLearner } from '../../../src/interop/xgboost/xgboost-learner.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';

const NAMES = [
  'binary-base-score',
  'binary-missing',
  'categorical',
  'category-names',
  'dart',
  'early-stopping',
  'forest',
  'monotone-lossguide',
  'multiclass',
  'old-file',
  'poisson',
  'pruned',
  'quantile',
  'regression-sums',
];

function boosted(file: Uint8Array | string, options?: FromXGBoostOptions) {
  const model = fromXGBoost(file, options);
  if (model instanceof GradientBoostingClassifier || model instanceof GradientBoostingRegressor) {
    return model;
  }
  throw new Error('no boosted trees');
}

/** Margins as rows of outputs. */
function margins(model: ReturnType<typeof boosted>, X: number[][]): number[][] {
  const said = model.decisionFunction(X);
  return Array.isArray(said) ? said.map((margin) => [margin]) : said.to2DArray();
}

const single = (rows: number[][]) => rows.map((row) => row.map(Math.fround));

describe.each(NAMES.map((name) => [name]))('the file of XGBoost %s', (name) => {
  const wanted = interopCase(`xgb-${name}`);

  it('gives every margin to the bit', () => {
    expect(margins(boosted(wanted.bytes), wanted.X)).toEqual(single(wanted.raw));
  });

  it('sends every row to the leaves of XGBoost', () => {
    const numbers: number[][] = [];
    readTrees(readLearner(readFile(wanted.bytes, 'test'), 'test'), true, numbers);
    const leaves = boosted(wanted.bytes).apply(wanted.X).to2DArray();
    const theirs = leaves.map((row) => row.map((leaf, t) => numbers[t][leaf]));
    expect(theirs).toEqual(wanted.leaves);
  });

  it('is explained as XGBoost explains it', () => {
    const { values, expectedValue } = treeShap(boosted(wanted.bytes), wanted.X);
    const byOutput = wanted.contributions.map((row) =>
      typeof row[0] === 'number' ? [row as number[]] : (row as number[][]),
    );
    for (const [i, outputs] of byOutput.entries()) {
      for (const [k, contributions] of outputs.entries()) {
        const own = [...values[k].getRow(i), expectedValue[k]];
        const size = Math.max(1, ...contributions.map(Math.abs));
        // XGBoost's are sums in single precision.
        for (const [j, phi] of contributions.entries()) {
          expect(Math.abs(own[j] - phi)).toBeLessThan(1e-6 * size);
        }
      }
    }
  });

  it('predicts what XGBoost predicts', () => {
    const model = boosted(wanted.bytes);
    const ours =
      model instanceof GradientBoostingClassifier
        ? model.predictProba(wanted.X).to2DArray()
        : model.predict(wanted.X);
    for (const [i, theirs] of wanted.predict.entries()) {
      const own = ours[i];
      if (Array.isArray(own) && !Array.isArray(theirs)) expect(own[1]).toBeCloseTo(theirs, 6);
      else if (Array.isArray(own)) {
        for (const [k, share] of own.entries()) {
          expect(share).toBeCloseTo((theirs as number[])[k], 6);
        }
      } else expect(own / (theirs as number)).toBeCloseTo(1, 6);
    }
  });

  it('is saved, and predicts the same bits when it is loaded', () => {
    const model = boosted(wanted.bytes);
    const loaded = deserialize(serialize(model)) as typeof model;
    expect(margins(loaded, wanted.X)).toEqual(margins(model, wanted.X));
  });
});

describe('fromXGBoost', () => {
  const early = interopCase('xgb-early-stopping');
  const text = (name: string) => interopFile(`xgb-${name}.model.json`).toString();

  it('takes the rounds up to the best one, or all', () => {
    const best = boosted(early.bytes);
    const all = boosted(early.bytes, { iterations: 'all' });
    expect([best.bestIteration, best.estimators.length]).toEqual([early.bestIteration, 9]);
    expect(margins(all, early.X)).toEqual(single(early.rawAllRounds ?? []));
    expect(best.bestScore).toBe(0.4403644339414313);
  });

  it('takes text, an ArrayBuffer and a part of a larger buffer alike', () => {
    const { bytes, X } = interopCase('xgb-poisson');
    const wanted = fromXGBoost(bytes).predict(X);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(fromXGBoost(larger.subarray(3, 3 + bytes.length)).predict(X)).toEqual(wanted);
    expect(fromXGBoost(bytes.slice().buffer).predict(X)).toEqual(wanted);
    const file = interopCase('xgb-old-file');
    expect(fromXGBoost(text('old-file')).predict(file.X)).toEqual(
      fromXGBoost(file.bytes).predict(file.X),
    );
  });

  it('gives classes the labels that are passed', () => {
    const { bytes, X } = interopCase('xgb-multiclass');
    const codes = fromXGBoost(bytes).predict(X);
    const named = fromXGBoost(bytes, { classes: ['setosa', 'versicolor', 'virginica'] }).predict(X);
    expect(new Set(codes).size).toBe(3);
    expect(named).toEqual(codes.map((k) => ['setosa', 'versicolor', 'virginica'][Number(k)]));
  });

  it.each([[['a']], [['a', 'b', 'b']], [['a', 'b', 1]], [[Number.NaN, 1, 2]], ['abc']])(
    'refuses classes %j for three',
    (classes) => {
      const { bytes } = interopCase('xgb-multiclass');
      expect(() => fromXGBoost(bytes, { classes: classes as string[] })).toThrow(
        /classes must be 3 different labels of one type/,
      );
    },
  );

  it('refuses classes for numbers, options that it does not have, and odd iterations', () => {
    const { bytes } = interopCase('xgb-poisson');
    expect(() => fromXGBoost(bytes, { classes: [0, 1] })).toThrow(/"count:poisson" has none/);
    const misspelt = { iteration: 'all' } as object;
    expect(() => fromXGBoost(bytes, misspelt)).toThrow(/Did you mean "iterations"/);
    const odd = { iterations: 3 } as object;
    expect(() => fromXGBoost(bytes, odd)).toThrow(/iterations must be "best" or "all", but got 3/);
  });

  it('trains further, in the order of the labels of the file', () => {
    const { bytes, X } = interopCase('xgb-binary-missing');
    const model = boosted(bytes) as GradientBoostingClassifier;
    const before = model.estimators.length;
    const y = X.map((_, i) => i % 2);
    model.setParams({ warmStart: true, nEstimators: 3, learningRate: 0.1 }).fit(X, y);
    expect(model.estimators.length).toBe(before + 3);
    const range = { iterationRange: [0, before] } as const;
    expect(model.decisionFunction(X, range)).toEqual(boosted(bytes).decisionFunction(X));
  });

  it.each([
    ['three-quantiles', /3 targets \(num_target\), or as many quantiles/],
    ['vector-leaves', /2 targets \(num_target\)/],
  ])('refuses %s by name', (name, message) => {
    expect(() => fromXGBoost(text(name))).toThrow(message);
  });

  it.each([
    [/"size_leaf_vector":"1"/, '"size_leaf_vector":"2"', /has vectors for leaves/],
    [/"reg:squarederror"/, '"rank:pairwise"', /the objective "rank:pairwise", which no model/],
    [/"name":"gbtree"/, '"name":"gbforest"', /has the booster "gbforest"/],
    [/"num_feature":"\d+"(?=,"num_target")/, '"num_feature":"1"', /asks about feature \d of 1/],
    [/"num_feature":"\d+"(?=,"num_target")/, '"num_feature":"0"', /says 0 features/],
    [/"learner":/, '"leaner":', /learner is missing/],
    [/"left_children":\[1/, '"left_children":[2', /node 2 has two parents/],
    [/"left_children":\[1/, '"left_children":[-7', /there is no node -7/],
    [/"left_children":\[1/, '"left_children":[0', /node 0 has two parents/],
    [/"loss_changes":\[/, '"loss_changes":[1e0,', /loss_changes has \d+ entries, not \d+/],
    [/"split_conditions":\[[^,]*/, '"split_conditions":[NaN', /has a threshold that is NaN/],
    [/"trees":\[.*(?=\]},"name")/, '"trees":[', /has no trees/],
    [/"iteration_indptr":\[0/, '"iteration_indptr":[1', /rounds \(iteration_indptr\)/],
    [/"base_score":"[^"]*"/, '"base_score":"x"', /base_score is "x", not a number/],
  ])('refuses a file with %s changed to %s', (from, to, message) => {
    const file = text('regression-sums');
    expect(file).toMatch(from);
    expect(() => fromXGBoost(file.replace(from, to))).toThrow(message);
  });

  it('refuses what is no model file, and says what is', () => {
    expect(() => fromXGBoost('')).toThrow(/it ends too early/);
    expect(() => fromXGBoost('[{"nodeid":0}]')).toThrow(/dump_model/);
    expect(() => fromXGBoost('{"nodeid":0}')).toThrow(/dump_model/);
    expect(() => fromXGBoost('{"learner":{}}')).toThrow(/learner.learner_model_param is missing/);
    expect(() => fromXGBoost(new Uint8Array([0x62, 0x69, 0x6e, 0x66]))).toThrow(
      /there is no value at byte 0/,
    );
    expect(() => fromXGBoost(3 as unknown as string)).toThrow(/Read the file first/);
  });
});
