import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidParameterError, ModelFormatError } from '../../../src/errors.js';
import { clone } from '../../../src/estimator.js';
import { KMeans, type KMeansOptions } from '../../../src/estimators/k-means/k-means.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { dataSet } from '../../data-set.js';
import { reference } from '../../reference/reference.js';

interface Reference {
  cases: {
    name: string;
    X: number[][];
    runs: {
      options: { tol?: number; max_iter?: number; algorithm?: 'elkan' };
      init: number[][];
      sampleWeight: number[] | null;
      labels: number[];
      centers: number[][];
      inertia: number;
      nIter: number;
      score: number;
      transform: number[][];
    }[];
  }[];
  quality: Record<
    'iris' | 'wine',
    { nClusters: number } & Record<'kMeans' | 'random', { mean: number; std: number }>
  >;
}

const expected = reference<Reference>('k_means');
const iris = dataSet('iris.csv').X;
const algorithms = ['auto', 'lloyd', 'hamerly', 'elkan'] as const;

let warnings: string[] = [];
let previous: WarningHandler;
beforeEach(() => {
  warnings = [];
  previous = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(previous);
});

function expectClose(actual: number, wanted: number, relative = 1e-9): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(wanted)));
}

function expectCloseRows(actual: Matrix, wanted: number[][], relative?: number): void {
  expect([actual.rows, actual.columns]).toEqual([wanted.length, wanted[0].length]);
  for (const [i, row] of wanted.entries()) {
    for (const [j, value] of row.entries()) expectClose(actual.get(i, j), value, relative);
  }
}

describe.each(algorithms)('KMeans with algorithm %s', (algorithm) => {
  it.each(expected.cases)(
    'agrees with scikit-learn from the same centres: $name',
    ({ X, runs }) => {
      for (const run of runs) {
        const { tol, max_iter: maxIter } = run.options;
        const model = new KMeans({
          nClusters: run.init.length,
          init: run.init,
          algorithm,
          tol,
          maxIter,
        });
        model.fit(X, undefined, { sampleWeight: run.sampleWeight ?? undefined });
        expect(model.labels).toEqual(run.labels);
        expectCloseRows(model.clusterCenters, run.centers);
        expectClose(model.inertia, run.inertia);
        expect(model.nIter).toBe(run.nIter);
        expectClose(model.score(X), run.score);
        expectCloseRows(model.transform(X.slice(0, 5)), run.transform);
      }
    },
  );

  it('gives each training sample the label that predict gives it', () => {
    const sample = fc.tuple(
      fc.integer({ min: -4, max: 4 }),
      fc.double({ min: -5, max: 5, noNaN: true }),
    );
    const options = { nClusters: 3, algorithm, randomState: 1 } as const;
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 3, maxLength: 40 }),
        fc.constantFrom(0, 1e9),
        fc.constantFrom(1, 2, 300),
        (rows, offset, maxIter) => {
          const X = rows.map(([a, b]) => [a + offset, b - offset]);
          const model = new KMeans({ ...options, maxIter }).fit(X);
          expect(model.predict(X)).toEqual(model.labels);
        },
      ),
    );
  });
});

it.each(['iris', 'wine'] as const)('is no worse than scikit-learn over ten seeds: %s', (name) => {
  const { nClusters, kMeans, random } = expected.quality[name];
  const X = name === 'iris' ? iris : standardised(dataSet('wine.csv').X);
  const mean = (options: KMeansOptions) => {
    let total = 0;
    for (let randomState = 0; randomState < 10; randomState++) {
      total += new KMeans({ nClusters, randomState, ...options }).fit(X).inertia / 10;
    }
    return total;
  };
  // Both are means of ten draws: two standard errors of their difference are allowed.
  const slack = (std: number) => 2 * std * Math.sqrt(2 / 10);
  expect(mean({})).toBeLessThan(kMeans.mean + slack(kMeans.std));
  expect(mean({ init: 'random', nInit: 1 })).toBeLessThan(random.mean + slack(random.std));
});

function standardised(X: number[][]): number[][] {
  const stats = X[0].map((_, j) => {
    const mean = X.reduce((sum, row) => sum + row[j], 0) / X.length;
    const variance = X.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0) / X.length;
    return { mean, std: Math.sqrt(variance) };
  });
  return X.map((row) => row.map((value, j) => (value - stats[j].mean) / stats[j].std));
}

