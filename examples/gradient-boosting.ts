/**
 * Boost trees on cars with their gaps as they are, stop by a held-out part, and see what counts:
 * `npx tsx examples/gradient-boosting.ts`.
 */
import assert from 'node:assert/strict';
import { GradientBoostingRegressor, readCsvFile, trainTestSplit } from 'fitpredict/node';

const table = await readCsvFile(new URL('data/auto_mpg.csv', import.meta.url));
const features = ['cylinders', 'displacement', 'horsepower', 'weight_lb', 'acceleration', 'year'];
const known = table.rows(
  Array.from({ length: table.rowCount }, (_, i) => i).filter(
    (i) => table.values('miles_per_gallon')[i] !== null,
  ),
);
const X = known.select(features).toMatrix();
const y = known.values('miles_per_gallon') as number[];
const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.25, randomState: 1 });

const model = new GradientBoostingRegressor({
  nEstimators: 400,
  learningRate: 0.05,
  maxDepth: 4,
  subsample: 0.8,
  earlyStoppingRounds: 20,
  validationFraction: 0.2,
  randomState: 1,
});
await model.fitAsync(XTrain, yTrain);

console.log(
  `Best round ${model.bestIteration}, RMSE ${model.bestScore?.toFixed(2)} on the held-out part`,
);
const r2 = model.score(XTest, yTest);
console.log(`R² ${r2.toFixed(3)} on the test part`);
assert.ok(r2 > 0.85 && (model.bestIteration ?? 400) < 399);
for (const [j, feature] of features.entries()) {
  console.log(`  ${feature.padEnd(14)} ${model.featureImportances[j]?.toFixed(3)}`);
}
