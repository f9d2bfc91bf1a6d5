/**
 * Two models of one task in a registry: versions with their figures, an A/B test between them, and the
 * better one in production: `npx tsx examples/model-registry.ts`.
 */
import assert from 'node:assert/strict';
import { MemoryStorage, ModelRegistry, TabularModel, trainModel } from 'fitpredict';
import { loadBreastCancer } from 'fitpredict/datasets';

const { table, featureNames } = loadBreastCancer();
const registry = new ModelRegistry(new MemoryStorage());
const rows = Array.from({ length: table.rowCount }, (_, i) => i);
const past = table.rows(rows.filter((i) => i % 2 === 0)); // the other half are requests to come

for (const [alias, modelName, features] of [
  ['production', 'logisticRegression', ['mean texture', 'mean smoothness']],
  ['candidate', 'randomForest', featureNames],
] as const) {
  const options = { target: 'target', features, modelName, randomState: 0 };
  const { model, metrics } = trainModel(past, options);
  assert.equal(metrics.task, 'classification');
  const { accuracy } = metrics;
  const saved = await registry.save(model, { name: 'tumours', metrics: { accuracy } });
  await registry.promote('tumours', saved.version, alias);
  console.log(`v${saved.version} ${alias}: ${modelName}, accuracy ${accuracy.toFixed(3)}`);
}

// One request in five goes to the candidate, always the same ones.
const split = registry.split('tumours', { production: 0.8, candidate: 0.2 });
for (const i of rows.filter((row) => row % 2 === 1)) {
  const model = await split.load(`patient-${i}`, { expected: TabularModel });
  const [predicted] = model.predict(table.rows([i]));
  await split.record(`patient-${i}`, { outcome: predicted === table.values('target')[i] });
}
const [candidate, production] = await split.outcomes();
const [better, worse] = [candidate?.mean ?? 0, production?.mean ?? 0];
console.log(`Right: candidate ${better.toFixed(2)}, production ${worse.toFixed(2)}`);
assert.ok(better > worse + 0.1);
await registry.promote('tumours', 2, 'production');
assert.equal((await registry.info('tumours', { alias: 'production' })).version, 2);
