import { expect, it } from 'vitest';
import { affineByLanes, rowsForLanes } from '../../src/numeric/row-lanes.js';
import { randomProblem } from '../solvers/random-problem.js';

interface Problem {
  rows: number;
  width: number;
  k: number;
  X: Float64Array;
  coef: Float64Array;
  intercept: Float64Array | undefined;
}

/** The plain loop, from row 1 on. */
function plainly({ rows, width, k, X, coef, intercept }: Problem): Float64Array {
  return Float64Array.from({ length: rows * k }, (_, at) => {
    const c = at % k;
    const row = ((at - c) / k + 1) * width;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += X[row + j] * coef[c * width + j];
    return intercept === undefined ? sum : sum + intercept[c];
  });
}

/** Rows of 6 to the most of a block and beyond, one output, pairs of them, and one more. */
const shapes = [
  [6, 1, 1],
  [6, 300, 1],
  [702, 5, 3],
  [2022, 20, 1],
  [2406, 33, 1],
  [642, 50, 2],
  [24, 64, 70],
  [12, 1500, 5],
  [18, 2000, 3],
].map(([rows, width, k]) => ({ rows, width, k }));

it.each(shapes)('$rows × $width by $k outputs have the bits of the plain loop', (shape) => {
  const { rows, width, k } = shape;
  const X = randomProblem(rows + 2, width, 2).samples.data.slice();
  const coef = randomProblem(k, width, 2, { seed: 2 }).samples.data.slice();
  for (const intercept of [undefined, Float64Array.from({ length: k }, (_, c) => c / 3 - 1)]) {
    const out = new Float64Array(rows * k + 1).fill(7);
    expect(affineByLanes(X, 1, rows + 1, width, coef, intercept, k, out)).toBe(true);
    expect(out.subarray(0, rows * k)).toEqual(plainly({ ...shape, X, coef, intercept }));
    expect(out[rows * k]).toBe(7);
  }
});

it.each([1, 2, 3])(
  'says whether all of %i outputs are finite, in every lane, and keeps the bits of extremes',
  (k) => {
    const shape = { rows: 72, width: 40, k };
    const { rows, width } = shape;
    const { data } = randomProblem(rows + 1, width, 2).samples;
    const coef = randomProblem(k, width, 2, { seed: 2 }).samples.data.slice().fill(0, 0, 3);
    const intercept = Float64Array.of(-0, 1e-308, 1).subarray(0, k);
    for (const value of [0, -0, 1e-320, 1e308, Infinity, -Infinity, Number.NaN]) {
      for (let i = 1; i <= rows; i += 5) {
        const X = data.slice();
        X[i * width + (i % width)] = value;
        const out = new Float64Array(rows * k);
        const finite = affineByLanes(X, 1, rows + 1, width, coef, intercept, k, out);
        expect(out).toEqual(plainly({ ...shape, X, coef, intercept }));
        expect(finite).toBe(out.every(Number.isFinite));
        if (!Number.isFinite(value)) expect(finite).toBe(false); // a coefficient of 0 hides nothing
      }
    }
  },
);

it('takes sixes of rows where there is enough to do', () => {
  expect(rowsForLanes(5, 2000, 9)).toBe(0);
  expect(rowsForLanes(20, 20, 1)).toBe(0);
  expect(rowsForLanes(1000, 20, 1)).toBe(996);
  expect(rowsForLanes(1000, 2001, 1)).toBe(0);
  expect(rowsForLanes(0, 5, 1)).toBe(0);
});
