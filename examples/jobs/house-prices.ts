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

export const score = r2Score(fresh.numbers('price'), model.predict(fresh));
console.log(`R² of houses not seen before: ${score.toFixed(3)}`);
assert.ok(score > 0.85);

const house = { area: 120, rooms: 4, built: null, district: 'mill', condition: 'good' };
const { value } = model.predictOne({ ...past.toRecords()[0], ...house });
console.log(`120 square metres by the mill: ${value.toFixed(0)} thousand`);

console.log('What the price depends on:');
for (const { feature, importance } of report.importances.slice(0, 4)) {
  console.log(`  ${feature.padEnd(10)} ${importance.toFixed(3)}`);
}
