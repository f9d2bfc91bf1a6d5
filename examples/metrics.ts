/** Judge a model of tumours by its labels, its ranking and its probabilities, and choose a threshold. */
import {
  averagePrecisionScore,
  calibrationCurve,
  classificationReport,
  formatClassificationReport,
  formatThresholdReport,
  getScorer,
  LogisticRegression,
  Pipeline,
  readCsvFile,
  rocAucScore,
  StandardScaler,
  thresholdReport,
  trainTestSplit,
} from 'fitpredict/node';

const table = await readCsvFile(new URL('data/breast_cancer.csv', import.meta.url));
const features = table.columnNames.slice(0, -1);
const X = table.select(features).toMatrix();
const y = table.values(table.columnNames[features.length]).map(String);
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { stratify: y, randomState: 0 });

const model = new Pipeline({
  steps: [
    ['scale', new StandardScaler()],
    ['classify', new LogisticRegression()],
  ],
}).fit(XTrain, yTrain);
const posLabel = 'malignant';
const malignant = model.classes.indexOf(posLabel);
const probabilities = model.predictProba(XTest).getColumn(malignant);
const isMalignant = yTest.map((label) => label === posLabel);

console.log(formatClassificationReport(classificationReport(yTest, model.predict(XTest))));
for (const name of ['balancedAccuracy', 'matthewsCorrcoef', 'negLogLoss', 'roc_auc']) {
  console.log(name, getScorer(name).score(model, XTest, yTest).toFixed(4));
}
console.log('ROC AUC', rocAucScore(isMalignant, probabilities).toFixed(4));
console.log('average precision', averagePrecisionScore(isMalignant, probabilities).toFixed(4));

const { probPred, probTrue } = calibrationCurve(isMalignant, probabilities, { nBins: 4 });
for (const [bin, said] of probPred.entries()) {
  console.log(`said ${said.toFixed(2)}, happened ${probTrue[bin].toFixed(2)}`);
}

const report = thresholdReport(yTest, probabilities, { posLabel, metric: 'balancedAccuracy' });
console.log(formatThresholdReport(report));
