/**
 * Groups of wines without their labels: choose k by a sweep, cluster, describe, and learn from a stream:
 * `npx tsx examples/k-means.ts`.
 */
import assert from 'node:assert/strict';
import { clusterProfiles, KMeans, kMeansSweep, MiniBatchKMeans, StandardScaler } from 'fitpredict';
import { loadWine } from 'fitpredict/datasets';

const { data: wines, featureNames } = loadWine();
const X = new StandardScaler().fitTransform(wines);

const sweep = kMeansSweep(X, { maxClusters: 8, randomState: 0 });
for (const { nClusters, inertia, silhouette } of sweep.steps) {
  console.log(
    `k = ${nClusters}: inertia ${inertia.toFixed(0)}, silhouette ${silhouette?.toFixed(3)}`,
  );
}
assert.equal(sweep.bestSilhouette, 3);
const nClusters = sweep.bestSilhouette ?? 3;
console.log(`The silhouette suggests ${nClusters} clusters, the elbow ${sweep.elbow}.\n`);

const model = new KMeans({ nClusters, nInit: 10, randomState: 0 }).fit(X);
for (const profile of clusterProfiles(wines, model.labels, { featureNames })) {
  const traits = profile.distinguishing.map(
    ({ name, mean, difference }) =>
      `${name} ${mean.toFixed(2)} (${difference > 0 ? '+' : ''}${difference.toFixed(1)} std)`,
  );
  console.log(`Cluster ${profile.label}: ${profile.size} wines; ${traits.join(', ')}`);
}

const stream = new MiniBatchKMeans({ nClusters, randomState: 0 });
const rows = Array.from({ length: X.rows }, (_, i) => i);
for (let batch = 0; batch < 30; batch++) {
  // The file is sorted by kind of wine; every batch gets some of each, as a fair stream would.
  stream.partialFit(X.subMatrixRow(rows.filter((i) => i % 3 === batch % 3)));
}
const excess = 100 * (stream.score(X) / model.score(X) - 1);
console.log(`\nLearned from a stream, the inertia is ${excess.toFixed(1)} % higher.`);
assert.ok(excess < 10);
