import { beforeAll, expect, it } from 'vitest';
import { setWarningHandler } from '../../../src/warnings.js';
import { attack } from '../../support/hostile-files.js';
import { hostileExports } from '../../support/sklearn-models.js';

/** As the small suite, over many more files: `HOSTILE_FILES=1500` a model are 100 000. `HOSTILE_SEED` changes them. */
const { HOSTILE_FILES = '200', HOSTILE_SEED = 'attack' } = process.env;
/** Megabytes that the process may take in all: no file may ask for the memory of the machine. */
const LARGEST = 1500;

beforeAll(() => {
  setWarningHandler(() => {});
});

it.each(hostileExports().map((subject) => [subject.name, subject] as const))(
  '%s: no changed export hangs, breaks or fills the memory',
  (_name, subject) => {
    const { faults, loaded, refused } = attack(subject, HOSTILE_SEED, 0, Number(HOSTILE_FILES));
    expect(faults).toEqual([]);
    expect(loaded + refused).toBe(Number(HOSTILE_FILES));
    expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(LARGEST);
  },
  3_600_000,
);
