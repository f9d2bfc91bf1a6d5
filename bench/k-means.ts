import { makeBlobs } from '../src/data/synthetic/make-blobs.js';
import { KMeans } from '../src/estimators/k-means/k-means.js';
import { type Dataset, type Implementation, peer, rowsOf, type Workload } from './workload.js';

/** k-means++ starts are a matter of luck: a fit of the workload is a fit from each of these seeds. */
const SEEDS = [0, 1, 2, 3, 4];

export const kMeansFixed: Workload = workload('kmeans_100k_16_fixed', {
  about: 'KMeans on 100 000 × 16, 20 clusters, from the first 20 samples',
  shape: [100_000, 16, 20],
  fixed: true,
});

export const kMeansPlusPlus: Workload = workload('kmeans_100k_16', {
  about: 'KMeans on 100 000 × 16, 20 clusters, k-means++, five seeds',
  shape: [100_000, 16, 20],
  fixed: false,
});

export const kMeansPlaneFixed: Workload = workload('kmeans_20k_2_fixed', {
  about: 'KMeans on 20 000 × 2, 10 clusters, from the first 10 samples',
  shape: [20_000, 2, 10],
  fixed: true,
});

export const kMeansPlane: Workload = workload('kmeans_20k_2', {
  about: 'KMeans on 20 000 × 2, 10 clusters, k-means++, five seeds',
  shape: [20_000, 2, 10],
  fixed: false,
});

export const kMeansSmall: Workload = workload('small_kmeans_1k_4', {
  about: 'KMeans on 1 000 × 4, 5 clusters, from the first 5 samples',
  shape: [1000, 4, 5],
  fixed: true,
});

interface Setting {
  about: string;
  /** Samples, features, clusters. */
  shape: readonly [number, number, number];
  /** Whether the first samples are the initial centres. */
  fixed: boolean;
}

function workload(name: string, { about, shape, fixed }: Setting): Workload {
  const [rows, columns, nClusters] = shape;
  return {
    name,
    about,
    data: () => blobs(rows, columns, nClusters),
    ours: ours(nClusters, fixed),
    peers: fixed ? [mlKMeans(nClusters), skMeans(nClusters)] : [],
  };
}

function ours(nClusters: number, fixed: boolean): Implementation {
  return {
    name: 'fitpredict',
    fit(prepared) {
      const data = prepared as Dataset;
      const init = firstRows(data, nClusters);
      const models = fixed
        ? [new KMeans({ nClusters, init }).fit(data.X)]
        : SEEDS.map((randomState) => new KMeans({ nClusters, randomState }).fit(data.X));
      return {
        predict: () => models[0].predict(data.XTest),
        predictOne: (row) => models[0].predict([row]),
        quality: () => ({
          inertia: models.reduce((sum, { inertia }) => sum + inertia, 0) / models.length,
        }),
      };
    },
  };
}

function mlKMeans(nClusters: number) {
  return async (): Promise<Implementation | undefined> => {
    const module = await peer('ml-kmeans');
    if (module === undefined) return undefined;
    return {
      name: 'ml-kmeans',
      prepare: (data) => ({ data, X: rowsOf(data.X), init: firstRows(data, nClusters) }),
      fit(prepared) {
        const { data, X, init } = prepared as { data: Dataset; X: number[][]; init: number[][] };
        // Its tolerance is of another kind; this one needs about as many iterations.
        const options = { initialization: init, maxIterations: 300, tolerance: 1e-3 };
        const { centroids } = module.kmeans(X, nClusters, options);
        return { quality: () => ({ inertia: inertia(data, centroids) }) };
      },
    };
  };
}

function skMeans(nClusters: number) {
  return async (): Promise<Implementation | undefined> => {
    const module = await peer('skmeans');
    if (module === undefined) return undefined;
    return {
      name: 'skmeans',
      prepare: (data) => ({ data, X: rowsOf(data.X), init: firstRows(data, nClusters) }),
      fit(prepared) {
        const { data, X, init } = prepared as { data: Dataset; X: number[][]; init: number[][] };
        // It moves the centres that it is given.
        const start = init.map((centre) => centre.slice());
        const { centroids } = module.default(X, nClusters, start, 300);
        return { quality: () => ({ inertia: inertia(data, centroids) }) };
      },
    };
  };
}

/** Overlapping blobs, which k-means needs some dozens of iterations for. */
function blobs(rows: number, columns: number, centers: number): Dataset {
  const { X } = makeBlobs({
    nSamples: rows + 10_000,
    nFeatures: columns,
    centers,
    clusterStd: 2,
    randomState: `k-means ${columns}`,
  });
  const data = Float64Array.from(X.to1DArray());
  const part = (from: number, size: number) => ({
    data: data.slice(from * columns, (from + size) * columns),
    rows: size,
    columns,
  });
  const none = new Float64Array(0);
  return { X: part(0, rows), y: none, XTest: part(rows, 10_000), yTest: none };
}

function inertia({ X }: Dataset, centroids: number[][]): number {
  const model = new KMeans({ nClusters: centroids.length, init: centroids, maxIter: 1, tol: 0 });
  return model.fit(X).inertia;
}

function firstRows(data: Dataset, count: number): number[][] {
  const { data: values, columns } = data.X;
  return rowsOf({ data: values.subarray(0, count * columns), rows: count, columns });
}
