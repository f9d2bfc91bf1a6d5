/**
 * From a table to a stored model: `npx tsx examples/choosing-a-model.ts` compares models, searches the
 * hyperparameters of one, makes its probabilities right, moves its threshold, and stores it.
 */
import assert from 'node:assert/strict';
import * as fp from 'fitpredict';
import { loadBreastCancer } from 'fitpredict/datasets';

const { data, target: codes, featureNames } = loadBreastCancer();
const y = codes.map((code) => (code === 0 ? 'malignant' : 'benign'));
const columns = featureNames.map((name, j) => [name, data.getColumn(j)]);
const table = fp.Table.fromColumns({ ...Object.fromEntries(columns), diagnosis: y });
const randomState = 0;

const models = ['logisticRegression', 'randomForest'];
const comparison = fp.compareModels(table, { target: 'diagnosis', models, randomState });
console.log(fp.formatComparison(comparison));
assert.equal(comparison.best.modelName, 'logisticRegression');

const X = table.select(featureNames);
const [train, test, yTrain, yTest] = fp.trainTestSplit(X, y, { stratify: y, randomState });
const columnsStep = ['columns', new fp.TabularPreprocessor({ scale: true })] as const;
const pipeline = new fp.Pipeline({ steps: [columnsStep, ['model', new fp.LogisticRegression()]] });
const paramDistributions = { model__C: fp.logUniform(1e-3, 1e2) };
const settings = { estimator: pipeline, paramDistributions, nIter: 5, randomState };
const { bestEstimator } = new fp.RandomizedSearchCV(settings).fit(train, yTrain);

const estimator = new fp.CalibratedClassifierCV({ estimator: bestEstimator });
const tuned = new fp.TunedThresholdClassifierCV({ estimator, scoring: 'balancedAccuracy' });
const model = tuned.fit(train, yTrain);
console.log(
  `threshold ${model.bestThreshold}, right of rows held out: ${model.score(test, yTest)}`,
);
assert(model.score(test, yTest) > 0.95);

const storage = new fp.MemoryStorage();
await fp.saveModel(storage, 'diagnosis', model);
const loaded = await fp.loadModel(storage, 'diagnosis', fp.TunedThresholdClassifierCV);
assert.deepEqual(loaded.predict(test), model.predict(test));
