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
/** How many are killed; by hand more: `KILLS=200 npx vitest run --project services test/services/queue-losses.test.ts`. */
const KILLS = Number(process.env.KILLS ?? 6);

describe.skipIf(!hasRedis())('a queue (needs redis-server)', () => {
  let bench: QueueBench;
  let workers: Set<WorkerProcess>;
  const start = () => bench.work('--lock-duration', '1000');
  beforeAll(async () => {
    setWarningHandler(() => {});
    bench = await openQueue();
    workers = new Set(await Promise.all([start(), start(), start()]));
    const { redis, storage } = bench;
    await usePool(createQueue({ redis: redis.url, storage, parts: PARTS }));
  });
  afterAll(async () => {
    await usePool(null);
    await bench?.close();
    setWarningHandler(null);
  });

  /** A forest, learned while something happens after each so many trees, and what is stored of it in the end. */
  async function grow(randomState: number, every: number, happen: () => Promise<unknown>) {
    const before = await bench.works();
    const seen: number[] = [];
    const happening: Promise<unknown>[] = [];
    const model = new RandomForestClassifier({ nEstimators, randomState, nJobs: -1 });
    await model.fitAsync(X, y, {
      onProgress({ done }) {
        seen.push(done);
        if (done % every === 0 && done < nEstimators) happening.push(happen());
      },
    });
    await Promise.all(happening);
    const [work = ''] = (await bench.works()).filter((id) => !before.includes(id));
    const stored = await readdir(dirname(bench.file(work, 'work')));
    return { trees: JSON.stringify(model.estimators), seen, stored };
  }

  async function expectWhole(
    randomState: number,
    every: number,
    happen: () => Promise<unknown>,
  ): Promise<void> {
    const { trees, seen, stored } = await grow(randomState, every, happen);
    const alone = new RandomForestClassifier({ nEstimators, randomState }).fit(X, y);
    expect(trees === JSON.stringify(alone.estimators)).toBe(true);
    expect(seen).toEqual(Array.from({ length: nEstimators }, (_, t) => t + 1));
    expect(stored.length).toBe(PARTS + 1); // the work, and each part once
  }

  it('learns the same while workers are killed', async () => {
    const rng = createRng(0);
    let killed = 0;
    await expectWhole(1, 25, async () => {
      const alive = [...workers];
      if (alive.length === 0) return;
      const lost = alive[rng.nextInteger(alive.length)];
      workers.delete(lost);
      killed++;
      await lost.kill();
      workers.add(await start());
    });
    expect(killed).toBeGreaterThan(2);
  });

  it(
    `learns the same while ${KILLS} workers are killed at random, and Redis in between`,
    async () => {
      const rng = createRng(KILLS);
      let killed = 0;
      let turn = Promise.resolve();
      for (let fit = 0; killed < KILLS; fit++) {
        await expectWhole(100 + fit, 8, () => {
          turn = turn.then(async () => {
            if (killed >= KILLS) return;
            if (++killed === KILLS >> 1) {
              await bench.redis.kill();
              await bench.redis.start();
            }
            const alive = [...workers];
            const lost = alive[rng.nextInteger(alive.length)];
            workers.delete(lost);
            const next = start();
            await lost.kill();
            workers.add(await next);
          });
          return turn;
        });
      }
      expect(killed).toBe(KILLS);
    },
    60_000 + 10_000 * KILLS,
  );

  it('learns the same while Redis is killed and comes back', async () => {
    let killed = 0;
    let back = Promise.resolve();
    await expectWhole(2, 50, () => {
      back = back.then(async () => {
        killed++;
        await bench.redis.kill();
        await new Promise((resolve) => setTimeout(resolve, 300));
        await bench.redis.start();
      });
      return back;
    });
    expect(killed).toBe(3);
  });

  it('puts into the queue again what Redis has forgotten', async () => {
    const redis = new Redis(bench.redis.url);
    await expectWhole(4, 80, () => redis.flushall());
    redis.disconnect();
  });

  it('lets workers finish what they are at when they are told to leave', async () => {
    const left: (number | null)[] = [];
    await expectWhole(3, 80, () =>
      Promise.all(
        [...workers].map(async (worker) => {
          worker.process.kill('SIGTERM');
          await start();
          left.push(await worker.ended);
        }),
      ),
    );
    expect(left).toEqual([0, 0, 0]);
  });
});
