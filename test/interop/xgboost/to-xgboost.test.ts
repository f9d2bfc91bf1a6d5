import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { KMeans } from '../../../src/estimators/k-means/k-means.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import { fromXGBoost } from '../../../src/interop/xgboost/from-xgboost.js';
import { toXGBoost } from '../../../src/interop/xgboost/to-xgboost.js';
import { singleText } from '../../../src/interop/xgboost/write-json.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';
import { boostedXGBoost, rereadXGBoost } from '../../support/xgboost-reread.js';

/** Models of ours in files, with what XGBoost 3.2.0 said of them: `xgboost-engine.slow.test.ts` made them. */
const WRITTEN = [
  'two-classes.json',
  'three-classes.ubj',
  'leafwise.json',
  'quantile.json',
  'gamma.ubj',
];

/** A JSON file without what nodes above the leaves would say, which is not kept, and gains, which are differences here. */
function withoutStatistics(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (name, value) =>
    name === 'base_weights' || name === 'loss_changes' ? value.length : value,
  );
}

describe.each(WRITTEN)('the file %s, which XGBoost has loaded', (name) => {
  const bytes = new Uint8Array(interopFile(`written/${name}`));
  const said = JSON.parse(
    interopFile(`written/${name.replace('.', '-')}-said.json`)
      .toString()
      .replaceAll('NaN', 'null'),
  );
  const X = (said.X as (number | null)[][]).map((row) => row.map((x) => x ?? Number.NaN));

  it('says to the bit what XGBoost says', () => {
    const reread = rereadXGBoost(bytes);
    expect(reread.leaves(X)).toEqual(said.leaves);
    expect(reread.margins(X)).toEqual(
      (said.margins as number[][]).map((row) => row.map(Math.fround)),
    );
  });

  it('is what is written of the model in it', () => {
    const format = name.endsWith('ubj') ? 'ubj' : 'json';
    const again = toXGBoost(boostedXGBoost(bytes), { format });
    if (format === 'ubj') expect(again.length).toBe(bytes.length);
    else expect(withoutStatistics(again)).toEqual(withoutStatistics(bytes));
    expect(boostedXGBoost(again).estimators.map(({ threshold }) => threshold)).toEqual(
      boostedXGBoost(bytes).estimators.map(({ threshold }) => threshold),
    );
  });
});

const X = Array.from({ length: 60 }, (_, i) => [
  i % 7,
  (i * 13) % 11,
  i % 5 === 0 ? Number.NaN : i / 60,
]);
const y = X.map(([a, b]) => 1 + a * b);
const labels = X.map(([a, b]) => (a + b > 8 ? 'high' : 'low'));

