import {
  Matrix,
  MatrixColumnSelectionView,
  MatrixSubView,
  MatrixTransposeView,
  WrapperMatrix1D,
  WrapperMatrix2D,
} from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { MatrixLike } from '../../src/contracts.js';
import { parseFeatures, toMatrix } from '../../src/data/dense.js';
import { InvalidInputError } from '../../src/errors.js';

const parse = (X: unknown, rules?: Parameters<typeof parseFeatures>[2]) =>
  parseFeatures(X as MatrixLike, 'KMeans.fit', rules);

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];
const expected = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3 };

describe('parseFeatures reads', () => {
  const forms: Record<string, unknown> = {
    'an array of arrays': rows,
    'an array of Float64Array': rows.map((row) => Float64Array.from(row)),
    'an array of Float32Array': rows.map((row) => Float32Array.from(row)),
    'an array of Int32Array': rows.map((row) => Int32Array.from(row)),
    'array-likes of array-likes': { length: 2, 0: { length: 3, 0: 1, 1: 2, 2: 3 }, 1: rows[1] },
    'a Float64Array block': expected,
    'a Float32Array block': { data: Float32Array.from(rows.flat()), rows: 2, columns: 3 },
    Matrix: new Matrix(rows),
    WrapperMatrix1D: new WrapperMatrix1D(rows.flat(), { rows: 2 }),
    WrapperMatrix2D: new WrapperMatrix2D(rows),
    MatrixTransposeView: new MatrixTransposeView(
      new Matrix([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
    ),
    MatrixSubView: new MatrixSubView(
      new Matrix([
        [0, 1, 2, 3],
        [0, 4, 5, 6],
      ]),
      0,
      1,
      1,
      3,
    ),
    MatrixColumnSelectionView: new MatrixColumnSelectionView(
      new Matrix([
        [3, 1, 2],
        [6, 4, 5],
      ]),
      [1, 2, 0],
    ),
    'the result of toMatrix': toMatrix(Float64Array.from(rows.flat()), 2, 3),
  };
  for (const [name, X] of Object.entries(forms)) {
    it(name, () => {
      expect(parse(X)).toEqual(expected);
    });
  }
});

describe('parseFeatures copies', () => {
  it('nothing of a Float64Array block', () => {
    expect(parse(expected).data).toBe(expected.data);
  });

  it('nothing of a WrapperMatrix1D over a Float64Array', () => {
    const data = Float64Array.from(rows.flat());
    // Its types ask for a plain array, but it takes what has the same methods.
    const matrix = new WrapperMatrix1D(data as ArrayLike<number> as number[], { rows: 2 });
    expect(parse(matrix).data).toBe(data);
  });

  it('nothing of a matrix that toMatrix made', () => {
    const data = Float64Array.from(rows.flat());
    const parsed = parse(toMatrix(data, 2, 3));
    expect(parsed.data.buffer).toBe(data.buffer);
    expect(parsed.data).toEqual(data);
  });

  it('nothing of a part of a block either', () => {
    const data = Float64Array.from([9, ...rows.flat(), 9]);
    const parsed = parse(toMatrix(data.subarray(1, 7), 2, 3));
    expect(parsed.data.byteOffset).toBe(8);
    expect(parsed).toEqual(expected);
  });

  it('rows of one buffer that are not in their places', () => {
    const matrix = toMatrix(Float64Array.from(rows.flat()), 2, 3);
    matrix.swapRows(0, 1); // swaps values: still in place
    expect(Array.from(parse(matrix).data)).toEqual([4, 5, 6, 1, 2, 3]);
    const data = Float64Array.from(rows.flat());
    const backwards = [data.subarray(3), data.subarray(0, 3)];
    expect(Array.from(parse(backwards).data)).toEqual([4, 5, 6, 1, 2, 3]);
    matrix.addRow(2, [7, 8, 9]);
    expect(Array.from(parse(matrix).data)).toEqual([4, 5, 6, 1, 2, 3, 7, 8, 9]);
  });
});

describe('parseFeatures refuses', () => {
  const refusals: [name: string, X: unknown, message: string][] = [
    [
      'what is no matrix',
      5,
      'KMeans.fit: X must be a matrix, but got 5. Pass an array of rows, an ml-matrix Matrix or { data, rows, columns }.',
    ],
    ['null', null, 'X must be a matrix, but got null.'],
    ['undefined', undefined, 'X must be a matrix, but got undefined.'],
    ['text', 'abc', 'X must be a matrix, but got "abc".'],
    ['any other object', { rows: 2 }, 'X must be a matrix, but got { rows }.'],
    [
      'a block of plain numbers',
      { data: [1, 2], rows: 1, columns: 2 },
      'X must be a matrix, but got { data, rows, columns }.',
    ],
    [
      'a row in place of rows',
      [1, 2],
      'KMeans.fit: X[0] is 1, not a row. For a single sample pass [row], for a single feature pass [[x0], [x1], …].',
    ],
    [
      'text in place of a row',
      ['ab'],
      'KMeans.fit: X[0] is "ab", not a row. For a single sample pass [row], for a single feature pass [[x0], [x1], …].',
    ],
    ['a missing row', [[1], null], 'KMeans.fit: X[1] is null, not a row. Pass an array of rows.'],
    [
      'ragged rows',
      [[1, 2], [3]],
      'KMeans.fit: X is ragged: row 0 has 2 values, row 1 has 1. Give every row the same columns.',
    ],
    [
      'text in a cell',
      [[1, 'a']],
      'KMeans.fit: X[0][1] is "a", not a number. Turn text into numbers first, with OrdinalEncoder or TabularPreprocessor for example.',
    ],
    [
      'null in a cell',
      [[1], [null]],
      'KMeans.fit: X[1][0] is null, not a number. Write a missing value as NaN, and fill it with SimpleImputer first.',
    ],
    [
      'a hole in a row',
      [new Array(1)],
      'X[0][0] is undefined, not a number. Write a missing value',
    ],
    ['a boolean in a cell', [[true]], 'X[0][0] is true, not a number.'],
    ['a bigint in a cell', [BigInt64Array.of(1n)], 'X[0][0] is 1n, not a number.'],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      'KMeans.fit: X[1][1] is NaN. Drop the row, or fill it with SimpleImputer first.',
    ],
    [
      'infinities',
      { data: Float64Array.of(1, 2, 3, 4, -Infinity), rows: 5, columns: 1 },
      'KMeans.fit: X[4][0] is -Infinity. Drop the row, or replace it with a finite number.',
    ],
    [
      'a block of another size',
      { data: new Float64Array(5), rows: 2, columns: 3 },
      'KMeans.fit: X.data holds 5 values, but rows × columns is 2 × 3. Pass a row-major block of exactly rows × columns values.',
    ],
    [
      'a block of impossible shape',
      { data: new Float64Array(2), rows: -1, columns: -2 },
      'X.data holds 2 values, but rows × columns is -1 × -2.',
    ],
    ['no rows', [], 'KMeans.fit: X has 0 rows, but at least 1 is needed. Pass more samples.'],
    ['no columns', [[], []], 'KMeans.fit: X has no columns. Pass at least one feature.'],
  ];
  for (const [name, X, message] of refusals) {
    it(name, () => {
      expect(() => parse(X)).toThrow(InvalidInputError);
      expect(() => parse(X)).toThrow(message);
    });
  }

  it('fewer rows than are needed', () => {
    expect(() => parse([[1]], { minRows: 3 })).toThrow(
      'KMeans.fit: X has 1 row, but at least 3 are needed. Pass more samples.',
    );
  });

  it('another number of columns than in fit', () => {
    expect(() => parse(rows, { columns: 4 })).toThrow(
      'KMeans.fit: X has 3 features, but the model was fitted on 4. Pass the columns of fit, in the same order.',
    );
  });
});

describe('missing values', () => {
  it('are left in where they are allowed, and infinities are not', () => {
    const parsed = parse([[1, Number.NaN]], { allowMissing: true });
    expect(Array.from(parsed.data)).toEqual([1, Number.NaN]);
    expect(() => parse([[Number.NaN, Infinity]], { allowMissing: true })).toThrow(
      'X[0][1] is Infinity.',
    );
  });

  it('are found wherever they are', () => {
    for (let length = 1; length < 10; length++) {
      for (let at = 0; at < length; at++) {
        const data = new Float64Array(length).fill(1e308);
        expect(() => parse({ data, rows: length, columns: 1 })).not.toThrow();
        data[at] = Number.NaN;
        expect(() => parse({ data, rows: length, columns: 1 })).toThrow(`X[${at}][0] is NaN.`);
      }
    }
  });
});

describe('toMatrix', () => {
  it('is an ml-matrix over the block itself', () => {
    const data = Float64Array.from(rows.flat());
    const matrix = toMatrix(data, 2, 3);
    expect(matrix).toBeInstanceOf(Matrix);
    expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
    expect(matrix.to2DArray()).toEqual(rows);
    expect(matrix.transpose().mmul(matrix).get(0, 0)).toBe(17);
    matrix.set(1, 2, 7);
    expect(data[5]).toBe(7);
  });

  it('may have no rows', () => {
    const matrix = toMatrix(new Float64Array(0), 0, 3);
    expect([matrix.rows, matrix.columns]).toEqual([0, 3]);
  });
});
