import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, ModelFormatError, NotFittedError } from '../../../src/errors.js';
import { KMeans } from '../../../src/estimators/k-means/k-means.js';
import {
  MiniBatchKMeans,
  type MiniBatchKMeansOptions,
} from '../../../src/estimators/k-means/mini-batch-k-means.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

const iris = dataSet('iris.csv').X;
const { quality } = reference<{
  quality: { iris: { nClusters: number; miniBatch: { mean: number; std: number } } };
}>('k_means');

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

/** Samples around (0, 0), (20, 0) and (0, 20), in turn. */
function threeGroups(rows: number, offset = 0): number[][] {
  const normal = createNormal(createRng('groups'));
  const middles = [
    [0, 0],
    [20, 0],
    [0, 20],
  ];
  return Array.from({ length: rows }, (_, i) => middles[i % 3].map((v) => v + normal() + offset));
}

const rounded = (model: MiniBatchKMeans, offset = 0) =>
  model.clusterCenters
    .to2DArray()
    .map((row) => row.map((v) => 10 * Math.round((v - offset) / 10) + 0))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);

it.each([0, 1e9])('finds separate groups at an offset of %d', (offset) => {
  const X = threeGroups(600, offset);
  const model = new MiniBatchKMeans({ nClusters: 3, batchSize: 50, randomState: 1 }).fit(X);
  expect(rounded(model, offset)).toEqual([
    [0, 0],
    [0, 20],
    [20, 0],
  ]);
  expect(new Set(model.labels.filter((_, i) => i % 3 === 1)).size).toBe(1);
  expect(model.predict(X)).toEqual(model.labels);
});

it('is no worse than scikit-learn over ten seeds', () => {
  const { nClusters, miniBatch } = quality.iris;
  let mean = 0;
  for (let randomState = 0; randomState < 10; randomState++) {
    mean += new MiniBatchKMeans({ nClusters, batchSize: 64, randomState }).fit(iris).inertia / 10;
  }
  // Both are means of ten draws: two standard errors of their difference are allowed.
  expect(mean).toBeLessThan(miniBatch.mean + 2 * miniBatch.std * Math.sqrt(2 / 10));
});

it('comes near the inertia of k-means', () => {
  const full = new KMeans({ nClusters: 3, randomState: 0 }).fit(iris).inertia;
  const batches = new MiniBatchKMeans({ nClusters: 3, randomState: 0, batchSize: 32 }).fit(iris);
  expect(batches.inertia).toBeGreaterThanOrEqual(full * 0.999);
  expect(batches.inertia).toBeLessThan(1.1 * full);
  expect(batches.score(iris)).toBeCloseTo(-batches.inertia, 9);
});

describe('partialFit', () => {
  it('makes each centre the mean of all samples it was given', () => {
    const model = new MiniBatchKMeans({ nClusters: 2, init: [[0], [10]], reassignmentRatio: 0 });
    model.partialFit([[1], [2], [12]]).partialFit([[3], [9], [9], [9]]);
    expect(model.clusterCenters.to2DArray()).toEqual([[2], [9.75]]);
    expect(model.nSteps).toBe(2);
    expect(model.labels).toEqual([0, 1, 1, 1]);
  });

  it('weighs samples', () => {
    const model = new MiniBatchKMeans({ nClusters: 1, init: [[0]] });
    model.partialFit([[1], [4], [100]], undefined, { sampleWeight: [2, 1, 0] });
    expect(model.clusterCenters.to2DArray()).toEqual([[2]]);
  });

  it('learns a stream', () => {
    const X = threeGroups(900);
    const model = new MiniBatchKMeans({ nClusters: 3, randomState: 2 });
    for (let from = 0; from < 900; from += 90) model.partialFit(X.slice(from, from + 90));
    expect(rounded(model)).toEqual([
      [0, 0],
      [0, 20],
      [20, 0],
    ]);
  });

  it('goes on the same after the model was saved and loaded', () => {
    const X = threeGroups(300);
    const options = { nClusters: 6, randomState: 5 };
    const kept = new MiniBatchKMeans(options)
      .partialFit(X.slice(0, 100))
      .partialFit(X.slice(100, 200));
    const loaded = deserializeAs(serialize(kept), [MiniBatchKMeans]) as MiniBatchKMeans;
    expect(loaded.partialFit(X.slice(200)).clusterCenters).toEqual(
      kept.partialFit(X.slice(200)).clusterCenters,
    );
  });

  it('leaves the model as it was when a batch is refused', () => {
    const model = new MiniBatchKMeans({ nClusters: 2, randomState: 0 }).partialFit(
      iris.slice(0, 20),
    );
    const before = model.clusterCenters;
    expect(() => model.partialFit([[1, 2]])).toThrow(
      'MiniBatchKMeans.partialFit: X has 2 features',
    );
    expect(() => model.partialFit([[1, 2, 3, Number.NaN]])).toThrow(InvalidInputError);
    expect(model.clusterCenters).toEqual(before);
  });

  it('needs a sample a cluster in the first batch only', () => {
    const model = new MiniBatchKMeans({ nClusters: 3 });
    expect(() => model.partialFit([[1], [2]])).toThrow('X has 2 rows, but nClusters is 3');
    expect(model.partialFit([[1], [2], [3]]).partialFit([[4]]).nSteps).toBe(2);
  });
});

