/** Everything that takes `nJobs`, and nothing is left out: the same bits for any number of workers. */

import fc from 'fast-check';
import * as library from 'fitpredict';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installPool } from '../../src/parallel-work.js';
import { fakePool } from '../support/pools.js';
import { sharedWorks } from '../support/shared-work.js';

beforeAll(() => void library.setWarningHandler(() => {}));
afterAll(() => {
  installPool(undefined);
  library.setWarningHandler(null);
});

const works = sharedWorks();

it('is each class of the library whose table of hyperparameters has it', () => {
  const classes = Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' && 'info' in value && 'nJobs' in value.info.hyperparameters
      ? [name]
      : [],
  );
  expect(
    Object.keys(works)
      .filter((name) => /^[A-Z]/.test(name))
      .sort(),
  ).toEqual(classes.sort());
});

it.each(Object.keys(works))('gives the same bits with any workers: %s', async (name) => {
  installPool(undefined);
  const alone = await works[name](null);
  const numbers = fc.constantFrom(2, 3, 7);
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer(), async (workers, seed) => {
      const pool = fakePool(workers, seed);
      installPool(pool);
      expect(await works[name](-1)).toEqual(alone);
      expect(pool.works).toBeGreaterThan(0);
    }),
    { numRuns: 1 },
  );
});
