import { expect, it } from 'vitest';
import { addWeightedRows, multiplyRows } from '../../src/solvers/linear-products.js';
import { randomProblem } from './random-problem.js';

// Every remainder of the tiles of four rows and two outputs.
const shapes = [1, 3, 4, 6, 8, 13].flatMap((rows) => [1, 2, 3, 4, 5].map((k) => ({ rows, k })));

it.each(shapes)('multiplies $rows rows by $k outputs as the plain loop does', ({ rows, k }) => {
  const width = 5;
  const { samples } = randomProblem(rows + 2, width, 2);
  const theta = randomProblem(k, width, 2, { seed: 2 }).samples.data;
  const out = new Float64Array(rows * k);
  multiplyRows(samples.data, 1, rows + 1, width, theta, k, out);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < width; j++)
        sum += samples.data[(i + 1) * width + j] * theta[c * width + j];
      expect(out[i * k + c]).toBe(sum);
    }
  }
});

it('multiplies by many outputs as the plain loop does, on rows of every length', () => {
  const extremes = [0, -0, 1e-308, -1e-200, 1e200, 1e308, Infinity, Number.NaN];
  for (const [rows, width] of [
    [17, 1],
    [17, 5],
    [500, 5], // by lanes, and the rest by tiles, from here on
    [17, 64],
    [83, 300],
    [17, 2001], // but for these rows, longer than a lane
  ]) {
    for (const k of [1, 5, 9, 10, 23]) {
      const Z = randomProblem(rows + 2, width, 2).samples.data.slice();
      const theta = randomProblem(k, width, 2, { seed: 2 }).samples.data;
      for (const [at, value] of extremes.entries()) Z[(at * 31) % Z.length] = value;
      const out = new Float64Array(rows * k).fill(7);
      multiplyRows(Z, 1, rows + 1, width, theta, k, out);
      const plain = Float64Array.from(out, (_, at) => {
        const c = at % k;
        const row = ((at - c) / k + 1) * width;
        let sum = 0;
        for (let j = 0; j < width; j++) sum += Z[row + j] * theta[c * width + j];
        return sum;
      });
      expect(out).toEqual(plain);
    }
  }
});

it.each(shapes)('adds $rows weighted rows to $k outputs as the plain loop does', ({ rows, k }) => {
  const width = 5;
  const { samples } = randomProblem(rows + 2, width, 2);
  const residuals = randomProblem(rows, k, 2, { seed: 3 }).samples.data;
  const gradient = new Float64Array(k * width).fill(1);
  addWeightedRows(samples.data, 1, rows + 1, width, residuals, k, gradient);
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < width; j++) {
      let sum = 1;
      for (let i = 0; i < rows; i++) {
        sum += residuals[i * k + c] * samples.data[(i + 1) * width + j];
      }
      expect(gradient[c * width + j]).toBeCloseTo(sum, 13);
    }
  }
});
