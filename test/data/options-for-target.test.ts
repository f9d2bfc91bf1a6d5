import { expect, it } from 'vitest';
import { DBSCAN } from '../../src/estimators/dbscan.js';
import { IsolationForest } from '../../src/estimators/isolation-forest.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { MiniBatchKMeans } from '../../src/estimators/k-means/mini-batch-k-means.js';
import { KBinsDiscretizer } from '../../src/preprocessing/binning/k-bins-discretizer.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { PCA } from '../../src/preprocessing/pca/pca.js';
import { MinMaxScaler } from '../../src/preprocessing/scalers/min-max-scaler.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';

const X = [
  [0, 1],
  [4, 1],
  [6, 3],
  [10, 2],
  [11, 9],
];
const sampleWeight = [1, 1, 1, 1, 5];
// What the compiler refuses too: options in the place of y, where they would do nothing.
const options = { sampleWeight } as never;

it.each<[string, () => unknown]>([
  ['StandardScaler.fit', () => new StandardScaler().fit(X, options)],
  ['StandardScaler.partialFit', () => new StandardScaler().partialFit(X, options)],
  ['StandardScaler.fitTransform', () => new StandardScaler().fitTransform(X, options)],
  ['KBinsDiscretizer.fit', () => new KBinsDiscretizer().fit(X, options)],
  ['KBinsDiscretizer.fitTransform', () => new KBinsDiscretizer().fitTransform(X, options)],
  ['KMeans.fit', () => new KMeans({ nClusters: 2 }).fit(X, options)],
  ['KMeans.fit', () => new KMeans({ nClusters: 2 }).fitPredict(X, options)],
  ['KMeans.score', () => new KMeans({ nClusters: 2 }).fit(X).score(X, options)],
  ['MiniBatchKMeans.fit', () => new MiniBatchKMeans({ nClusters: 2 }).fit(X, options)],
  [
    'MiniBatchKMeans.partialFit',
    () => new MiniBatchKMeans({ nClusters: 2 }).partialFit(X, options),
  ],
  ['MiniBatchKMeans.score', () => new MiniBatchKMeans({ nClusters: 2 }).fit(X).score(X, options)],
  ['DBSCAN.fit', () => new DBSCAN().fit(X, options)],
  ['Pipeline.fit', () => new Pipeline({ steps: [['scale', new MinMaxScaler()]] }).fit(X, options)],
  ['IsolationForest.fit', () => new IsolationForest().fit(X, options)],
])('refuses options in the place of a y that is passed over: %s', (where, call) => {
  expect(call).toThrow(
    `${where}: y is passed over, but got { sampleWeight } in its place. Pass options after it: (X, undefined, options).`,
  );
});

it.each<[string, (options: never) => Promise<unknown>]>([
  ['KMeans.fit', (given) => new KMeans({ nClusters: 2 }).fitAsync(X, given)],
  ['MiniBatchKMeans.fit', (given) => new MiniBatchKMeans({ nClusters: 2 }).fitAsync(X, given)],
  ['DBSCAN.fit', (given) => new DBSCAN().fitAsync(X, given)],
  ['IsolationForest.fit', (given) => new IsolationForest().fitAsync(X, given)],
  ['PCA.fitAsync', (given) => new PCA().fitAsync(X, given)],
])('does not pass over a signal that stands in the place of y: %s', async (where, call) => {
  const given = { signal: AbortSignal.abort() } as never;
  await expect(call(given)).rejects.toThrow(`${where}: y is passed over, but got`);
});

it('takes a y that is there for pipelines, and null', () => {
  const labels = ['a', 'b', 'a', 'b', 'a'];
  for (const y of [
    labels,
    Float64Array.of(1, 2, 3, 4, 5),
    { ...labels, length: 5 },
    null,
    undefined,
  ]) {
    expect(new StandardScaler().fit(X, y, { sampleWeight }).mean[0]).toBeCloseTo(75 / 9, 12);
  }
});
