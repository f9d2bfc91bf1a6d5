import { describe, expect, it } from 'vitest';
import { type FoldInput, foldsOf } from '../../src/model-selection/folds.js';
import { KFold } from '../../src/model-selection/k-fold.js';
import type { CrossValidation } from '../../src/model-selection/splitter.js';
import { StratifiedKFold } from '../../src/model-selection/stratified-k-fold.js';

const y = Array.from({ length: 20 }, (_, i) => (i < 14 ? 'a' : 'b'));
const X = y.map((_, i) => [i]);
const folds = (cv: unknown, input: Partial<FoldInput> = {}, classifier = false) =>
  foldsOf(cv as CrossValidation, { X, y, ...input }, { classifier, where: 'here' });

describe('foldsOf', () => {
  it('takes a number, a splitter and pairs', () => {
    const expected = [...new KFold({ nSplits: 4 }).split(X)];
    expect(folds(4)).toEqual(expected);
    expect(folds(new KFold({ nSplits: 4 }))).toEqual(expected);
    expect(folds(expected)).toEqual(expected);
    expect(folds(new KFold({ nSplits: 4 }).split(X))).toEqual(expected);
    expect(folds(expected.map(([train, test]) => [[...train], [...test]]))).toEqual(expected);
    expect(folds(undefined)).toHaveLength(5);
  });

  it('stratifies a number of folds for classes of a classifier', () => {
    const stratified = [...new StratifiedKFold({ nSplits: 3 }).split(X, y)];
    const plain = [...new KFold({ nSplits: 3 }).split(X)];
    expect(folds(3, {}, true)).toEqual(stratified);
    expect(folds(3, { y: undefined }, true)).toEqual(plain);
    expect(folds(3, { y: y.map((_, i) => i / 4) }, true)).toEqual(plain);
  });

  it.each<[string, unknown, string]>([
    [
      'one fold',
      1,
      'here: cv must be an integer >= 2, a splitter such as new KFold(), or pairs of training and test indices, but got 1. Pass 5 for five folds.',
    ],
    ['half a fold', 2.5, 'here: cv must be an integer >= 2'],
    ['text', 'kFold', 'here: cv must be an integer >= 2'],
    ['null', {}, 'here: cv must be an integer >= 2'],
    [
      'nothing',
      [],
      'here: cv holds no folds. A generator can be read only once: pass the splitter itself, or an array of pairs.',
    ],
    [
      'no pairs',
      [[[0], [1], [2]]],
      'here: cv[0] is [[0], [1], [2]], not a pair. Pass [training indices, test indices] for each fold.',
    ],
    ['numbers for indices', [[3, 4]], 'here: cv[0][0] is 3, not an array of indices.'],
    [
      'an empty part',
      [
        [[0, 1], [2]],
        [[0], []],
      ],
      'here: cv[1][1] is empty. Pass at least one sample to learn from and one to test with.',
    ],
    [
      'an index that is no sample',
      [[[0, 20], [1]]],
      'here: cv[0][0][1] is 20, but samples go from 0 to 19. Pass the numbers of the samples.',
    ],
    ['a mask', [[[true, false], [1]]], 'here: cv[0][0][1] is false, but samples go from 0 to 19.'],
    ['a false length', [[{ length: 2 ** 40 }, [1]]], 'here: cv[0][0][1099511627775] is undefined'],
    [
      'what throws',
      {
        split: () => {
          throw new Error('no');
        },
      },
      'here: cv cannot be read: no.',
    ],
  ])('refuses %s', (_, cv, message) => {
    expect(() => folds(cv)).toThrow(message);
  });

  it('refuses folds without end', () => {
    const endless = {
      *[Symbol.iterator]() {
        const all = Int32Array.from(y.keys());
        const large = Int32Array.from({ length: 2 ** 20 }, (_, i) => i % 20);
        for (;;) yield [large, all];
      },
    };
    expect(() => folds(endless)).toThrow(/^here: \d+ folds would take 2 GiB/);
  });
});
