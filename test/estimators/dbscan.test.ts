import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DBSCAN } from '../../src/estimators/dbscan.js';
import type { DBSCANOptions } from '../../src/estimators/dbscan-options.js';
import { createRng } from '../../src/random/rng.js';
import { permutation } from '../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { setWarningHandler, type Warning } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

const { data, cases, weight, weighted } = reference<{
  data: Record<string, number[][]>;
  cases: {
    data: string;
    params: { eps: number; min_samples: number; metric?: DBSCANOptions['metric']; p?: number };
    labels: number[];
  }[];
  weight: number[];
  weighted: number[];
}>('dbscan');

afterEach(() => {
  setWarningHandler(null);
});

describe('labels are those of scikit-learn, numbers and border samples included', () => {
  it.each(cases)('$data with $params', ({ data: name, params, labels }) => {
    const { min_samples: minSamples, ...rest } = params;
    for (const algorithm of ['auto', 'kdTree', 'brute'] as const) {
      if (params.metric === 'precomputed' && algorithm === 'kdTree') continue;
      expect(new DBSCAN({ ...rest, minSamples, algorithm }).fit(data[name]).labels).toEqual(labels);
    }
  });
  it('with weights', () => {
    for (const algorithm of ['grid', 'kdTree', 'brute'] as const) {
      const model = new DBSCAN({ eps: 0.12, minSamples: 8, algorithm });
      expect(model.fit(data.moons, undefined, { sampleWeight: weight }).labels).toEqual(weighted);
    }
  });
});

/** The textbook: core samples, their components, border samples to the first cluster that has a neighbour. */
function plainClusters(
  X: number[][],
  eps: number,
  minSamples: number,
  weights: number[],
): number[] {
  const near = X.map((a) =>
    X.map((_, j) => j).filter(
      (j) => a.reduce((sum, value, k) => sum + (value - X[j][k]) ** 2, 0) <= eps * eps,
    ),
  );
  const isCore = near.map((found) => found.reduce((sum, j) => sum + weights[j], 0) >= minSamples);
  const labels = X.map(() => -1);
  let clusters = 0;
  for (const [first] of X.entries()) {
    if (!isCore[first] || labels[first] >= 0) continue;
    const waiting = [first];
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      if (labels[i] >= 0) continue;
      labels[i] = clusters;
      if (isCore[i]) waiting.push(...near[i]);
    }
    clusters++;
  }
  return labels;
}

