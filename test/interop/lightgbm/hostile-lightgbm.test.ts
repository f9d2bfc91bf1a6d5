import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { fromLightGBM } from '../../../src/interop/lightgbm/from-lightgbm.js';
import { cpuTime } from '../../support/cpu-time.js';
import { attackReader } from '../../support/foreign-attack.js';
import { lightgbmSubjects } from '../../support/lightgbm-subjects.js';

/** Files a model; the slow suite tries 100 000 in all. */
const FILES = 60;

describe('a changed file of LightGBM', () => {
  it('is refused as such, or a model that answers', () => {
    let loaded = 0;
    for (const subject of lightgbmSubjects()) {
      const tally = attackReader(subject, 'small', 0, FILES);
      expect(tally.faults).toEqual([]);
      loaded += tally.loaded;
    }
    expect(loaded).toBeGreaterThan(20); // else nothing but reading was tried
  });

  const header = 'tree\nnum_class=1\nmax_feature_idx=0\nfeature_names=x\n';

  it.each([
    ['leaves', `${header}Tree=0\nnum_leaves=2000000000\nleaf_value=0\nend of trees\n`],
    ['features', 'tree\nnum_class=1\nmax_feature_idx=2000000000\nfeature_names=x\nend of trees\n'],
    [
      'classes',
      `${header.replace('num_class=1', 'num_class=2000000000')}objective=multiclass num_class:2000000000\nTree=0\nnum_leaves=1\nleaf_value=0\nend of trees\n`,
    ],
    [
      'categories',
      `${header}Tree=0\nnum_leaves=2\nleaf_value=0 1\nnum_cat=1\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\ncat_boundaries=0 2000000000\ncat_threshold=1\nend of trees\n`,
    ],
  ])('that promises more %s than it has is refused at once', (_, text) => {
    const start = cpuTime();
    expect(() => fromLightGBM(text)).toThrow(ModelFormatError);
    expect(cpuTime() - start).toBeLessThan(1000); // memory may be swept meanwhile
  });
});
