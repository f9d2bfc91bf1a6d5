import { describe, expect, it } from 'vitest';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import type { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { fromXGBoost } from '../../../src/interop/xgboost/from-xgboost.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';
import { boostedXGBoost, marginRows, rereadXGBoost } from '../../support/xgboost-reread.js';

/** Of README.md in the fixtures, and of `make_xgboost.py` there. */
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
  'logitraw',
  'share',
  'gamma',
  'tweedie',
  'huber',
  'softmax',
  'forest-classes',
  'dart-three',
  '1.7-share',
  '1.7-forest-classes',
];

const single = (rows: number[][]) => rows.map((row) => row.map(Math.fround));

describe.each(NAMES.map((name) => [name]))('the file of XGBoost %s', (name) => {
  const wanted = interopCase(`xgb-${name}`);

  it('gives every margin to the bit', () => {
    expect(marginRows(boostedXGBoost(wanted.bytes), wanted.X)).toEqual(single(wanted.raw));
  });

  it('sends every row to the leaves of XGBoost', () => {
    const theirs = rereadXGBoost(wanted.bytes).leaves(wanted.X);
    expect(theirs).toEqual(wanted.leaves);
  });

  it('is explained as XGBoost explains it', () => {
    const { values, expectedValue } = treeShap(boostedXGBoost(wanted.bytes), wanted.X);
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
    const model = boostedXGBoost(wanted.bytes);
    const ours =
      model instanceof GradientBoostingClassifier
        ? model.predictProba(wanted.X).to2DArray()
        : model.predict(wanted.X);
    // binary:logitraw predicts margins, multi:softmax the class.
    if (name === 'logitraw') return;
    for (const [i, theirs] of wanted.predict.entries()) {
      const own = ours[i];
      if (name === 'softmax') {
        expect(model.predict([wanted.X[i]])).toEqual([theirs]);
        continue;
      }
      if (Array.isArray(own) && !Array.isArray(theirs)) expect(own[1]).toBeCloseTo(theirs, 6);
      else if (Array.isArray(own)) {
        for (const [k, share] of own.entries()) {
          expect(share).toBeCloseTo((theirs as number[])[k], 6);
        }
      } else expect(own / (theirs as number)).toBeCloseTo(1, 6);
    }
  });

  it('is saved, and predicts the same bits when it is loaded', () => {
    const model = boostedXGBoost(wanted.bytes);
    const loaded = deserialize(serialize(model)) as typeof model;
    expect(marginRows(loaded, wanted.X)).toEqual(marginRows(model, wanted.X));
  });
});

describe('two classes with a margin each', () => {
  it.each(['two-outputs', '1.7-two-outputs'])('become the difference of both: %s', (name) => {
    const { bytes, X, raw, predict, contributions } = interopCase(`xgb-${name}`);
    const model = boostedXGBoost(bytes) as GradientBoostingClassifier;
    const margins = model.decisionFunction(X) as number[];
    const shares = model.predictProba(X);
    const { values } = treeShap(model, X);
    for (const [i, [first, second]] of raw.entries()) {
      expect(margins[i]).toBeCloseTo(second - first, 6);
      expect(shares.get(i, 1)).toBeCloseTo((predict[i] as number[])[1], 6);
      const [ofFirst, ofSecond] = contributions[i] as number[][];
      for (let j = 0; j < 4; j++) {
        expect(values[0].get(i, j)).toBeCloseTo(ofSecond[j] - ofFirst[j], 5);
      }
    }
  });
});

