import { expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createDesign } from '../../../src/solvers/logistic/design.js';
import { createProducts } from '../../../src/solvers/logistic/design-products.js';
import { logLoss, softmaxLoss } from '../../../src/solvers/logistic/logistic-losses.js';
import {
  createLogisticObjective,
  diagonalHessian,
} from '../../../src/solvers/logistic/logistic-objective.js';
import { randomProblem } from '../random-problem.js';

const FULL = 1e9; // a budget that any Hessian here fits in
const NONE = 0;

/** A problem of 200 rows and 3 columns, and a point that is nothing special. */
function setUp(nClasses: number) {
  const random = randomProblem(200, 3, nClasses, { weighted: true });
  const design = drain(createDesign(random.samples, true, 'test'));
  const penalty = { ridge: Float64Array.of(0.5, 1, 2, 0), lasso: new Float64Array(4) };
  const size = (nClasses === 2 ? 1 : nClasses) * design.width;
  const theta = Float64Array.from({ length: size }, (_, at) => Math.sin(at + 1));
  return { problem: { ...random, design }, penalty, theta, size };
}

it.each([2, 3, 5])('has the gradient of its value, for %i classes', (nClasses) => {
  const { problem, penalty, theta, size } = setUp(nClasses);
  const objective = createLogisticObjective(problem, penalty, FULL);
  const gradient = new Float64Array(size);
  const unused = new Float64Array(size);
  drain(objective.evaluate(theta, gradient));
  for (let at = 0; at < size; at++) {
    const step = 1e-5;
    const value = (delta: number) =>
      drain(
        objective.evaluate(
          theta.map((t, other) => (other === at ? t + delta : t)),
          unused,
        ),
      );
    expect(gradient[at]).toBeCloseTo((value(step) - value(-step)) / (2 * step), 5);
  }
});

it.each([2, 3, 5])('has the Hessian of its gradient, for %i classes', (nClasses) => {
  const { problem, penalty, theta, size } = setUp(nClasses);
  const objective = createLogisticObjective(problem, penalty, FULL);
  const { blockSize, blocks } = drain(objective.hessian(theta));
  expect(blockSize).toBe(size);
  expect(objective.exact).toBe(true);
  // A direction whose sum over the classes is 0, where the null direction has no part.
  const direction = Float64Array.from({ length: size }, (_, at) => Math.cos(3 * at));
  if (nClasses > 2) {
    for (let j = 0; j < 4; j++) {
      let total = 0;
      for (let at = j; at < size; at += 4) total += direction[at];
      for (let at = j; at < size; at += 4) direction[at] -= total / nClasses;
    }
  }
  const gradientAt = (step: number) => {
    const gradient = new Float64Array(size);
    drain(
      objective.evaluate(
        theta.map((t, at) => t + step * direction[at]),
        gradient,
      ),
    );
    return gradient;
  };
  const up = gradientAt(1e-5);
  const down = gradientAt(-1e-5);
  for (let a = 0; a < size; a++) {
    let product = 0;
    for (let b = 0; b < size; b++) product += blocks[a * size + b] * direction[b];
    expect(product).toBeCloseTo((up[a] - down[a]) / 2e-5, 5);
  }
});

it('keeps the blocks and the diagonal of the full Hessian where that is too dear', () => {
  const { problem, theta, size } = setUp(4);
  const penalty = { ridge: Float64Array.of(0.5, 1, 2, 0), lasso: new Float64Array(4).fill(1) };
  const full = drain(createLogisticObjective(problem, penalty, FULL).hessian(theta)).blocks;
  const blocks = drain(createLogisticObjective(problem, penalty, NONE).hessian(theta));
  const diagonal = drain(diagonalHessian(problem, penalty, theta));
  expect(blocks.blockSize).toBe(4);
  expect(diagonal.blockSize).toBe(1);
  for (let a = 0; a < size; a++) {
    expect(diagonal.blocks[a]).toBeCloseTo(full[a * size + a], 10);
    const k = Math.floor(a / 4);
    for (let j = 0; j < 4; j++) {
      expect(blocks.blocks[a * 4 + j]).toBeCloseTo(full[a * size + k * 4 + j], 10);
    }
  }
});

it('computes one block for all classes at zero, where all are equal', () => {
  const { problem, penalty, size } = setUp(3);
  const objective = createLogisticObjective(problem, penalty, NONE);
  const atZero = drain(objective.hessian(new Float64Array(size))).blocks;
  const nearZero = drain(objective.hessian(new Float64Array(size).fill(1e-300))).blocks;
  expect([...atZero]).toEqual([...nearZero]);
});

it.each([
  [2, 0],
  [2, 1e6],
  [3, 0],
  [3, 1e6],
])('has the bits of 64 rows at a time: %i classes, %d from zero', (nClasses, far) => {
  const { samples, codes, weights } = randomProblem(597, 3, nClasses, { weighted: true });
  const moved = { ...samples, data: samples.data.map((value) => value + far) };
  const design = drain(createDesign(moved, true, 'test'));
  const nOutputs = nClasses === 2 ? 1 : nClasses;
  const size = nOutputs * design.width;
  const theta = Float64Array.from({ length: size }, (_, at) => Math.sin(at + 1));
  const products = createProducts(design, nOutputs);
  const margins = new Float64Array(64 * nOutputs);
  const signs = Float64Array.from(codes, (code) => (code === 1 ? 1 : -1));
  const expected = new Float64Array(size);
  let loss = 0;
  products.aim(theta);
  for (let from = 0; from < 597; from += 64) {
    const to = Math.min(597, from + 64);
    products.multiply(from, to, margins);
    loss +=
      nClasses === 2
        ? logLoss(margins, from, to - from, signs, weights)
        : softmaxLoss(margins, from, to - from, nClasses, codes, weights);
    products.add(from, to, margins);
  }
  products.gradient(expected);
  const none = { ridge: new Float64Array(4), lasso: new Float64Array(4) };
  const problem = { design, codes, weights, nClasses };
  const gradient = new Float64Array(size);
  expect(drain(createLogisticObjective(problem, none, FULL).evaluate(theta, gradient))).toBe(loss);
  expect(gradient).toEqual(expected);
});
