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

const works = sharedWorks(1);

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

it.each(Object.keys(works))('learns the same bits with 1, 2, 3 and 7 workers: %s', async (name) => {
  installPool(undefined);
  const alone = await works[name](null);
  const numbers = fc.constantFrom(1, 2, 3, 7);
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer(), async (workers, seed) => {
      const pool = fakePool(workers, seed);
      installPool(pool);
      expect(await works[name](-1)).toEqual(alone);
      if (workers > 1) expect(pool.works).toBeGreaterThan(0); // boosting itself is the one thread
    }),
    { numRuns: 2, examples: [[7, 0]] },
  );
});
