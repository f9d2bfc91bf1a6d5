/** Draws the pictures of docs/k-means.md, the same bytes at every run: `npx tsx examples/k-means-pictures.ts`. */
import assert from 'node:assert/strict';
import { adjustedRandScore, KMeans, kMeansSweep, makeBlobs } from 'fitpredict';
import { drawClusters, drawSweep } from './support/k-means-drawings.js';
import { save } from './support/svg.js';

const centers = [
  [0, 0],
  [6, 1],
  [2, 6],
  [8, 7],
];
const { X, y } = makeBlobs({ nSamples: 240, centers, clusterStd: 0.9, randomState: 4 });

const model = new KMeans({ nClusters: 4, randomState: 0 }).fit(X);
const agreement = adjustedRandScore(y, model.labels);
console.log(`Agreement with the blobs: ${agreement.toFixed(3)}`);
assert.ok(agreement > 0.95);
save('k-means-clusters', drawClusters(model, X.to2DArray()));

const sweep = kMeansSweep(X, { maxClusters: 8, randomState: 0 });
console.log(`The elbow says ${sweep.elbow} clusters, the silhouette ${sweep.bestSilhouette}.`);
assert.equal(sweep.bestSilhouette, centers.length);
save('k-means-sweep', drawSweep(sweep));
