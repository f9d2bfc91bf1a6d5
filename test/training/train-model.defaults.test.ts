import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { InvalidInputError } from '../../src/errors.js';
import { createRng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { formatReport } from '../../src/training/report.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { type TrainModelOptions, trainModel } from '../../src/training/train-model.js';
import { setWarningHandler } from '../../src/warnings.js';
import { churn, housePrices } from '../support/mixed-tables.js';

beforeAll(() => {
  setWarningHandler(() => {});
});
afterAll(() => {
  setWarningHandler(null);
});

const r2 = (table: Table, options: TrainModelOptions) => {
  const { metrics } = trainModel(table, { randomState: 0, ...options });
  if (metrics.task !== 'regression') throw new Error('another task');
  return metrics.r2;
};
/** Codes in the order of the alphabet and medians for all. */
const ALIKE = { encoding: 'label', missing: 'fill' } as const;

describe('columns as the model gains by them', () => {
  const houses = housePrices(800, 1);
  // R² with codes and medians for all, and with what each model gets by default, on 160 held-out houses.
  it.each([
    ['linearRegression', 0.8, 0.95],
    ['randomForest', 0.8, 0.84],
    ['gradientBoosting', 0.86, 0.88],
  ])('%s', (modelName, before, after) => {
    const options = { target: 'price', modelName };
    expect(r2(houses, { ...options, preprocessing: ALIKE })).toBeLessThan(before);
    expect(r2(houses, options)).toBeGreaterThan(after);
  });

  it('are categories and gaps for boosting, and are saved so', () => {
    const customers = churn(400, 2);
    const { model, report } = trainModel(customers, {
      target: 'left',
      modelName: 'xgboost',
      randomState: 0,
      hyperparams: { n_estimators: 10 },
    });
    const names = model.preprocessor.getFeatureNamesOut();
    const { categoricalFeatures } = { ...model.estimator.getParams() } as {
      categoricalFeatures: number[];
    };
    expect(categoricalFeatures.map((j) => names[j])).toEqual([
      'contract',
      'payment',
      'region',
      'device',
    ]);
    const reasons = Object.fromEntries(report.columns.map(({ name, reason }) => [name, reason]));
    expect(reasons.daysSinceCall).toMatch(/missing left missing, which the model learns from$/);
    expect(reasons.campaign).toMatch(/^text as the mean target of each of \d+ categories/);
    const loaded = deserialize(serialize(model)) as TabularModel;
    expect(loaded.predictProba(customers)).toEqual(model.predictProba(customers));
    const row = { ...customers.head(1).toRecords()[0], contract: 'unheard of', region: null };
    expect(loaded.predict([row])).toEqual(model.predict([row]));
  });

  it('are hashed where there is no target', () => {
    const { report, model } = trainModel(churn(300, 3), { modelName: 'kmeans', randomState: 0 });
    const names = model.preprocessor.getFeatureNamesOut();
    expect(names.filter((name) => name.startsWith('campaign_'))).toHaveLength(32);
    expect(report.columns.find(({ name }) => name === 'campaign')?.reason).toMatch(
      /^text as 32 features by its hash/,
    );
  });

  it('missing values go to forests of all kinds', () => {
    const table = Table.fromColumns({
      a: [1, null, 3, 4, 5, 6, null, 90],
      b: [1, 2, 1, 2, 1, 2, 1, 2],
    });
    const { model, metrics } = trainModel(table, { modelName: 'isolationForest', randomState: 0 });
    expect(metrics.task).toBe('anomalyDetection');
    expect(model.preprocessor.transform(table).get(1, 0)).toBeNaN();
  });
});

describe('a target in the thousands', () => {
  const table = Table.fromColumns({
    x: Array.from({ length: 120 }, (_, i) => i),
    y: Array.from({ length: 120 }, (_, i) => 200_000 + 1500.5 * i),
  });

  it.each(['svm', 'linearSvm'])('is scaled for %s, and saved with it', (modelName) => {
    const { model, report } = trainModel(table, { target: 'y', modelName, randomState: 0 });
    expect(report.metrics).toMatchObject({ task: 'regression' });
    expect(r2(table, { target: 'y', modelName })).toBeGreaterThan(0.97);
    expect(report.adjusted).toBe(
      'The target is learned with mean 0 and standard deviation 1, and scaled back',
    );
    expect(Number(model.predict([{ x: 60 }])[0])).toBeGreaterThan(250_000);
    const loaded = deserialize(serialize(model)) as TabularModel;
    expect(loaded.predict(table)).toEqual(model.predict(table));
  });

  it('that is not is told to be worse than the mean, in the first line', () => {
    const options = { target: 'y', modelName: 'svm', scaleTarget: false, randomState: 1 };
    const { report } = trainModel(table, options);
    expect(report.alarm).toMatch(
      /^Worse than no model: R² is -\d+\.\d+, where always predicting the mean has -0\.\d+\.$/,
    );
    expect(report.warnings[0]).toBe(report.alarm);
    const lines = formatReport(report).split('\n');
    expect(lines[0]).toBe(report.alarm);
    expect(lines[1]).toMatch(/^svm of "y": regression/);
    expect(lines.filter((line) => line.includes('Worse than no model'))).toHaveLength(1);
    expect(lines.join('\n')).toMatch(/Always predicting the mean \d+(\.\d+)?: R² -0\.\d+, RMSE/);
  });
});

it('warns of probabilities that are worse than the shares of the classes', () => {
  const normal = createNormal(createRng(5));
  const table = Table.fromColumns({
    ...Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [name, Array.from({ length: 200 }, normal)]),
    ),
    y: Array.from({ length: 200 }, () => (normal() > 0 ? 'yes' : 'no')),
  });
  const { report, metrics } = trainModel(table, {
    target: 'y',
    modelName: 'xgboost',
    randomState: 0,
  });
  if (metrics.task !== 'classification' || report.baseline.task !== 'classification')
    throw new Error('another task');
  expect(metrics.logLoss).toBeGreaterThan(report.baseline.logLoss as number);
  expect(report.alarm).toMatch(
    /^Worse than no model: the log loss is .*, where the shares of the classes have 0\.6/,
  );
  const clear = Table.fromColumns({
    x: table.values('a'),
    y: table.values('a').map((a) => Number(a) > 0),
  });
  expect(
    trainModel(clear, { target: 'y', modelName: 'xgboost', randomState: 0 }).report.alarm,
  ).toBeNull();
});

