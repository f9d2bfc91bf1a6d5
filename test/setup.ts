import fc from 'fast-check';

/**
 * Properties draw the same cases at every run, so that a red build is the change's fault and not luck's.
 * `FC_SEED=random npm test` explores others; a failure prints its seed.
 */
const { FC_SEED = '20260701' } = process.env;
if (FC_SEED !== 'random') fc.configureGlobal({ seed: Number(FC_SEED) });