it('grid, k-d tree and brute force agree with the textbook', () => {
  const coordinate = fc.oneof(
    fc.integer({ min: -4, max: 4 }),
    fc.double({ min: -4, max: 4, noNaN: true }),
  );
  const problem = fc.integer({ min: 1, max: 3 }).chain((columns) =>
    fc.record({
      X: fc.array(fc.array(coordinate, { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 60,
      }),
      eps: fc.constantFrom(0.5, 1, Math.SQRT2, 2, 5),
      minSamples: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    }),
  );
  fc.assert(
    fc.property(problem, ({ X, eps, minSamples, seed }) => {
      const rng = createRng(seed);
      const weights = X.map(() => 1 + rng.nextInteger(2));
      const expected = plainClusters(X, eps, minSamples, weights);
      for (const algorithm of ['grid', 'kdTree', 'brute'] as const) {
        const model = new DBSCAN({ eps, minSamples, algorithm });
        expect(model.fit(X, undefined, { sampleWeight: weights }).labels).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

it('the order of the rows changes only the numbers of the clusters, and border samples', () => {
  const order = Array.from(permutation(data.moons.length, createRng(4)));
  const model = new DBSCAN({ eps: 0.15 }).fit(data.moons);
  const shuffled = new DBSCAN({ eps: 0.15 }).fit(order.map((i) => data.moons[i]));
  const pairs = new Set(
    model.coreSampleIndices.map((i) => `${model.labels[i]} ${shuffled.labels[order.indexOf(i)]}`),
  );
  expect(pairs.size).toBe(new Set(model.labels.filter((label) => label >= 0)).size);
  expect(shuffled.coreSampleIndices.map((at) => order[at]).sort((a, b) => a - b)).toEqual(
    model.coreSampleIndices,
  );
});

describe('predict', () => {
  const model = new DBSCAN({ eps: 0.15 }).fit(data.moons);
  it('gives core samples their own cluster, and what is far from all noise', () => {
    const cores = model.coreSampleIndices;
    expect(model.predict(cores.map((i) => data.moons[i]))).toEqual(
      cores.map((i) => model.labels[i]),
    );
    expect(model.predict([[50, 50]])).toEqual([-1]);
    expect(model.components.to2DArray()).toEqual(cores.map((i) => data.moons[i]));
  });
  it('is the same one by one and together, for every metric', () => {
    for (const [name, metric] of [
      ['blobs', 'cosine'],
      ['places', 'haversine'],
      ['blobs', 'manhattan'],
      ['blobs', 'euclidean'],
    ] as const) {
      const eps = metric === 'cosine' ? 0.05 : metric === 'haversine' ? 0.35 : 1.5;
      const fitted = new DBSCAN({ eps, metric }).fit(data[name]);
      const together = fitted.predict(data[name]);
      expect(data[name].map((row) => fitted.predict([row])[0])).toEqual(together);
      for (const i of fitted.coreSampleIndices) expect(together[i]).toBe(fitted.labels[i]);
    }
  });
  it('takes the first of core samples that are equally near, in whatever leaves they lie', () => {
    for (const side of [1, -1]) {
      const X = Array.from({ length: 200 }, (_, i) => [
        (i % 2 === 0 ? side : -side) * (1 + Math.floor(i / 2) / 100),
      ]);
      const model = new DBSCAN({ eps: 1, minSamples: 2 }).fit(X);
      expect(model.predict(new Array(20).fill([0]))).toEqual(new Array(20).fill(0));
    }
  });
  it('takes distances for precomputed ones, and functions', () => {
    const distances = new DBSCAN({ eps: 4, minSamples: 4, metric: 'precomputed' }).fit(
      data.distances,
    );
    const own = new DBSCAN({
      eps: 4,
      minSamples: 4,
      metric: (a, b) => a.reduce((sum, value, j) => sum + Math.abs(value - b[j]), 0),
    });
    const rows = data.blobs.slice(0, 60);
    for (const i of distances.coreSampleIndices)
      expect(distances.predict(data.distances)[i]).toBe(distances.labels[i]);
    for (const i of own.fit(rows).coreSampleIndices)
      expect(own.predict(rows)[i]).toBe(own.labels[i]);
  });
});

it('finds the same clusters a billion away', () => {
  const far = data.grid.map(([a, b]) => [a + 1e9, b - 1e9]);
  const options = { eps: 1, minSamples: 4 };
  for (const algorithm of ['grid', 'kdTree'] as const) {
    expect(new DBSCAN({ ...options, algorithm }).fit(far).labels).toEqual(
      new DBSCAN(options).fit(data.grid).labels,
    );
  }
});

it('works where cells cannot be numbered, and where all samples are one point', () => {
  const wide = [
    [0, 0],
    [0, 1e-9],
    [1e12, 1e12],
    [1e12, 1e12],
  ];
  expect(new DBSCAN({ eps: 1e-8, minSamples: 2 }).fit(wide).labels).toEqual([0, 0, 1, 1]);
  expect(new DBSCAN({ minSamples: 3 }).fit(new Array(5).fill([2, 2])).labels).toEqual([
    0, 0, 0, 0, 0,
  ]);
  expect(new DBSCAN().fit([[1, 2]]).labels).toEqual([-1]);
});

it('rows of zeros are at right angles to all others', () => {
  const X = [
    [0, 0],
    [1, 0],
    [1, 0.01],
    [2, 0],
  ];
  const model = new DBSCAN({ metric: 'cosine', eps: 0.1, minSamples: 2 }).fit(X);
  expect(model.labels).toEqual([-1, 0, 0, 0]);
});

it('scores the samples in clusters by their silhouette', () => {
  expect(new DBSCAN({ eps: 1.4 }).fit(data.blobs).score(data.blobs)).toBeGreaterThan(0.6);
  const warnings: Warning[] = [];
  setWarningHandler((warning) => warnings.push(warning));
  expect(new DBSCAN({ eps: 100 }).fit(data.blobs).score(data.blobs)).toBeNaN();
  expect(warnings[0].message).toContain(
    'the silhouette is not defined for 1 cluster of 150 samples',
  );
  const precomputed = new DBSCAN({ metric: 'precomputed', eps: 4 }).fit(data.distances);
  expect(() => precomputed.score(data.distances)).toThrow('there are no features to score');
});

it('is saved, sliced and cancelled like all estimators', async () => {
  const model = new DBSCAN({ eps: 0.15 }).fit(data.moons);
  const loaded = deserializeAs(serialize(model), [DBSCAN]) as DBSCAN;
  expect(loaded.labels).toEqual(model.labels);
  expect(loaded.predict(data.moons)).toEqual(model.predict(data.moons));
  for (const algorithm of ['grid', 'kdTree'] as const) {
    const reports: string[] = [];
    const sliced = new DBSCAN({ eps: 0.15, algorithm });
    await sliced.fitAsync(data.moons, undefined, {
      onProgress: ({ done, total }) => reports.push(`${done === total}`),
    });
    expect(sliced.labels).toEqual(model.labels);
    expect(reports.at(-1)).toBe('true');
  }
  const json = JSON.parse(JSON.stringify(model));
  json.model.state.coreSampleIndices.values[0] = 300;
  expect(() => DBSCAN.fromJSON(json)).toThrow('a core sample is not in a cluster');
});

describe('refuses', () => {
  const two = [
    [0, 0],
    [1, 1],
  ];
  it.each<[string, () => unknown, string]>([
    ['eps of 0', () => new DBSCAN({ eps: 0 }), 'eps must be a number > 0, but got 0'],
    ['minSamples of 0', () => new DBSCAN({ minSamples: 0 }), 'minSamples must be an integer >= 1'],
    ['missing values', () => new DBSCAN().fit([[Number.NaN]]), 'X[0][0] is NaN'],
    [
      'distances that are not square',
      () =>
        new DBSCAN({ metric: 'precomputed' }).fit([
          [0, 1, 2],
          [1, 0, 2],
        ]),
      'needs a square matrix of distances, but X is 2 × 3',
    ],
    [
      'negative distances',
      () =>
        new DBSCAN({ metric: 'precomputed' }).fit([
          [0, -1],
          [1, 0],
        ]),
      'X[0][1] is -1, but a distance is at least 0',
    ],
    [
      'a latitude in degrees',
      () => new DBSCAN({ metric: 'haversine' }).fit([[48, 0.2]]),
      'X[0][0] is 48, but the metric "haversine" needs a latitude within ±π/2',
    ],
    [
      'three columns of angles',
      () => new DBSCAN({ metric: 'haversine' }).fit([[1, 1, 1]]),
      'needs two columns, latitude and longitude, but X has 3',
    ],
    [
      'a grid of four columns',
      () => new DBSCAN({ algorithm: 'grid' }).fit([[1, 2, 3, 4]]),
      "algorithm 'grid' needs Euclidean distances and at most 3 columns",
    ],
    [
      'a tree of a function',
      () => new DBSCAN({ algorithm: 'kdTree', metric: () => 0 }).fit(two),
      "algorithm 'kdTree' needs a metric by name",
    ],
    [
      'a function that gives no distance',
      () => new DBSCAN({ metric: (a, b) => (a === b ? 0 : Number.NaN) }).fit(two),
      'the metric gives NaN for rows 0 and 1',
    ],
    [
      'numbers whose squares overflow',
      () => new DBSCAN().fit([[1e200]]),
      'distances beyond 1e+150 overflow',
    ],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(words);
  });
});
