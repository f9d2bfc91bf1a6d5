/**
 * What is a house worth? Boosted trees on sizes, years, districts and dates of sale, with gaps:
 * `npx tsx examples/jobs/house-prices.ts`.
 */
import assert from 'node:assert/strict';
import { r2Score, trainModel } from 'fitpredict';
import { houseTable } from '../support/job-tables.js';

const table = houseTable();
const rows = Array.from({ length: table.rowCount }, (_, i) => i);
const past = table.rows(rows.filter((i) => i % 5 > 0));
const fresh = table.rows(rows.filter((i) => i % 5 === 0));

const { model, report } = trainModel(past, {
  target: 'price',
  modelName: 'gradientBoosting',
  task: 'regression',
  hyperparams: { nEstimators: 100, learningRate: 0.1, maxDepth: 4 },
  randomState: 0,
});
const predicted = model.predict(fresh).map(Number);
const paid = fresh.values('price').map(Number);

export const score = r2Score(paid, predicted);
console.log(`R² of houses not seen before: ${score.toFixed(3)}`);
assert.ok(score > 0.85);

console.log('What the price depends on:');
for (const { feature, importance } of report.importances.slice(0, 4)) {
  console.log(`  ${feature.padEnd(10)} ${importance.toFixed(3)}`);
}
