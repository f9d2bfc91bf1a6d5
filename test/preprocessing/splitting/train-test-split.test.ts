import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { FlatMatrix } from '../../../src/contracts.js';
import { Table } from '../../../src/data/table.js';
import {
  type TrainTestSplitOptions,
  trainTestSplit,
  trainTestSplitIndices,
} from '../../../src/preprocessing/splitting/train-test-split.js';
import { reference } from '../../reference/reference.js';

const y = Array.from({ length: 20 }, (_, i) => (i % 4 === 0 ? 'rare' : 'usual'));
const X = y.map((_, i) => [i, -i]);

describe('kinds', () => {
  it('splits every kind into the same kind, the same samples of each', () => {
    const matrix = new Matrix(X);
    const flat = { data: Float32Array.from(X.flat()), rows: 20, columns: 2 };
    const table = Table.fromColumns({ i: X.map(([i]) => i), y });
    const typed = Int32Array.from(X, ([i]) => i);
    const bytes = Buffer.from(X.map(([i]) => i));
    const [rows, , matrixTrain, , flatTrain, , tableTrain, , typedTrain, , bytesTrain] =
      trainTestSplit(X, matrix, flat, table, typed, bytes, { randomState: 1 });
    const expected = rows.map(([i]) => i);
    expect(expected).toHaveLength(15);
    expect(matrixTrain).toBeInstanceOf(Matrix);
    expect(matrixTrain.to2DArray()).toEqual(rows);
    expect(flatTrain).toEqual({ data: Float32Array.from(rows.flat()), rows: 15, columns: 2 });
    expect(tableTrain.values('i')).toEqual(expected);
    expect(typedTrain).toEqual(Int32Array.from(expected));
    expect([...bytesTrain]).toEqual(expected);
    expect([...bytes]).toEqual(X.map(([i]) => i));
    expectTypeOf(flatTrain).toEqualTypeOf<FlatMatrix>();
    expectTypeOf(tableTrain).toEqualTypeOf<Table>();
  });

  it('keeps the types of X and y', () => {
    const labels: ('a' | 'b')[] = ['a', 'b', 'a', 'b'];
    const [XTrain, XTest, yTrain] = trainTestSplit(X.slice(0, 4), labels, { testSize: 2 });
    expectTypeOf(XTrain).toEqualTypeOf<number[][]>();
    expectTypeOf(yTrain).toEqualTypeOf<('a' | 'b')[]>();
    expect(XTest).toHaveLength(2);
    const [train, test] = trainTestSplit(Float64Array.of(1, 2, 3, 4), { shuffle: false });
    expect(train).toEqual(Float64Array.of(1, 2, 3));
    expect(test).toEqual(Float64Array.of(4));
    expect(trainTestSplit(labels)).toHaveLength(2);
  });
});

it('gives the same split for the same seed, and another for another', () => {
  const split = (randomState: number | string) => trainTestSplit(X, y, { randomState });
  expect(split(7)).toEqual(split(7));
  expect(split('seven')).toEqual(split('seven'));
  expect(split(7)).not.toEqual(split(8));
});

it('puts every sample into exactly one part, in sizes as scikit-learn counts them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.boolean(),
      (n, testSize, shuffle) => {
        const nTest = Math.ceil(testSize * n);
        fc.pre(nTest < n);
        const { train, test } = trainTestSplitIndices(n, { testSize, shuffle });
        expect(test).toHaveLength(nTest);
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(X_INDEX.slice(0, n));
      },
    ),
  );
});
const X_INDEX = Array.from({ length: 200 }, (_, i) => i);

