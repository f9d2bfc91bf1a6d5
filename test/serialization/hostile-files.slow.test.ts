import { beforeAll, expect, it } from 'vitest';
import { setWarningHandler } from '../../src/warnings.js';
import { attack, hostileSubjects } from '../support/hostile-files.js';

/**
 * As the small suite, over many more files: `HOSTILE_FILES=30000` a kind are about a million.
 * `HOSTILE_SEED` changes them; a fault names the number that makes its file again.
 */
const { HOSTILE_FILES = '3000', HOSTILE_SEED = 'attack' } = process.env;
/** Megabytes that the process may take in all: no file may ask for the memory of the machine. */
const LARGEST = 1500;

beforeAll(() => {
  setWarningHandler(() => {});
});

it.each(hostileSubjects().map((subject) => [subject.name, subject] as const))(
  '%s: no changed file hangs, breaks or fills the memory',
  (_name, subject) => {
    const { faults, loaded, refused } = attack(subject, HOSTILE_SEED, 0, Number(HOSTILE_FILES));
    expect(faults).toEqual([]);
    expect(loaded).toBeGreaterThan(0);
    expect(loaded + refused).toBe(Number(HOSTILE_FILES));
    expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(LARGEST);
  },
  3_600_000,
);
