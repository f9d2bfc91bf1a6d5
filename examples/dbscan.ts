/** Find clusters of penguins without their species, with an eps read from the k-distances. */
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
const eps = distances[Math.floor(0.9 * distances.length)];
const model = new DBSCAN({ eps, minSamples: 8 }).fit(X);

console.log(`eps ${eps.toFixed(2)}: silhouette ${model.score(X).toFixed(3)}`);
console.log(
  `Agreement with the species: ${adjustedRandScore(table.values('species') as string[], model.labels).toFixed(3)}`,
);
for (const cluster of [...new Set(model.labels)].sort((a, b) => a - b)) {
  const size = model.labels.filter((label) => label === cluster).length;
  console.log(`  ${cluster === -1 ? 'noise' : `cluster ${cluster}`}: ${size} penguins`);
}
