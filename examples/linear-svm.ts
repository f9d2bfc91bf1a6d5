/**
 * Linear support vector machines: tells tumours apart, with one value of C after another, and shows what
 * wild targets do to a regression: `npx tsx examples/linear-svm.ts`.
 */
import assert from 'node:assert/strict';
import {
  LinearRegression,
  LinearSVC,
  LinearSVR,
  makeRegression,
  StandardScaler,
  trainTestSplit,
} from 'fitpredict';
import { loadBreastCancer } from 'fitpredict/datasets';

const { data, target } = loadBreastCancer();
const options = { testSize: 0.3, stratify: target, randomState: 0 };
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(data, target, options);
for (const C of [0.001, 0.01, 0.1, 1, 10]) {
  const scaler = new StandardScaler().fit(XTrain);
  const model = new LinearSVC({ C }).fit(scaler.transform(XTrain), yTrain);
  const accuracy = model.score(scaler.transform(XTest), yTest);
  console.log(`C = ${C}: accuracy ${accuracy.toFixed(3)} on tumours that were held out`);
  assert.ok(accuracy > 0.94);
}

const { X, y } = makeRegression({ nFeatures: 3, noise: 5, randomState: 1 });
const wild = y.map((value, i) => (i % 10 === 0 ? 5000 : value));
const robust = new LinearSVR({ C: 10, interceptScaling: 10 }).fit(X, wild).score(X, y);
const plain = new LinearRegression().fit(X, wild).score(X, y);
console.log('R² on the true targets, after training where one in ten is wild:');
console.log(`  LinearSVR ${robust.toFixed(3)}, LinearRegression ${plain.toFixed(3)}`);
assert.ok(robust > 0.99 && plain < 0);
