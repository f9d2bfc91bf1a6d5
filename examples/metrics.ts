/**
 * Judge a model of tumours by its labels, its ranking and its probabilities, and choose a threshold:
 * `npx tsx examples/metrics.ts`.
 */
import assert from 'node:assert/strict';
import {
  calibrationCurve,
  classificationReport,
  formatClassificationReport,
  LogisticRegression,
  rocAucScore,
  StandardScaler,
  thresholdReport,
  trainTestSplit,
} from 'fitpredict';
import { loadBreastCancer } from 'fitpredict/datasets';

const { data, target } = loadBreastCancer();
const y = target.map((k) => (k === 0 ? 'malignant' : 'benign'));
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(data, y, { stratify: y, randomState: 0 });
const scaler = new StandardScaler().fit(XTrain);
const model = new LogisticRegression().fit(scaler.transform(XTrain), yTrain);
const tested = scaler.transform(XTest);
const sure = model.predictProba(tested).getColumn(model.classes.indexOf('malignant'));

console.log(formatClassificationReport(classificationReport(yTest, model.predict(tested))));
const isMalignant = yTest.map((label) => label === 'malignant');
const auc = rocAucScore(isMalignant, sure);
console.log(`ROC AUC ${auc.toFixed(3)}`);
assert.ok(auc > 0.98);

const { probPred, probTrue } = calibrationCurve(isMalignant, sure, { nBins: 4 });
const bins = probPred.map((said, i) => `${said.toFixed(2)} → ${probTrue[i]?.toFixed(2)}`);
console.log(`Said → happened: ${bins.join(', ')}`);
const { best } = thresholdReport(isMalignant, sure, { metric: 'balancedAccuracy' });
console.log(`Best threshold ${best.threshold.toFixed(3)}: recall ${best.recall.toFixed(3)}`);
assert.ok(best.balancedAccuracy > 0.97);
