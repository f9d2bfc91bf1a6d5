/**
 * Two models of one task in a registry: versions with their figures, an A/B test between them, and the
 * better one in production: `npx tsx examples/model-registry.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelRegistry, TabularModel, trainModel } from 'fitpredict';
import { FileSystemStorage, readCsvFile } from 'fitpredict/node';

const table = await readCsvFile(new URL('./data/breast_cancer.csv', import.meta.url));
const root = await mkdtemp(join(tmpdir(), 'registry-'));
const registry = new ModelRegistry(new FileSystemStorage({ root }));

// Half of the rows stand for the past, the other half for the requests to come.
const rows = Array.from({ length: table.rowCount }, (_, i) => i);
const past = table.rows(rows.filter((i) => i % 2 === 0));
const target = 'target';

async function trainAndSave(modelName: string, features: string[]): Promise<number> {
  const { model, metrics } = trainModel(past, { target, features, modelName, randomState: 0 });
  if (metrics.task !== 'classification') throw new Error('The target should be a class.');
  const { version } = await registry.save(model, {
    name: 'tumours',
    metrics: { accuracy: metrics.accuracy },
    tags: [modelName],
    notes: `Trained on ${past.rowCount} rows of ${features.length} features.`,
  });
  return version;
}

const all = table.columnNames.filter((name) => name !== target);
await registry.promote(
  'tumours',
  await trainAndSave('logisticRegression', ['mean_texture', 'mean_smoothness']),
  'production',
);
await registry.promote('tumours', await trainAndSave('randomForest', all), 'candidate');

const { models } = await registry.list({ name: 'tumours', sort: 'metrics.accuracy' });
for (const { version, aliases, tags, metrics, size } of models) {
  const accuracy = metrics.accuracy.toFixed(3);
  console.log(`v${version} ${aliases}: ${tags}, accuracy ${accuracy}, ${size} bytes`);
}

// One request in five goes to the candidate, always the same ones.
const split = registry.split('tumours', { production: 0.8, candidate: 0.2 });
const truth = table.values(target);
for (const i of rows.filter((row) => row % 2 === 1)) {
  const patient = `patient-${i}`;
  const model = await split.load(patient, { expected: TabularModel });
  const [predicted] = model.predict(table.rows([i]));
  await split.record(patient, { outcome: predicted === truth[i] });
}
const outcomes = await split.outcomes();
for (const { alias, count, mean, standardError } of outcomes) {
  const error = (100 * (standardError ?? 0)).toFixed(1);
  console.log(`${alias}: ${count} requests, ${(100 * (mean ?? 0)).toFixed(1)} ± ${error} % right`);
}

const [candidate, production] = outcomes;
if ((candidate.mean ?? 0) > (production.mean ?? 0)) {
  const { version } = await registry.info('tumours', { alias: 'candidate' });
  await registry.promote('tumours', version, 'production');
}
for (const event of await registry.history('tumours')) {
  const what = event.event === 'promoted' ? `promoted to ${event.alias}` : event.event;
  console.log(`${event.time.toISOString().slice(0, 10)}: version ${event.version} ${what}`);
}
await rm(root, { recursive: true });
