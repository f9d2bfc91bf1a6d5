import {
  FitPredictError,
  InvalidParameterError,
  makeClassification,
  RandomForestClassifier,
  setMemoryLimit,
  setWarningHandler,
} from 'fitpredict';
import { createPool, type PoolOptions, usePool } from 'fitpredict/parallel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { watchedWorkers } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 600, nFeatures: 10, randomState: 0 });
const options = { nEstimators: 12, randomState: 1 };
const alone = JSON.stringify(new RandomForestClassifier(options).fit(X, y).estimators);
const forest = (nJobs: number | null = -1) => new RandomForestClassifier({ ...options, nJobs });
const treesOf = (model: RandomForestClassifier) => JSON.stringify(model.estimators);

let heard: string[];
let open: { close(): void }[];
beforeEach(() => {
  heard = [];
  open = [];
  setWarningHandler(({ kind, message }) => heard.push(`${kind}: ${message}`));
});
afterEach(() => {
  for (const pool of open) pool.close();
  installPool(undefined);
  setWarningHandler(null);
});

async function start(given: PoolOptions) {
  const pool = createPool(given);
  open.push(pool);
  await usePool(pool);
  return pool;
}

/** Ends a worker, and waits until that is known. */
async function kill(worker: { terminate(): unknown }): Promise<void> {
  await worker.terminate();
}

