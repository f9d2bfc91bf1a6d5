import { expect, it } from 'vitest';
import { attackReader } from '../../support/foreign-attack.js';
import { lightgbmSubjects } from '../../support/lightgbm-subjects.js';

/** As the small suite: 10 000 files of each of ten models. `HOSTILE_SEED` changes them. */
const { HOSTILE_FILES = '10000', HOSTILE_SEED = 'attack' } = process.env;
/** Megabytes that the process may take in all. */
const LARGEST = 1500;

it.each(lightgbmSubjects().map((subject) => [subject.name, subject] as const))(
  '%s: no changed file hangs, breaks or fills the memory',
  (_name, subject) => {
    const files = Number(HOSTILE_FILES);
    const { faults, loaded, refused } = attackReader(subject, HOSTILE_SEED, 0, files);
    expect(faults).toEqual([]);
    expect(loaded).toBeGreaterThan(0);
    expect(loaded + refused).toBe(files);
    expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(LARGEST);
  },
  3_600_000,
);
