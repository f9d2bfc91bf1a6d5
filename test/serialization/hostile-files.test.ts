import { beforeAll, describe, expect, it } from 'vitest';
import { setWarningHandler } from '../../src/warnings.js';
import { attack, type HostileSubject, hostileSubjects } from '../support/hostile-files.js';

/** Files a kind of model; the slow suite tries thousands. */
const FILES = 60;

let subjects: HostileSubject[];
beforeAll(() => {
  setWarningHandler(() => {});
  subjects = hostileSubjects();
});

describe('a changed model file', () => {
  it('is refused by name, or a model that answers everything soon or says by name why not', () => {
    let loaded = 0;
    for (const subject of subjects) {
      const tally = attack(subject, 'small', 0, FILES);
      expect(tally.faults).toEqual([]);
      loaded += tally.loaded;
    }
    expect(loaded).toBeGreaterThan(subjects.length); // else nothing but loading was tried
  });
});