it('keeps the clusters of samples that are a billion away from zero', () => {
  const normal = createNormal(createRng('far'));
  const near = Array.from({ length: 300 }, (_, i) =>
    [1024 * (i % 3) + normal(), normal()].map((v) => Math.round(v * 256) / 256),
  );
  const far = near.map(([a, b]) => [a + 1e9, b - 1e9]);
  const options = { nClusters: 3, randomState: 4 };
  const expectedModel = new KMeans(options).fit(near);
  const model = new KMeans(options).fit(far);
  expect(model.labels).toEqual(expectedModel.labels);
  // Rounding of the mean of 1e9 is 1e-7; squares of differences from centres that far off are 1e-6 of their size.
  expectClose(model.inertia, expectedModel.inertia, 1e-6);
  expectClose(model.score(far), -model.inertia, 1e-12);
});

it('makes a weight of two a repeated row, and a weight of zero an absent one', () => {
  const sampleWeight = iris.map((_, i) => i % 3);
  const repeated = iris.flatMap((row, i) => new Array<number[]>(i % 3).fill(row));
  const options = { nClusters: 5, randomState: 3 };
  const weighted = new KMeans(options).fit(iris, undefined, { sampleWeight });
  const plain = new KMeans(options).fit(repeated);
  expectCloseRows(weighted.clusterCenters, plain.clusterCenters.to2DArray());
  expectClose(weighted.inertia, plain.inertia);
  expectClose(weighted.score(iris, undefined, { sampleWeight }), plain.score(repeated));
  expect(weighted.predict(iris)).toEqual(weighted.labels);
});

it('takes given centres in every form, from a function too', () => {
  const centers = [iris[0], iris[60], iris[120]];
  const fitFrom = (init: KMeansOptions['init']) => new KMeans({ nClusters: 3, init }).fit(iris);
  const { labels } = fitFrom(centers);
  const flat = { data: Float64Array.from(centers.flat()), rows: 3, columns: 4 };
  expect(fitFrom(new Matrix(centers)).labels).toEqual(labels);
  expect(fitFrom(flat).labels).toEqual(labels);
  const seeds: number[] = [];
  const model = fitFrom((X, nClusters, { randomState }) => {
    seeds.push(randomState);
    expect([X.rows, X.columns, nClusters]).toEqual([150, 4, 3]);
    expectCloseRows(X, iris, 1e-14);
    X.set(0, 0, Number.NaN); // a copy: the fit does not see it
    return centers;
  });
  expect(model.labels).toEqual(labels);
  expect(new Set(seeds).size).toBe(10);
});

it('keeps given centres apart from the array that was passed', () => {
  const init = [[0], [10]];
  const model = new KMeans({ nClusters: 2, init });
  init[1][0] = Number.NaN;
  expect(model.fit([[0], [1], [9]]).labels).toEqual([0, 0, 1]);
  model.setParams({ init: new Matrix([[9], [0]]) });
  expect(model.fit([[0], [1], [9]]).labels).toEqual([1, 1, 0]);
  expect(deserializeAs(serialize(model), [KMeans])).toMatchObject({ labels: [1, 1, 0] });
  expect(clone(model).getParams().init).toEqual([[9], [0]]);
});

it('takes the best of several runs', () => {
  const runs = Array.from(
    { length: 10 },
    (_, randomState) => new KMeans({ nClusters: 8, randomState, nInit: 1 }).fit(iris).inertia,
  );
  const best = new KMeans({ nClusters: 8, randomState: 0, nInit: 10 }).fit(iris);
  expect(best.inertia).toBeLessThanOrEqual(runs[0]);
  expect(best.inertia).toBeLessThan(runs.reduce((sum, inertia) => sum + inertia, 0) / 10);
});

it('warns that more runs from given centres are pointless, and makes one', () => {
  new KMeans({ nClusters: 2, init: [iris[0], iris[99]], nInit: 5 }).fit(iris);
  expect(warnings).toEqual([
    'KMeans.fit: init gives the centres, so one run is made instead of nInit = 5. Leave nInit out.',
  ]);
});

it.each(algorithms)('warns when distinct samples are fewer than clusters: %s', (algorithm) => {
  const X = [
    [1, 1],
    [1, 1],
    [2, 2],
    [2, 2],
    [2, 2],
  ];
  for (const init of ['k-means++', 'random'] as const) {
    warnings = [];
    const model = new KMeans({ nClusters: 4, algorithm, init, randomState: 0 }).fit(X);
    expect(warnings).toEqual([
      'KMeans.fit: found 2 distinct clusters, fewer than nClusters = 4: X holds too few different rows, or differences whose squares are 0. Lower nClusters, or scale the features.',
    ]);
    expect(model.inertia).toBe(0);
    expect(model.predict(X)).toEqual(model.labels);
    expect(new Set(model.labels).size).toBe(2);
  }
});

