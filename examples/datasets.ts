/**
 * Every data set of `fitpredict/datasets`, and how well a random forest does on it, without reading a file:
 * `npx tsx examples/datasets.ts`.
 */
import assert from 'node:assert/strict';
import { RandomForestClassifier, RandomForestRegressor, SimpleImputer } from 'fitpredict';
import {
  loadBreastCancer,
  loadDiabetes,
  loadIris,
  loadPenguins,
  loadWine,
} from 'fitpredict/datasets';

const forest = { nEstimators: 100, oobScore: true, randomState: 0 };

for (const load of [loadIris, loadWine, loadBreastCancer, loadPenguins]) {
  const { data, target, featureNames, targetNames, description } = load();
  const X = new SimpleImputer({ strategy: 'median' }).fitTransform(data); // penguins have gaps
  const model = new RandomForestClassifier(forest).fit(X, target);
  const strongest = model.featureImportances.indexOf(Math.max(...model.featureImportances));
  console.log(description.split(':')[0]);
  console.log(`  ${data.rows} rows, ${data.columns} features, ${targetNames.join(' / ')}`);
  assert.ok((model.oobScore ?? 0) > 0.94);
  console.log(`  accuracy ${model.oobScore?.toFixed(3)}, mostly by ${featureNames[strongest]}`);
}

const { data, target, description } = loadDiabetes();
const model = new RandomForestRegressor(forest).fit(data, target);
console.log(description.split(':')[0]);
assert.ok((model.oobScore ?? 0) > 0.35);
console.log(`  ${data.rows} rows, R² ${model.oobScore?.toFixed(3)}`);