describe('stratify', () => {
  interface Case extends TrainTestSplitOptions {
    counts: number[];
    train: number[];
    test: number[];
  }

  it('gives each class the same counts as scikit-learn', () => {
    for (const { counts, train, test, ...sizes } of reference<{ split: Case[] }>('preprocessing')
      .split) {
      const labels = counts.flatMap((size, k) => new Array<number>(size).fill(k));
      const parts = trainTestSplit(labels, { ...sizes, stratify: labels, randomState: 0 });
      const told = JSON.stringify({ counts, ...sizes });
      const countsOf = (part: number[]) => counts.map((_, k) => part.filter((l) => l === k).length);
      expect(parts.map(countsOf), told).toEqual([train, test]);
    }
  });

  it('keeps the share of each class within one sample, and every index once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 2, maxLength: 5 }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.integer(),
        (counts, testSize, randomState) => {
          const labels = counts.flatMap((size, k) => new Array<string>(size).fill(`class ${k}`));
          const n = labels.length;
          const nTest = Math.ceil(testSize * n);
          fc.pre(nTest >= counts.length && n - nTest >= counts.length);
          const { train, test } = trainTestSplitIndices(n, {
            testSize,
            stratify: labels,
            randomState,
          });
          expect([...train, ...test].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          for (const [k, size] of counts.entries()) {
            const inTest = test.filter((i) => labels[i] === `class ${k}`).length;
            expect(Math.abs(inTest - (size * nTest) / n)).toBeLessThan(1 + 1e-9);
          }
        },
      ),
    );
  });

  it('draws ties between remainders by lot', () => {
    const labels = ['a', 'a', 'a', 'b', 'b', 'b'];
    const seen = new Set<number>();
    for (let randomState = 0; randomState < 40; randomState++) {
      const [train] = trainTestSplit(labels, { testSize: 3, stratify: labels, randomState });
      seen.add(train.filter((label) => label === 'a').length);
    }
    expect([...seen].sort()).toEqual([1, 2]);
  });

  it('says which class is too small, which part is, and what does not go together', () => {
    const split = (labels: unknown[], options: TrainTestSplitOptions = {}) =>
      trainTestSplit(labels, { stratify: labels as string[], ...options });
    expect(() => split(['a', 'a', 'a', 'b'])).toThrow(
      'the class "b" of stratify has only 1 sample, but each class needs one in both parts.',
    );
    expect(() => split(['a', 'a', 'b', 'b'], { testSize: 1 })).toThrow(
      'the test part has 1 sample, but stratify has 2 classes.',
    );
    expect(() => split(['a', 'a', 'b', 'b'], { trainSize: 1 })).toThrow(
      'the train part has 1 sample, but stratify has 2 classes.',
    );
    expect(() => split(['a', 'a', 'b', 'b'], { shuffle: false })).toThrow('stratify needs shuffle');
    expect(() => trainTestSplit(X, { stratify: ['a'] })).toThrow(
      'stratify has 1 label, but there are 20 samples.',
    );
    expect(() => split(['a', null, 'b', 'b'])).toThrow(
      'trainTestSplit: stratify[1] is null, not a label',
    );
  });
});

describe('refuses', () => {
  it('a testSize out of range', () => {
    for (const testSize of [0, 1.5, -0.1, Number.NaN, '0.2']) {
      expect(() => trainTestSplit(X, { testSize: testSize as number })).toThrow(
        'trainTestSplit: testSize must be a share > 0 and < 1, or an integer >= 1, or null, but got',
      );
    }
    expect(() => trainTestSplit(X, { testSize: 21 })).toThrow(
      'testSize 21 and trainSize null ask for 21 samples, but there are only 20.',
    );
    expect(() => trainTestSplit(X, { testSize: 0.6, trainSize: 0.6 })).toThrow(
      'testSize 0.6 and trainSize 0.6 ask for 24 samples',
    );
    expect(() => trainTestSplit([1])).toThrow('leave the train part empty');
    expect(() => trainTestSplit([])).toThrow('part empty. Pass more samples');
  });

  it('arrays of different lengths', () => {
    expect(() => trainTestSplit(X, y.slice(1), {})).toThrow(
      'trainTestSplit: the arrays differ in length: array 0 has 20 samples, array 1 has 19.',
    );
  });

  it('what is no array, and options it does not know', () => {
    expect(() => trainTestSplit('text' as never, {})).toThrow('array 0 is "text"');
    expect(() => trainTestSplit(X, { testsize: 3 } as never)).toThrow('Did you mean "testSize"?');
  });
});