it('says whether it came to rest', () => {
  const init = iris.slice(0, 8);
  expect(new KMeans({ nClusters: 8, init, maxIter: 2 }).fit(iris)).toMatchObject({
    converged: false,
    nIter: 2,
  });
  expect(new KMeans({ nClusters: 8, init }).fit(iris).converged).toBe(true);
});

it('names the columns of transform', () => {
  const model = new KMeans({ nClusters: 3, randomState: 0 });
  const distances = model.fitTransform(iris);
  expect([distances.rows, distances.columns]).toEqual([150, 3]);
  expect(model.getFeatureNamesOut()).toEqual(['kmeans0', 'kmeans1', 'kmeans2']);
  const nearest = distances.to2DArray().map((row) => row.indexOf(Math.min(...row)));
  expect(nearest).toEqual(model.labels);
  expect(model.fitPredict(iris)).toEqual(model.labels);
});

it('has every cluster alone where there are as many samples', () => {
  const model = new KMeans({ nClusters: 3, randomState: 0 }).fit([[1], [5], [9]]);
  expect(new Set(model.labels).size).toBe(3);
  expect(model.inertia).toBe(0);
  expect(warnings).toEqual([]);
});

describe('refuses', () => {
  const X = [[1], [2], [3]];
  const refused: [string, () => unknown, new (message: string) => Error, string][] = [
    [
      'no clusters',
      () => new KMeans({ nClusters: 0 }),
      InvalidParameterError,
      'KMeans: nClusters must be an integer >= 1, but got 0. Pass how many clusters to look for.',
    ],
    [
      'fewer samples than clusters',
      () => new KMeans().fit(X),
      InvalidInputError,
      'KMeans.fit: X has 3 rows, but nClusters is 8. Pass at least one sample a cluster, or lower nClusters.',
    ],
    [
      'an unknown init',
      () => new KMeans({ init: 'kmeans' as 'random' }),
      InvalidParameterError,
      'KMeans: init must be "k-means++", "random", a matrix of centres or a function, but got "kmeans".',
    ],
    [
      'centres that are not finite',
      () => new KMeans({ init: [[Number.NaN]] }),
      InvalidInputError,
      'KMeans.init: X[0][0] is NaN.',
    ],
    [
      'centres of another width',
      () =>
        new KMeans({
          nClusters: 2,
          init: [
            [1, 2],
            [3, 4],
          ],
        }).fit(X),
      InvalidInputError,
      'KMeans.fit: init is 2 × 2, but nClusters × features is 2 × 1. Pass one row a cluster, with the columns of X.',
    ],
    [
      'too few centres from a function',
      () => new KMeans({ nClusters: 2, init: () => [[1]] }).fit(X),
      InvalidInputError,
      'KMeans.fit: the result of init is 1 × 1, but',
    ],
    [
      'a function that returns no matrix',
      () => new KMeans({ nClusters: 2, init: (() => 5) as never }).fit(X),
      InvalidInputError,
      'KMeans.fit: the result of init: X must be a matrix, but got 5.',
    ],
    [
      'nInit 0',
      () => new KMeans({ nInit: 0 }),
      InvalidParameterError,
      'KMeans: nInit must be an integer >= 1, or "auto", but got 0.',
    ],
    [
      'a negative tolerance',
      () => new KMeans({ tol: -1 }),
      InvalidParameterError,
      'KMeans: tol must be a number >= 0, but got -1.',
    ],
    [
      'coordinates whose squares overflow',
      () => new KMeans({ nClusters: 1 }).fit([[0], [1e200]]),
      InvalidInputError,
      'KMeans.fit: X[1][0] is 1e+200, too large for distances to be numbers.',
    ],
    [
      'to save a function',
      () => new KMeans({ init: () => [[1]] }).toJSON(),
      InvalidParameterError,
      'KMeans.init is the function init, which cannot be saved',
    ],
  ];
  it.each(refused)('%s', (_what, act, type, message) => {
    let thrown: unknown;
    try {
      act();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(type);
    expect((thrown as Error).message).toContain(message);
  });
});

it('refuses model files whose labels have no centre', () => {
  const model = new KMeans({ nClusters: 2, randomState: 0 }).fit([[0], [1], [8]]);
  const json = JSON.parse(JSON.stringify(model));
  expect(KMeans.fromJSON(json).labels).toEqual(model.labels);
  json.model.state.labels.values[1] = 2;
  expect(() => KMeans.fromJSON(json)).toThrow(ModelFormatError);
  expect(() => KMeans.fromJSON(json)).toThrow('label 2 has no centre among 2');
});
