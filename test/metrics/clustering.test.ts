import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calinskiHarabaszScore,
  daviesBouldinScore,
  silhouetteSamples,
  silhouetteScore,
  silhouetteScoreAsync,
} from '../../src/metrics/clustering.js';
import { reference } from '../reference/reference.js';

const { structure } = reference<{
  structure: {
    X: number[][];
    labels: number[];
    silhouettes: number[];
    silhouette: number;
    daviesBouldin: number;
    calinskiHarabasz: number;
  };
}>('clustering_metrics');
const { X, labels } = structure;

/** metrics_further.py makes them. */
const { silhouettes } = reference<{
  silhouettes: {
    X: number[][];
    angles: number[][];
    clusters: number[];
    distances: number[][];
    values: Record<'manhattan' | 'chebyshev' | 'cosine' | 'minkowski' | 'haversine', number[]>;
  };
}>('metrics_further');

describe('silhouettes by other distances', () => {
  const { clusters, distances, values } = silhouettes;
  const manhattan = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, j) => sum + Math.abs(value - b[j]), 0);
  const expectClose = (actual: number[], wanted: number[]) => {
    expect(actual).toHaveLength(wanted.length);
    for (const [i, value] of wanted.entries()) expect(actual[i]).toBeCloseTo(value, 12);
  };

  it.each(Object.entries(values))('equal scikit-learn: %s', (name, wanted) => {
    const metric = name as keyof typeof values;
    const samples = metric === 'haversine' ? silhouettes.angles : silhouettes.X;
    expectClose(silhouetteSamples(samples, clusters, { metric, p: 3 }), wanted);
    const mean = wanted.reduce((sum, value) => sum + value / wanted.length, 0);
    expect(silhouetteScore(samples, clusters, { metric, p: 3 })).toBeCloseTo(mean, 12);
  });

  it('take distances that are known, or a function', () => {
    expectClose(
      silhouetteSamples(distances, clusters, { metric: 'precomputed' }),
      values.manhattan,
    );
    expectClose(
      silhouetteSamples(silhouettes.X, clusters, { metric: manhattan }),
      values.manhattan,
    );
    const drawn = { sampleSize: 15, randomState: 3 };
    const bySamples = silhouetteScore(silhouettes.X, clusters, { metric: 'manhattan', ...drawn });
    const known = silhouetteScore(distances, clusters, { metric: 'precomputed', ...drawn });
    expect(known).toBeCloseTo(bySamples, 13);
  });

  it('name what is no distance', () => {
    const score = (rows: number[][], options: object) => () =>
      silhouetteScore(rows, [0, 0, 1], options);
    const precomputed = { metric: 'precomputed', sampleSize: 3 };
    expect(
      score(
        [
          [0, 1],
          [1, 0],
          [2, 2],
        ],
        precomputed,
      ),
    ).toThrow(
      'silhouetteScore: the metric "precomputed" needs a square matrix of distances, but X is 3 × 2.',
    );
    expect(
      score(
        [
          [0, 1, 2],
          [1, 0, 3],
          [2, -3, 0],
        ],
        precomputed,
      ),
    ).toThrow('silhouetteScore: X[2][1] is -3, but a distance is a number >= 0.');
    expect(
      score(
        [
          [0, 1, 2],
          [1, 1, 3],
          [2, 3, 0],
        ],
        precomputed,
      ),
    ).toThrow('silhouetteScore: X[1][1] is 1, but the distance of a sample to itself is 0.');
    expect(score([[1], [2], [3]], { metric: () => Number.NaN })).toThrow(
      'silhouetteScore: the metric gives NaN for rows 0 and 1, but a distance is a number >= 0.',
    );
    expect(score([[1], [2], [3]], { metric: 'euclid' })).toThrow(
      'silhouetteScore: metric must be one of "euclidean", ',
    );
    expect(score([[1], [2], [3]], { metric: 'minkowski', p: 0.5 })).toThrow(
      'silhouetteScore: p must be a number >= 1, but got 0.5.',
    );
  });
});

it('equals scikit-learn, a cluster of one sample included', () => {
  const each = silhouetteSamples(X, labels);
  for (const [i, value] of structure.silhouettes.entries()) expect(each[i]).toBeCloseTo(value, 12);
  expect(silhouetteScore(X, labels)).toBeCloseTo(structure.silhouette, 12);
  expect(daviesBouldinScore(X, labels)).toBeCloseTo(structure.daviesBouldin, 11);
  expect(calinskiHarabaszScore(X, labels)).toBeCloseTo(structure.calinskiHarabasz, 10);
});

