import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  DBSCAN,
  GradientBoostingClassifier,
  kernelShapAsync,
  LogisticRegression,
  makeClassification,
  predictAsync,
  RandomForestClassifier,
  setWarningHandler,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { afterEach, expect, it } from 'vitest';
import { loadEstimatorWorker } from '../../src/parallel/load-estimator-worker.js';
import type { WorkerLike } from '../../src/parallel/worker-thread.js';
import { createRng } from '../../src/random/rng.js';
import { watchedWorkers } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 400, nFeatures: 10, randomState: 0 });
const options = { nEstimators: 30, maxDepth: 6, randomState: 1 };

afterEach(() => void setWarningHandler(null));

it('loses nothing when workers are killed at random during 200 fits', async () => {
  let lost = 0;
  setWarningHandler(({ message }) => {
    if (message.includes('a worker was lost')) lost++;
  });
  const rng = createRng(1);
  const watched = watchedWorkers();
  const pool = createPool({ workers: 3, createWorker: watched.createWorker });
  await usePool(pool);
  const alone = JSON.stringify(new RandomForestClassifier(options).fit(X, y).estimators);
  let left = 0;
  let killed = 0;
  watched.onBlock = (worker) => {
    if (--left !== 0) return;
    worker.terminate();
    killed++;
  };
  for (let fit = 0; fit < 200; fit++) {
    left = 1 + rng.nextInteger(options.nEstimators);
    const model = await new RandomForestClassifier({ ...options, nJobs: -1 }).fitAsync(X, y);
    expect(JSON.stringify(model.estimators)).toBe(alone);
  }
  expect(killed).toBe(200);
  expect(lost).toBeGreaterThan(150); // the others were through before they ended
  pool.close();
});

it('loses nothing of boosting and of predictions when workers are killed at random 60 times', async () => {
  setWarningHandler(() => {});
  const rng = createRng(2);
  const watched = watchedWorkers(await loadEstimatorWorker());
  const pool = createPool({ workers: 3, createWorker: watched.createWorker });
  await usePool(pool);
  const wide = makeClassification({ nSamples: 5000, nFeatures: 20, randomState: 0 });
  const boosting = { nEstimators: 15, maxDepth: 5, randomState: 0 };
  const alone = new GradientBoostingClassifier(boosting).fit(wide.X, wide.y);
  const many = new RandomForestClassifier({ nEstimators: 300, maxDepth: 6, randomState: 0 });
  many.fit(wide.X, wide.y);
  const predicted = many.predict(wide.X);
  const busy = new Set<WorkerLike>();
  watched.onBlock = (worker) => busy.add(worker);
  let killed = 0;
  const kill = () => {
    const [worker] = [...busy].slice(rng.nextInteger(Math.max(1, busy.size)));
    if (worker === undefined) return;
    worker.terminate();
    busy.delete(worker);
    killed++;
  };
  while (killed < 60) {
    let left = 1 + rng.nextInteger(boosting.nEstimators);
    const onProgress = () => {
      if (--left === 0) kill();
    };
    const model = new GradientBoostingClassifier({ ...boosting, nJobs: -1 });
    await model.fitAsync(wide.X, wide.y, { onProgress });
    expect(JSON.stringify(model.estimators)).toBe(JSON.stringify(alone.estimators));
    left = 1;
    expect(await predictAsync(many, wide.X, { nJobs: -1, onProgress })).toEqual(predicted);
  }
  expect(watched.started.length).toBeGreaterThan(60);
  pool.close();
});

it('loses nothing of neighbours that are counted and of explanations when workers are killed at random 30 times', async () => {
  let lost = 0;
  setWarningHandler(({ message }) => {
    if (message.includes('a worker was lost')) lost++;
  });
  const rng = createRng(3);
  const watched = watchedWorkers(await loadEstimatorWorker());
  const pool = createPool({ workers: 3, createWorker: watched.createWorker });
  await usePool(pool);
  const many = makeClassification({ nSamples: 3000, nFeatures: 10, randomState: 1 }).X;
  const line = new LogisticRegression().fit(X, y);
  const background = X.to2DArray().slice(0, 3);
  const cluster = async (algorithm: 'kdTree' | 'brute', nJobs: number | null) => {
    const { labels, coreSampleIndices } = await new DBSCAN({
      eps: 1.5,
      algorithm,
      nJobs,
    }).fitAsync(many);
    return { labels, coreSampleIndices };
  };
  const explain = async (nJobs: number | null) => {
    const rows = many.to2DArray().slice(0, 6);
    const options = { background, randomState: 0, nJobs };
    const { values } = await kernelShapAsync(line, rows, options);
    return values.map((matrix) => matrix.to1DArray());
  };
  const works: Readonly<Record<string, (nJobs: number | null) => Promise<unknown>>> = {
    'neighbours in a tree': (nJobs) => cluster('kdTree', nJobs),
    'neighbours among all': (nJobs) => cluster('brute', nJobs),
    explanations: explain,
  };
  let left = 0;
  let killed = 0;
  watched.onBlock = (worker) => {
    if (--left !== 0) return;
    worker.terminate();
    killed++;
  };
  for (const [name, work] of Object.entries(works)) {
    const alone = await work(null);
    const before = watched.blocks;
    left = 0;
    expect([name, await work(-1)]).toEqual([name, alone]);
    const blocks = watched.blocks - before;
    expect([name, blocks]).not.toEqual([name, 0]);
    for (let run = 0; run < 10; run++) {
      left = 1 + rng.nextInteger(blocks);
      expect([name, await work(-1)]).toEqual([name, alone]);
    }
  }
  expect(killed).toBe(30);
  expect(lost).toBeGreaterThan(15); // the others were through before they ended
  pool.close();
});

it('keeps neither memory nor handles after 1 000 fits', async () => {
  const watched = watchedWorkers();
  const pool = createPool({ workers: 2, createWorker: watched.createWorker });
  await usePool(pool);
  const train = () =>
    new RandomForestClassifier({ ...options, nEstimators: 24, nJobs: 2 }).fitAsync(X, y);
  for (let i = 0; i < 100; i++) await train();
  const before = await kept();
  for (let i = 100; i < 1000; i++) await train();
  const after = await kept();
  expect(after.handles).toBeLessThanOrEqual(before.handles + 2);
  // A fit's trees alone are many times 4 kB: 900 that stayed would be beyond the limit of the heap.
  expect(after.heap - before.heap).toBeLessThan(3e6);
  expect(after.buffers - before.buffers).toBeLessThan(3e6);
  expect(after.resident - before.resident).toBeLessThan(120e6);
  expect(watched.blocks).toBeGreaterThan(1000);
  expect(watched.started.length).toBe(2);
  pool.close();
});

/** What this process holds on to, in bytes: of memory when it is swept, of its threads, and handles of the event loop. */
async function kept() {
  setFlagsFromString('--expose-gc');
  const sweep: () => void = runInNewContext('gc');
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    sweep();
  }
  const { heapUsed: heap, arrayBuffers: buffers, rss: resident } = process.memoryUsage();
  return { heap, buffers, resident, handles: process.getActiveResourcesInfo().length };
}
