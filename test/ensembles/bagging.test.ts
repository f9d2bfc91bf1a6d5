import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { BaggingClassifier } from '../../src/ensembles/bagging/bagging-classifier.js';
import { BaggingRegressor } from '../../src/ensembles/bagging/bagging-regressor.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { trainTestSplit } from '../../src/preprocessing/splitting/train-test-split.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { scaledLogistic } from './support.js';

const cancer = loadBreastCancer();
const diabetes = loadDiabetes();
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(diabetes.data, diabetes.target, {
  randomState: 0,
});
const rows = Array.from({ length: 30 }, (_, i) => [i, (i * 7) % 11, (i * i) % 13]);
const names = rows.map(([a]) => (a < 10 ? 'low' : a < 25 ? 'middle' : 'high'));
const numbers = rows.map(([a, b]) => a + 0.1 * b);

describe('bagging', () => {
  it('beats the one tree that it is made of, and its out-of-bag score foretells by how much', () => {
    const tree = new RandomForestRegressor({ nEstimators: 1, bootstrap: false, maxFeatures: null });
    const alone = tree.fit(XTrain, yTrain).score(XTest, yTest);
    const model = new BaggingRegressor({ nEstimators: 50, oobScore: true, randomState: 0 });
    const together = model.fit(XTrain, yTrain).score(XTest, yTest);
    expect(together).toBeGreaterThan(alone + 0.2);
    // scikit-learn 1.9.1, BaggingRegressor(n_estimators=50, oob_score=True) on diabetes, seeds 0 to 9: oob 0.36 to 0.43.
    expect(model.oobScore).toBeGreaterThan(0.3);
    expect(model.oobScore).toBeLessThan(0.5);
    expect(model.oobPrediction).toHaveLength(yTrain.length);
  });

  it('is as good as scikit-learn’s on breast cancer', () => {
    const model = new BaggingClassifier({ nEstimators: 30, oobScore: true, randomState: 1 });
    model.fit(cancer.data, cancer.target);
    // scikit-learn 1.9.1, BaggingClassifier(n_estimators=30, oob_score=True), seeds 0 to 9: oob_score_ 0.947 to 0.961.
    expect(model.oobScore).toBeGreaterThan(0.94);
    expect(model.oobDecisionFunction?.rows).toBe(569);
  });

  it('gives each copy the features it asks for, by position or by name', () => {
    const model = new BaggingClassifier({
      estimator: new LogisticRegression(),
      nEstimators: 4,
      maxFeatures: 2,
      randomState: 0,
    }).fit(rows, names);
    for (const own of model.estimatorsFeatures) expect(new Set(own).size).toBe(2);
    const table = Table.fromColumns({
      a: rows.map(([a]) => a),
      b: rows.map(([, b]) => (b > 5 ? 'yes' : 'no')),
    });
    const pipeline = new Pipeline({
      steps: [
        ['prepare', new TabularPreprocessor()],
        ['model', new LogisticRegression()],
      ],
    });
    const ofTable = new BaggingClassifier({
      estimator: pipeline,
      maxFeatures: { count: 1 },
      randomState: 0,
    });
    const fitted = ofTable.fit(table, names);
    expect(fitted.predict(table.select(['b', 'a']))).toEqual(fitted.predict(table));
    expect(() => fitted.predict(rows)).toThrow(
      'X is a matrix, but the model was fitted on a Table.',
    );
    expect(() => model.predict(table)).toThrow(
      'X is a Table, but the model was fitted on a matrix.',
    );
    expect(() => ofTable.setParams({ bootstrapFeatures: true }).fit(table, names)).toThrow(
      'bootstrapFeatures can draw a column twice, but the names of a Table differ.',
    );
    const twice = new BaggingRegressor({
      nEstimators: 20,
      bootstrapFeatures: true,
      randomState: 0,
    });
    const drawn = twice.fit(rows, numbers).estimatorsFeatures;
    expect(drawn.some((own) => new Set(own).size < own.length)).toBe(true);
  });

  it('adds copies by warmStart as if all had been trained at once', async () => {
    const options = { estimator: new LinearRegression(), randomState: 3, maxSamples: 0.5 };
    const grown = new BaggingRegressor({ ...options, nEstimators: 2, warmStart: true });
    grown.fit(rows, numbers).setParams({ nEstimators: 5 });
    const first = grown.estimators[0];
    await grown.fitAsync(rows, numbers);
    expect(grown.estimators[0]).toBe(first);
    const atOnce = new BaggingRegressor({ ...options, nEstimators: 5 }).fit(rows, numbers);
    expect(grown.predict(rows)).toEqual(atOnce.predict(rows));
    grown.setParams({ nEstimators: 1 });
    expect(() => grown.fit(rows, numbers)).toThrow(
      'nEstimators must be at least the 5 copies there are, but got 1',
    );
    expect(() => grown.setParams({ nEstimators: 9 }).fit([[1], [2]], [1, 2])).toThrow(
      'X must have the 3 features of the last fit',
    );
  });

  it('draws by weight: samples without any are never seen', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (randomState, bootstrap) => {
        const sampleWeight = rows.map((_, i) => i % 2);
        const spoiled = numbers.map((value, i) => (i % 2 === 0 ? 1e9 : value));
        const model = new BaggingRegressor({
          estimator: new LinearRegression(),
          nEstimators: 2,
          bootstrap,
          randomState,
        }).fit(rows, spoiled, { sampleWeight });
        const plane = rows.map(([a, b]) => a + 0.1 * b);
        for (const [i, value] of model.predict(rows).entries())
          expect(value).toBeCloseTo(plane[i], 6);
      }),
      { numRuns: 20 },
    );
  });

  it('knows all classes, also where a draw lacks one, and draws again where there is but one', () => {
    const labels = rows.map((_, i) => (i === 0 ? 'rare' : i % 2 === 0 ? 'even' : 'odd'));
    const model = new BaggingClassifier({
      estimator: new LinearSVC(),
      nEstimators: 6,
      maxSamples: 4,
      randomState: 0,
    });
    const fitted = model.fit(rows, labels);
    expect(fitted.classes).toEqual(['even', 'odd', 'rare']);
    for (const row of fitted.predictProba(rows).to2DArray()) {
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    expect(() => fitted.decisionFunction(rows)).toThrow(
      'a copy was trained on a draw that lacked a class',
    );
    const single = new BaggingClassifier({ estimator: new LinearSVC(), maxSamples: { count: 1 } });
    expect(() => single.fit(rows, labels)).toThrow(
      '100 draws of samples held one class each. Raise maxSamples',
    );
  });

  it('averages decisions, and votes where there are no probabilities', () => {
    const model = new BaggingClassifier({ estimator: new SVC(), nEstimators: 5, randomState: 0 });
    const fitted = model.fit(cancer.data, cancer.target);
    const said = fitted.decisionFunction(cancer.data);
    expect(Array.isArray(said) && said.length).toBe(569);
    const [[first]] = fitted.predictProba(cancer.data).to2DArray();
    expect(first * 5).toBeCloseTo(Math.round(first * 5), 9);
    expect(() => new BaggingClassifier().fit(rows, names).decisionFunction(rows)).toThrow(
      'the estimator has no decisionFunction. Use predictProba.',
    );
  });

  it('seeds what is inside, so that the same seed gives the same copies and copies differ', () => {
    const forest = new RandomForestClassifier({ nEstimators: 1, randomState: 5 });
    const made = () =>
      new BaggingClassifier({
        estimator: forest,
        nEstimators: 3,
        randomState: 1,
        bootstrap: false,
      }).fit(rows, names);
    const seeds = made().estimators.map((own) => Reflect.get(own.getParams(), 'randomState'));
    expect(new Set(seeds).size).toBe(3);
    expect(made().predictProba(rows)).toEqual(made().predictProba(rows));
    expect(scaledLogistic().getParams()).not.toHaveProperty('model__randomState');
  });

  it.each([
    [
      { oobScore: true, bootstrap: false },
      'oobScore needs samples that are drawn, but bootstrap is false.',
    ],
    [{ oobScore: true, warmStart: true }, 'oobScore needs what all copies learned from'],
    [
      { estimator: new LinearRegression() },
      'estimator is a LinearRegression, which is no classifier. Pass one.',
    ],
  ])('refuses %o', (options, message) => {
    expect(() => new BaggingClassifier(options)).toThrow(message);
  });

  it('refuses more samples or features than there are', () => {
    const made = (options: object) => () => new BaggingRegressor(options).fit(rows, numbers);
    expect(made({ maxSamples: 31 })).toThrow('maxSamples is 31, but X has only 30 samples');
    expect(made({ maxSamples: 31, bootstrap: false })).toThrow(
      'maxSamples is 31, but X has only 30 samples',
    );
    expect(made({ maxFeatures: 4 })).toThrow('maxFeatures is 4, but X has only 3 features');
  });
});
