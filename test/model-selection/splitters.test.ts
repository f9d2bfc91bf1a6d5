import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Label } from '../../src/contracts.js';
import { Table } from '../../src/data/table.js';
import { GroupKFold } from '../../src/model-selection/group-k-fold.js';
import { KFold, RepeatedKFold } from '../../src/model-selection/k-fold.js';
import { LeaveOneGroupOut, LeaveOneOut } from '../../src/model-selection/leave-one-out.js';
import { PredefinedSplit } from '../../src/model-selection/predefined-split.js';
import {
  GroupShuffleSplit,
  ShuffleSplit,
  StratifiedShuffleSplit,
} from '../../src/model-selection/shuffle-split.js';
import type { CrossValidator } from '../../src/model-selection/splitter.js';
import { StratifiedGroupKFold } from '../../src/model-selection/stratified-group-k-fold.js';
import {
  RepeatedStratifiedKFold,
  StratifiedKFold,
} from '../../src/model-selection/stratified-k-fold.js';
import { TimeSeriesSplit } from '../../src/model-selection/time-series-split.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const rows = (n: number) => Array.from({ length: n }, (_, i) => [i]);

function foldsOf(splitter: CrossValidator, n: number, y?: Label[], groups?: Label[]) {
  const folds = [...splitter.split(rows(n), y, groups)].map(([train, test]) => ({
    train: [...train],
    test: [...test],
  }));
  expect(splitter.getNSplits(rows(n), y, groups)).toBe(folds.length);
  return folds;
}

/** The fold that holds out each sample, -1 for none, once it is known that the rest is trained on, all in order. */
function partsOf(splitter: CrossValidator, n: number, y?: Label[], groups?: Label[]): number[] {
  const parts = new Array<number>(n).fill(-1);
  for (const [fold, { train, test }] of foldsOf(splitter, n, y, groups).entries()) {
    expect(test).toEqual([...test].sort((a, b) => a - b));
    expect(train).toEqual([...parts.keys()].filter((i) => !test.includes(i)));
    for (const i of test) {
      expect(parts[i]).toBe(-1);
      parts[i] = fold;
    }
  }
  return parts;
}

interface Case {
  n: number;
  nSplits: number;
  y: number[];
  groups: number[];
  testFold: number[];
  options: object;
  parts: number[];
  folds: [number[], number[]][];
}

describe('equals scikit-learn to the index', () => {
  const cases = reference<Record<string, Case[]>>('splitters');

  it('KFold', () => {
    for (const { n, nSplits, parts } of cases.kFold) {
      expect(partsOf(new KFold({ nSplits }), n)).toEqual(parts);
    }
  });

  it('StratifiedKFold', () => {
    for (const { y, nSplits, parts } of cases.stratified) {
      expect(partsOf(new StratifiedKFold({ nSplits }), y.length, y)).toEqual(parts);
    }
  });

  it('GroupKFold', () => {
    for (const { groups, nSplits, parts } of cases.group) {
      const splitter = new GroupKFold({ nSplits });
      expect(partsOf(splitter, groups.length, undefined, groups)).toEqual(parts);
    }
  });

  it('StratifiedGroupKFold', () => {
    for (const { y, groups, nSplits, parts } of cases.stratifiedGroup) {
      expect(partsOf(new StratifiedGroupKFold({ nSplits }), y.length, y, groups)).toEqual(parts);
    }
    expect(cases.stratifiedGroup.length).toBeGreaterThan(50);
  });

  it('TimeSeriesSplit', () => {
    for (const { n, options, folds } of cases.timeSeries) {
      const told = foldsOf(new TimeSeriesSplit(options), n).map(({ train, test }) => [train, test]);
      expect(told).toEqual(folds);
    }
  });

  it('PredefinedSplit, LeaveOneGroupOut and LeaveOneOut', () => {
    for (const { testFold, parts } of cases.predefined) {
      expect(partsOf(new PredefinedSplit({ testFold }), testFold.length)).toEqual(parts);
    }
    for (const { groups, parts } of cases.groupOut) {
      expect(partsOf(new LeaveOneGroupOut(), groups.length, undefined, groups)).toEqual(parts);
    }
    for (const { n, parts } of cases.oneOut) expect(partsOf(new LeaveOneOut(), n)).toEqual(parts);
  });
});

const counts = (labels: readonly number[], of: readonly number[]) => {
  const counted = new Map<number, number>();
  for (const i of of) counted.set(labels[i], (counted.get(labels[i]) ?? 0) + 1);
  return counted;
};

const seeds = fc.integer();
const labelled = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 60 });

