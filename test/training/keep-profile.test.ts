import { expect, it } from 'vitest';
import { loadPenguins } from '../../src/datasets/load-penguins.js';
import { DriftMonitor } from '../../src/monitoring/drift-monitor.js';
import { driftReport } from '../../src/monitoring/drift-report.js';
import type { TableProfile } from '../../src/monitoring/table-profile.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel, trainModelAsync } from '../../src/training/train-model.js';

const { table } = loadPenguins();
const asked = {
  target: 'species',
  modelName: 'randomForest',
  task: 'classification',
  randomState: 1,
} as const;
const { model, metrics, heldOut, report } = trainModel(table, asked);

it('keeps a profile of the training rows in the model, through a file', () => {
  const { profile } = deserialize(serialize(model)) as TabularModel;
  expect(profile?.rows).toBe(report.rows.train);
  expect(profile?.columns.map(({ name }) => name)).toEqual(report.features);
  expect(profile?.scores?.accuracy).toBe(metrics.accuracy);
  expect(profile?.toJSON()).toEqual(model.profile?.toJSON());
});

it('lets rows be compared with the training without its table', () => {
  const before = model.profile as TableProfile;
  const same = driftReport(before, table, { model });
  expect(same.drifted).toEqual([]);
  expect(same.predictions?.drift).toBe('none');
  const dream = table.filter(({ island }) => island === 'Dream');
  const monitor = new DriftMonitor()
    .fit(before)
    .update(dream, { predictions: model.predict(dream) });
  expect(monitor.report().drifted).toContain('island');
  expect(monitor.report().predictions?.drift).toBe('large');
});

it('tells what it said of every held-out row', () => {
  const { truth, predictions, confidences } = heldOut;
  const right = truth.filter((label, i) => label === predictions[i]).length;
  expect(right / truth.length).toBe(metrics.accuracy);
  expect(confidences).toHaveLength(report.rows.test);
  expect(Math.min(...(confidences ?? []))).toBeGreaterThanOrEqual(1 / 3);
});

it('takes no more than a few kilobytes a column, fewer when asked, or none', () => {
  const size = (profile: object | false) =>
    serialize(trainModel(table, { ...asked, profile }).model).length;
  const none = size(false);
  const whole = size({}) - none;
  expect(whole).toBeLessThan(16_000); // four columns of at most 171 different numbers, and three of text
  expect(size({ maxPoints: 20 }) - none).toBeLessThan(0.6 * whole);
  expect(Math.abs(whole / (model.profile?.byteLength ?? 0) - 1)).toBeLessThan(0.2);
  expect(trainModel(table, { ...asked, profile: false }).model.profile).toBeNull();
});

it('keeps one of clusters and anomalies, by all rows', () => {
  for (const modelName of ['kMeans', 'isolationForest'] as const) {
    const { model: other } = trainModel(table, { modelName, randomState: 1 });
    const found = driftReport(other.profile as TableProfile, table, { model: other });
    expect(found.drifted).toEqual([]);
    expect(found.predictions?.psi).toBe(0);
    expect(found.confidences).toBeNull();
  }
});

it('keeps the same in time slices', async () => {
  const { model: sliced } = await trainModelAsync(table, asked);
  expect(sliced.profile?.toJSON()).toEqual(model.profile?.toJSON());
});

it('forgets what was predicted where another threshold predicts other labels', () => {
  const two = table.filter(({ species }) => species !== 'Gentoo');
  const { model: usual } = trainModel(two, { ...asked, modelName: 'logisticRegression' });
  const careful = usual.withThreshold(0.9);
  expect(careful.profile?.scores).toBeNull();
  const found = driftReport(careful.profile as TableProfile, two, { model: careful });
  expect(found.predictions).toBeNull();
  expect(found.confidences?.drift).toBe('none');
});

it('refuses options that no profile has', () => {
  expect(() => trainModel(table, { ...asked, profile: { maxPoint: 3 } as never })).toThrow(
    'trainModel: profile: there is no option "maxPoint". Did you mean "maxPoints"?',
  );
  expect(() => trainModel(table, { ...asked, profile: 3 as never })).toThrow(
    'profile must be false or an object, but got 3',
  );
});
