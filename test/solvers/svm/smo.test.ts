import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal, range } from '../../../src/random/sampling.js';
import { solveSmo } from '../../../src/solvers/svm/smo.js';
import type { SmoProblem, SmoSolution, SmoStep } from '../../../src/solvers/svm/smo-problem.js';
import { PAUSE_WORK } from '../../../src/solvers/svm/smo-search.js';
import {
  createKernelRows,
  type KernelRows,
  type KernelSpec,
} from '../../../src/solvers/svm/svm-kernels.js';
import { watch } from '../../support/watch-steps.js';
import { plainKernel } from './svm-oracle.js';

interface Problem {
  X: number[][];
  z: number[];
  lower: number[];
  upper: number[];
  epsilon: number;
  spec: KernelSpec;
}

const linear: KernelSpec = { type: 'linear', gamma: 1, degree: 1, coef0: 0 };
const options = { tol: 1e-9, maxIter: Infinity, cacheBytes: 1e6, shrinking: true };

function rowsOf({ X, spec }: Problem): KernelRows {
  const data = Float64Array.from(X.flat());
  return drain(createKernelRows(spec, data, X[0].length, range(X.length), 'test'));
}

function toArrays({ z, lower, upper, epsilon }: Problem, kernel: KernelRows): SmoProblem {
  return {
    z: Float64Array.from(z),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    epsilon,
    kernel,
  };
}

function solve(problem: Problem, changed = {}, kernel = rowsOf(problem)) {
  const steps: SmoStep[] = [];
  const search = solveSmo(toArrays(problem, kernel), { ...options, ...changed });
  for (;;) {
    const step = search.next();
    if (step.done) return { ...step.value, steps };
    if (step.value !== undefined) steps.push(step.value);
  }
}

/** Classification of points on a line: y of ±1, and how much each may count. */
function onALine(x: number[], y: number[], C: number[]): Problem {
  return {
    X: x.map((value) => [value]),
    z: y,
    lower: y.map((sign, i) => (sign > 0 ? 0 : -C[i])),
    upper: y.map((sign, i) => (sign > 0 ? C[i] : 0)),
    epsilon: 0,
    spec: linear,
  };
}

function regressionOnALine(x: number[], z: number[], C: number, epsilon: number): Problem {
  const upper = z.map(() => C);
  return { X: x.map((v) => [v]), z, lower: upper.map((u) => -u), upper, epsilon, spec: linear };
}

/** How far the conditions of the optimum are from being met, from the formulas. */
function violation({ X, z, lower, upper, epsilon, spec }: Problem, beta: Float64Array): number {
  let m = -Infinity;
  let M = Infinity;
  for (let i = 0; i < z.length; i++) {
    let slope = -z[i];
    for (let t = 0; t < z.length; t++) {
      slope += beta[t] * plainKernel({ ...spec, kernel: spec.type }, X[i], X[t]);
    }
    const up = slope + (beta[i] < 0 ? -epsilon : epsilon);
    const down = slope + (beta[i] > 0 ? epsilon : -epsilon);
    if (beta[i] < upper[i]) m = Math.max(m, -up);
    if (beta[i] > lower[i]) M = Math.min(M, -down);
  }
  return m - M;
}

function randomProblem(n: number, seed: number, regression: boolean, C: number): Problem {
  const normal = createNormal(createRng(seed));
  const X = Array.from({ length: n }, () => [normal(), normal(), normal()]);
  const signs = X.map(([a, b]) => (a * b + 0.5 * normal() > 0 ? 1 : -1));
  const spec: KernelSpec = { type: 'rbf', gamma: 0.3, degree: 3, coef0: 1 };
  if (!regression) {
    const box = {
      lower: signs.map((s) => (s > 0 ? 0 : -C)),
      upper: signs.map((s) => (s > 0 ? C : 0)),
    };
    return { X, z: signs, ...box, epsilon: 0, spec };
  }
  const z = X.map(([a, b]) => a + b * b);
  return { X, z, lower: z.map(() => -C), upper: z.map(() => C), epsilon: 0.2, spec };
}

