import fc from 'fast-check';
import {
  RandomForestClassifier,
  RandomForestRegressor,
  serialize,
  setWarningHandler,
} from 'fitpredict';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { createRng } from '../../src/random/rng.js';
import { fakePool } from '../support/pools.js';

beforeEach(() => void setWarningHandler(() => {})); // few trees: all have seen some samples
afterEach(() => {
  installPool(undefined);
  setWarningHandler(null);
});

/** Samples of two features, of which some are missing; labels and targets follow the first. */
function samples(nSamples: number, seed: number) {
  const rng = createRng(seed);
  const X = Array.from({ length: nSamples }, () => [
    rng.next(),
    rng.next() < 0.1 ? NaN : rng.next(),
  ]);
  return {
    X,
    classes: X.map(([a]) => (a + 0.3 * rng.next() > 0.6 ? 'b' : 'a')),
    numbers: X.map(([a]) => 3 * a),
  };
}

const WORKERS = fc.constantFrom(1, 2, 3, 7);
const seeds = fc.integer({ min: 0, max: 1000 });

it('forests of any number of workers are the same bits', async () => {
  await fc.assert(
    fc.asyncProperty(
      WORKERS,
      seeds,
      fc.record({
        nEstimators: fc.integer({ min: 3, max: 9 }),
        bootstrap: fc.boolean(),
        maxBins: fc.constantFrom(255, 4, null),
        maxLeafNodes: fc.constantFrom(null, 8),
        ccpAlpha: fc.constantFrom(0, 0.01),
        randomState: seeds,
      }),
      async (workers, seed, options) => {
        const { X, classes, numbers } = samples(600, seed);
        const params = { ...options, oobScore: options.bootstrap };
        const jobs = { nJobs: -1 };
        installPool(fakePool(workers, seed));
        const classifier = new RandomForestClassifier({ ...params, ...jobs });
        const regressor = new RandomForestRegressor({ ...params, ...jobs });
        await classifier.fitAsync(X, classes);
        await regressor.fitAsync(X, numbers);
        for (const model of [classifier, regressor]) model.setParams({ nJobs: null });
        installPool(undefined);
        expect(serialize(classifier)).toEqual(
          serialize(new RandomForestClassifier(params).fit(X, classes)),
        );
        expect(serialize(regressor)).toEqual(
          serialize(new RandomForestRegressor(params).fit(X, numbers)),
        );
      },
    ),
    { numRuns: 8 },
  );
});
