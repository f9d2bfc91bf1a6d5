import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeReflection, reflect } from '../../src/numeric/qr.js';
import { reflectColumns } from '../../src/numeric/reflect-columns.js';

const shapes = fc.record({
  columns: fc.integer({ min: 1, max: 20 }),
  more: fc.integer({ min: 0, max: 80 }),
  seed: fc.integer(),
});

/** Numbers without a pattern, from -1 to 1. */
function someNumbers(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

it('reflects each column as one alone, and squares what is left below', () => {
  fc.assert(
    fc.property(shapes, ({ columns, more, seed }) => {
      const rows = columns + more;
      const A = someNumbers(rows * columns, seed);
      const j = Math.abs(seed) % columns;
      const tau = makeReflection(A, j * rows + j, rows - j);
      const plain = A.slice();
      const squares = new Float64Array(columns).fill(-1);
      reflectColumns(A, rows, columns, j, tau, squares);
      for (let k = 0; k < columns; k++) {
        if (k > j) reflect(plain, j * rows + j, rows - j, tau, plain, k * rows + j);
        let sum = 0;
        for (let i = 0; i < rows; i++) {
          expect(Math.abs(A[k * rows + i] - plain[k * rows + i])).toBeLessThan(1e-14);
          if (i > j) sum += A[k * rows + i] ** 2;
        }
        expect(squares[k]).toBe(k > j ? sum : -1);
      }
    }),
  );
});

it('gives a column the same bits alone and beside others', () => {
  const [rows, columns] = [90, 12];
  const A = someNumbers(rows * columns, 1);
  const tau = makeReflection(A, 0, rows);
  for (let k = 1; k < columns; k++) {
    const alone = Float64Array.of(...A.subarray(0, rows), ...A.subarray(k * rows, (k + 1) * rows));
    reflectColumns(alone, rows, 2, 0, tau, new Float64Array(2));
    const beside = A.slice();
    reflectColumns(beside, rows, columns, 0, tau, new Float64Array(columns));
    expect(beside.subarray(k * rows, (k + 1) * rows)).toEqual(alone.subarray(rows));
  }
});

it('squares what is there where there is nothing to reflect', () => {
  const A = Float64Array.of(1, 0, 0, 3, 4, 5);
  const squares = new Float64Array(2);
  reflectColumns(A, 3, 2, 0, 0, squares);
  expect(Array.from(A)).toEqual([1, 0, 0, 3, 4, 5]);
  expect(squares[1]).toBe(41);
});
