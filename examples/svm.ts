/**
 * Wine by its chemistry, and the progress of diabetes: `npx tsx examples/svm.ts`.
 *
 * Fits SVC and SVR on scaled features for a few values of C, and prints how well each does on held-out
 * rows and on how many support vectors it depends.
 */
import { StandardScaler, SVC, SVR, trainTestSplit } from 'fitpredict';
import { readCsvFile } from 'fitpredict/node';

const load = (name: string) => readCsvFile(new URL(`./data/${name}.csv`, import.meta.url));

const wine = await load('wine');
const names = wine.columnNames.filter((column) => column !== 'target');
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(
  wine.select(names).toMatrix(),
  wine.values('target').map(String),
  { testSize: 0.4, randomState: 1 },
);
const scaler = new StandardScaler().fit(XTrain);
for (const C of [0.01, 1, 100]) {
  const model = new SVC({ C }).fit(scaler.transform(XTrain), yTrain);
  const accuracy = model.score(scaler.transform(XTest), yTest);
  console.log(
    `wine, C = ${C}: accuracy ${accuracy.toFixed(3)}, ${model.support.length} support vectors`,
  );
}

const diabetes = await load('diabetes');
const measurements = diabetes.columnNames.filter((column) => column !== 'target');
const [ZTrain, ZTest, tTrain, tTest] = trainTestSplit(
  diabetes.select(measurements).toMatrix(),
  diabetes.values('target').map(Number),
  { testSize: 0.4, randomState: 1 },
);
const units = new StandardScaler().fit(ZTrain);
for (const C of [1, 30, 1000]) {
  const model = new SVR({ C, epsilon: 10 }).fit(units.transform(ZTrain), tTrain);
  const r2 = model.score(units.transform(ZTest), tTest);
  console.log(`diabetes, C = ${C}: R² ${r2.toFixed(3)}, ${model.support.length} support vectors`);
}
