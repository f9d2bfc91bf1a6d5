/**
 * Which payments are frauds, when 1 in 60 is? Boosted trees, judged by what a team that looks at few payments finds:
 * `npx tsx examples/jobs/fraud.ts`.
 */
import assert from 'node:assert/strict';
import { averagePrecisionScore, thresholdReport, trainModel } from 'fitpredict';
import { fraudTable } from '../support/job-tables.js';

const table = fraudTable();
const rows = Array.from({ length: table.rowCount }, (_, i) => i);
const past = table.rows(rows.filter((i) => i % 5 > 0));
const fresh = table.rows(rows.filter((i) => i % 5 === 0));

const { model } = trainModel(past, {
  target: 'fraud',
  task: 'classification',
  modelName: 'gradientBoosting',
  hyperparams: { nEstimators: 60, learningRate: 0.1, maxDepth: 4 },
  randomState: 0,
});
const suspicion = model.predictRecords(fresh).map(({ probabilities }) => probabilities?.yes ?? 0);
const isFraud = fresh.values('fraud').map((cell) => cell === 'yes');

export const score = averagePrecisionScore(isFraud, suspicion);
console.log(`Average precision on payments not seen before: ${score.toFixed(3)}`);
assert.ok(score > 0.5);

const { best } = thresholdReport(isFraud, suspicion, { metric: 'f1' });
console.log(`From ${best.threshold.toFixed(3)} on, ${best.truePositives} frauds are found,`);
console.log(`${best.falseNegatives} are missed, and ${best.falsePositives} honest ones looked at.`);

const watchful = model.withThreshold(best.threshold);
const called = watchful.predict(fresh).filter((label) => label === 'yes');
assert.equal(called.length, best.truePositives + best.falsePositives);