it.each([1e-3, 1e-9])('finds with tol %s what it finds alone while others go on in turn', (tol) => {
  const problems = [0, 1, 2].map((k) => randomProblem(400 + 50 * k, k, k === 2, 5));
  const search = (problem: Problem) =>
    solveSmo(toArrays(problem, rowsOf(problem)), { ...options, tol });
  const alone = problems.map((problem) => drain(search(problem)));
  expect(alone.map(({ precision }) => precision)).toContain(tol === 1e-3 ? 'single' : 'double');
  const found: (SmoSolution | undefined)[] = [undefined, undefined, undefined];
  const searches = problems.map(search);
  let turns = 0;
  while (found.includes(undefined)) {
    for (const [k, own] of searches.entries()) {
      const step = own.next();
      if (step.done && step.value !== undefined) found[k] = step.value;
    }
    turns++;
  }
  expect(turns).toBeGreaterThan(10);
  expect(found).toEqual(alone);
});

describe('one step of the update', () => {
  const [roomy, tight] = [10, 0.1];

  it('ends at the minimum between the two where both have room, labels differing', () => {
    const { beta, nIter, intercept } = solve(onALine([0, 2], [1, -1], [roomy, roomy]));
    expect(Array.from(beta)).toEqual([0.5, -0.5]); // |w| = 1: the margin reaches both points
    expect([nIter, intercept]).toEqual([1, 1]);
  });

  it('is cut at the limit of i, of j, and of both', () => {
    const first = solve(onALine([0, 2], [1, -1], [tight, roomy]));
    expect(Array.from(first.beta)).toEqual([tight, -tight]);
    const second = solve(onALine([0, 2], [1, -1], [roomy, tight]));
    expect(Array.from(second.beta)).toEqual([tight, -tight]);
    const both = solve(onALine([0, 2], [1, -1], [tight, tight]));
    expect(Array.from(both.beta)).toEqual([tight, -tight]);
    // None is free: the middle of what they leave open. |w| = 0.2, so f(0) = b and f(2) = b - 0.4.
    expect(both.intercept).toBeCloseTo(0.2, 12);
  });

  it('moves weight between samples of one label', () => {
    // The outer positive takes part first, as the inner one is worth less to it; then they trade.
    const problem = onALine([0, 1, 3, 4], [1, 1, -1, -1], [roomy, roomy, roomy, roomy]);
    const { beta } = solve(problem);
    expect(beta[0]).toBe(0);
    expect(beta[3]).toBe(0);
    expect(beta[1]).toBeCloseTo(0.5, 12);
    const crowded = solve(onALine([0, 1, 3, 4], [1, 1, -1, -1], [roomy, 0.2, 0.2, roomy]));
    expect(
      violation(onALine([0, 1, 3, 4], [1, 1, -1, -1], [roomy, 0.2, 0.2, roomy]), crowded.beta),
    ).toBeLessThan(1e-6);
    expect([crowded.beta[1], crowded.beta[2]]).toEqual([0.2, -0.2]);
    expect(crowded.beta[0]).toBeCloseTo(0.025, 12); // w = 4 β_0 + 2 · 0.2 = 1/2
  });

  it('falls back on a tiny curvature for equal points, and so goes to the limit', () => {
    const { beta, converged } = solve(onALine([1, 1], [1, -1], [2, 3]));
    expect(Array.from(beta)).toEqual([2, -2]);
    expect(converged).toBe(true);
  });

  it('goes to the limit where the curvature is negative', () => {
    const problem = onALine([0, 2], [1, -1], [2, 3]);
    problem.spec = { type: 'sigmoid', gamma: -1, degree: 1, coef0: 0.5 };
    expect(solve(problem).converged).toBe(true);
  });

  it('stops a regression variable at 0, where its penalty bends', () => {
    // Targets on a slope of 1 within ±0.25: slope 0.75 is flattest.
    const problem = regressionOnALine([0, 1, 2], [0, 1, 2], 10, 0.5);
    const { beta, intercept } = solve(problem);
    expect(beta[1]).toBe(0);
    expect(beta[2]).toBeCloseTo(0.25, 12); // w = 2 β_2 = 1/2
    expect(intercept).toBeCloseTo(0.5, 12);
    expect(violation(problem, beta)).toBeLessThan(1e-9);
  });

  it('is not taken at all where the start is optimal', () => {
    const { nIter, beta, intercept, converged } = solve(regressionOnALine([0, 1], [3, 5], 1, 2));
    expect([nIter, ...beta, intercept, converged]).toEqual([0, 0, 0, 4, true]);
  });
});

