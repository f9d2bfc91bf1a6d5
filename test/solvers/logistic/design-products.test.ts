import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createDesign, type Design } from '../../../src/solvers/logistic/design.js';
import {
  BLOCK_ROWS,
  createProducts,
  weightedGram,
} from '../../../src/solvers/logistic/design-products.js';
import { evenLogLoss, logLoss } from '../../../src/solvers/logistic/logistic-losses.js';
import { randomProblem } from '../random-problem.js';

/** The standardised copy that the products do without, a column of ones last. */
function standardised({ data, rows, width, shift, factor, intercept }: Design): number[][] {
  const nFeatures = factor.length;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      intercept && j === nFeatures ? 1 : (data[i * nFeatures + j] - shift[j]) * factor[j],
    ),
  );
}

/** 150 rows of five columns on scales of their own; the fourth is constant, all lie `offset` spreads from zero. */
function setUp(offset: number, intercept: boolean) {
  const { samples, weights } = randomProblem(150, 5, 2, { weighted: true });
  const data = samples.data.map((value, at) =>
    at % 5 === 3 ? 7 : 10 ** ((at % 5) - 2) * (value + offset),
  );
  const design = drain(createDesign({ ...samples, data }, intercept, 'test'));
  return { design, Z: standardised(design), weights };
}

const cases = [
  { offset: 0, intercept: true, nOutputs: 1 },
  { offset: 3, intercept: false, nOutputs: 1 },
  { offset: 100, intercept: true, nOutputs: 3 },
  { offset: 1e9, intercept: true, nOutputs: 1 },
  { offset: -1e7, intercept: true, nOutputs: 4 },
];

it.each(cases)('multiplies as a standardised copy would: %j', ({ offset, intercept, nOutputs }) => {
  const { design, Z } = setUp(offset, intercept);
  const { rows, width } = design;
  const theta = Float64Array.from({ length: nOutputs * width }, (_, at) => Math.sin(at + 1));
  const residuals = Float64Array.from({ length: rows * nOutputs }, (_, at) => Math.cos(at));
  const products = createProducts(design, nOutputs);
  const margins = new Float64Array(rows * nOutputs);
  products.aim(theta);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(rows, from + BLOCK_ROWS);
    products.multiply(from, to, margins.subarray(from * nOutputs));
    products.add(from, to, residuals.subarray(from * nOutputs));
  }
  const gradient = new Float64Array(nOutputs * width);
  products.gradient(gradient);
  for (let k = 0; k < nOutputs; k++) {
    for (let i = 0; i < rows; i++) {
      const margin = Z[i].reduce((sum, z, j) => sum + z * theta[k * width + j], 0);
      expect(margins[i * nOutputs + k]).toBeCloseTo(margin, 11);
    }
    for (let j = 0; j < width; j++) {
      const slope = Z.reduce((sum, row, i) => sum + row[j] * residuals[i * nOutputs + k], 0);
      expect(gradient[k * width + j]).toBeCloseTo(slope, 10);
    }
    if (intercept) expect(Math.abs(gradient[k * width + 3])).toBe(0); // a constant column says nothing
  }
});

it.each([0, 1e9])('has the Gram matrix of a standardised copy, %f spreads from zero', (offset) => {
  const { design, Z, weights } = setUp(offset, true);
  const { width } = design;
  const fast = drain(weightedGram(design, weights));
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      const plain = Z.reduce((sum, row, i) => sum + weights[i] * row[a] * row[b], 0);
      expect(fast[a * width + b]).toBeCloseTo(plain, 10);
    }
  }
});

it.each([1e-12, 1e-3, 1, 10, 300, 1e5])(
  'sums the loss of equal weights as one by one, for margins of about %f',
  (size) => {
    const given = Float64Array.from({ length: 64 }, (_, i) => size * Math.sin(1 + i * i));
    const signs = given.map((margin, i) => (i % 5 === 0 ? -1 : 1) * Math.sign(margin));
    const weights = new Float64Array(64).fill(0.7);
    for (const sides of [signs, signs.map(() => -1), given.map(Math.sign)]) {
      const even = given.slice();
      const single = given.slice();
      const fast = evenLogLoss(even, 0, 64, sides, weights);
      const plain = logLoss(single, 0, 64, sides, weights);
      expect(Math.abs(fast - plain)).toBeLessThanOrEqual(1e-13 * plain);
      for (let i = 0; i < 64; i++) {
        expect(Math.abs(even[i] - single[i])).toBeLessThanOrEqual(1e-15 * Math.abs(single[i]));
      }
    }
  },
);
