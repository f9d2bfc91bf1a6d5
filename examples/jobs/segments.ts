/**
 * Which kinds of shoppers are there? Clusters of habits in very different units, with gaps, and what each is like:
 * `npx tsx examples/jobs/segments.ts`.
 */
import assert from 'node:assert/strict';
import { adjustedRandScore, clusterProfiles, trainModel } from 'fitpredict';
import { segmentTable } from '../support/job-tables.js';

const table = segmentTable();
const { model } = trainModel(table, {
  modelName: 'kMeans',
  hyperparams: { nClusters: 3 },
  features: ['visits', 'spent_per_visit', 'share_returned', 'minutes_per_visit'],
  randomState: 0,
});
const segments = model.predict(table);

export const score = adjustedRandScore(table.values('habit').map(String), segments);
console.log(`Agreement with the habits that the shoppers were made by: ${score.toFixed(3)}`);
assert.ok(score > 0.95);

const shopper = { visits: 9, spent_per_visit: 380, share_returned: 0.6, minutes_per_visit: null };
const { cluster } = model.predictOne(shopper);
const grand = table.values('habit').indexOf('grand');
assert.equal(cluster, segments[grand]);
console.log(`One who spends much is of segment ${cluster}`);

const X = model.preprocessor.transform(table);
const featureNames = model.preprocessor.getFeatureNamesOut();
for (const { size, distinguishing } of clusterProfiles(X, segments, { featureNames })) {
  console.log(`${size} shoppers, told by ${distinguishing[0]?.name}`);
}
