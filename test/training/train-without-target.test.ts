import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import { Table } from '../../src/data/table.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { formatReport } from '../../src/training/report.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import { trainModel, trainModelAsync } from '../../src/training/train-model.js';
import { dataFile } from '../reference/reference.js';

const penguins = parseCsv(readFileSync(dataFile('penguins.csv'), 'utf8'));
const measures = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

describe('clusters of penguins', () => {
  const { model, metrics, report, preview } = trainModel(penguins, {
    modelName: 'kMeans',
    features: measures,
    truth: 'species',
    hyperparams: { n_clusters: 3 },
    randomState: 0,
  });

  it('are scored in themselves and against the truth', () => {
    expect(metrics).toMatchObject({ task: 'clustering', nClusters: 3, noiseShare: 0 });
    if (metrics.task !== 'clustering') return;
    expect(Object.values(metrics.sizes).reduce((sum, n) => sum + n, 0)).toBe(344);
    expect(metrics.silhouette).toBeGreaterThan(0.4);
    expect(metrics.daviesBouldin).toBeLessThan(1);
    expect(metrics.adjustedRand).toBeGreaterThan(0.7);
  });

  it('have profiles in the units of the table, and features that tell them apart', () => {
    expect(report.profiles).toHaveLength(3);
    for (const { center } of report.profiles ?? []) {
      expect(center[3]).toBeGreaterThan(2700); // grams, not standard deviations
    }
    const shares = report.importances?.map(({ importance }) => importance) ?? [];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(report.importances?.[0].feature).toBe('flipper_length_mm');
  });

  it('take raw rows, and are saved whole', () => {
    const rows = penguins.head(5);
    expect(model.predict(rows)).toEqual(preview.map(({ prediction }) => prediction));
    expect(preview[0].truth).toBe('Adelie');
    const loaded = deserialize(serialize(model)) as TabularModel<number>;
    expect(loaded.predict(penguins)).toEqual(model.predict(penguins));
    expect([loaded.task, loaded.target, loaded.classes]).toEqual(['clustering', null, []]);
  });

  it('print a report that names all of it', () => {
    const text = formatReport(report);
    for (const words of [
      'kMeans: clusters of 344 rows',
      'silhouette',
      'adjusted Rand',
      'flipper_length_mm',
      'nearest',
      'truth  cluster',
    ]) {
      expect(text).toContain(words);
    }
  });
});

it('DBSCAN leaves noise out of the scores', () => {
  const { metrics, report } = trainModel(penguins, {
    modelName: 'dbscan',
    features: measures,
    hyperparams: { eps: 0.6 },
  });
  if (metrics.task !== 'clustering') throw new Error('not clusters');
  expect(metrics.noiseShare).toBeGreaterThan(0);
  expect(metrics.silhouette).toBeGreaterThan(0.3);
  expect(report.warnings).toEqual([]);
  const none = trainModel(penguins, {
    modelName: 'dbscan',
    features: measures,
    hyperparams: { eps: 1e-6 },
  });
  expect(none.report.warnings.join()).toContain('There is no silhouette');
  expect(formatReport(none.report)).toContain('0 clusters, 100.0000 % noise');
});

describe('anomalies', () => {
  const size = Array.from({ length: 200 }, (_, i) => (i < 6 ? 50 + i : Math.sin(i)));
  const table = Table.fromColumns({
    size,
    weight: size.map((s, i) => s * 2 + Math.cos(3 * i)),
    broken: size.map((_, i) => i < 6),
  });

  it('are found, and compared with the truth', () => {
    const { model, metrics, report } = trainModel(table, {
      modelName: 'isolation_forest',
      truth: 'broken',
      hyperparams: { contamination: 0.03 },
      randomState: 1,
    });
    if (metrics.task !== 'anomalyDetection') throw new Error('not anomalies');
    expect(metrics).toMatchObject({ nAnomalies: 6, anomalyRate: 0.03 });
    expect(metrics.truth).toMatchObject({ anomaly: true, rocAuc: 1, precision: 1, recall: 1 });
    expect(metrics.scores.min).toBeLessThan(0);
    expect(metrics.scores.median).toBeGreaterThan(0);
    expect(
      model.predict([
        { size: 55, weight: 110 },
        { size: 0, weight: 0 },
      ]),
    ).toEqual([-1, 1]);
    expect(model.decisionFunction([{ size: 55, weight: 110 }])).toHaveLength(1);
    expect(formatReport(report)).toContain('true being an anomaly: ROC AUC 1.0000');
    const loaded = deserialize(serialize(model)) as TabularModel<number>;
    expect(loaded.decisionFunction(table)).toEqual(model.decisionFunction(table));
  });

  it('need no truth, and follow progress in slices', async () => {
    const steps: number[] = [];
    const { metrics } = await trainModelAsync(table, {
      modelName: 'isolationForest',
      features: ['size', 'weight'],
      hyperparams: { nEstimators: 5 },
      randomState: 1,
      onProgress: ({ done }) => steps.push(done),
    });
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect('truth' in metrics).toBe(false);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(trainModelAsync(table, { modelName: 'isolationForest', signal })).rejects.toThrow(
      'enough',
    );
  });

  it('take the rarer value of the truth for the anomaly', () => {
    const named = Table.fromColumns({ size, state: size.map((_, i) => (i < 6 ? 'odd' : 'fine')) });
    const { metrics } = trainModel(named, {
      modelName: 'isolationForest',
      truth: 'state',
      randomState: 0,
    });
    expect(metrics).toMatchObject({ truth: { anomaly: 'odd' } });
  });
});