it('does not mind where the data lie, nor what the clusters are called', () => {
  const far = X.map((row) => row.map((value) => value + 1e9));
  const named = labels.map((label) => `cluster ${label}`);
  // At 1e9 the features themselves keep seven decimals.
  expect(silhouetteScore(far, named)).toBeCloseTo(structure.silhouette, 6);
  expect(daviesBouldinScore(far, named)).toBeCloseTo(structure.daviesBouldin, 5);
  expect(calinskiHarabaszScore(far, named) / structure.calinskiHarabasz).toBeCloseTo(1, 6);
});

it('does not mind the unit of the features', () => {
  const tiny = X.map((row) => row.map((value) => value * 1e-12));
  expect(silhouetteScore(tiny, labels)).toBeCloseTo(structure.silhouette, 10);
  expect(daviesBouldinScore(tiny, labels)).toBeCloseTo(structure.daviesBouldin, 10);
});

describe('clusters of equal samples', () => {
  const points = [[1], [1], [5], [5]];
  it('are perfect when they are apart', () => {
    expect(silhouetteSamples(points, [0, 0, 1, 1])).toEqual([1, 1, 1, 1]);
    expect(daviesBouldinScore(points, [0, 0, 1, 1])).toBe(0);
    expect(calinskiHarabaszScore(points, [0, 0, 1, 1])).toBe(1); // scikit-learn's convention
  });
  it('say nothing when they are the same', () => {
    expect(silhouetteSamples([[1], [1], [1]], [0, 0, 1])).toEqual([0, 0, 0]);
    expect(daviesBouldinScore([[1], [1], [1]], [0, 0, 1])).toBe(0);
  });
});

it('stays within -1 and 1 (silhouette), at least 0 (the others)', () => {
  const clustered = fc
    .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 2 })), {
      minLength: 5,
      maxLength: 30,
    })
    .filter((rows) => new Set(rows.map(([, label]) => label)).size > 1);
  fc.assert(
    fc.property(clustered, (rows) => {
      const points = rows.map(([x]) => [x]);
      const clusters = rows.map(([, label]) => label);
      for (const value of silhouetteSamples(points, clusters)) {
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }
      expect(daviesBouldinScore(points, clusters)).toBeGreaterThanOrEqual(0);
      expect(calinskiHarabaszScore(points, clusters)).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe('a sample of the samples', () => {
  it('gives about the same score, and the same one for a seed', () => {
    const options = { sampleSize: 50, randomState: 3 };
    const score = silhouetteScore(X, labels, options);
    expect(silhouetteScore(X, labels, options)).toBe(score);
    expect(Math.abs(score - structure.silhouette)).toBeLessThan(0.05);
  });
  it('is all of them when there are fewer', () => {
    expect(silhouetteScore(X, labels, { sampleSize: 10_000 })).toBeCloseTo(
      structure.silhouette,
      12,
    );
  });
  it('must be an integer', () => {
    expect(() => silhouetteScore(X, labels, { sampleSize: 0.5 })).toThrow(
      'silhouetteScore: sampleSize must be an integer >= 1 or null, but got 0.5.',
    );
  });
});

it('refuses one cluster, a cluster for every sample, and another number of labels', () => {
  for (const score of [silhouetteScore, daviesBouldinScore, calinskiHarabaszScore]) {
    expect(() => score([[1], [2], [3]], [0, 0, 0])).toThrow(
      `${score.name}: there are 1 clusters among 3 samples.`,
    );
    expect(() => score([[1], [2], [3]], [0, 1, 2])).toThrow('there are 3 clusters among 3');
    expect(() => score([[1], [2], [3]], [0, 1])).toThrow(`${score.name}: y has 2`);
  }
});

it('the silhouette in time slices is the same, and can be cancelled', async () => {
  const X = Array.from({ length: 60 }, (_, i) => [i % 7, i % 11]);
  const labels = X.map((_, i) => i % 2);
  expect(await silhouetteScoreAsync(X, labels)).toBe(silhouetteScore(X, labels));
  const signal = AbortSignal.abort(new RangeError('enough'));
  await expect(silhouetteScoreAsync(X, labels, { signal })).rejects.toThrow('enough');
});
