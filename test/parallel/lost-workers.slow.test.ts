import {
  GradientBoostingClassifier,
  makeClassification,
  predictAsync,
  RandomForestClassifier,
  setWarningHandler,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { afterEach, expect, it } from 'vitest';
import { loadEstimatorWorker } from '../../src/parallel/load-estimator-worker.js';
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

it('loses nothing of boosting and of predictions when workers are killed at random 200 times', async () => {
  setWarningHandler(() => {});
  const rng = createRng(2);
  const watched = watchedWorkers(await loadEstimatorWorker());
  const pool = createPool({ workers: 3, createWorker: watched.createWorker });
  await usePool(pool);
  const wide = makeClassification({ nSamples: 4000, nFeatures: 20, randomState: 0 });
  const boosting = { nEstimators: 15, maxDepth: 5, randomState: 0 };
  const alone = new GradientBoostingClassifier(boosting).fit(wide.X, wide.y);
  const many = new RandomForestClassifier({ nEstimators: 500, randomState: 0 }).fit(X, y);
  const predicted = many.predict(wide.X);
  let killed = 0;
  const kill = () => {
    const last = watched.started.slice(-3);
    last[rng.nextInteger(last.length)].terminate();
    killed++;
  };
  while (killed < 200) {
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
  expect(watched.blocks).toBeGreaterThan(200);
  pool.close();
});

it('keeps neither memory nor handles after 1 000 fits', async () => {
  const watched = watchedWorkers();
  const pool = createPool({ workers: 2, createWorker: watched.createWorker });
  await usePool(pool);
  const train = () =>
    new RandomForestClassifier({ ...options, nEstimators: 24, nJobs: 2 }).fitAsync(X, y);
  const handles = () => process.getActiveResourcesInfo().length;
  for (let i = 0; i < 100; i++) await train();
  const [before, memoryBefore] = [handles(), process.memoryUsage().rss];
  for (let i = 0; i < 1000; i++) await train();
  expect(handles()).toBeLessThanOrEqual(before + 2);
  // 1 000 fits whose codes alone stayed would be 1 000 × 400 × 10 bytes, and their trees as much again as many times.
  expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(120e6);
  expect(watched.blocks).toBeGreaterThan(1000);
  expect(watched.started.length).toBe(2);
  pool.close();
});
