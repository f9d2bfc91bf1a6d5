/**
 * Watching a model that is served: two servers count what they are asked, and one report tells what has changed. The
 * model learned penguins of two islands, and is asked about the third: `npx tsx examples/watching.ts`.
 */
import assert from 'node:assert/strict';
import { DriftMonitor, deserializeAs, formatDriftReport, serialize, trainModel } from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';

const { table } = loadPenguins();
const known = table.filter(({ island }) => island !== 'Dream');
const asked = table.filter(({ island }) => island === 'Dream');
const { model } = trainModel(known, {
  target: 'species',
  modelName: 'randomForest',
  randomState: 1,
});
assert.ok(model.profile !== null && model.profile.byteLength < 12_000);

const servers = [new DriftMonitor().fit(model.profile), new DriftMonitor().fit(model.profile)];
for (let i = 0; i < asked.rowCount; i++) {
  const row = asked.rows([i]);
  servers[i % 2]?.update(row, { predictions: model.predict(row) });
}

const whole = new DriftMonitor().fit(model.profile);
for (const server of servers) whole.merge(deserializeAs(serialize(server), DriftMonitor));
const report = whole.report();
console.log(formatDriftReport(report));
assert.equal(report.rows.current, asked.rowCount);
assert.ok(report.drifted.includes('island') && !report.drifted.includes('sex'));
assert.equal(report.predictions?.drift, 'large');
