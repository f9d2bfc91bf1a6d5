/** Pools that are closed, or put out of use, in the midst of what they do. */

import {
  DBSCAN,
  GradientBoostingRegressor,
  makeClassification,
  predictAsync,
  RandomForestClassifier,
  setWarningHandler,
} from 'fitpredict';
import { createPool, type Pool, usePool } from 'fitpredict/parallel';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadEstimatorWorker } from '../../src/parallel/load-estimator-worker.js';
import { installPool } from '../../src/parallel-work.js';
import { watchedWorkers } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 6000, nFeatures: 12, randomState: 0 });
const forest = { nEstimators: 15, maxDepth: 3, randomState: 0 };
const grown = new RandomForestClassifier({ nEstimators: 400, maxDepth: 2, randomState: 0 });
grown.fit(X.to2DArray().slice(0, 300), y.slice(0, 300));
const boosting = { nEstimators: 12, randomState: 0 };
const near = { eps: 2.5, minSamples: 5, algorithm: 'brute' } as const;

type Listener = { onProgress(): void };
/** Work of each kind, whose first progress is heard of, and what it gives. */
const WORK: Record<string, (nJobs: number | null, on: Listener) => Promise<unknown>> = {
  predictAsync: (nJobs, on) => predictAsync(grown, X, { nJobs, ...on }),
  RandomForestClassifier: async (nJobs, on) =>
    JSON.stringify(
      (await new RandomForestClassifier({ ...forest, nJobs }).fitAsync(X, y, on)).estimators,
    ),
  GradientBoostingRegressor: async (nJobs, on) =>
    JSON.stringify(
      (await new GradientBoostingRegressor({ ...boosting, nJobs }).fitAsync(X, y, on)).estimators,
    ),
  DBSCAN: async (nJobs, on) =>
    (await new DBSCAN({ ...near, nJobs }).fitAsync(X.to2DArray().slice(0, 1800), undefined, on))
      .labels,
};
const CHANGES: Record<string, (pool: Pool) => void | Promise<void>> = {
  'is closed twice': (pool) => {
    pool.close();
    pool.close();
  },
  'is put out of use': () => usePool(null),
  'makes room for another': () => usePool(createPool({ workers: 1, idleTime: 100 })),
};

const alone = new Map<string, unknown>();
let heard: string[];
beforeAll(async () => {
  for (const [name, work] of Object.entries(WORK)) {
    alone.set(name, await work(null, { onProgress() {} }));
  }
});
beforeEach(() => {
  heard = [];
  setWarningHandler(({ message }) => heard.push(message));
});
afterEach(() => installPool(undefined));
afterAll(() => setWarningHandler(null));

const cases = Object.keys(WORK).flatMap((name) =>
  Object.keys(CHANGES).map((change) => [name, change] as const),
);

it.each(cases)('%s gives the same when its pool %s in its midst', async (name, change) => {
  const watched = watchedWorkers(await loadEstimatorWorker());
  const pool = createPool({ workers: 2, createWorker: watched.createWorker });
  await usePool(pool);
  const changes: (void | Promise<void>)[] = [];
  let isFirst = true;
  const onProgress = () => {
    if (isFirst) changes.push(CHANGES[change](pool));
    isFirst = false;
  };
  expect(await WORK[name](2, { onProgress })).toEqual(alone.get(name));
  await Promise.all(changes);
  expect(isFirst).toBe(false);
  expect(watched.blocks).toBeGreaterThan(0);
  expect(heard).toEqual([]);
  pool.close();
});
