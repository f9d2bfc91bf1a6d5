import { expect, expectTypeOf, it } from 'vitest';
import { loadIris } from '../../src/datasets/load-iris.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { serialize } from '../../src/serialization/bytes.js';
import { createTrainer } from '../../src/training/create-trainer.js';
import { trainModel, trainModelAsync } from '../../src/training/train-model.js';
import { NearestCentre } from '../support/nearest-centre.js';

const { table } = loadIris();
const forest = {
  target: 'target',
  modelName: 'randomForest',
  hyperparams: { nEstimators: 2 },
  randomState: 0,
} as const;

it('trains what trainModel trains, to the bit', async () => {
  const trainer = createTrainer([RandomForestClassifier, KMeans]);
  const one = trainer.trainModel(table, forest);
  const whole = trainModel(table, forest);
  expectTypeOf(one).toEqualTypeOf(whole);
  expect(serialize(one.model)).toEqual(serialize(whole.model));
  const other = await trainer.trainModelAsync(table, forest);
  expect(serialize(other.model)).toEqual(serialize((await trainModelAsync(table, forest)).model));
  const clusters = { modelName: 'kMeans', hyperparams: { nClusters: 3 }, randomState: 0 } as const;
  const numbers = table.drop(['target']);
  expect(serialize(trainer.trainModel(numbers, clusters).model)).toEqual(
    serialize(trainModel(numbers, clusters).model),
  );
});

it.each([
  ['an instance', new LogisticRegression(), 'a LogisticRegression'],
  ['a number', 3, '3'],
  ['null', null, 'null'],
])('says which of the models is %s', (_, model, shown) => {
  expect(() => createTrainer([KMeans, model as never])).toThrow(
    `createTrainer: models[1] must be a class or an entry, but got ${shown}.`,
  );
});

it('knows no other model', async () => {
  const trainer = createTrainer([LogisticRegression]);
  const unknown = 'there is no model "randomForest". Known: "logisticRegression".';
  expect(() => trainer.trainModel(table, forest)).toThrow(`trainModel: ${unknown}`);
  await expect(trainer.trainModelAsync(table, forest)).rejects.toThrow(
    `trainModelAsync: ${unknown}`,
  );
});

it('does only the tasks of the classes that it has', () => {
  const trainer = createTrainer([RandomForestClassifier]);
  expect(() => trainer.trainModel(table, { ...forest, target: 'sepal length (cm)' })).toThrow(
    'trainModel: randomForest predicts classes, but "sepal length (cm)" holds 35 different numbers. Use a model for regression.',
  );
});

it('compares all that it has where the model is chosen, also one of one’s own', () => {
  const own = {
    name: 'nearestCentre',
    about: 'The class whose centre is nearest.',
    estimators: { classification: NearestCentre },
    scaleFeatures: true,
  };
  const trainer = createTrainer([KMeans, own, LogisticRegression]);
  const { report } = trainer.trainModel(table, {
    target: 'target',
    modelName: 'auto',
    randomState: 0,
  });
  const names = report.comparison?.ranking.map(({ name }) => name).sort();
  expect(names).toEqual(['baseline', 'logisticRegression', 'nearestCentre']);
  const { model } = trainer.trainModel(table, { target: 'target', modelName: 'nearest_centre' });
  expect(model.modelName).toBe('nearestCentre');
  const linear = createTrainer([LinearRegression, KMeans]);
  expect(() => linear.trainModel(table, { target: 'target', modelName: 'auto' })).toThrow(
    'trainModel: no model to choose from does classification: there is linearRegression. Pass createTrainer the class of one that does.',
  );
});

it('refuses what is no model, or has no name', () => {
  for (const models of [[], undefined, LogisticRegression]) {
    expect(() => createTrainer(models as never)).toThrow(
      'createTrainer: models must be an array of at least one model, but got ',
    );
  }
  expect(() => createTrainer([MiniBatchKMeans])).toThrow(
    'createTrainer: MiniBatchKMeans is no class that trainModel has a name for. Pass { name, about, estimators, scaleFeatures }, as registerModel takes it.',
  );
  const twice = { name: 'logistic_regression', estimators: { classification: NearestCentre } };
  expect(() => createTrainer([twice as never, LogisticRegression])).toThrow(
    'createTrainer: there is a model "logisticRegression" already. Pass another name.',
  );
});