describe('a pool', () => {
  it('gives the same model as one thread, and tells of the trees in order', async () => {
    await start({ workers: 2 });
    const seen: number[] = [];
    const model = await forest().fitAsync(X, y, { onProgress: ({ done }) => seen.push(done) });
    expect(treesOf(model)).toBe(alone);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, t) => t + 1));
    expect(heard).toEqual([]);
  });

  it('takes no more workers than nJobs says, and is used again', async () => {
    const watched = watchedWorkers();
    await start({ workers: 3, createWorker: watched.createWorker });
    for (const nJobs of [2, 3, -1]) expect(treesOf(await forest(nJobs).fitAsync(X, y))).toBe(alone);
    expect(watched.started.length).toBe(3);
    expect(watched.blocks).toBe(36);
  });

  it('serves several fits at a time', async () => {
    await start({ workers: 2 });
    const models = await Promise.all([1, 2, 3].map(() => forest().fitAsync(X, y)));
    expect(models.map(treesOf)).toEqual([alone, alone, alone]);
  });

  it('ends its workers when they are idle, and starts others when there is work', async () => {
    const { createWorker, started } = watchedWorkers();
    await start({ workers: 2, createWorker, idleTime: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const larger = { ...options, nEstimators: 60, nJobs: -1 };
    await new RandomForestClassifier(larger).fitAsync(X, y);
    expect(started.length).toBe(4);
  });

  it('stops when the signal says so, leaves the model as it was, and goes on to the next', async () => {
    await start({ workers: 2 });
    const model = await forest().fitAsync(X, y);
    const stop = new AbortController();
    const second = model.setParams({ nEstimators: 400, randomState: 2 });
    const stopped = second.fitAsync(X, y, {
      signal: stop.signal,
      onProgress: ({ done }) => done === 3 && stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(treesOf(model)).toBe(alone);
    expect(treesOf(await forest().fitAsync(X, y))).toBe(alone);
  });

  it('lets what a progress listener throws end the fit', async () => {
    await start({ workers: 2 });
    const failing = forest().fitAsync(X, y, {
      onProgress: () => {
        throw new Error('mine');
      },
    });
    await expect(failing).rejects.toThrow('mine');
  });

  it('holds to the memory limit', async () => {
    await start({ workers: 2 });
    const before = setMemoryLimit(1000);
    const fit = forest().fitAsync(X, y);
    await expect(fit).rejects.toThrow('memory limit');
    setMemoryLimit(before);
  });

  it('leaves small work on the thread of the caller', async () => {
    const watched = watchedWorkers();
    await start({ workers: 2, createWorker: watched.createWorker });
    await new RandomForestClassifier({ nJobs: 2, nEstimators: 3 }).fitAsync(
      [[1], [2], [3]],
      [0, 1, 1],
    );
    expect([watched.blocks, heard]).toEqual([0, []]);
  });
});

describe('workers that are lost', () => {
  it('are replaced, and their work is done again', async () => {
    const { createWorker, started } = watchedWorkers();
    await start({ workers: 2, createWorker });
    let killed: Promise<void> | undefined;
    const longer = forest().setParams({ nEstimators: 100 });
    const model = await longer.fitAsync(X, y, {
      onProgress: ({ done }) => {
        if (done === 2) killed = kill(started[0]);
      },
    });
    await killed;
    expect(JSON.stringify(model.estimators.slice(0, 12))).toBe(alone);
    expect(heard).toEqual([
      'parallel: fitpredict/parallel: a worker was lost: it ended with exit code 1. Another one does its work again.',
    ]);
  });

  it('end the work when two were lost at the same block, with the cause', async () => {
    const { createWorker } = watchedWorkers();
    const deadly = () => {
      const worker = createWorker();
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message) => {
        post(message);
        if ((message as { say: string }).say === 'do') worker.terminate();
      };
      return worker;
    };
    await start({ workers: 2, createWorker: deadly });
    const fit = forest().fitAsync(X, y);
    await expect(fit).rejects.toThrow(FitPredictError);
    await expect(fit).rejects.toThrow('two workers were lost at the same work: it ended with exit');
    expect(heard[0]).toContain('a worker was lost');
  });

  it('take nothing from a fit whose pool is closed', async () => {
    const pool = await start({ workers: 2 });
    const model = await forest().fitAsync(X, y, {
      onProgress: ({ done }) => done === 2 && pool.close(),
    });
    expect(treesOf(model)).toBe(alone);
    expect(pool.workers).toBe(0);
  });
});

describe('without workers', () => {
  it.each<[string, PoolOptions['createWorker'], string]>([
    [
      'cannot be made',
      () => {
        throw new Error('forbidden by policy');
      },
      'forbidden by policy',
    ],
    ['are of another kind', () => 5 as never, 'createWorker must give a worker, but gave 5'],
    ['end at once', watchedWorkers('process.exit(7)').createWorker, 'exit code 7'],
    ['have a fault', watchedWorkers('undefined.x').createWorker, 'Cannot read properties'],
  ])(
    'that %s, all is done on the thread of the caller, which is said once',
    async (_, createWorker, why) => {
      const pool = await start({ workers: 2, createWorker });
      expect(treesOf(await forest().fitAsync(X, y))).toBe(alone);
      expect(treesOf(await forest().fitAsync(X, y))).toBe(alone);
      expect(heard).toEqual([expect.stringMatching(/^parallel: usePool: no worker can be had: /)]);
      expect(heard[0]).toContain(why);
      expect(pool.workers).toBe(0);
    },
  );

  it('says once that there is no pool', async () => {
    for (let i = 0; i < 2; i++) expect(treesOf(await forest(2).fitAsync(X, y))).toBe(alone);
    expect(heard).toEqual([
      "parallel: RandomForestClassifier.fit: nJobs is 2, but no pool of workers is in use, so all work is done on the caller's thread. Import createPool and usePool from 'fitpredict/parallel' and call await usePool(createPool()) first, or leave nJobs out.",
    ]);
  });

  it('says that a fit which does not wait uses none', async () => {
    await start({ workers: 2 });
    expect(treesOf(forest().fit(X, y))).toBe(alone);
    expect(heard).toEqual([
      "parallel: RandomForestClassifier.fit: nJobs is -1, but a call that does not wait is done on the caller's thread. Await RandomForestClassifier.fitAsync to use the workers, or leave nJobs out.",
    ]);
  });

  it('says nothing of nJobs 1, nor of null', async () => {
    await forest(1).fitAsync(X, y);
    await forest(null).fitAsync(X, y);
    expect(heard).toEqual([]);
  });
});

describe('options', () => {
  it.each<[string, () => unknown, string]>([
    [
      'no workers',
      () => createPool({ workers: 0 }),
      'createPool: workers must be an integer >= 1 or null, but got 0.',
    ],
    [
      'a misspelt name',
      () => createPool({ worker: 2 } as never),
      'there is no option "worker". Did you mean',
    ],
    [
      'a worker that is none',
      () => createPool({ createWorker: 1 as never }),
      'createWorker must be a function or null',
    ],
    [
      'jobs of 0',
      () => new RandomForestClassifier({ nJobs: 0 }),
      'nJobs must be an integer >= 1, or one of -1, null',
    ],
    ['jobs of -2', () => new RandomForestClassifier({ nJobs: -2 }), 'nJobs must be'],
  ])('that say %s are refused', (_, call, message) => {
    expect(call).toThrow(InvalidParameterError);
    expect(call).toThrow(message);
  });

  it('of a pool that is none, or is closed, are refused', async () => {
    await expect(usePool({} as never)).rejects.toThrow('usePool: pool must be a pool or null');
    const pool = createPool();
    pool.close();
    await expect(usePool(pool)).rejects.toThrow('usePool: the pool is closed');
  });
});
