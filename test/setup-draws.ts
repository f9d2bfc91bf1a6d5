import crypto from 'node:crypto';
import { createRng } from '../src/random/rng.js';

/**
 * What models draw without a `randomState` is the same at every run of a file, as are the cases of properties. They take
 * their seeds from the entropy of Node; `FC_SEED=random npm test` leaves them that.
 */
const { FC_SEED = '20260701' } = process.env;
if (FC_SEED !== 'random') {
  const rng = createRng(FC_SEED);
  const randomBytes = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => rng.nextInteger(256)));
  Object.assign(crypto, { randomBytes });
}
