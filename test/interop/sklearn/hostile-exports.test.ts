import { beforeAll, describe, expect, it } from 'vitest';
import { setWarningHandler } from '../../../src/warnings.js';
import { attack } from '../../support/hostile-files.js';
import { hostileExports } from '../../support/sklearn-models.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

describe('a changed export of scikit-learn', () => {
  it('is refused by name, or a model that answers everything soon or says by name why not', () => {
    let loaded = 0;
    const subjects = hostileExports();
    for (const subject of subjects) {
      const tally = attack(subject, 'small', 0, 4);
      expect(tally.faults).toEqual([]);
      loaded += tally.loaded;
    }
    expect(loaded).toBeGreaterThan(subjects.length / 2); // else nothing but loading was tried
  });
});