it('starts centres anew that no sample comes to', () => {
  const X = threeGroups(300);
  const init = [
    [0, 0],
    [20, 0],
    [500, 500],
  ];
  const fitFrom = (reassignmentRatio: number) =>
    new MiniBatchKMeans({ nClusters: 3, init, reassignmentRatio, randomState: 0 }).fit(X);
  expect(fitFrom(0).clusterCenters.getRow(2)).toEqual([500, 500]);
  expect(fitFrom(0.01).clusterCenters.max()).toBeLessThan(30);
});

it('stops when the smoothed inertia no longer improves, or never where that is asked', () => {
  const options: MiniBatchKMeansOptions = {
    nClusters: 3,
    batchSize: 30,
    maxIter: 50,
    randomState: 0,
  };
  const stopped = new MiniBatchKMeans(options).fit(threeGroups(300));
  expect(stopped.converged).toBe(true);
  expect(stopped.nSteps).toBeLessThan(500);
  const whole = new MiniBatchKMeans({ ...options, maxNoImprovement: null }).fit(threeGroups(300));
  expect(whole).toMatchObject({ converged: false, nSteps: 500, nIter: 50 });
  const resting = new MiniBatchKMeans({ ...options, maxNoImprovement: null, tol: 1 }).fit(
    threeGroups(300),
  );
  expect(resting.nSteps).toBeLessThan(10);
});

it('leaves the labels out where that is asked', () => {
  const model = new MiniBatchKMeans({
    nClusters: 3,
    batchSize: 50,
    computeLabels: false,
    randomState: 0,
  });
  const X = threeGroups(300);
  const labels = model.fitPredict(X);
  expect(labels).toEqual(model.predict(X));
  expect(() => model.labels).toThrow(NotFittedError);
  expect(model.inertia).toBeGreaterThan(-0.5 * model.score(X));
  expect(model.inertia).toBeLessThan(-2 * model.score(X));
});

it('warns when it starts from fewer samples than clusters', () => {
  new MiniBatchKMeans({ nClusters: 5, initSize: 2, randomState: 0 }).fit(iris);
  expect(warnings).toEqual([
    'MiniBatchKMeans.fit: initSize is 2, fewer than nClusters = 5; 15 samples are drawn. Raise initSize.',
  ]);
});

it('draws batches by weight', () => {
  const sampleWeight = iris.map((_, i) => (i < 50 ? 1 : 0));
  const model = new MiniBatchKMeans({ nClusters: 1, randomState: 0, batchSize: 200 });
  model.fit(iris, undefined, { sampleWeight });
  const mean = iris.slice(0, 50).reduce((sum, row) => sum + row[2], 0) / 50;
  expect(model.clusterCenters.get(0, 2)).toBeCloseTo(mean, 1);
});

it('refuses model files whose labels have no centre', () => {
  const model = new MiniBatchKMeans({ nClusters: 2, randomState: 0 }).fit([[0], [1], [8]]);
  const json = JSON.parse(JSON.stringify(model));
  expect(MiniBatchKMeans.fromJSON(json).labels).toEqual(model.labels);
  json.model.state.labels.values[1] = 2;
  expect(() => MiniBatchKMeans.fromJSON(json)).toThrow(ModelFormatError);
  expect(() => MiniBatchKMeans.fromJSON(json)).toThrow('label 2 has no centre among 2');
});