describe('the solution', () => {
  it('meets the conditions of the optimum on random problems, shrinking or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer(),
        fc.boolean(),
        fc.double({ min: -3, max: 4, noNaN: true }),
        fc.boolean(),
        (n, seed, regression, logC, shrinking) => {
          const problem = randomProblem(n, seed, regression, 10 ** logC);
          const { beta, converged } = solve(problem, { tol: 1e-5, shrinking });
          expect(converged).toBe(true);
          let sum = 0;
          let size = 0;
          for (let t = 0; t < n; t++) {
            expect(beta[t]).toBeGreaterThanOrEqual(problem.lower[t]);
            expect(beta[t]).toBeLessThanOrEqual(problem.upper[t]);
            sum += beta[t];
            size += Math.abs(beta[t]);
          }
          expect(Math.abs(sum)).toBeLessThanOrEqual(1e-12 * (1 + size));
          // Rows are held in single precision: each entry is within 2^-24 of its value.
          expect(violation(problem, beta)).toBeLessThan(1e-5 + 2 * size * 2 ** -24);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['classification', false],
    ['regression', true],
  ])(
    'of a %s is the same with shrinking, which does leave samples out and brings them back',
    (_, regression) => {
      const problem = randomProblem(300, 5, regression, 20);
      const kernel = rowsOf(problem);
      const reorder = kernel.reorder.bind(kernel);
      const fill = kernel.fill.bind(kernel);
      let shrunk = 0;
      let rebuilt = 0;
      kernel.reorder = (order) => {
        shrunk++;
        reorder(order);
      };
      kernel.fill = (i, from, to, out) => {
        if (from > 0) rebuilt++;
        fill(i, from, to, out);
      };
      const tight = { tol: 1e-8, cacheBytes: 300 * 300 * 2 };
      const left = solve(problem, tight, kernel);
      expect(shrunk).toBeGreaterThan(0);
      expect(rebuilt).toBeGreaterThan(0);
      const whole = solve(problem, { tol: 1e-8, shrinking: false });
      expect(left.objective / whole.objective).toBeCloseTo(1, 10);
      expect(left.intercept).toBeCloseTo(whole.intercept, 6);
      expect(violation(problem, left.beta)).toBeLessThan(1e-4);
    },
  );

  it('reports more often where iterations are long, and pauses between, also while samples are brought back', () => {
    const problem = randomProblem(1500, 4, false, 10);
    const { steps } = solve(problem, { tol: 1e-6, cacheBytes: 1e5 });
    expect(steps[0].nIter).toBeLessThan(400_000 / 1500);
    const kernel = rowsOf(problem);
    const { fill } = kernel;
    let filled = 0;
    kernel.fill = (i, from, to, out) => {
      filled += to - from;
      fill.call(kernel, i, from, to, out);
    };
    const search = solveSmo(toArrays(problem, kernel), { ...options, tol: 1e-6, cacheBytes: 1e5 });
    // Steps and returns each pause by themselves.
    expect(watch(search, () => filled).longest).toBeLessThanOrEqual(2 * (PAUSE_WORK + 2 * 1500));
  });

  it('is the same from a cache of two rows', () => {
    const problem = randomProblem(120, 9, false, 5);
    const small = solve(problem, { cacheBytes: 0 });
    const large = solve(problem);
    expect(small.objective / large.objective).toBeCloseTo(1, 10);
  });

  it('reports every 1000 iterations, and stops at maxIter', () => {
    const problem = randomProblem(300, 2, false, 1e5);
    const { steps, nIter, converged }: SmoSolution & { steps: SmoStep[] } = solve(problem, {
      maxIter: 2500,
    });
    expect([nIter, converged]).toEqual([2500, false]);
    expect(steps.map((step) => step.nIter)).toEqual([1000, 2000]);
    expect(steps.every((step) => step.violation > 1e-9)).toBe(true);
  });

  it('ends where rounding leaves no step that changes anything', () => {
    const problem = randomProblem(40, 3, false, 1e6);
    const { nIter, violation: left } = solve(problem, { tol: 1e-300, maxIter: 200_000 });
    expect(nIter).toBeLessThanOrEqual(200_000);
    expect(left).toBeLessThan(1e-3);
  });
});
