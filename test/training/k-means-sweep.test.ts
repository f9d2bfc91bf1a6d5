import { expect, it } from 'vitest';
import { makeBlobs } from '../../src/data/synthetic/make-blobs.js';
import { InvalidInputError, InvalidParameterError } from '../../src/errors.js';
import { KMeans } from '../../src/estimators/k-means/k-means.js';
import { silhouetteScore } from '../../src/metrics/clustering.js';
import { kMeansSweep } from '../../src/training/k-means-sweep.js';

const middles = [
  [0, 0],
  [12, 0],
  [0, 12],
  [12, 12],
];
const { X } = makeBlobs({ nSamples: 200, centers: middles, clusterStd: 1, randomState: 3 });

it('finds the number of separate groups by elbow and by silhouette', () => {
  const sweep = kMeansSweep(X, { maxClusters: 8, randomState: 0 });
  expect(sweep).toMatchObject({ elbow: 4, bestSilhouette: 4 });
  expect(sweep.steps.map(({ nClusters }) => nClusters)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  for (const [at, { inertia }] of sweep.steps.slice(1).entries()) {
    expect(inertia).toBeLessThan(sweep.steps[at].inertia);
  }
});

it('gives the inertia and silhouette of a fit with the same options', () => {
  const { steps } = kMeansSweep(X, { minClusters: 3, maxClusters: 3, randomState: 1, nInit: 2 });
  const model = new KMeans({ nClusters: 3, randomState: 1, nInit: 2 }).fit(X);
  expect(steps[0].inertia).toBe(model.inertia);
  expect(steps[0].silhouette).toBeCloseTo(silhouetteScore(X, model.labels), 12);
});

it('judges silhouettes by a sample where there are many', () => {
  const { steps } = kMeansSweep(X, {
    minClusters: 4,
    maxClusters: 4,
    sampleSize: 50,
    randomState: 0,
  });
  const whole = kMeansSweep(X, { minClusters: 4, maxClusters: 4, randomState: 0 }).steps[0];
  expect(steps[0].silhouette).not.toBe(whole.silhouette);
  expect(steps[0].silhouette).toBeCloseTo(whole.silhouette as number, 1);
});

it('has no silhouette for one cluster, and no elbow on fewer than three points', () => {
  const sweep = kMeansSweep(X, { minClusters: 1, maxClusters: 2, randomState: 0 });
  expect(sweep.steps[0].silhouette).toBeNull();
  expect(sweep).toMatchObject({ elbow: null, bestSilhouette: 2 });
  expect(kMeansSweep([[1], [2]], { minClusters: 2, maxClusters: 2 }).bestSilhouette).toBeNull();
});

it('refuses ranges and options that make no sense', () => {
  expect(() => kMeansSweep(X, { minClusters: 5, maxClusters: 4 })).toThrow(
    'kMeansSweep: maxClusters is 4, less than minClusters = 5.',
  );
  expect(() => kMeansSweep(X, { minClusters: 0 })).toThrow(InvalidParameterError);
  expect(() => kMeansSweep(X, { sampleSize: 1.5 })).toThrow(
    'kMeansSweep: sampleSize must be an integer >= 2',
  );
  expect(() => kMeansSweep([[1], [2]])).toThrow(InvalidInputError);
  for (const nJobs of [2, -1, 1, null]) {
    const options = { maxClusters: 3, nJobs }; // of no use where nobody waits
    expect(() => kMeansSweep(X, options)).toThrow('kMeansSweep: there is no option "nJobs"');
  }
  const several = { nClusters: 3 };
  expect(() => kMeansSweep(X, several as object)).toThrow(
    'there is no option "nClusters". Did you mean "minClusters" or "maxClusters"?',
  );
});