describe('by chance', () => {
  it('KFold deals every sample once, evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(8), seeds, (n, more, randomState) => {
        const nSplits = Math.min(n, 2 + more);
        const parts = partsOf(new KFold({ nSplits, shuffle: true, randomState }), n);
        const sizes = [...counts(parts, [...parts.keys()]).values()];
        expect(sizes).toHaveLength(nSplits);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([true, false])('StratifiedKFold keeps strata within one (shuffled: %s)', (shuffle) => {
    fc.assert(
      fc.property(labelled, fc.nat(4), seeds, (y, more, seed) => {
        const nSplits = 2 + more;
        const sizes = counts(y, [...y.keys()]);
        fc.pre([...sizes.values()].some((size) => size >= nSplits));
        const randomState = shuffle ? seed : null;
        const splitter = new StratifiedKFold({ nSplits, shuffle, randomState });
        const parts = partsOf(splitter, y.length, y);
        expect(parts).not.toContain(-1);
        for (const label of sizes.keys()) {
          const own = parts.filter((_, i) => y[i] === label);
          const inFolds = Array.from({ length: nSplits }, (_, f) => own.filter((p) => p === f));
          const lengths = inFolds.map(({ length }) => length);
          expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('groups stay whole, and every sample is held out once', () => {
    fc.assert(
      fc.property(labelled, fc.boolean(), seeds, (groups, shuffle, seed) => {
        const nSplits = new Set(groups).size;
        fc.pre(nSplits >= 2);
        const y = groups.map((_, i) => i % 2);
        const options = { nSplits: 2, shuffle, randomState: shuffle ? seed : null };
        for (const Class of [GroupKFold, StratifiedGroupKFold]) {
          const parts = partsOf(new Class(options), y.length, y, groups);
          expect(parts).not.toContain(-1);
          for (const [i, group] of groups.entries()) {
            expect(parts[i]).toBe(parts[groups.indexOf(group)]);
          }
        }
      }),
    );
  });

  it('shuffle splits are disjoint, of the sizes asked for, and whole in groups', () => {
    fc.assert(
      fc.property(
        labelled,
        fc.double({ min: 0.2, max: 0.6, noNaN: true }),
        seeds,
        (y, testSize, randomState) => {
          const n = y.length;
          const sizes = counts(y, [...y.keys()]);
          const options = { nSplits: 3, testSize, randomState };
          for (const { train, test } of foldsOf(new ShuffleSplit(options), n)) {
            expect(test).toHaveLength(Math.ceil(testSize * n));
            expect([...train, ...test].sort((a, b) => a - b)).toEqual([...y.keys()]);
          }
          if (sizes.size < 2) return;
          for (const { train, test } of foldsOf(new GroupShuffleSplit(options), n, undefined, y)) {
            expect(counts(y, test).size).toBe(Math.ceil(testSize * sizes.size));
            expect([...train, ...test].sort((a, b) => a - b)).toEqual([...y.keys()]);
            for (const group of counts(y, test).keys())
              expect(counts(y, train).has(group)).toBe(false);
          }
          const nTest = Math.ceil(testSize * n);
          fc.pre(Math.min(...sizes.values()) >= 2 && Math.min(nTest, n - nTest) >= sizes.size);
          for (const { train, test } of foldsOf(new StratifiedShuffleSplit(options), n, y)) {
            expect([...train, ...test].sort((a, b) => a - b)).toEqual([...y.keys()]);
            for (const [label, size] of sizes) {
              const share = (size * nTest) / n;
              expect(Math.abs((counts(y, test).get(label) ?? 0) - share)).toBeLessThan(1 + 1e-9);
            }
          }
        },
      ),
    );
  });

  const y = Array.from({ length: 24 }, (_, i) => i % 3);
  const groups = y.map((_, i) => i >> 2);
  it.each([
    ['KFold', (randomState: number | null) => new KFold({ shuffle: true, randomState })],
    [
      'StratifiedKFold',
      (randomState: number | null) => new StratifiedKFold({ shuffle: true, randomState }),
    ],
    [
      'GroupKFold',
      (randomState: number | null) => new GroupKFold({ nSplits: 3, shuffle: true, randomState }),
    ],
    [
      'StratifiedGroupKFold',
      (randomState: number | null) =>
        new StratifiedGroupKFold({ nSplits: 3, shuffle: true, randomState }),
    ],
    [
      'RepeatedKFold',
      (randomState: number | null) => new RepeatedKFold({ nRepeats: 2, randomState }),
    ],
    [
      'RepeatedStratifiedKFold',
      (randomState: number | null) => new RepeatedStratifiedKFold({ nRepeats: 2, randomState }),
    ],
    ['ShuffleSplit', (randomState: number | null) => new ShuffleSplit({ randomState })],
    [
      'StratifiedShuffleSplit',
      (randomState: number | null) => new StratifiedShuffleSplit({ testSize: 6, randomState }),
    ],
    ['GroupShuffleSplit', (randomState: number | null) => new GroupShuffleSplit({ randomState })],
  ])('%s repeats itself for a seed, and differs for another', (_, create) => {
    const folds = (randomState: number | null) => foldsOf(create(randomState), 24, y, groups);
    const splitter = create(7);
    expect(foldsOf(splitter, 24, y, groups)).toEqual(foldsOf(splitter, 24, y, groups));
    expect(folds(7)).toEqual(folds(7));
    expect(folds(7)).not.toEqual(folds(8));
    // Few groups have few ways to be dealt out: two draws may be alike, not twenty.
    const draws = Array.from({ length: 20 }, () => JSON.stringify(folds(null)));
    expect(new Set(draws).size).toBeGreaterThan(1);
  });

  it('repeated splitters hold each sample out once a repeat, and cut anew', () => {
    for (const splitter of [
      new RepeatedKFold({ nSplits: 3, nRepeats: 4, randomState: 0 }),
      new RepeatedStratifiedKFold({ nSplits: 3, nRepeats: 4, randomState: 0 }),
    ]) {
      const folds = foldsOf(splitter, 24, y);
      expect(folds).toHaveLength(12);
      const repeats = [0, 3, 6, 9].map((at) => folds.slice(at, at + 3).map(({ test }) => test));
      for (const tests of repeats) {
        expect(tests.flat().sort((a, b) => a - b)).toEqual([...y.keys()]);
      }
      expect(repeats[0]).not.toEqual(repeats[1]);
    }
  });
});

it('takes samples of every kind', () => {
  const expected = [...new KFold({ nSplits: 2 }).split(rows(4))];
  for (const X of [
    new Matrix(rows(4)),
    { data: new Float64Array(4), rows: 4, columns: 1 },
    Table.fromColumns({ name: ['a', 'b', 'c', 'd'] }),
    ['a', 'b', 'c', 'd'],
    new Float32Array(4),
  ]) {
    expect([...new KFold({ nSplits: 2 }).split(X)]).toEqual(expected);
  }
});

it('prints as the call that makes it, and shows its options', () => {
  expect(String(new KFold({ nSplits: 3, shuffle: true }))).toBe(
    'KFold({ nSplits: 3, shuffle: true })',
  );
  expect(String(new LeaveOneOut())).toBe('LeaveOneOut()');
  expect(new ShuffleSplit({ testSize: 0.2 }).params.testSize).toBe(0.2);
  const { params } = new KFold();
  expect(() => Object.assign(params, { nSplits: 7 })).toThrow(TypeError);
});

describe('refuses', () => {
  const X = rows(4);
  it.each<[string, () => unknown, string]>([
    [
      'more folds than samples',
      () => new KFold().split(X),
      'KFold.split: nSplits is 5, but there are only 4 samples. Pass fewer folds, or more samples.',
    ],
    [
      'more folds than groups',
      () => new GroupKFold({ nSplits: 3 }).split(X, undefined, [1, 1, 2, 2]),
      'GroupKFold.split: nSplits is 3, but there are only 2 groups.',
    ],
    [
      'more folds than members of every class',
      () => new StratifiedKFold({ nSplits: 3 }).split(X, [0, 0, 1, 1]),
      'StratifiedKFold.split: nSplits is 3, but the class 0 has 2 members, and no class has as many as there are folds. Pass fewer folds, or use KFold.',
    ],
    [
      'amounts as strata',
      () => new StratifiedKFold({ nSplits: 2 }).split(X, [0.5, 0, 1, 1]),
      'StratifiedKFold.split: y holds 0.5, but strata are classes: whole numbers, text or booleans. Use KFold for amounts.',
    ],
    [
      'missing labels',
      () => new StratifiedKFold({ nSplits: 2 }).split(X),
      'StratifiedKFold.split: y is missing. Pass the labels to stratify by.',
    ],
    [
      'missing groups',
      () => new LeaveOneGroupOut().split(X),
      'LeaveOneGroupOut.split: groups is missing. Pass the group of each sample, such as the patient it is of.',
    ],
    [
      'groups of another length',
      () => new GroupKFold({ nSplits: 2 }).split(X, undefined, [1, 2]),
      'GroupKFold.split: groups has 2 values, but X has 4 rows.',
    ],
    [
      'mixed groups',
      () => new GroupKFold({ nSplits: 2 }).split(X, undefined, [1, 'a', 2, 2]),
      'GroupKFold.split: groups mixes types: groups[0] is a number, groups[1] is the string "a".',
    ],
    [
      'y of another length',
      () => new KFold({ nSplits: 2 }).split(X, [1]),
      'KFold.split: y has 1 value, but X has 4 rows.',
    ],
    [
      'what has no rows',
      () => new KFold().split(3 as never),
      'KFold.split: X is 3. Pass an array, a matrix or a table with one sample a row.',
    ],
    [
      'one sample to leave out',
      () => new LeaveOneOut().split([[1]]),
      'LeaveOneOut.split: there is 1 sample, but one is left out and others are learned from.',
    ],
    [
      'one group to leave out',
      () => new LeaveOneGroupOut().split(X, undefined, [1, 1, 1, 1]),
      'LeaveOneGroupOut.split: groups has 1 distinct value, but one is left out',
    ],
    [
      'too short a series',
      () => new TimeSeriesSplit().split(X),
      'TimeSeriesSplit.split: 4 samples are too few for 5 folds of 1 held out. Pass fewer folds, or more samples.',
    ],
    [
      'too large a gap',
      () => new TimeSeriesSplit({ nSplits: 2, gap: 3 }).split(X),
      'TimeSeriesSplit.split: 4 samples are too few for 2 folds of 1 held out after a gap of 3.',
    ],
    [
      'predefined folds of another length',
      () => new PredefinedSplit({ testFold: [0, 1] }).split(X),
      'PredefinedSplit.split: testFold has 2 values, but X has 4 rows.',
    ],
    [
      'no predefined folds',
      () => new PredefinedSplit({} as never),
      'PredefinedSplit: testFold is missing. Pass the fold that holds out each sample.',
    ],
    [
      'predefined folds that hold nothing out',
      () => new PredefinedSplit({ testFold: [-1] }),
      'PredefinedSplit: testFold holds no sample out.',
    ],
    [
      'half predefined folds',
      () => new PredefinedSplit({ testFold: [0.5] }),
      'PredefinedSplit: testFold must be an array of integers >= -1, but got [0.5].',
    ],
    [
      'one fold',
      () => new KFold({ nSplits: 1 }),
      'KFold: nSplits must be an integer >= 2, but got 1. Pass how many folds to make.',
    ],
    [
      'a seed without a draw',
      () => new KFold({ randomState: 1 }),
      'KFold: randomState is 1, but shuffle is false, so nothing is drawn. Pass shuffle: true, or leave randomState out.',
    ],
    [
      'unknown options',
      () => new KFold({ nsplits: 3 } as never),
      'KFold: there is no option "nsplits". Did you mean "nSplits"?',
    ],
    ['a bare number', () => new KFold(3 as never), 'KFold: options must be an object, but got 3.'],
    [
      'a test part larger than all',
      () => new ShuffleSplit({ testSize: 5 }).split(X),
      'ShuffleSplit.split: testSize 5 and trainSize null ask for 5 samples, but there are only 4.',
    ],
    [
      'a part without groups',
      () => new GroupShuffleSplit({ testSize: 2 }).split(X, undefined, [1, 1, 2, 2]),
      'GroupShuffleSplit.split: with 2 groups, testSize 2 and trainSize null leave the train part empty. Pass more groups, or another size.',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  it('classes too small to be drawn', () => {
    const split = () => [
      ...new StratifiedShuffleSplit({ testSize: 2 }).split(X, ['a', 'a', 'a', 'b']),
    ];
    expect(split).toThrow(
      'StratifiedShuffleSplit.split: the class "b" of y has only 1 sample, but each class needs one in both parts.',
    );
  });
});

it('warns of groups that it does not look at, and of classes that some folds lack', () => {
  new KFold({ nSplits: 2 }).split(rows(4), undefined, [1, 1, 2, 2]);
  new StratifiedKFold({ nSplits: 3 }).split(rows(5), ['a', 'a', 'a', 'b', 'b']);
  expect(warnings).toEqual([
    'KFold.split: groups are passed over: their samples may fall into different folds. Use GroupKFold or StratifiedGroupKFold to keep them together.',
    'StratifiedKFold.split: nSplits is 3, but the class "b" has 2 members, so that some folds lack it. Pass fewer folds, or drop or merge rare classes.',
  ]);
});
