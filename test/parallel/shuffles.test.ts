import {
  LogisticRegression,
  makeClassification,
  OneHotEncoder,
  Pipeline,
  permutationImportance,
  permutationImportanceAsync,
  RandomForestClassifier,
  setWarningHandler,
  Table,
} from 'fitpredict';
import { createPool, usePool } from 'fitpredict/parallel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { fakePool } from '../support/pools.js';

const { X, y } = makeClassification({ nSamples: 1500, nFeatures: 8, randomState: 0 });
const model = new RandomForestClassifier({ nEstimators: 5, randomState: 0 }).fit(X, y);
const how = { randomState: 1, features: [0, 3, [1, 2]], sampleWeight: Array.from(y, (c) => 1 + c) };

let heard: string[];
beforeEach(() => {
  heard = [];
  setWarningHandler(({ message }) => heard.push(message));
});
afterEach(() => {
  installPool(undefined);
  setWarningHandler(null);
});

it.each([1, 2, 3, 7])('importances of %i workers are the same bits', async (workers) => {
  const pool = fakePool(workers, workers);
  installPool(pool);
  const scoring = ['accuracy', 'negLogLoss'] as const;
  const done: number[] = [];
  const shared = await permutationImportanceAsync(model, X, y, {
    ...how,
    scoring,
    nJobs: -1,
    onProgress: (progress) => done.push(progress.done),
  });
  expect(shared).toEqual(permutationImportance(model, X, y, { ...how, scoring }));
  expect(done).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  expect([pool.works, heard]).toEqual([1, []]);
});

it('are so on real workers, of tables too', async () => {
  const pool = createPool({ workers: 2 });
  await usePool(pool);
  const size = Array.from({ length: 40_000 }, (_, i) => (i * 7) % 11);
  const colour = size.map((value, i) => (value > 5 === i % 5 > 0 ? 'red' : 'blue'));
  const table = Table.fromColumns({ size, colour });
  const big = size.map((value) => value > 4);
  const coded = new Pipeline({
    steps: [
      ['code', new OneHotEncoder()],
      ['model', new LogisticRegression()],
    ],
  }).fit(table.head(300), big.slice(0, 300));
  const shared = await permutationImportanceAsync(coded, table, big, {
    randomState: 0,
    nRepeats: 4,
    nJobs: 2,
  });
  expect(shared).toEqual(permutationImportance(coded, table, big, { randomState: 0, nRepeats: 4 }));
  expect(heard).toEqual([]);
  pool.close();
});

it('are taken on the thread of the caller where something cannot be sent, which is said', async () => {
  const pool = fakePool(2, 0);
  installPool(pool);
  const scoring = () => 1;
  await permutationImportanceAsync(model, X, y, { ...how, scoring, nJobs: 2 });
  expect(pool.works).toBe(0);
  expect(heard).toEqual([expect.stringContaining('cannot be sent to workers')]);
});

it('refuse what is no number of workers', async () => {
  const call = permutationImportanceAsync(model, X, y, { nJobs: 0 });
  await expect(call).rejects.toThrow('permutationImportanceAsync: nJobs must be');
});
