/** Work of the queue on real workers in processes of their own, over a real Redis. */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Queue } from 'bullmq';
import { build } from 'esbuild';
import {
  compareModelsAsync,
  crossValidateAsync,
  GridSearchCV,
  HalvingGridSearchCV,
  InvalidInputError,
  KFold,
  LogisticRegression,
  MemoryStorage,
  makeClassification,
  permutationImportanceAsync,
  RandomForestClassifier,
  RandomForestRegressor,
  RandomizedSearchCV,
  SVC,
  setWarningHandler,
  Table,
} from 'fitpredict';
import { createQueue, type QueueOptions, startQueueWorker } from 'fitpredict/distributed';
import { usePool } from 'fitpredict/parallel';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NearestCentre } from '../support/nearest-centre.js';
import { openQueue, type QueueBench, startWorker } from './queue-bench.js';
import { hasRedis } from './redis-server.js';

const { X, y } = makeClassification({ nSamples: 1000, nFeatures: 10, randomState: 0 });
const numbers = X.to2DArray().map(([first]) => 3 * first);

describe.skipIf(!hasRedis())('a queue (needs redis-server)', () => {
  let bench: QueueBench;
  let heard: string[];
  beforeAll(async () => {
    bench = await openQueue();
    await Promise.all([bench.work(), bench.work()]);
  });
  afterAll(() => bench?.close());
  beforeEach(() => {
    heard = [];
    setWarningHandler(({ message }) => heard.push(message));
  });
  afterEach(async () => {
    await usePool(null);
    setWarningHandler(null);
  });

  async function connect(options: Partial<QueueOptions> = {}): Promise<void> {
    await usePool(createQueue({ redis: bench.redis.url, storage: bench.storage, ...options }));
  }

  const params = { nEstimators: 40, randomState: 1 };
  const grid = { C: [0.1, 1, 10], gamma: ['scale', 0.1] };
  const search = { estimator: new SVC(), cv: new KFold({ nSplits: 3 }) };
  /** What each gives, without times. */
  const WORK: Record<string, (nJobs: number | null) => Promise<unknown>> = {
    RandomForestClassifier: async (nJobs) =>
      (await new RandomForestClassifier({ ...params, nJobs }).fitAsync(X, y)).predictProba(X),
    RandomForestRegressor: async (nJobs) =>
      (await new RandomForestRegressor({ ...params, nJobs }).fitAsync(X, numbers)).predict(X),
    GridSearchCV: async (nJobs) =>
      scoresOf(await new GridSearchCV({ ...search, paramGrid: grid, nJobs }).fitAsync(X, y)),
    RandomizedSearchCV: async (nJobs) =>
      scoresOf(
        await new RandomizedSearchCV({
          ...search,
          paramDistributions: grid,
          nIter: 4,
          randomState: 0,
          nJobs,
        }).fitAsync(X, y),
      ),
    HalvingGridSearchCV: async (nJobs) =>
      scoresOf(
        await new HalvingGridSearchCV({
          ...search,
          paramGrid: grid,
          randomState: 0,
          nJobs,
        }).fitAsync(X, y),
      ),
    crossValidateAsync: async (nJobs) => {
      const forest = new RandomForestClassifier(params);
      const { testScore } = await crossValidateAsync(forest, X, y, { cv: 8, nJobs });
      return testScore;
    },
    permutationImportanceAsync: async (nJobs) => {
      const model = new LogisticRegression().fit(X, y);
      const { importances } = await permutationImportanceAsync(model, X, y, {
        nRepeats: 6,
        randomState: 0,
        nJobs,
      });
      return importances;
    },
  };
  function scoresOf(search: { cvResults: object; bestParams: unknown }) {
    const scores = Object.entries(search.cvResults).filter(([name]) => !/Time$/.test(name));
    return { scores, best: search.bestParams };
  }

  it.each(Object.keys(WORK))('learns the same bits as one thread: %s', async (name) => {
    await connect({ parts: 5 });
    const before = (await bench.works()).length;
    const shared = await WORK[name](-1);
    expect((await bench.works()).length).toBeGreaterThan(before);
    expect(shared).toEqual(await WORK[name](null));
    expect(heard).toEqual([]);
  });

  const forest = (more: object = {}) =>
    new RandomForestClassifier({ ...params, ...more, nJobs: -1 });
  const treesOf = (model: RandomForestClassifier) => JSON.stringify(model.estimators);
  const alone = (more: object = {}) => treesOf(forest(more).fit(X, y));

  it('compares models on it', async () => {
    await connect();
    const before = (await bench.works()).length;
    const columns = Array.from({ length: 10 }, (_, j) => [`column ${j}`, X.getColumn(j)]);
    const table = Table.fromColumns({ ...Object.fromEntries(columns), y });
    const options = { target: 'y', models: ['logisticRegression'], randomState: 0 };
    const shared = await compareModelsAsync(table, { ...options, cv: 8, nJobs: -1 });
    expect((await bench.works()).length).toBeGreaterThan(before);
    const here = await compareModelsAsync(table, { ...options, cv: 8 });
    const scores = ({ ranking }: typeof here) => ranking.map(({ name, scores }) => [name, scores]);
    expect(scores(shared)).toEqual(scores(here));
  });

  it('finds what was computed before, without any worker', async () => {
    await connect({ parts: 4 });
    const first = treesOf(await forest({ randomState: 2 }).fitAsync(X, y));
    await connect({ parts: 4, queue: 'nobody' });
    expect(treesOf(await forest({ randomState: 2 }).fitAsync(X, y))).toBe(first);
    expect(heard).toEqual([]);
  });

  it('says that nobody listens, and leaves nothing behind when it is cancelled', async () => {
    await connect({ queue: 'nobody' });
    const stop = new AbortController();
    const fit = forest({ randomState: 3 }).fitAsync(X, y, { signal: stop.signal });
    const nobody = new Queue('nobody', { connection: { url: bench.redis.url } });
    await until(async () => heard.length > 0 && (await nobody.count()) === 40);
    stop.abort(new Error('enough'));
    await expect(fit).rejects.toThrow('enough');
    await until(async () => (await nobody.count()) === 0);
    expect(heard).toEqual([
      'fitpredict/distributed: no worker listens to the queue nobody, so its work waits. Start one: npx fitpredict-worker --queue nobody --redis URL --storage DIR.',
    ]);
    await nobody.close();
  });

  it('has no more jobs in the queue than nJobs says', async () => {
    await connect({ queue: 'nobody' });
    const stop = new AbortController();
    const nobody = new Queue('nobody', { connection: { url: bench.redis.url } });
    const limited = new RandomForestClassifier({ ...params, nJobs: 3 });
    const learned = limited.fitAsync(X, y, { signal: stop.signal });
    await until(async () => (await nobody.count()) > 0);
    expect(await nobody.count()).toBe(3);
    stop.abort(new Error('enough'));
    await expect(learned).rejects.toThrow('enough');
    await connect();
    expect(treesOf(await limited.fitAsync(X, y))).toBe(alone());
    await nobody.close();
  });

  it('stops workers in the middle of a fit that is cancelled, and goes on to the next', async () => {
    await connect();
    const stop = new AbortController();
    const seen: number[] = [];
    const fit = forest({ nEstimators: 2000 }).fitAsync(X, y, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        if (done === 40) stop.abort(new Error('enough'));
      },
    });
    await expect(fit).rejects.toThrow('enough');
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const queue = new Queue('fitpredict', { connection: { url: bench.redis.url } });
    await until(async () => (await queue.count()) + (await queue.getActiveCount()) === 0);
    await queue.close();
    expect(treesOf(await forest({ randomState: 4 }).fitAsync(X, y))).toBe(
      alone({ randomState: 4 }),
    );
  });

  it('tells of an error as one thread does', async () => {
    await connect();
    const y = Array.from({ length: 1000 }, (_, i) => (i === 0 ? 'rare' : 'usual'));
    const search = (nJobs: number | null) =>
      new GridSearchCV({
        estimator: new SVC(),
        paramGrid: grid,
        cv: new KFold({ nSplits: 3 }),
        errorScore: 'raise',
        nJobs,
      }).fitAsync(X, y);
    const [here, there] = await Promise.all(
      [null, -1].map((nJobs) => search(nJobs).catch((cause: Error) => cause)),
    );
    expect(there).toBeInstanceOf(InvalidInputError);
    expect(there).toEqual(here);
  });

  /** Store a forest's data, and spoil them. */
  async function spoiled(randomState: number) {
    await connect({ queue: 'nobody' });
    const before = await bench.works();
    const stop = new AbortController();
    const learned = forest({ randomState }).fitAsync(X, y, { signal: stop.signal });
    await until(async () => heard.length > 0);
    stop.abort();
    await expect(learned).rejects.toThrow();
    const [work = ''] = (await bench.works()).filter((id) => !before.includes(id));
    await spoil(bench.file(work, 'work'));
    return work;
  }

  it('refuses data whose checksum is another, by name', async () => {
    const work = await spoiled(5);
    await connect({ attempts: 1 });
    await expect(forest({ randomState: 5 }).fitAsync(X, y)).rejects.toThrow(
      `fitpredict/distributed: growing trees could not be done by the workers of the queue fitpredict: fitpredict/distributed: "fitpredict-work/${work}/work" is not what was stored: its checksum is another. Delete it from the storage, and run the work again.`,
    );
  });

  it('tries again what failed, for it may go well the next time', async () => {
    const work = await spoiled(9);
    await connect({ attempts: 8, backoff: 100 });
    const queue = new Queue('fitpredict', { connection: { url: bench.redis.url } });
    const learned = forest({ randomState: 9 }).fitAsync(X, y);
    await until(async () => (await queue.getDelayedCount()) > 0); // one has failed, and waits for its next turn
    await queue.close();
    await spoil(bench.file(work, 'work')); // the same bit again: it is mended
    expect(treesOf(await learned)).toBe(alone({ randomState: 9 }));
  });

  it('refuses a result whose checksum is another, by name', async () => {
    await connect({ parts: 2 });
    const before = await bench.works();
    await forest({ randomState: 6 }).fitAsync(X, y);
    const [work = ''] = (await bench.works()).filter((id) => !before.includes(id));
    await spoil(bench.file(work, '20-40'));
    await expect(forest({ randomState: 6 }).fitAsync(X, y)).rejects.toThrow(
      `"fitpredict-work/${work}/20-40" is not what was stored`,
    );
  });

  async function spoil(file: string): Promise<void> {
    const bytes = await readFile(file);
    bytes[bytes.length - 9] ^= 1;
    await writeFile(file, bytes);
  }

  it.each([
    [
      'another version',
      { version: '99.0.0', work: 'a'.repeat(64), from: 0, to: 1, call: 'x' },
      'a job is of version "99.0.0" of fitpredict, and this worker of "0.1.0". Run the same version on all machines.',
    ],
    ['none', {}, 'a job is of version undefined'],
    ['a key of its own', { version: '0.1.0', work: '../../etc' }, 'which is no part of a work'],
    [
      'data that are nowhere',
      { version: '0.1.0', work: 'a'.repeat(64), from: 0, to: 1, call: 'x' },
      'there is no model "fitpredict-work/aaa',
    ],
  ])('refuses a job of %s', async (_, data, message) => {
    const queue = new Queue('fitpredict', { connection: { url: bench.redis.url } });
    try {
      const { id = '' } = await queue.add('part', data);
      // Asked for, not listened to: what happens before a listener's first read is not heard.
      await until(async () => (await queue.getJobState(id)) === 'failed');
      expect((await queue.getJob(id))?.failedReason).toContain(message);
      await queue.remove(id);
    } finally {
      await queue.close();
    }
  });

  it('keeps no more keys after many jobs than after few', async () => {
    await connect({ parts: 1000 });
    const redis = new Redis(bench.redis.url);
    const keys = async () => {
      await until(
        async () =>
          !(await redis.keys('*')).some(
            (key) => /:[0-9a-f-]{36}/.test(key) && !key.includes('cancelled'),
          ),
      );
      return (await redis.keys('bull:fitpredict:*'))
        .filter((key) => !/cancelled|stalled/.test(key))
        .sort();
    };
    await forest({ randomState: 7 }).fitAsync(X, y);
    const few = await keys();
    await forest({ randomState: 7, nEstimators: 300 }).fitAsync(X, y);
    expect(await keys()).toEqual(few);
    for (const key of await redis.keys('*cancelled*'))
      expect(await redis.ttl(key)).toBeGreaterThan(0);
    redis.disconnect();
  });

  it('lets go of Redis when there is nothing to do, so that no process is kept alive', async () => {
    const redis = new Redis(bench.redis.url);
    const clients = async () =>
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length;
    await until(async () => (await clients()) === 1 + 2 * 2); // this one, and two of each worker
    await connect();
    const meanwhile: Promise<number>[] = [];
    await forest({ randomState: 8 }).fitAsync(X, y, {
      onProgress: () => void meanwhile.push(clients()),
    });
    expect(Math.max(...(await Promise.all(meanwhile)))).toBeGreaterThan(5);
    await until(async () => (await clients()) === 5);
    redis.disconnect();
  });

  it('fits estimators of your own on workers that know them', async () => {
    const search = { estimator: new NearestCentre(), paramGrid: { shrinkage: [0, 0.1, 0.2] } };
    const learned = async (nJobs: number | null) =>
      scoresOf(await new GridSearchCV({ ...search, cv: 8, nJobs }).fitAsync(X, y));
    await connect({ attempts: 1 });
    await expect(learned(-1)).rejects.toThrow('this worker cannot do fits on folds:');
    const worker = await startQueueWorker({
      redis: bench.redis.url,
      storage: bench.storage,
      queue: 'own',
      concurrency: 1,
      createWorker: await threadsWithOwnClass(),
    });
    await connect({ queue: 'own' });
    expect(await learned(-1)).toEqual(await learned(null));
    await worker.close();
  });

  it('says what is wrong with its arguments', async () => {
    const wrong: [string[], string][] = [
      [['--storag', 'x'], "Unknown option '--storag'"],
      [[], 'fitpredict-worker: --storage is missing.'],
      [
        ['--storage', 'x', '--concurrency', 'two'],
        '--concurrency must be a whole number, but got "two".',
      ],
      [['--storage', 'x', '--redis', 'localhost'], 'startQueueWorker: redis must be a URL'],
      [['--storage', 'no-such.mjs'], 'no-such.mjs'],
    ];
    await Promise.all(
      wrong.map(async ([args, message]) => {
        const worker = await startWorker(bench.program, args);
        expect(await worker.ended).toBe(1);
        expect(worker.output()).toContain(message);
      }),
    );
  });
});

it('says so where there is no Redis', async () => {
  const queue = createQueue({ redis: 'redis://127.0.0.1:1', storage: new MemoryStorage() });
  await expect(usePool(queue)).rejects.toThrow(
    'createQueue: Redis cannot be reached at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1. Start it, or pass its address as redis.',
  );
  await usePool(null);
});

/** Waits until something is so, which the time limit of the test ends. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Starts threads whose program knows NearestCentre. */
async function threadsWithOwnClass(): Promise<() => Worker> {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const { outputFiles } = await build({
    stdin: {
      contents: `import { startWorker } from '${src}/worker.ts';
        import { NearestCentre } from '${src}/../test/support/nearest-centre.ts';
        startWorker({ classes: [NearestCentre] });`,
      resolveDir: src,
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    mainFields: ['module', 'main'],
  });
  return () => new Worker(outputFiles[0].text, { eval: true });
}
