import { DBSCAN } from '../src/estimators/dbscan.js';
import { IsolationForest } from '../src/estimators/isolation-forest.js';
import { rocAucScore } from '../src/metrics/ranking.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import { deepbox } from './js-peers.js';
import {
  type Dataset,
  type Fitted,
  type Implementation,
  peer,
  rowsOf,
  type Workload,
} from './workload.js';

export const dbscanPlane: Workload = {
  name: 'dbscan_50k_2',
  about: 'DBSCAN on 50 000 × 2: moons, blobs and noise; eps 0.2, 20 samples',
  data: () => crowds(50_000, 2),
  ours: { name: 'fitpredict', fit: (prepared) => cluster(prepared as Dataset, 0.2) },
  peers: [densityClustering(0.2), deepboxDbscan(0.2)],
};

export const dbscanSpace: Workload = {
  name: 'dbscan_20k_8',
  about: 'DBSCAN on 20 000 × 8: blobs and noise; eps 1.5, 20 samples',
  data: () => crowds(20_000, 8),
  ours: { name: 'fitpredict', fit: (prepared) => cluster(prepared as Dataset, 1.5) },
  peers: [deepboxDbscan(1.5)],
};

export const dbscanSmall: Workload = {
  name: 'small_dbscan_2k_2',
  about: 'DBSCAN on 2 000 × 2: moons, blobs and noise; eps 0.5, 20 samples',
  data: () => crowds(2000, 2),
  ours: { name: 'fitpredict', fit: (prepared) => cluster(prepared as Dataset, 0.5) },
  peers: [densityClustering(0.5), deepboxDbscan(0.5)],
};

export const dbscanNarrow: Workload = {
  name: 'dbscan_30k_20_narrow',
  about: 'DBSCAN on 30 000 × 20: blobs and noise; eps 1.2, 20 samples',
  data: () => crowds(30_000, 20, 0.25),
  ours: { name: 'fitpredict', fit: (prepared) => cluster(prepared as Dataset, 1.2) },
};

export const dbscanWide: Workload = {
  name: 'dbscan_30k_20_wide',
  about: 'DBSCAN on 30 000 × 20: blobs and noise; eps 2.2, 20 samples',
  data: () => crowds(30_000, 20, 0.25),
  ours: { name: 'fitpredict', fit: (prepared) => cluster(prepared as Dataset, 2.2) },
};

export const isolation: Workload = {
  name: 'iforest_100k_10',
  about: 'IsolationForest on 100 000 × 10 with 1 % anomalies; predict is scoring all rows',
  data: anomalies,
  ours: {
    name: 'fitpredict',
    fit(prepared) {
      const { X, XTest, yTest } = prepared as Dataset;
      const model = new IsolationForest({ randomState: 0 }).fit(X);
      return {
        predict: () => model.scoreSamples(XTest),
        predictOne: (row) => model.scoreSamples([row]),
        quality: () => ({ rocAuc: model.score(XTest, yTest) }),
      };
    },
  },
  peers: [
    deepbox(
      'IsolationForest',
      { nEstimators: 100, randomState: 0 },
      (model, { XTest, data: { yTest } }) => ({
        predict: () => model.scoreSamples(XTest),
        // Its scores are low for what is unlike the rest.
        quality: () => ({
          rocAuc: rocAucScore(
            yTest,
            Float64Array.from(model.scoreSamples(XTest).data, (score: number) => -score),
          ),
        }),
      }),
    ),
  ],
};

function cluster({ X }: Dataset, eps: number): Fitted {
  const model = new DBSCAN({ eps, minSamples: 20 }).fit(X);
  return {
    quality() {
      const { labels } = model;
      return {
        clusters: new Set(labels).size,
        noise: labels.filter((label) => label === -1).length,
      };
    },
  };
}

function deepboxDbscan(eps: number) {
  return deepbox('DBSCAN', { eps, minSamples: 20 }, (model) => ({
    quality() {
      const labels: number[] = Array.from(model.labels.data, Number);
      return {
        clusters: new Set(labels).size,
        noise: labels.filter((label) => label === -1).length,
      };
    },
  }));
}

/** Compares every pair of samples. */
function densityClustering(eps: number) {
  return async (): Promise<Implementation | undefined> => {
    const module = await peer('density-clustering');
    if (module === undefined) return undefined;
    return {
      name: 'density-clustering',
      prepare: ({ X }) => rowsOf(X),
      fit(prepared) {
        const dbscan = new module.DBSCAN();
        const clusters: number[][] = dbscan.run(prepared, eps, 20);
        // It numbers clusters only; the noise is one group more, as in ours.
        return {
          quality: () => ({ clusters: clusters.length + 1, noise: dbscan.noise.length }),
        };
      },
    };
  };
}

/** Half-circles where there are two columns, blobs around random centres, and a tenth of noise. */
function crowds(rows: number, columns: number, spread = 0.5): Dataset {
  const rng = createRng('crowds');
  const normal = createNormal(rng);
  const centres = Array.from({ length: 8 }, () =>
    Array.from({ length: columns }, () => 20 * rng.next() - 10),
  );
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const kind = i % 10;
    for (let j = 0; j < columns; j++) {
      data[i * columns + j] =
        kind === 0 ? 24 * rng.next() - 12 : centres[kind % 8][j] + spread * normal();
    }
    if (columns === 2 && kind < 3 && kind > 0) {
      const angle = Math.PI * rng.next() * (kind === 1 ? 1 : -1);
      data[2 * i] = 5 * Math.cos(angle) + (kind === 1 ? 0 : 5) + 0.2 * normal();
      data[2 * i + 1] = 5 * Math.sin(angle) + (kind === 1 ? 0 : 2) + 0.2 * normal();
    }
  }
  const X = { data, rows, columns };
  return { X, y: new Float64Array(0), XTest: X, yTest: new Float64Array(0) };
}

function anomalies(): Dataset {
  const rng = createRng('anomalies');
  const normal = createNormal(rng);
  const columns = 10;
  const rows = 100_000;
  const mix = Array.from({ length: columns }, () => Array.from({ length: columns }, normal));
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const source = Array.from({ length: columns }, normal);
    y[i] = rng.next() < 0.01 ? 1 : 0;
    for (let j = 0; j < columns; j++) {
      let value = 0;
      for (let k = 0; k < columns; k++) value += source[k] * mix[k][j];
      data[i * columns + j] = value + (y[i] === 1 ? 8 * normal() : 0);
    }
  }
  const X = { data, rows, columns };
  return { X, y, XTest: X, yTest: y };
}