describe('it refuses', () => {
  const train = (options: object) => () => trainModel(penguins, options as { modelName: string });
  it.each<[string, () => unknown, string]>([
    [
      'a target',
      train({ modelName: 'kMeans', target: 'species' }),
      'kMeans learns without a target, so target "species" has no meaning. Pass truth: "species"',
    ],
    [
      'a test size',
      train({ modelName: 'kMeans', testSize: 0.2 }),
      'testSize 0.2 has no meaning. Leave it out.',
    ],
    [
      'how to shuffle for importances',
      train({ modelName: 'kMeans', importance: false }),
      'importance false has no meaning. Leave it out.',
    ],
    [
      'another task',
      train({ modelName: 'kMeans', task: 'regression' }),
      'task "regression" has no meaning',
    ],
    [
      'a truth that is not there',
      train({ modelName: 'kMeans', truth: 'specie' }),
      'there is no truth column "specie". Did you mean "species"?',
    ],
    [
      'the truth among the features',
      train({ modelName: 'kMeans', features: ['species'], truth: 'species' }),
      'is both a feature and the target',
    ],
    ['an unknown option', train({ modelName: 'kMeans', seed: 1 }), 'there is no option "seed"'],
    [
      'a supervised model without target',
      train({ modelName: 'randomForest' }),
      'target must be text, but got undefined',
    ],
    [
      'a table without rows',
      () => trainModel(Table.fromColumns({ a: [] as number[] }), { modelName: 'kMeans' }),
      'the table has no rows',
    ],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(words);
  });
});

it('says which features decide what is an anomaly', () => {
  const records = Array.from({ length: 200 }, (_, i) => ({
    flat: i % 2,
    wild: i % 50 === 0 ? 1000 + i : i % 7,
  }));
  const { report } = trainModel(Table.fromRecords(records), {
    modelName: 'isolationForest',
    randomState: 0,
  });
  expect(report.importances.map(({ feature }) => feature)).toEqual(['wild', 'flat']);
  expect(report.importances.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(
    1,
    12,
  );
  expect(formatReport(report)).toContain(
    'Most important features (change of the decision function when shuffled)\n  wild',
  );
});

describe('a truth that cannot be compared with', () => {
  const table = Table.fromColumns({
    a: [1, 2, 3, 40],
    three: ['x', 'y', 'z', 'x'],
    even: ['x', 'y', 'x', 'y'],
    none: [null, null, null, null],
  });

  it.each([
    ['isolationForest', 'three', 'the truth holds 3 different values'],
    ['isolationForest', 'even', 'are equally frequent in the truth'],
    ['isolationForest', 'none', 'the truth holds 0 different values'],
    ['kMeans', 'none', 'it is missing in all rows'],
  ])('costs %s the comparison, not the model', (modelName, truth, reason) => {
    const hyperparams = modelName === 'kMeans' ? { nClusters: 2 } : {};
    const options = { modelName, features: ['a'], hyperparams, randomState: 0 };
    const { model, metrics, report } = trainModel(table, { ...options, truth });
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings[0]).toContain('not compared with the truth: ');
    expect(report.warnings[0]).toContain(reason);
    const plain = trainModel(table, options);
    expect(metrics).toEqual(plain.metrics);
    expect(model.predict(table)).toEqual(plain.model.predict(table));
  });
});
