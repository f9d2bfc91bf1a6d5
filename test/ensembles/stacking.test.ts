import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { StackingClassifier } from '../../src/ensembles/stacking/stacking-classifier.js';
import { StackingRegressor } from '../../src/ensembles/stacking/stacking-regressor.js';
import { clone } from '../../src/estimator.js';
import { DummyRegressor } from '../../src/estimators/dummy/dummy-regressor.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { KFold } from '../../src/model-selection/k-fold.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';
import { ByHeart, Witness } from './by-heart.js';
import { closeRows, every, scaledLogistic } from './support.js';

const { stacking } = reference<{
  stacking: Record<string, number[][]> & { diabetes: number[] };
}>('ensembles');
const sets = { iris: loadIris(), breastCancer: loadBreastCancer() };
const diabetes = loadDiabetes();

const cases = (['iris', 'breastCancer'] as const).flatMap((name) =>
  (['auto', 'decisionFunction', 'predict'] as const).flatMap((stackMethod) =>
    [false, true].map((passthrough) => ({ name, stackMethod, passthrough })),
  ),
);
const PYTHON = { auto: 'auto', decisionFunction: 'decision_function', predict: 'predict' };

describe('a stacking classifier', () => {
  it.each(cases)('is that of scikit-learn: $name, $stackMethod, $passthrough', (options) => {
    const { name, stackMethod, passthrough } = options;
    const { data, target } = sets[name];
    const model = new StackingClassifier({
      estimators: [
        ['weak', scaledLogistic(0.01)],
        ['dropped', 'drop'],
        ['strong', scaledLogistic()],
      ],
      finalEstimator: scaledLogistic(),
      cv: 4,
      stackMethod,
      passthrough,
    }).fit(data, target);
    const flag = passthrough ? 'True' : 'False';
    const expected = stacking[`${name} ${PYTHON[stackMethod]} ${flag}`];
    closeRows(model.predictProba(every(20, data.to2DArray())).to2DArray(), expected, 1e-9);
  });

  it('never learns from answers about samples that were learned from', () => {
    const rows = fc.integer({ min: 8, max: 24 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 4 }), fc.integer(), (n, nSplits, seed) => {
        const X = Array.from({ length: n }, (_, i) => [i]);
        const y = X.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
        const cv = new KFold({ nSplits, shuffle: true, randomState: seed });
        setWarningHandler(() => {});
        new StackingClassifier({
          estimators: [['heart', new ByHeart()]],
          finalEstimator: new Witness(),
          cv,
        }).fit(X, y);
        setWarningHandler(null);
        expect(new Set(Witness.seen.flat())).toEqual(new Set([0.1]));
      }),
      { numRuns: 30 },
    );
  });

  it('answers about all folds of one cut, whatever chance the splitter takes', () => {
    const X = Array.from({ length: 12 }, (_, i) => [i]);
    const y = X.map((_, i) => i % 2);
    const twice = [
      ['one', new LogisticRegression()],
      ['two', new LogisticRegression()],
    ] as const;
    new StackingClassifier({
      estimators: twice,
      finalEstimator: new Witness(),
      cv: new KFold({ nSplits: 3, shuffle: true }),
    }).fit(X, y);
    for (const [one, two] of Witness.seen) expect(one).toBe(two);
  });

  it('names its columns, and tells of each fit', async () => {
    const { data, target } = sets.iris;
    const reports: string[] = [];
    const model = new StackingClassifier({
      estimators: [
        ['linear', new LogisticRegression()],
        ['svm', new LinearSVC()],
      ],
      cv: 3,
      passthrough: true,
    });
    const fitted = await model.fitAsync(data, target, {
      onProgress: ({ done, total, unit }) => reports.push(`${done} of ${total} ${unit}`),
    });
    expect(reports).toEqual(Array.from({ length: 9 }, (_, i) => `${i + 1} of 9 fit`));
    expect(fitted.getFeatureNamesOut(['a', 'b', 'c', 'd'])).toEqual([
      ...[0, 1, 2].map((k) => `stackingclassifier_linear${k}`),
      ...[0, 1, 2].map((k) => `stackingclassifier_svm${k}`),
      ...['a', 'b', 'c', 'd'],
    ]);
    expect(fitted.transform(data).columns).toBe(10);
    expect(fitted.score(data, target)).toBeGreaterThan(0.95);
  });

  it('hands tables on to pipelines, and keeps its estimators when it is saved', () => {
    const table = Table.fromColumns({
      size: [1, 2, 3, 2, 8, 9, 7, 9],
      kind: ['a', 'a', 'b', 'a', 'b', 'b', 'a', 'b'],
    });
    const labels = ['no', 'no', 'no', 'no', 'yes', 'yes', 'yes', 'yes'];
    const pipeline = new Pipeline({
      steps: [
        ['prepare', new TabularPreprocessor()],
        ['model', new LogisticRegression()],
      ],
    });
    const model = new StackingClassifier({ estimators: [['pipe', pipeline]], cv: 2 });
    const fitted = model.fit(table, labels);
    expect(fitted.predict(table)).toEqual(labels);
    const loaded = deserialize(serialize(fitted)) as StackingClassifier;
    expect(loaded.predictProba(table)).toEqual(fitted.predictProba(table));
    expect(clone(model).setParams({ pipe__model__C: 2 }).getParams()).toHaveProperty(
      'pipe__model__C',
      2,
    );
    expect(pipeline.isFitted).toBe(false);
    const passing = new StackingClassifier({
      estimators: [['pipe', pipeline]],
      cv: 2,
      passthrough: true,
    });
    expect(() => passing.fit(table, labels)).toThrow('column "kind" is text');
  });

  it('does not bring back a class that weighs nothing', () => {
    const X = Array.from({ length: 12 }, (_, i) => [i]);
    const y = X.map((_, i) => ['a', 'b', 'c'][i % 3]);
    const sampleWeight = y.map((label) => (label === 'c' ? 0 : 1));
    const estimators = [['linear', new LogisticRegression()]] as const;
    const fitted = new StackingClassifier({ estimators, cv: 2 }).fit(X, y, { sampleWeight });
    expect(fitted.classes).toEqual(['a', 'b']);
    expect(fitted.predictProba(X).columns).toBe(2);
  });

  it.each([
    [
      { finalEstimator: new LinearRegression() },
      'finalEstimator is a LinearRegression, which is no classifier.',
    ],
    [
      { stackMethod: 'predictProba', estimators: [['svm', new LinearSVC()]] },
      'stackMethod is "predictProba", but the estimator "svm" is a LinearSVC that has none.',
    ],
    [{ cv: 1 }, 'cv must be an integer >= 2'],
  ] as const)('refuses %o', (options, message) => {
    const estimators = [['linear', new LogisticRegression()]] as const;
    expect(() => new StackingClassifier({ estimators, ...options })).toThrow(message);
  });

  it('says that its last estimator has no probabilities', () => {
    const { data, target } = sets.iris;
    const model = new StackingClassifier({
      estimators: [['a', new LogisticRegression()]],
      finalEstimator: new LinearSVC(),
      cv: 2,
    });
    const fitted = model.fit(data, target);
    expect(() => fitted.predictProba(data)).toThrow(
      'the last estimator is a LinearSVC, which has no predictProba. Use predict',
    );
  });

  it('needs folds that hold out every sample once', () => {
    const model = new StackingClassifier({
      estimators: [['a', new LogisticRegression()]],
      cv: [
        [
          [0, 1, 2, 3],
          [4, 5],
        ],
      ],
    });
    expect(() => model.fit([[0], [1], [2], [3], [4], [5]], [0, 1, 0, 1, 0, 1])).toThrow(
      'sample 0 is in 0 test parts',
    );
  });
});

describe('a stacking regressor', () => {
  it('is that of scikit-learn', () => {
    const { data, target } = diabetes;
    const model = new StackingRegressor({
      estimators: [
        ['linear', new LinearRegression()],
        ['mean', new DummyRegressor()],
      ],
      cv: 4,
      passthrough: true,
    }).fit(data, target);
    const rows = every(40, data.to2DArray());
    closeRows([model.predict(rows)], [stacking.diabetes], 1e-9);
    expect(model.transform(rows).columns).toBe(12);
    expect(model.getFeatureNamesOut().slice(0, 3)).toEqual([
      'stackingregressor_linear',
      'stackingregressor_mean',
      'x0',
    ]);
  });
});
