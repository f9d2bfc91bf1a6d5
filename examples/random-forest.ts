/**
 * Random forests: wines by grape, judged without a test set, with gaps in the data and a tree to read,
 * and how far diabetes progresses, one feature at a time: `npx tsx examples/random-forest.ts`.
 */
import { exportText, RandomForestClassifier, RandomForestRegressor } from 'fitpredict';
import { readCsvFile } from 'fitpredict/node';

async function read(name: string) {
  const table = await readCsvFile(new URL(`./data/${name}.csv`, import.meta.url));
  const features = table.columnNames.filter((column) => column !== 'target');
  return { features, X: table.select(features).toMatrix(), target: table.values('target') };
}

const wine = await read('wine');
const grapes = wine.target.map(String);
const options = { oobScore: true, randomState: 0 };
const forest = new RandomForestClassifier(options).fit(wine.X, grapes);
console.log(`Right for ${percent(forest.oobScore)} of the wines that a tree has not seen.`);

const gappy = wine.X.to2DArray().map((row, i) =>
  row.map((value, j) => ((7 * i + 3 * j) % 5 === 0 ? Number.NaN : value)),
);
const robust = new RandomForestClassifier(options).fit(gappy, grapes);
console.log(`With one value in five missing: ${percent(robust.oobScore)}.`);

const small = new RandomForestClassifier({ nEstimators: 1, maxLeafNodes: 4, randomState: 0 });
const [tree] = small.fit(wine.X, grapes).estimators;
console.log(exportText(tree, { featureNames: wine.features, classNames: small.classes }));

const diabetes = await read('diabetes');
const regressor = new RandomForestRegressor({ ...options, minSamplesLeaf: 5 });
await regressor.fitAsync(diabetes.X, diabetes.target.map(Number), {
  onProgress: ({ done, total }) => {
    if (done % 50 === 0) console.log(`${done} of ${total} trees`);
  },
});
console.log(`Diabetes, R² out of bag: ${regressor.oobScore?.toFixed(2)}. What it depends on:`);
const ranking = regressor.featureImportances
  .map((share, j) => ({ share, name: diabetes.features[j] }))
  .sort((a, b) => b.share - a.share);
for (const { name, share } of ranking.slice(0, 4)) console.log(`  ${name} ${percent(share)}`);

function percent(share: number | null): string {
  return `${(100 * (share ?? 0)).toFixed(0)} %`;
}
