import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRows,
  factorPivotedQr,
  factorQr,
  multiplyByQ,
  multiplyByQTransposed,
  solveUpper,
} from '../../src/numeric/qr.js';

const entry = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);
const matrixOf = (rows: number, columns: number) =>
  fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => ({ rows, columns, A: Float64Array.from(values) }));
/** Column k at [k · rows], at least as tall as wide. */
const tall = fc
  .record({ columns: fc.integer({ min: 1, max: 7 }), more: fc.integer({ min: 0, max: 9 }) })
  .chain(({ columns, more }) => matrixOf(columns + more, columns));

const column = (A: Float64Array, rows: number, k: number) => A.slice(k * rows, (k + 1) * rows);

function expectClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(tolerance);
  }
}

describe('factorQr', () => {
  it('gives A back as Q times R', () => {
    fc.assert(
      fc.property(tall, ({ A, rows, columns }) => {
        const qr = factorQr(A.slice(), rows, columns);
        for (let k = 0; k < columns; k++) {
          const product = new Float64Array(rows);
          product.set(column(qr.factors, rows, k).subarray(0, k + 1));
          multiplyByQ(qr, product);
          expectClose(product, column(A, rows, k), 1e-12);
        }
      }),
    );
  });

  it('has a Q that is undone by its transpose', () => {
    fc.assert(
      fc.property(tall, fc.infiniteStream(entry), ({ A, rows, columns }, stream) => {
        const qr = factorQr(A, rows, columns);
        const b = Float64Array.from({ length: rows }, () => stream.next().value as number);
        const turned = b.slice();
        multiplyByQTransposed(qr, turned);
        multiplyByQ(qr, turned);
        expectClose(turned, b, 1e-12);
      }),
    );
  });
});

describe('factorPivotedQr', () => {
  it('gives the reordered columns back, by falling distance from those before', () => {
    fc.assert(
      fc.property(tall, ({ A, rows, columns }) => {
        const qr = factorPivotedQr(A.slice(), rows, columns);
        expect(Array.from(qr.order).sort((a, b) => a - b)).toEqual([...A.slice(0, columns).keys()]);
        for (let k = 0; k < columns; k++) {
          const product = new Float64Array(rows);
          product.set(column(qr.factors, rows, k).subarray(0, k + 1));
          multiplyByQ(qr, product);
          expectClose(product, column(A, rows, qr.order[k]), 1e-12);
          if (k === 0) continue;
          const before = Math.abs(qr.factors[(k - 1) * rows + k - 1]);
          expect(Math.abs(qr.factors[k * rows + k])).toBeLessThanOrEqual(before + 1e-12);
        }
      }),
    );
  });

  it('leaves next to nothing of dependent columns', () => {
    const A = Float64Array.of(1, 2, 3, 2, 4, 6, 1, 0, 0); // the second is twice the first
    const { factors, order } = factorPivotedQr(A, 3, 3);
    expect(order[0]).toBe(1);
    expect(order[2]).toBe(0);
    expect(Math.abs(factors[8])).toBeLessThan(1e-15);
  });
});

it('solveUpper solves with the leading triangle', () => {
  const qr = {
    factors: Float64Array.of(2, 9, 1, 4),
    tau: new Float64Array(2),
    rows: 2,
    columns: 2,
  };
  const b = Float64Array.of(4, 8);
  solveUpper(qr, 2, b);
  expect(Array.from(b)).toEqual([1, 2]);
});

describe('addRows', () => {
  it('ends with the triangle of the whole, however the rows are cut', () => {
    const problem = fc.record({ shape: tall, size: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(problem, ({ shape: { A, rows, columns }, size }) => {
        const R = new Float64Array(columns * columns);
        const stride = 6;
        for (let from = 0; from < rows; from += size) {
          const block = new Float64Array(columns * stride);
          const height = Math.min(size, rows - from);
          for (let k = 0; k < columns; k++) {
            block.set(column(A, rows, k).subarray(from, from + height), k * stride);
          }
          addRows(R, columns, columns, block, stride, height);
        }
        // Both triangles have the same R'R: that of A.
        for (let j = 0; j < columns; j++) {
          for (let k = 0; k < columns; k++) {
            let ours = 0;
            let expected = 0;
            for (let i = 0; i < columns; i++) ours += R[j * columns + i] * R[k * columns + i];
            for (let i = 0; i < rows; i++) expected += A[j * rows + i] * A[k * rows + i];
            expect(Math.abs(ours - expected)).toBeLessThan(1e-10);
          }
          for (let i = j + 1; i < columns; i++) expect(R[j * columns + i]).toBe(0);
        }
      }),
    );
  });

  it('carries further columns along', () => {
    // x = 1, 2 and y = 3, 4: the slope through the origin is 11 / 5.
    const R = new Float64Array(2);
    addRows(R, 1, 2, Float64Array.of(1, 3), 1, 1);
    addRows(R, 1, 2, Float64Array.of(2, 4), 1, 1);
    expect(R[1] / R[0]).toBeCloseTo(2.2, 15);
  });
});
