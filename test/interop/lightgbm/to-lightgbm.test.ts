import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidParameterError, ModelFormatError, NotFittedError } from '../../../src/errors.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { boostedRegressor } from '../../../src/interop/boosted-model.js';
import { fromForeignTree } from '../../../src/interop/foreign-tree.js';
import { fromLightGBM } from '../../../src/interop/lightgbm/from-lightgbm.js';
import { toLightGBM } from '../../../src/interop/lightgbm/to-lightgbm.js';
import { fromXGBoost } from '../../../src/interop/xgboost/from-xgboost.js';
import { interopCase, interopFile } from '../../support/interop-cases.js';
import {
  type EngineAnswers,
  leavesAsWritten,
  marginsOf,
  ownModels,
  rowsFor,
} from '../../support/lightgbm-models.js';

const readable = readdirSync(fileURLToPath(new URL('../../fixtures/interop', import.meta.url)))
  .filter((file) => /^lgb-(?!zero|linear|forest).*\.txt$/.test(file))
  .map((file) => [file, interopFile(file)] as const);

/** What LightGBM 4.7.0 said of models written for it; engine.slow.test.ts records it. */
const recorded = JSON.parse(interopFile('to-lightgbm.json').toString()) as {
  lightgbm: string;
  models: ({ name: string; text: string; X: (number | null)[][] } & EngineAnswers)[];
};

describe.each(recorded.models)('a written model in LightGBM: $name', (task) => {
  const X = task.X.map((row) => row.map((value) => value ?? Number.NaN));
  const model = fromLightGBM(task.text);
  /** LightGBM's margins of a forest are sums. */
  const divisor = task.text.includes('\naverage_output\n') ? model.estimators.length : 1;

  it('reaches the same leaves', () => {
    expect(leavesAsWritten({ name: '', model, categorical: [], X }, X)).toEqual(task.leaves);
  });

  it('has the same margins, to 1e-12', () => {
    const theirs = task.raw.flat().map((margin) => margin / divisor);
    for (const [i, margin] of marginsOf({ model }, X).flat().entries()) {
      expect(margin).toBeCloseTo(theirs[i], 12);
    }
  });

  it('has the same contributions, to 1e-6', () => {
    const { values, expectedValue } = treeShap(model, X);
    const ours = X.map((_, i) =>
      values.flatMap((output, k) => [...output.getRow(i), expectedValue[k]]),
    );
    for (const [i, row] of task.contributions.entries()) {
      for (const [j, value] of row.entries()) expect(ours[i][j]).toBeCloseTo(value / divisor, 6);
    }
  });
});

describe('own models, with missing values and categories', () => {
  it.each(ownModels().map((own) => [own.name, own] as const))(
    'are read back as written: %s',
    (_, own) => {
      const X = rowsFor(own, 500, false);
      const { text, largestDifference, ...others } = toLightGBM(own.model, { verify: X });
      expect(others).toEqual({ rows: 500, differentLeaves: 0 });
      expect(largestDifference).toBeLessThan(1e-14); // of several outputs, the start is added first instead of last
      expect(toLightGBM(own.model)).toBe(text);
      // Trees of text stay what they are, start and forest included.
      expect(fromLightGBM(text).estimators.length).toBeGreaterThanOrEqual(
        own.model.estimators.length,
      );
    },
  );
});

it.each(readable)('what was read is written as it was: %s', (_, file) => {
  const model = fromLightGBM(file);
  const back = fromLightGBM(toLightGBM(model));
  expect(back.getParams()).toEqual(model.getParams());
  for (const [t, { loss, ...tree }] of back.estimators.entries()) {
    const { loss: before, ...same } = model.estimators[t];
    expect(tree).toEqual(same);
    // Gains of six digits are differences of losses, which round.
    for (const [node, value] of loss.entries()) {
      expect(Math.abs(value - before[node])).toBeLessThan(1e-12 * before[0]);
    }
  }
});

it('models of any numbers are read back as written', () => {
  const cell = fc.oneof(
    fc.double({ noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 5e-324, -5e-324, 1.7976931348623157e308, 0.1, Number.NaN),
  );
  const code = fc.constantFrom(0, 1, 2, 31, 32, 63, 64, 200, Number.NaN);
  const row = fc.tuple(cell, cell, code);
  // Targets that differ by less than 1e-140 are refused.
  const target = fc
    .double({ min: -1e6, max: 1e6, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(row, target), {
        minLength: 4,
        maxLength: 30,
      }),
      fc.array(row, { minLength: 1, maxLength: 20 }),
      (samples, others) => {
        const X = samples.map(([values]) => values);
        const y = samples.map(([, target]) => target);
        const options = {
          nEstimators: 3,
          minChildWeight: 0,
          categoricalFeatures: [2],
          maxCatToOnehot: 2,
        };
        const model = new GradientBoostingRegressor(options).fit(X, y);
        const { text: _, ...verified } = toLightGBM(model, { verify: [...X, ...others] });
        const rows = X.length + others.length;
        expect(verified).toEqual({ rows, differentLeaves: 0, largestDifference: 0 });
      },
    ),
    { numRuns: 60 },
  );
});

const X = [
  [0, 1],
  [1, 1],
  [2, 0],
  [3, 0],
];
const classifier = (y: readonly (string | number | boolean)[]) =>
  new GradientBoostingClassifier({ nEstimators: 2, minChildWeight: 0 }).fit(X, y);

