/**
 * Which customers will leave? A table with gaps, dates and columns that say nothing, from rows to a ranking:
 * `npx tsx examples/jobs/churn.ts`.
 */
import assert from 'node:assert/strict';
import { rocAucScore, thresholdReport, trainModel } from 'fitpredict';
import { churnTable } from '../support/job-tables.js';

const table = churnTable();
const rows = Array.from({ length: table.rowCount }, (_, i) => i);
const past = table.rows(rows.filter((i) => i % 5 > 0));
const fresh = table.rows(rows.filter((i) => i % 5 === 0));

const { model } = trainModel(past, {
  target: 'churn',
  modelName: 'logisticRegression',
  hyperparams: { C: 0.1 },
  randomState: 0,
});
const risk = model.predictRecords(fresh).map(({ probabilities }) => probabilities?.yes ?? 0);
const left = fresh.values('churn').map((cell) => cell === 'yes');

export const score = rocAucScore(left, risk);
console.log(`ROC AUC of customers not seen before: ${score.toFixed(3)}`);
assert.ok(score > 0.8);

const { best } = thresholdReport(left, risk, { metric: 'f1' });
console.log(`Call those with a risk from ${best.threshold.toFixed(2)} on:`);
console.log(`${best.truePositives} of them would leave, ${best.falsePositives} would stay.`);

const careful = model.withThreshold(best.threshold);
const customer = { joined: '2024-02-01', months: 2, contract: 'monthly', support_calls: 4 };
const asked = careful.predictOne({ ...past.toRecords()[0], ...customer });
console.log(
  `A new one who calls often: ${asked.label}, at ${asked.probabilities?.yes?.toFixed(2)}`,
);
assert.equal(asked.label, 'yes');
