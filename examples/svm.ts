/**
 * Wine by its chemistry, and the progress of diabetes: SVC and SVR for a few values of C, on held-out rows,
 * and how many support vectors they depend on: `npx tsx examples/svm.ts`.
 */
import assert from 'node:assert/strict';
import { StandardScaler, SVC, SVR, trainTestSplit } from 'fitpredict';
import { loadDiabetes, loadWine } from 'fitpredict/datasets';

/** Scaled features and targets, a part to train on and a part to test with. */
function parts({ data, target }: ReturnType<typeof loadDiabetes>) {
  const options = { testSize: 0.4, randomState: 1 };
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(data, target, options);
  const scaler = new StandardScaler().fit(XTrain);
  return { XTrain: scaler.transform(XTrain), XTest: scaler.transform(XTest), yTrain, yTest };
}

const wine = parts(loadWine());
for (const C of [1, 100]) {
  const model = new SVC({ C }).fit(wine.XTrain, wine.yTrain);
  const accuracy = model.score(wine.XTest, wine.yTest);
  console.log(`wine, C = ${C}: accuracy ${accuracy.toFixed(3)} by ${model.support.length} vectors`);
  assert.ok(accuracy > 0.97);
}

const diabetes = parts(loadDiabetes({ scaled: false }));
const [smooth = 0, good = 0, byHeart = 0] = [1, 30, 1000].map((C) => {
  const model = new SVR({ C, epsilon: 10 }).fit(diabetes.XTrain, diabetes.yTrain);
  const score = model.score(diabetes.XTest, diabetes.yTest);
  console.log(`diabetes, C = ${C}: R² ${score.toFixed(3)} by ${model.support.length} vectors`);
  return score;
});
assert.ok(good > 0.35 && good > smooth && good > byHeart);
