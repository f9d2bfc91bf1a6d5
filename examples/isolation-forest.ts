/**
 * Find the strangest wines, and how well that agrees with a cultivar that was made rare:
 * `npx tsx examples/isolation-forest.ts`.
 */
import assert from 'node:assert/strict';
import { IsolationForest, readCsvFile } from 'fitpredict/node';

const table = await readCsvFile(new URL('data/wine.csv', import.meta.url));
const features = table.columnNames.filter((name) => name !== 'target');
const cultivars = table.values('target').map(String);
const rare = cultivars.at(-1);
let kept = 0;
const chosen = cultivars.map((_, i) => i).filter((i) => cultivars[i] !== rare || kept++ < 8);
const wines = table.rows(chosen);

const X = wines.select(features).toMatrix();
const model = new IsolationForest({ nEstimators: 200, contamination: 0.06, randomState: 0 }).fit(X);
const scores = model.scoreSamples(X);
const isRare = wines.values('target').map((cultivar) => String(cultivar) === rare);
const auc = model.score(X, isRare);
console.log(`Threshold ${model.offset.toFixed(3)}; ROC AUC against ${rare}: ${auc.toFixed(3)}`);
assert.ok(auc > 0.9);
const strangest = wines.withColumn('score', scores).sort('score').toRecords();
for (const { target, score } of strangest.slice(0, 5)) {
  console.log(`  of cultivar ${target}: ${Number(score).toFixed(3)}`);
}
