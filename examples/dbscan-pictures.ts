/** Draws the pictures of docs/dbscan.md, the same bytes at every run: `npx tsx examples/dbscan-pictures.ts`. */
import assert from 'node:assert/strict';
import { DBSCAN, kDistances, makeMoons } from 'fitpredict';
import { drawClusters, drawDistances } from './support/dbscan-drawings.js';
import { save } from './support/svg.js';

const { X: moons } = makeMoons({ nSamples: 300, noise: 0.07, randomState: 0 });
/** Points of a coarse lattice, pushed about: noise that needs no chance. */
const strays = Array.from({ length: 24 }, (_, i) => [
  -1.4 + ((i * 7) % 24) * 0.16 + 0.03 * (i % 5),
  -1.1 + ((i * 11) % 24) * 0.115,
]);
const X = [...moons.to2DArray(), ...strays];

const model = new DBSCAN({ eps: 0.2, minSamples: 6 }).fit(X);
const noise = model.labels.filter((label) => label === -1).length;
console.log(`${Math.max(...model.labels) + 1} clusters, ${noise} samples of noise`);
assert.equal(Math.max(...model.labels), 1); // the two moons
assert.ok(noise > 10);
save('dbscan-moons', drawClusters(model, X));

const words = 'samples, by the distance to their 5th neighbour';
save('dbscan-k-distances', drawDistances(kDistances(X, 5), 0.2, words));
