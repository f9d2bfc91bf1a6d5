/**
 * Find the strangest wines, and how well that agrees with a cultivar that was made rare:
 * `npx tsx examples/isolation-forest.ts`.
 */
import assert from 'node:assert/strict';
import { IsolationForest, readCsvFile } from 'fitpredict/node';

const table = await readCsvFile(new URL('data/wine.csv', import.meta.url));
const target = table.columnNames[table.columnNames.length - 1];
const features = table.columnNames.filter((name) => name !== target);
const cultivars = table.values(target).map(String);
const rare = cultivars[cultivars.length - 1];
let kept = 0;
const chosen = cultivars.map((_, i) => i).filter((i) => cultivars[i] !== rare || kept++ < 8);
const wines = table.rows(chosen);

const X = wines.select(features).toMatrix();
const model = new IsolationForest({ nEstimators: 200, contamination: 0.06, randomState: 0 }).fit(X);
const scores = model.scoreSamples(X);
const strangest = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);

const isRare = chosen.map((i) => cultivars[i] === rare);
const auc = model.score(X, isRare);
console.log(`Threshold ${model.offset.toFixed(3)}; ROC AUC against ${rare}: ${auc.toFixed(3)}`);
assert.ok(auc > 0.9);
for (const i of strangest.slice(0, 5)) {
  console.log(`  wine ${i}, cultivar ${cultivars[chosen[i]]}: ${scores[i].toFixed(3)}`);
}