describe('toXGBoost', () => {
  it.each(['binary-missing', 'categorical', 'multiclass', 'dart', 'poisson', 'forest'])(
    'gives back every bit of what was read: %s',
    (name) => {
      const wanted = interopCase(`xgb-${name}`);
      const model = boostedXGBoost(wanted.bytes);
      for (const format of ['json', 'ubj'] as const) {
        const { bytes, ...found } = toXGBoost(model, { format, verify: wanted.X });
        expect(found).toEqual({ rows: 24, differentLeaves: 0, largestDifference: 0 });
        expect(boostedXGBoost(bytes).decisionFunction(wanted.X)).toEqual(
          model.decisionFunction(wanted.X),
        );
      }
    },
  );

  it('keeps labels, the start of each class and the number of rounds', () => {
    const model = new GradientBoostingClassifier({ nEstimators: 5, randomState: 0 }).fit(X, labels);
    const reread = boostedXGBoost(toXGBoost(model)) as GradientBoostingClassifier;
    expect(reread.classes).toEqual(['high', 'low']);
    expect(reread.estimators.length).toBe(5);
    expect(reread.predict(X)).toEqual(model.predict(X));
    const numbered = new GradientBoostingClassifier({ nEstimators: 1 }).fit(
      X,
      labels.map((label) => (label === 'low' ? 1 : 0)),
    );
    expect(new TextDecoder().decode(toXGBoost(numbered))).not.toContain('fitpredict.classes');
  });

  it('counts on rows of one’s own what single precision changes', () => {
    const model = new GradientBoostingRegressor({ nEstimators: 1, maxDepth: 1 }).fit(
      [[0], [0.1], [0.3], [1]],
      [0, 0, 5, 5],
    );
    const [{ threshold }] = model.estimators;
    // Between the single below the threshold and the next, the threshold parts doubles that are one single.
    const beside = [threshold[0], threshold[0] + 2 ** -40, 0.1, 0.3];
    const found = toXGBoost(model, { verify: beside.map((x) => [x]) });
    expect(found.rows).toBe(4);
    expect(found.differentLeaves).toBe(1);
    expect(found.largestDifference).toBeCloseTo(1, 6);
    const single = beside.map((x) => [Math.fround(x)]);
    expect(toXGBoost(model, { verify: single }).differentLeaves).toBe(0);
  });

  it('writes a forest as one round whose leaves are shares', () => {
    const model = new RandomForestRegressor({ nEstimators: 7, randomState: 0 }).fit(X, y);
    const { bytes, differentLeaves, largestDifference } = toXGBoost(model, { verify: X });
    expect(differentLeaves).toBe(0);
    expect(largestDifference).toBeLessThan(1e-5);
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('"num_parallel_tree":"7"');
    expect(text).toContain('"iteration_indptr":[0,7]');
  });

  it('writes categories that go left, unseen ones right', () => {
    const rows = X.map(([a], i) => [a, (i * 5) % 9]);
    const options = { nEstimators: 4, categoricalFeatures: [0, 1], maxCatToOnehot: 1 };
    const model = new GradientBoostingRegressor(options).fit(rows, y);
    const odd = [-1, -0.5, 0.5, 3.9, 40, 1e9, Number.NaN].map((x) => [x, x]);
    const { bytes, differentLeaves } = toXGBoost(model, { verify: [...rows, ...odd] });
    expect(differentLeaves).toBe(0);
    expect(new TextDecoder().decode(bytes)).toContain('"feature_types":["c","c"]');
    expect(boostedXGBoost(bytes).getParams().categoricalFeatures).toEqual([0, 1]);
  });

  it('writes the names of features', () => {
    const model = new GradientBoostingRegressor({ nEstimators: 1 }).fit(X, y);
    const bytes = toXGBoost(model, { featureNames: ['size', 'größe', 'a "b"'] });
    expect(JSON.parse(new TextDecoder().decode(bytes)).learner.feature_names).toEqual([
      'size',
      'größe',
      'a "b"',
    ]);
  });

  it.each([
    [['a', 'b']],
    [['a', 'b', 'b']],
    [['a', 'b', 'c[0]']],
    [['a', 'b<', 'c']],
    ['abc'],
    [[1, 2, 3]],
  ])('refuses the names %j, which XGBoost would', (featureNames) => {
    const model = new GradientBoostingRegressor({ nEstimators: 1 }).fit(X, y);
    expect(() => toXGBoost(model, { featureNames: featureNames as string[] })).toThrow(
      /featureNames must be 3 different names without/,
    );
  });

  it('refuses by name what a file cannot say', () => {
    const wrong = (model: unknown) => () => toXGBoost(model as GradientBoostingRegressor);
    const forest = new RandomForestClassifier({ nEstimators: 2 }).fit(X, labels);
    expect(wrong(forest)).toThrow(/no forest whose leaves are shares of classes/);
    expect(wrong(new KMeans())).toThrow(/can be written, but got a KMeans/);
    expect(wrong(null)).toThrow(/can be written, but got null/);
    expect(wrong(new GradientBoostingRegressor())).toThrow(/not fitted/);
    const own = new GradientBoostingRegressor({
      nEstimators: 1,
      objective: (margins, targets) => ({
        gradient: Array.from(margins, (margin, i) => margin - targets[i]),
        curvature: Array.from(margins, () => 1),
      }),
    }).fit(X, y);
    expect(() => toXGBoost(own)).toThrow(/the objective is a function/);
    const large = new GradientBoostingRegressor({ nEstimators: 1 }).fit(
      X,
      y.map((v) => v * 1e60),
    );
    expect(() => toXGBoost(large)).toThrow(/beyond single precision/);
    const other = new GradientBoostingRegressor({ nEstimators: 1 }).fit(X, y);
    other.setParams({ objective: 'poisson' });
    expect(() => toXGBoost(other)).toThrow(/whose margins are no logarithms/);
    const format = { format: 'xml' } as object;
    expect(() => toXGBoost(other, format)).toThrow(/format must be "json" or "ubj", but got "xml"/);
  });

  it('writes every number of an odd model so that XGBoost casts it: floats with a point, counts without', () => {
    const model = new GradientBoostingRegressor({ nEstimators: 3, maxDepth: 2 }).fit(
      X,
      X.map(() => 2),
    );
    const text = new TextDecoder().decode(toXGBoost(model));
    const floats = /"(?:base_weights|loss_changes|sum_hessian|split_conditions)":\[([^\]]*)\]/g;
    const lists = [...text.matchAll(floats)].flatMap(([, list]) => list.split(','));
    expect(lists.length).toBe(12);
    for (const token of lists) expect(token).toMatch(/[.e]/);
    for (const [, list] of text.matchAll(
      /"(?:\w+_children|parents|split_indices)":\[([^\]]*)\]/g,
    )) {
      for (const token of list.split(',')) expect(token).toMatch(/^-?\d+$/);
    }
  });
});

describe('the text of a single', () => {
  const single = () => fc.float({ noNaN: true, noDefaultInfinity: true });

  it('is that single again, with a point or an exponent, in at most nine digits', () => {
    fc.assert(
      fc.property(single(), (value) => {
        const text = singleText(value);
        expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
        expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d+)?$/);
        expect(text).toMatch(/[.e]/);
        expect(text.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '').length).toBeLessThan(10);
      }),
    );
  });
});

it('trees of any data keep every decision for what single precision holds', () => {
  const cell = fc.oneof(
    fc.float({
      noNaN: true,
      noDefaultInfinity: true,
      min: Math.fround(-1e6),
      max: Math.fround(1e6),
    }),
    fc.constantFrom(Number.NaN, 0, -0, 2 ** -149, 1, 1 + 2 ** -23),
  );
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 4, maxLength: 30 });
  fc.assert(
    fc.property(rows, (samples) => {
      const options = { nEstimators: 2, minChildWeight: 0, randomState: 0 };
      const targets = samples.map((_, i) => (i * 7) % 5);
      const model = new GradientBoostingRegressor(options).fit(samples, targets);
      expect(toXGBoost(model, { verify: samples }).differentLeaves).toBe(0);
      expect(fromXGBoost(toXGBoost(model, { format: 'ubj' })).predict(samples)).toEqual(
        fromXGBoost(toXGBoost(model)).predict(samples),
      );
    }),
    { numRuns: 25 },
  );
});
