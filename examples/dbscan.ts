/**
 * Find clusters of penguins without their species, with an eps read from the k-distances:
 * `npx tsx examples/dbscan.ts`.
 */
import assert from 'node:assert/strict';
import {
  adjustedRandScore,
  DBSCAN,
  kDistances,
  readCsvFile,
  SimpleImputer,
  StandardScaler,
} from 'fitpredict/node';

const table = await readCsvFile(new URL('data/penguins.csv', import.meta.url));
const features = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];
const filled = new SimpleImputer({ strategy: 'median' }).fitTransform(
  table.select(features).toMatrix(),
);
const X = new StandardScaler().fitTransform(filled);

const distances = kDistances(X, 7);
const eps = distances[Math.floor(0.9 * distances.length)] ?? Number.NaN;
const model = new DBSCAN({ eps, minSamples: 8 }).fit(X);

console.log(`eps ${eps.toFixed(2)}: silhouette ${model.score(X).toFixed(3)}`);
const agreement = adjustedRandScore(table.values('species').map(String), model.labels);
console.log(`Agreement with the species: ${agreement.toFixed(3)}`);
assert.ok(model.score(X) > 0.5 && agreement > 0.6);
for (const cluster of [...new Set(model.labels)].sort((a, b) => a - b)) {
  const size = model.labels.filter((label) => label === cluster).length;
  console.log(`  ${cluster === -1 ? 'noise' : `cluster ${cluster}`}: ${size} penguins`);
}
