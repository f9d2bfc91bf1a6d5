import { expect, it } from 'vitest';
import { dot } from '../../../src/numeric/vectors.js';
import { drain } from '../../../src/progress.js';
import { createDesign } from '../../../src/solvers/logistic/design.js';
import { createLogisticObjective } from '../../../src/solvers/logistic/logistic-objective.js';
import { createThinShares } from '../../../src/solvers/logistic/thin-shares.js';
import { randomProblem } from '../random-problem.js';

const NC = 6;

/** Shares at a point, and the whole Hessian there. */
function setUp(strength: number) {
  const random = randomProblem(12_000, 3, NC, { weighted: true });
  const design = drain(createDesign(random.samples, true, 'test'));
  const penalty = { ridge: Float64Array.of(0.5, 1, 2, 0), lasso: new Float64Array(4) };
  const problem = { ...random, design };
  const shares = createThinShares(problem, penalty);
  const size = NC * design.width;
  const theta = Float64Array.from({ length: size }, (_, at) => strength * Math.sin(at + 1));
  const objective = createLogisticObjective(problem, penalty, 1e12, problem, shares);
  const gradient = new Float64Array(size);
  drain(objective.evaluate(theta, gradient));
  drain(shares.blocks()); // which takes the limits for what follows from what was seen
  drain(objective.evaluate(theta, gradient));
  const { blocks } = drain(objective.hessian(theta));
  const uncoupled = drain(createLogisticObjective(problem, penalty, 0).hessian(theta));
  return { shares, blocks, uncoupled: uncoupled.blocks, size, width: design.width };
}

/** A direction whose sum over the classes is 0. */
function directionOf(size: number, width: number): Float64Array {
  const direction = Float64Array.from({ length: size }, (_, at) => Math.cos(3 * at));
  for (let j = 0; j < width; j++) {
    let total = 0;
    for (let at = j; at < size; at += width) total += direction[at];
    for (let at = j; at < size; at += width) direction[at] -= total / NC;
  }
  return direction;
}

it.each([0.1, 1, 5])('keeps the curvature in the mean, at margins times %d', (strength) => {
  const { shares, blocks, size, width } = setUp(strength);
  const direction = directionOf(size, width);
  const product = new Float64Array(size);
  drain(shares.multiply(direction, product));
  const whole = Float64Array.from({ length: size }, (_, a) =>
    dot(blocks.subarray(a * size, (a + 1) * size), direction),
  );
  const off = product.map((value, at) => value - whole[at]);
  expect(Math.sqrt(dot(off, off) / dot(whole, whole))).toBeLessThan(0.1);
  expect(dot(product, direction)).toBeGreaterThan(0);
});

it('solves for blocks near those of the Hessian without what couples the classes', () => {
  const { shares, uncoupled, size, width } = setUp(1);
  const solve = drain(shares.blocks());
  for (let k = 0; k < NC; k++) {
    const solved = new Float64Array(size);
    const row = k * width * width;
    solved.set(uncoupled.subarray(row, row + width), k * width);
    solve(solved);
    for (let at = 0; at < size; at++) {
      expect(Math.abs(solved[at] - (at === k * width ? 1 : 0))).toBeLessThan(0.2);
    }
  }
});
