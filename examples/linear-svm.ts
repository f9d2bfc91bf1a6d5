/**
 * Linear support vector machines: tells tumours apart, with one value of C after another, and shows what
 * wild targets do to a regression: `npx tsx examples/linear-svm.ts`.
 */
import {
  LinearRegression,
  LinearSVC,
  LinearSVR,
  makeRegression,
  Pipeline,
  StandardScaler,
  trainTestSplit,
} from 'fitpredict';
import { readCsvFile } from 'fitpredict/node';

const table = await readCsvFile(new URL('./data/breast_cancer.csv', import.meta.url));
const features = table.columnNames.filter((name) => name !== 'target');
const X = table.select(features).toMatrix();
const y = table.values('target').map(String);
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, {
  testSize: 0.3,
  stratify: y,
  randomState: 0,
});

console.log('Accuracy on tumours that were held out:');
for (const C of [0.001, 0.01, 0.1, 1, 10]) {
  const accuracies = (['hinge', 'squaredHinge'] as const).map((loss) => {
    const model = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['classify', new LinearSVC({ C, loss })],
      ],
    }).fit(XTrain, yTrain);
    return `${loss} ${model.score(XTest, yTest).toFixed(3)}`;
  });
  console.log(`  C = ${C}: ${accuracies.join(', ')}`);
}

const { X: inputs, y: outputs } = makeRegression({ nFeatures: 3, noise: 5, randomState: 1 });
const wild = outputs.map((value, i) => (i % 10 === 0 ? 5000 : value));
const robust = new LinearSVR({ C: 10, interceptScaling: 10 }).fit(inputs, wild);
const plain = new LinearRegression().fit(inputs, wild);
console.log('R² on the true targets, after training where one in ten is wild:');
console.log(`  LinearSVR ${robust.score(inputs, outputs).toFixed(3)}`);
console.log(`  LinearRegression ${plain.score(inputs, outputs).toFixed(3)}`);