describe('labels', () => {
  it.each([
    [['no', 'no', 'yes', 'yes']],
    [['a=b', 'a=b', 'new\nline "x"', 'ü']],
    [[true, true, false, false]],
    [[7, 7, -3, 2 ** 40]],
  ])('come back: %j', (y) => {
    const model = classifier(y);
    const back = fromLightGBM(toLightGBM(model)) as GradientBoostingClassifier;
    expect(back.classes).toEqual(model.classes);
    expect(back.predict(X)).toEqual(model.predict(X));
    const given = model.classes.map((_, k) => `class ${k}`);
    const named = fromLightGBM(toLightGBM(model), { classes: given }) as GradientBoostingClassifier;
    expect(named.classes).toEqual(given);
  });

  it('are not noted where they are the numbers that LightGBM has', () => {
    expect(toLightGBM(classifier([0, 0, 1, 2]))).not.toContain('fitpredict');
  });

  it('that someone else changed are refused', () => {
    const text = toLightGBM(classifier(['a', 'a', 'b', 'b']));
    for (const other of [
      '["a"]',
      '["a","a"]',
      '[["a"],"b"]',
      '{"length":2}',
      'a,b',
      '[null,null]',
    ]) {
      expect(() => fromLightGBM(text.replace('["a","b"]', other))).toThrow(/classes in the file/);
    }
  });
});

describe('names of columns', () => {
  const model = classifier([0, 0, 1, 1]);

  it('are those given, or numbers', () => {
    expect(toLightGBM(model)).toContain('\nfeature_names=Column_0 Column_1\n');
    const featureNames = ['Größe', 'a=b'];
    expect(toLightGBM(model, { featureNames })).toContain('\nfeature_names=Größe a=b\n');
    fromLightGBM(toLightGBM(model, { featureNames }));
  });

  it.each([
    [['a'], /list of 2 names/],
    ['ab', /list of 2 names/],
    [['a', 'a'], /featureNames\[1\] is "a", which another column has too/],
    [['a b', 'c'], /featureNames\[0\] is "a b", but LightGBM takes no spaces/],
    [['a', 'b,c'], /featureNames\[1\]/],
    [['', 'c'], /featureNames\[0\]/],
    [['a\nTree=9', 'c'], /featureNames\[0\]/],
    [[1, 2], /featureNames\[0\] is 1/],
  ])('are refused: %j', (featureNames, words) => {
    const write = () => toLightGBM(model, { featureNames: featureNames as string[] });
    expect(write).toThrow(InvalidParameterError);
    expect(write).toThrow(words);
  });
});

describe('what LightGBM cannot hold', () => {
  it('is refused: an isolation forest, a model that is not fitted, an option that is not there', () => {
    const forest = new IsolationForest({ nEstimators: 2, randomState: 0 }).fit(X);
    expect(() => toLightGBM(forest as never)).toThrow(/no form for an? IsolationForest/);
    expect(() => toLightGBM(null as never)).toThrow(InvalidParameterError);
    expect(() => toLightGBM(new GradientBoostingRegressor())).toThrow(NotFittedError);
    expect(() => toLightGBM(classifier([0, 0, 1, 1]), { names: [] } as never)).toThrow(
      /featureNames/,
    );
  });

  it('is refused: missing values on the side of a set of categories', () => {
    const tree = fromForeignTree(
      {
        nodes: 3,
        root: 0,
        split: (node) =>
          node === 0
            ? { feature: 1, left: 1, right: 2, missingLeft: true, goesLeft: [0, 2] }
            : undefined,
        value: (node) => node,
        cover: () => 1,
        gain: () => 1,
      },
      'test',
    );
    const learned = {
      nFeatures: 2,
      trees: [tree],
      numParallelTree: 1,
      start: [0],
      bestIteration: null,
    } as const;
    const model = boostedRegressor({ ...learned, arithmetic: 'double' }, 'identity', {});
    expect(() => toLightGBM(model)).toThrow(ModelFormatError);
    expect(() => toLightGBM(model)).toThrow(
      /categories of feature 1 sends missing values to the side of its set/,
    );
  });
});

it('tells how many leaves differ, where a code between -1 and 0 counts as category 0', () => {
  const [own] = ownModels();
  const X = rowsFor(own, 400, false).map((row) => [-0.5, ...row.slice(1)]);
  const verified = toLightGBM(own.model, { verify: X });
  const readBack = fromLightGBM(toLightGBM(own.model));
  const ours = leavesAsWritten(own, X).flat();
  const theirs = leavesAsWritten({ ...own, model: readBack }, X).flatMap((row) => row.slice(3));
  const different = ours.filter((leaf, at) => leaf !== theirs[at]).length;
  expect(different).toBeGreaterThan(0);
  expect(verified.differentLeaves).toBe(different);
  expect(verified.largestDifference).toBeGreaterThan(0);
});

it.each(['binary-missing', 'multiclass', 'poisson', 'dart'])(
  'a model of XGBoost reaches the same leaves; its margins are summed in double precision: %s',
  (name) => {
    const { bytes, X } = interopCase(`xgb-${name}`);
    const model = fromXGBoost(bytes) as GradientBoostingClassifier;
    const { differentLeaves, largestDifference } = toLightGBM(model, { verify: X });
    expect(differentLeaves).toBe(0);
    expect(largestDifference).toBeGreaterThan(0);
    expect(largestDifference).toBeLessThan(1e-6);
  },
);
