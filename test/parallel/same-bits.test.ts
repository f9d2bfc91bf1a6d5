import fc from 'fast-check';
import {
  GradientBoostingClassifier,
  KMeans,
  makeBlobs,
  RandomForestClassifier,
  RandomForestRegressor,
  SVC,
  serialize,
  setWarningHandler,
  treeShap,
  treeShapAsync,
} from 'fitpredict';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { createRng } from '../../src/random/rng.js';
import { fakePool } from '../support/pools.js';

beforeEach(() => void setWarningHandler(() => {})); // few trees: all have seen some samples
afterEach(() => {
  installPool(undefined);
  setWarningHandler(null);
});

/** Samples of two features, of which some are missing; labels and targets follow the first. */
function samples(nSamples: number, seed: number) {
  const rng = createRng(seed);
  const X = Array.from({ length: nSamples }, () => [
    rng.next(),
    rng.next() < 0.1 ? NaN : rng.next(),
  ]);
  return {
    X,
    classes: X.map(([a]) => (a + 0.3 * rng.next() > 0.6 ? 'b' : 'a')),
    numbers: X.map(([a]) => 3 * a),
  };
}

const WORKERS = fc.constantFrom(1, 2, 3, 7);
const seeds = fc.integer({ min: 0, max: 1000 });

it('forests of any number of workers are the same bits', async () => {
  await fc.assert(
    fc.asyncProperty(
      WORKERS,
      seeds,
      fc.record({
        nEstimators: fc.integer({ min: 3, max: 9 }),
        bootstrap: fc.boolean(),
        maxBins: fc.constantFrom(255, 4, null),
        maxLeafNodes: fc.constantFrom(null, 8),
        ccpAlpha: fc.constantFrom(0, 0.01),
        randomState: seeds,
      }),
      async (workers, seed, options) => {
        const { X, classes, numbers } = samples(600, seed);
        const params = { ...options, oobScore: options.bootstrap };
        const jobs = { nJobs: -1 };
        installPool(fakePool(workers, seed));
        const classifier = new RandomForestClassifier({ ...params, ...jobs });
        const regressor = new RandomForestRegressor({ ...params, ...jobs });
        await classifier.fitAsync(X, classes);
        await regressor.fitAsync(X, numbers);
        for (const model of [classifier, regressor]) model.setParams({ nJobs: null });
        installPool(undefined);
        expect(serialize(classifier)).toEqual(
          serialize(new RandomForestClassifier(params).fit(X, classes)),
        );
        expect(serialize(regressor)).toEqual(
          serialize(new RandomForestRegressor(params).fit(X, numbers)),
        );
      },
    ),
    { numRuns: 8 },
  );
});

it('runs of k-means of any number of workers end in the same clusters', async () => {
  const { X } = makeBlobs({ nSamples: 1500, nFeatures: 6, centers: 9, randomState: 4 });
  const weights = Array.from({ length: 1500 }, (_, i) => (i % 5 === 0 ? 0 : 1 + (i % 3)));
  await fc.assert(
    fc.asyncProperty(
      WORKERS,
      seeds,
      fc.constantFrom('k-means++' as const, 'random' as const),
      async (workers, seed, init) => {
        const params = { nClusters: 9, nInit: 5, init, maxIter: 40, randomState: seed };
        const options = { sampleWeight: weights };
        const pool = fakePool(workers, seed);
        installPool(pool);
        const done: number[] = [];
        const shared = await new KMeans({ ...params, nJobs: -1 }).fitAsync(X, undefined, {
          ...options,
          onProgress: (progress) => done.push(progress.done),
        });
        expect(pool.works).toBe(1);
        expect(done).toEqual([40, 80, 120, 160, 200, 200]);
        expect(serialize(shared.setParams({ nJobs: null }))).toEqual(
          serialize(new KMeans(params).fit(X, undefined, options)),
        );
      },
    ),
    { numRuns: 5 },
  );
});

it('support vector classifiers of any number of workers are the same bits', async () => {
  const { X, y } = makeBlobs({
    nSamples: 720,
    nFeatures: 30,
    centers: 4,
    clusterStd: 4,
    randomState: 1,
  });
  const params = { probability: true, randomState: 5 };
  const alone = serialize(new SVC(params).fit(X, y));
  for (const workers of [1, 2, 3, 7]) {
    const pool = fakePool(workers, workers);
    installPool(pool);
    const done: number[] = [];
    const shared = await new SVC({ ...params, nJobs: -1 }).fitAsync(X, y, {
      onProgress: (progress) => done.push(progress.done),
    });
    expect(pool.works).toBe(2); // pairs of classes, and folds of them
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done).toHaveLength(6 + 30 + 1);
    expect(serialize(shared.setParams({ nJobs: null }))).toEqual(alone);
  }
  const pool = fakePool(2, 0);
  installPool(pool);
  await new SVC({ kernel: (a, b) => a[0] * b[0], maxIter: 5, nJobs: 2 }).fitAsync(X, y);
  expect(pool.works).toBe(0); // a function cannot be sent
});

it('explanations of trees by any number of workers are the same bits', async () => {
  const { X, classes } = samples(1100, 3);
  const forest = new RandomForestClassifier({ nEstimators: 16, maxDepth: 4, randomState: 0 }).fit(
    X,
    classes,
  );
  const boosted = new GradientBoostingClassifier({ nEstimators: 16, maxDepth: 4 }).fit(X, classes);
  for (const background of [null, X.slice(0, 5)]) {
    for (const model of [forest, boosted]) {
      const alone = treeShap(model, X, { background });
      for (const workers of [1, 2, 3, 7]) {
        const pool = fakePool(workers, workers);
        installPool(pool);
        const shared = await treeShapAsync(model, X, { background, nJobs: -1 });
        expect(pool.works).toBe(1);
        expect(shared.values.map((part) => part.to1DArray())).toEqual(
          alone.values.map((part) => part.to1DArray()),
        );
        expect(shared.expectedValue).toEqual(alone.expectedValue);
      }
    }
  }
});
