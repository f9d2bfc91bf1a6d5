import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { InvalidParameterError } from '../../src/errors.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { getModelInfo, listModels, registerModel } from '../../src/training/catalogue.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel } from '../../src/training/train-model.js';
import { NearestCentre } from '../support/nearest-centre.js';

it('lists the models with their tasks', () => {
  const tasks = Object.fromEntries(listModels().map(({ name, tasks }) => [name, tasks]));
  expect(tasks.linearRegression).toEqual(['regression']);
  expect(tasks.logisticRegression).toEqual(['classification']);
});

it('tells type, range, default and words of every hyperparameter', () => {
  const { hyperparameters } = getModelInfo('logisticRegression');
  const C = hyperparameters.classification?.find(({ name }) => name === 'C');
  expect(C).toMatchObject({ type: 'real', default: 1 });
  expect(C?.range).toMatch(/^a number > 0/);
  for (const { tasks, hyperparameters } of listModels()) {
    for (const task of tasks) {
      for (const { about, range } of hyperparameters[task] ?? []) {
        expect(about.length).toBeGreaterThan(10);
        expect(range.length).toBeGreaterThan(0);
      }
    }
  }
});

it('knows a model under scikit-learn’s spelling too', () => {
  expect(getModelInfo('linear_regression').name).toBe('linearRegression');
});

it.each([
  ['xgboost', 'gradientBoosting'],
  ['xgboost_model', 'gradientBoosting'],
  ['XGBClassifier', 'gradientBoosting'],
  ['hist_gradient_boosting_regressor', 'gradientBoosting'],
  ['kmeans', 'kMeans'],
  ['k-means clustering', 'kMeans'],
  ['svm', 'svm'],
  ['svm_model', 'svm'],
  ['SVC', 'svm'],
  ['LinearSVR', 'linearSvm'],
  ['random_forest', 'randomForest'],
  ['RandomForestClassifier', 'randomForest'],
  ['dbscan_model', 'dbscan'],
  ['isolation_forest', 'isolationForest'],
  ['logit', 'logisticRegression'],
])('answers to %s as %s', (alias, name) => {
  expect(getModelInfo(alias).name).toBe(name);
});

it('has no name or alias for two models', () => {
  const names = listModels().flatMap(({ name, aliases }) => [name.toLowerCase(), ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, aliases } of listModels()) {
    for (const alias of aliases) expect(getModelInfo(alias).name).toBe(name);
  }
});

it('names the nearest model when there is none of the name', () => {
  expect(() => getModelInfo('logistikRegression')).toThrow(
    'getModelInfo: there is no model "logistikRegression". Did you mean "logisticRegression"?',
  );
});

describe('a registered model', () => {
  const entry = {
    name: 'nearestCentre',
    about: 'The class whose centre is nearest.',
    estimators: { classification: NearestCentre },
    scaleFeatures: true,
  };

  it('is listed, trained by name and loaded', () => {
    registerModel(entry);
    expect(listModels().map(({ name }) => name)).toContain('nearestCentre');
    const table = Table.fromColumns({
      size: Array.from({ length: 40 }, (_, i) => i),
      kind: Array.from({ length: 40 }, (_, i) => (i < 20 ? 'small' : 'large')),
    });
    const { model, metrics, report } = trainModel(table, {
      target: 'kind',
      modelName: 'nearest_centre',
      hyperparams: { shrinkage: 0.1 },
      randomState: 1,
    });
    expect(metrics).toMatchObject({ task: 'classification', accuracy: 1 });
    expect(report.importance).toBe('permutation');
    const loaded = deserialize(serialize(model)) as TabularModel;
    expect(loaded.predict([{ size: 3 }, { size: 33 }])).toEqual(['small', 'large']);
  });

  it('cannot take a name that there is', () => {
    const taken = { ...entry, name: 'linear_regression' };
    expect(() => registerModel(taken)).toThrow(InvalidParameterError);
    expect(() => registerModel(taken)).toThrow('there is a model "linearRegression" already');
  });

  it('needs an estimator', () => {
    expect(() => registerModel({ ...entry, name: 'empty', estimators: {} })).toThrow(
      'registerModel: "empty" has no estimator. Pass a class for at least one task.',
    );
  });
});
