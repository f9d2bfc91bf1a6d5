import fc from 'fast-check';
import { afterAll } from 'vitest';
import { setMemoryLimit } from '../src/memory.js';
import { installPool } from '../src/parallel-work.js';
import { setWarningHandler } from '../src/warnings.js';

/**
 * Properties draw the same cases at every run, so that a red build is the change's fault and not luck's.
 * `FC_SEED=random npm test` explores others; a failure prints its seed.
 */
const { FC_SEED = '20260701' } = process.env;
if (FC_SEED !== 'random') fc.configureGlobal({ seed: Number(FC_SEED) });

/** Files share the modules of their worker, and so what is global: each leaves it as it was. */
afterAll(() => {
  setWarningHandler(null);
  setMemoryLimit(null);
  installPool(undefined);
});
