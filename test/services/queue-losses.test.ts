/** Workers that are killed, and a Redis that is: nothing lost, nothing double, the same bits. */

import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeClassification, RandomForestClassifier, setWarningHandler } from 'fitpredict';
import { createQueue } from 'fitpredict/distributed';
import { usePool } from 'fitpredict/parallel';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/random/rng.js';
import { openQueue, type QueueBench, type WorkerProcess } from './queue-bench.js';
import { hasRedis } from './redis-server.js';

const { X, y } = makeClassification({ nSamples: 1500, nFeatures: 10, randomState: 0 });
const nEstimators = 160;
const PARTS = 80;

describe.skipIf(!hasRedis())('a queue (needs redis-server)', () => {
  let bench: QueueBench;
  let workers: WorkerProcess[];
  const start = () => bench.work('--lock-duration', '1000');
  beforeAll(async () => {
    setWarningHandler(() => {});
    bench = await openQueue();
    workers = await Promise.all([start(), start(), start()]);
    const { redis, storage } = bench;
    await usePool(createQueue({ redis: redis.url, storage, parts: PARTS }));
  });
  afterAll(async () => {
    await usePool(null);
    await bench?.close();
    setWarningHandler(null);
  });

  /** A forest, learned while something happens, and what is stored of it in the end. */
  async function grow(randomState: number, meanwhile: () => Promise<void>) {
    const before = await bench.works();
    const seen: number[] = [];
    const model = new RandomForestClassifier({ nEstimators, randomState, nJobs: -1 });
    let over = false;
    const fit = model
      .fitAsync(X, y, { onProgress: ({ done }) => seen.push(done) })
      .finally(() => (over = true));
    while (!over) {
      await Promise.race([fit, new Promise((resolve) => setTimeout(resolve, 250))]);
      if (!over) await meanwhile();
    }
    await fit;
    const [work = ''] = (await bench.works()).filter((id) => !before.includes(id));
    const stored = await readdir(dirname(bench.file(work, 'work')));
    return { trees: JSON.stringify(model.estimators), seen, stored };
  }

  async function expectWhole(randomState: number, meanwhile: () => Promise<void>): Promise<void> {
    const { trees, seen, stored } = await grow(randomState, meanwhile);
    const alone = new RandomForestClassifier({ nEstimators, randomState }).fit(X, y);
    expect(trees === JSON.stringify(alone.estimators)).toBe(true);
    expect(seen).toEqual(Array.from({ length: nEstimators }, (_, t) => t + 1));
    expect(stored.length).toBe(PARTS + 1); // the work, and each part once
  }

  it('learns the same while workers are killed', async () => {
    const rng = createRng(0);
    let killed = 0;
    await expectWhole(1, async () => {
      if (killed >= 8) return;
      const lost = rng.nextInteger(workers.length);
      await workers[lost].kill();
      workers[lost] = await start();
      killed++;
    });
    expect(killed).toBeGreaterThan(2);
  });

  it('learns the same while Redis is killed and comes back', async () => {
    let killed = 0;
    await expectWhole(2, async () => {
      if (killed >= 3) return;
      killed++;
      await bench.redis.kill();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await bench.redis.start();
    });
    expect(killed).toBeGreaterThan(1);
  });

  it('puts into the queue again what Redis has forgotten', async () => {
    const redis = new Redis(bench.redis.url);
    let flushed = false;
    await expectWhole(4, async () => {
      if (!flushed) await redis.flushall();
      flushed = true;
    });
    expect(flushed).toBe(true);
    redis.disconnect();
  });

  it('lets workers finish what they are at when they are told to leave', async () => {
    let left: Promise<(number | null)[]> | undefined;
    await expectWhole(3, async () => {
      left ??= Promise.all(
        workers.map(async ({ process, ended }, i) => {
          process.kill('SIGTERM');
          workers[i] = await start();
          return ended;
        }),
      );
      await left;
    });
    expect(await left).toEqual([0, 0, 0]);
  });
});