describe('frauds among many', () => {
  const rng = createRng(1);
  const normal = createNormal(rng);
  const frauds = 60;
  const rows = Array.from({ length: 30_000 }, (_, i) => i < frauds);
  const table = Table.fromColumns({
    ...Object.fromEntries(
      Array.from({ length: 6 }, (_, j) => [
        `v${j}`,
        rows.map((fraud) => normal() + (fraud && j < 5 ? 3.5 : 0)),
      ]),
    ),
    fraud: rows,
  });
  const train = (hyperparams: object) =>
    trainModel(table, {
      target: 'fraud',
      modelName: 'xgboost',
      randomState: 0,
      hyperparams: { nEstimators: 30, ...hyperparams },
    });

  it('are found, and balanced scores lead the report', () => {
    const { metrics, report } = train({});
    if (metrics.task !== 'classification') throw new Error('another task');
    expect(metrics.rocAuc).toBeGreaterThan(0.999);
    expect(metrics.balancedAccuracy).toBeGreaterThan(0.8);
    expect(report.uneven).toBe(true);
    expect(report.adjusted).toBe('Learned with maxDeltaStep 1, because a class is rare');
    const lines = formatReport(report).split('\n');
    const at = lines.findIndex((line) => line.startsWith('Scores on'));
    expect(lines[at + 1]).toBe(
      '  One class is rare, so scores in which all classes count alike come first.',
    );
    expect(lines[at + 2]).toMatch(/^ {2}balanced accuracy 0\.\d+, mean F1 of the classes/);
    expect(lines[at + 4]).toMatch(
      /^ {2}Always predicting false: accuracy 0\.998\d, balanced accuracy 0\.5000/,
    );
  });

  it('keep the settings that were asked for', () => {
    const { model, report } = train({ learningRate: 0.2, max_delta_step: 2, nEstimators: 2 });
    expect(model.estimator.getParams()).toMatchObject({ learningRate: 0.2, maxDeltaStep: 2 });
    expect(report.adjusted).toBeNull();
  });
});

describe('too many classes are refused before they are learned:', () => {
  const x = Array.from({ length: 2000 }, (_, i) => i);
  const options = { target: 'y', modelName: 'randomForest', task: 'classification' } as const;
  it.each<[string, unknown[], string]>([
    [
      'amounts',
      x.map((i) => i + 0.5),
      'holds numbers such as 0.5, which are amounts. Pass task: "regression"',
    ],
    [
      'whole amounts',
      x,
      'has 2000 different values in 2000 rows, too many to learn as classes: there may be 20, or one in five rows. Pass task: "regression" if they are amounts',
    ],
    ['names', x.map((i) => `n${i % 500}`), 'has 500 different values in 2000 rows'],
  ])('%s', (_what, y, words) => {
    const table = Table.fromColumns({ x, y: y as number[] });
    expect(() => trainModel(table, options)).toThrow(InvalidInputError);
    expect(() => trainModel(table, options)).toThrow(words);
  });
});
