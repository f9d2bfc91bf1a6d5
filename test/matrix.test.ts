import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { MatrixTransposeView, Matrix as SmallMatrix } from '../src/matrix.js';

const blocks = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.double(), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

/** The members that the compiler finds in both classes, of the same types. */
type Readable = Pick<
  Matrix,
  Exclude<keyof SmallMatrix, 'clone' | 'set' | 'klass' | 'data' | 'transpose'>
> & {
  transpose(): { to2DArray(): number[][] };
};

/** What is read of a matrix. */
function readings(matrix: Readable) {
  return {
    sizes: [matrix.rows, matrix.columns, matrix.size],
    corner: matrix.get(matrix.rows - 1, matrix.columns - 1),
    row: matrix.getRow(matrix.rows - 1),
    column: matrix.getColumn(matrix.columns - 1),
    flat: matrix.to1DArray(),
    rows: matrix.to2DArray(),
    json: JSON.stringify(matrix),
    cells: [...matrix],
    turned: matrix.transpose().to2DArray(),
  };
}

it('reads as the matrix of ml-matrix does', () => {
  fc.assert(
    fc.property(blocks, (rows) => {
      const small = new SmallMatrix(rows);
      const real = new Matrix(rows);
      expect(readings(small)).toEqual(readings(real));
      expect(readings(small.clone().set(0, 0, 7))).toEqual(readings(real.clone().set(0, 0, 7)));
      expect(readings(small)).toEqual(readings(real)); // the copy was changed, not the matrix
      expect(new MatrixTransposeView(small).get(0, rows.length - 1)).toBe(rows.at(-1)?.[0]);
    }),
  );
});

it('holds zeros when it is given sizes, and refuses rows of different lengths', () => {
  expect(new SmallMatrix(2, 3).to2DArray()).toEqual(new Matrix(2, 3).to2DArray());
  expect(new SmallMatrix([]).size).toBe(0);
  expect(() => new SmallMatrix([[1, 2], [3]])).toThrow(RangeError);
});

it('is copied by ml-matrix as one of its own', () => {
  const small = new SmallMatrix([
    [3, 0],
    [0, 2],
  ]);
  expect(Matrix.isMatrix(small)).toBe(true);
  expect(SmallMatrix.isMatrix(new Matrix(1, 1))).toBe(true);
  expect(SmallMatrix.isMatrix([[1]])).toBe(false);
  const real = new Matrix(small.to2DArray());
  const copy: Matrix = Reflect.construct(Matrix, [small]);
  expect(copy.mmul(real).to2DArray()).toEqual([
    [9, 0],
    [0, 4],
  ]);
});