describe('gblinear', () => {
  it('of numbers becomes a LinearRegression', () => {
    const { bytes, X, raw } = interopCase('xgb-linear');
    const model = fromXGBoost(bytes);
    expect(model).toBeInstanceOf(LinearRegression);
    const said = model.predict(X) as number[];
    for (const [i, [margin]] of raw.entries()) expect(said[i]).toBeCloseTo(margin, 5);
  });

  it.each(['linear-two', 'linear-three', '1.7-linear-three', 'two-outputs-linear'])(
    'of classes becomes a LogisticRegression: %s',
    (name) => {
      const { bytes, X, predict } = interopCase(`xgb-${name}`);
      const model = fromXGBoost(bytes);
      expect(model).toBeInstanceOf(LogisticRegression);
      const shares = (model as LogisticRegression).predictProba(X).to2DArray();
      for (const [i, row] of shares.entries()) {
        const theirs = predict[i];
        const wanted = Array.isArray(theirs) ? theirs : [1 - theirs, theirs];
        for (const [k, share] of row.entries()) expect(share).toBeCloseTo(wanted[k], 5);
      }
      const again = deserialize(serialize(model)) as LogisticRegression;
      expect(again.predict(X)).toEqual(model.predict(X));
    },
  );

  it('of logarithms is refused by name, and so are weights that are too few', () => {
    const file = interopFile('xgb-linear.model.json').toString();
    const counts = file.replace('"reg:squarederror"', '"count:poisson"');
    expect(() => fromXGBoost(counts.replace(/"base_score":"[^"]*"/, '"base_score":"1"'))).toThrow(
      /"count:poisson" with gblinear, which no linear model/,
    );
    expect(() => fromXGBoost(file.replace('"weights":[', '"weights":[1E0,'))).toThrow(
      /weights has 6 entries, not 5/,
    );
  });
});

describe('files before 1.6, which do not say how many trees stand side by side', () => {
  const { bytes, X, raw } = interopCase('xgb-1.7-forest-classes');
  const old = new TextDecoder().decode(bytes).replace('"num_parallel_tree":"3",', '');

  it('sum the trees of each class in their order', () => {
    expect(old.length).toBeLessThan(bytes.length);
    expect(marginRows(boostedXGBoost(old), X)).toEqual(single(raw));
  });

  it('say how many trees are the best rounds', () => {
    const best = old.replace(
      '"best_iteration":"1","best_ntree_limit":"6"',
      '"best_iteration":"0","best_ntree_limit":"3"',
    );
    const model = boostedXGBoost(best);
    const wanted = boostedXGBoost(bytes).decisionFunction(X, { iterationRange: [0, 1] });
    expect(model.estimators.length).toBe(9);
    expect(model.decisionFunction(X)).toEqual(wanted);
  });
});

describe('fromXGBoost', () => {
  const early = interopCase('xgb-early-stopping');
  const text = (name: string) => interopFile(`xgb-${name}.model.json`).toString();

  it('takes the rounds up to the best one, or all', () => {
    const best = boostedXGBoost(early.bytes);
    const all = boostedXGBoost(early.bytes, { iterations: 'all' });
    expect([best.bestIteration, best.estimators.length]).toEqual([early.bestIteration, 9]);
    expect(marginRows(all, early.X)).toEqual(single(early.rawAllRounds ?? []));
    expect(best.bestScore).toBe(0.4403644339414313);
    const odd = text('early-stopping').replace('"0.4403644339414313"', '"nan"');
    expect(boostedXGBoost(odd).bestScore).toBe(null);
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
    const model = boostedXGBoost(bytes) as GradientBoostingClassifier;
    const before = model.estimators.length;
    const y = model.predict(X);
    model.setParams({ warmStart: true, nEstimators: 3, learningRate: 0.01 }).fit(X, y);
    expect(model.estimators.length).toBe(before + 3);
    const range = { iterationRange: [0, before] } as const;
    expect(model.decisionFunction(X, range)).toEqual(boostedXGBoost(bytes).decisionFunction(X));
  });

  it('is not trained further to sums that single precision cannot hold', () => {
    const { bytes, X } = interopCase('xgb-regression-sums');
    const model = boostedXGBoost(bytes) as GradientBoostingRegressor;
    const before = model.predict(X);
    model.setParams({ warmStart: true, nEstimators: 1, learningRate: 1 });
    expect(() =>
      model.fit(
        X,
        X.map((_, i) => i * 1e40),
      ),
    ).toThrow(/the sum of the trees/);
    expect(model.predict(X)).toEqual(before);
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
