/**
 * Random forests: wines by grape, judged without a test set, with gaps in the data and a tree to read,
 * and how far diabetes progresses, one feature at a time: `npx tsx examples/random-forest.ts`.
 */
import assert from 'node:assert/strict';
import { exportText, RandomForestClassifier, RandomForestRegressor } from 'fitpredict';
import { loadDiabetes, loadWine } from 'fitpredict/datasets';

const wine = loadWine();
const options = { oobScore: true, randomState: 0 };
const forest = new RandomForestClassifier(options).fit(wine.data, wine.target);
const gappy = wine.data
  .to2DArray()
  .map((row, i) => row.map((value, j) => ((7 * i + 3 * j) % 5 === 0 ? Number.NaN : value)));
const robust = new RandomForestClassifier(options).fit(gappy, wine.target);
console.log(`Right for ${percent(forest.oobScore)} of the wines that a tree has not seen,`);
console.log(`and for ${percent(robust.oobScore)} with one value in five missing.`);
assert.ok((forest.oobScore ?? 0) > 0.95 && (robust.oobScore ?? 0) > 0.9);

const small = new RandomForestClassifier({ nEstimators: 1, maxLeafNodes: 4, randomState: 0 });
const [tree] = small.fit(wine.data, wine.target).estimators;
assert.ok(tree !== undefined);
console.log(exportText(tree, { featureNames: wine.featureNames, classNames: wine.targetNames }));

const { data, target, featureNames } = loadDiabetes();
const regressor = new RandomForestRegressor({ ...options, minSamplesLeaf: 5 }).fit(data, target);
console.log(`Diabetes, R² out of bag: ${regressor.oobScore?.toFixed(2)}. What it depends on:`);
const ranking = Array.from(regressor.featureImportances, (share, j) => ({ j, share }));
ranking.sort((a, b) => b.share - a.share);
for (const { j, share } of ranking.slice(0, 4))
  console.log(`  ${featureNames[j]} ${percent(share)}`);
assert.ok(
  (regressor.oobScore ?? 0) > 0.4 && ranking.slice(0, 2).some(({ j }) => featureNames[j] === 'bmi'),
);

function percent(share: number | null): string {
  return `${(100 * (share ?? 0)).toFixed(0)} %`;
}
