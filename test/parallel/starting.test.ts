import { makeClassification, predictAsync, RandomForestClassifier } from 'fitpredict';
import { afterEach, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { fakePool } from '../support/pools.js';

afterEach(() => installPool(undefined));

/** Calls of a model after each of which it is said how much work went to a pool whose workers have yet to start. */
async function worksAfter(calls: number, nSamples: number): Promise<number[]> {
  const { X, y } = makeClassification({ nSamples, nFeatures: 4, randomState: 0 });
  const options = { nEstimators: 20, maxDepth: 4, randomState: 0 };
  const model = new RandomForestClassifier(options).fit(X, y);
  const expected = model.predict(X);
  const pool = fakePool(2, 0);
  installPool(Object.assign(pool, { isWarm: () => false }));
  const works: number[] = [];
  for (let call = 0; call < calls; call++) {
    expect(await predictAsync(model, X, { nJobs: -1 })).toEqual(expected);
    works.push(pool.works);
  }
  return works;
}

it('workers start for what is asked again and again, as soon as it adds up', async () => {
  expect(await worksAfter(6, 20_000)).toEqual([0, 0, 0, 0, 1, 1]);
});

it('workers do not start for what they would not be sent', async () => {
  expect(await worksAfter(40, 2000)).toEqual(new Array(40).fill(0));
});
