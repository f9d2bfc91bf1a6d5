import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/progress.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { createFreeGram } from '../../../src/solvers/linear-svm/free-gram.js';
import { fitLinearSvc } from '../../../src/solvers/linear-svm/linear-svm.js';
import { maximiseByCoordinates } from '../../../src/solvers/linear-svm/linear-svm-dual.js';
import {
  minimiseByNewton,
  startFromZero,
} from '../../../src/solvers/linear-svm/linear-svm-newton.js';
import {
  appendIntercept,
  type LinearSvmProblem,
  measure,
} from '../../../src/solvers/linear-svm/linear-svm-problem.js';
import { randomProblem } from '../random-problem.js';

interface Shape {
  rows: number;
  columns: number;
  C: number;
  power: 1 | 2;
  /** undefined for classification */
  epsilon?: number;
  seed: number;
  separable?: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record(
  {
    rows: fc.integer({ min: 1, max: 40 }),
    columns: fc.integer({ min: 1, max: 8 }),
    C: fc.constantFrom(1e-6, 1e-3, 0.1, 1, 10),
    power: fc.constantFrom<1 | 2>(1, 2),
    epsilon: fc.constantFrom(undefined, 0, 0.3),
    seed: fc.integer(),
    separable: fc.boolean(),
  },
  { requiredKeys: ['rows', 'columns', 'C', 'power', 'seed'] },
);

function createProblem({ rows, columns, C, power, epsilon, seed, separable }: Shape) {
  const normal = createNormal(createRng(seed));
  const width = columns + 1;
  const Z = Float64Array.from({ length: rows * width }, (_, at) =>
    at % width === columns ? 1 : normal(),
  );
  const cost = Float64Array.from({ length: rows }, (_, i) => C * (1 + (i % 3)));
  const noise = separable ? 0 : 1;
  const score = Float64Array.from(cost, (_, i) => Z[i * width] + noise * normal());
  const regression = epsilon !== undefined;
  const problem: LinearSvmProblem = {
    Z,
    rows,
    width,
    y: regression ? score : score.map((value) => (value > 0 ? 1 : -1)),
    up: regression ? cost : cost.map((c, i) => (score[i] > 0 ? c : 0)),
    down: regression ? cost : cost.map((c, i) => (score[i] > 0 ? 0 : c)),
    epsilon: epsilon ?? 0,
    power,
  };
  return problem;
}

const byNewton = (problem: LinearSvmProblem, tol = 1e-9, maxIter = 1000) =>
  drain(minimiseByNewton(problem, startFromZero(problem), { tol, maxIter }));
const byCoordinates = (problem: LinearSvmProblem, tol = 1e-7, maxIter = 20_000) =>
  drain(maximiseByCoordinates(problem, createRng(1), { tol, maxIter }));

/** P(θ), written out as the problem states it. */
function objectiveOf(problem: LinearSvmProblem, theta: Float64Array): number {
  const { Z, width, y, up, down, epsilon, power } = problem;
  let sum = theta.reduce((total, value) => total + 0.5 * value * value, 0);
  for (let i = 0; i < y.length; i++) {
    let r = y[i];
    for (let j = 0; j < width; j++) r -= Z[i * width + j] * theta[j];
    sum += up[i] * Math.max(0, r - epsilon) ** power;
    sum += down[i] * Math.max(0, -r - epsilon) ** power;
  }
  return sum;
}

/** D(β), written out as the problem states it. */
function dualOf(problem: LinearSvmProblem, beta: Float64Array): number {
  const { Z, rows, width, y, up, down, epsilon, power } = problem;
  let sum = 0;
  for (let j = 0; j < width; j++) {
    let value = 0;
    for (let i = 0; i < rows; i++) value += beta[i] * Z[i * width + j];
    sum -= 0.5 * value * value;
  }
  for (let i = 0; i < rows; i++) {
    sum += y[i] * beta[i] - epsilon * Math.abs(beta[i]);
    if (power === 2) sum -= beta[i] ** 2 / (4 * Math.max(up[i], down[i]));
  }
  return sum;
}

function expectSame(a: Float64Array, b: Float64Array, tolerance: number): void {
  const scale = Math.max(1e-12, ...a.map(Math.abs), ...b.map(Math.abs));
  for (let j = 0; j < a.length; j++) {
    expect(Math.abs(a[j] - b[j])).toBeLessThanOrEqual(tolerance * scale);
  }
}

describe('Newton’s method and coordinate descent', () => {
  it('find the same optimum of any problem', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = createProblem(shape);
        const newton = byNewton(problem);
        const coordinates = byCoordinates(problem);
        expect(newton.converged).toBe(true);
        const optimum = objectiveOf(problem, newton.theta);
        // Newton's is never the higher one, up to rounding: coordinate descent crawls near the optimum.
        expect(objectiveOf(problem, coordinates.theta)).toBeGreaterThanOrEqual(
          optimum * (1 - 1e-11) - 1e-14,
        );
        if (!coordinates.converged) return;
        expectSame(newton.theta, coordinates.theta, 1e-4);
      }),
      { numRuns: 150 },
    );
  });

  it('stop at once where no sample costs anything', () => {
    const none = { Z: new Float64Array(0), y: new Float64Array(0), up: new Float64Array(0) };
    const problem = { ...none, down: none.up, rows: 0, width: 3, epsilon: 0, power: 1 as const };
    for (const solve of [byNewton, byCoordinates]) {
      expect(solve(problem)).toMatchObject({ converged: true, theta: new Float64Array(3) });
    }
  });

  it('leave rows of zeros out of the solution', () => {
    const problem = createProblem({ rows: 20, columns: 3, C: 1, power: 1, seed: 5 });
    const without = createProblem({ rows: 20, columns: 3, C: 1, power: 1, seed: 5 });
    problem.Z.fill(0, 0, 4);
    without.up[0] = 0;
    without.down[0] = 0;
    const theta = byNewton(without).theta;
    for (const solve of [byNewton, byCoordinates]) {
      expectSame(solve(problem).theta, theta, 1e-5);
    }
  });

  it('say so when they were stopped short of the optimum', () => {
    const problem = createProblem({ rows: 40, columns: 4, C: 10, power: 1, seed: 2 });
    expect(byNewton(problem, 1e-9, 2)).toMatchObject({ converged: false, nIter: 2 });
    expect(byCoordinates(problem, 1e-9, 2)).toMatchObject({ converged: false, nIter: 2 });
  });
});

describe('Newton’s method', () => {
  it('reaches an objective that no step along any coordinate lowers', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = createProblem(shape);
        const { theta } = byNewton(problem);
        const optimum = objectiveOf(problem, theta);
        for (let j = 0; j < theta.length; j++) {
          for (const step of [1e-3, -1e-3, 1e-6, -1e-6]) {
            const moved = theta.slice();
            moved[j] += step;
            expect(objectiveOf(problem, moved)).toBeGreaterThanOrEqual(
              optimum * (1 - 1e-11) - 1e-14,
            );
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each([1e-6, 1e-3, 1, 1e3, 1e6])('ends for C = %d on separable data', (C) => {
    for (const power of [1, 2] as const) {
      const problem = createProblem({
        rows: 200,
        columns: 5,
        C,
        power,
        seed: 3,
        separable: true,
      });
      expect(byNewton(problem, 1e-4).converged).toBe(true);
    }
  });

  it('comes within tol² of the optimum', () => {
    for (const [seed, power] of [1, 1, 1, 2, 2].entries()) {
      const problem = createProblem({
        rows: 300,
        columns: 6,
        C: 5,
        power: power as 1 | 2,
        seed,
      });
      const optimum = objectiveOf(problem, byNewton(problem).theta);
      for (const tol of [1e-1, 1e-2, 1e-3, 1e-4]) {
        const found = objectiveOf(problem, byNewton(problem, tol).theta);
        expect(found).toBeLessThanOrEqual(optimum * (1 + tol * tol));
      }
    }
  });

  it('lowers no objective by starting elsewhere', () => {
    const problem = createProblem({ rows: 100, columns: 5, C: 1, power: 1, seed: 8 });
    const far = {
      theta: new Float64Array(problem.width).fill(1000),
      beta: problem.up.map((c, i) => c - problem.down[i]),
    };
    const steps = minimiseByNewton(problem, far, { tol: 1e-9, maxIter: 1000 });
    expectSame(drain(steps).theta, byNewton(problem).theta, 1e-9);
  });
});

describe('fitLinearSvc', () => {
  it('hands wide data to Newton’s method where coordinate descent crawls', () => {
    const { samples, codes, nClasses, weights } = randomProblem(260, 200, 2, { strength: 3 });
    const options = { C: 10, power: 1, interceptScaling: 1, tol: 1e-6, randomState: 1 } as const;
    const solved = (maxIter: number) => {
      const classified = { samples, codes, nClasses, weights, restWeights: weights };
      const steps = fitLinearSvc(classified, { ...options, maxIter }, 'here');
      for (let last = 0; ; ) {
        const step = steps.next();
        if (step.done) return step.value;
        if (step.value === undefined) continue; // a pause within an iteration
        expect(step.value.done).toBeGreaterThan(last);
        expect(step.value.done).toBeLessThanOrEqual(maxIter);
        last = step.value.done;
      }
    };
    const found = solved(1000);
    expect(found.converged).toBe(true);
    expect(found.nIter).toBeGreaterThan(200);
    expect(solved(200)).toMatchObject({ converged: false, nIter: 200 });
    const { Z, width } = drain(appendIntercept(samples, 1, weights, 'here'));
    const problem: LinearSvmProblem = {
      Z,
      rows: samples.rows,
      width,
      y: Float64Array.from(codes, (code) => 2 * code - 1),
      up: Float64Array.from(codes, (code) => 10 * code),
      down: Float64Array.from(codes, (code) => 10 - 10 * code),
      epsilon: 0,
      power: 1,
    };
    expectSame(found.coef, byNewton(problem, 1e-6).theta.slice(0, -1), 1e-4);
  });
});

describe('measure', () => {
  it('gives the duality gap of any feasible multipliers', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = createProblem({ ...shape, C: 1 });
        const { Z, rows, width, y, up, down, power } = problem;
        const normal = createNormal(createRng(shape.seed ^ 1));
        const theta = Float64Array.from({ length: width }, normal);
        const beta = Float64Array.from({ length: rows }, (_, i) => {
          const bound = power === 1 ? 1 : Infinity;
          const value = i % 4 === 0 ? 0 : 2 * normal();
          return Math.max(-down[i] * bound || 0, Math.min(up[i] * bound || 0, value));
        });
        const r = y.map((value, i) => {
          let left = value;
          for (let j = 0; j < width; j++) left -= Z[i * width + j] * theta[j];
          return left;
        });
        let mismatch = 0;
        for (let j = 0; j < width; j++) {
          let miss = theta[j];
          for (let i = 0; i < rows; i++) miss -= beta[i] * Z[i * width + j];
          mismatch += 0.5 * miss * miss;
        }
        const { objective, lossGap } = measure(problem, theta, r, beta);
        expect(objective).toBeCloseTo(objectiveOf(problem, theta), 8);
        expect(lossGap).toBeGreaterThanOrEqual(0);
        const gap = objective - dualOf(problem, beta);
        expect(Math.abs(lossGap + mismatch - gap)).toBeLessThan(1e-10 * (1 + objective + gap));
      }),
    );
  });
});

describe('createFreeGram', () => {
  it('keeps the Gram matrix of a set whose rows come and go', () => {
    const rows = 60;
    const width = 5;
    const rng = createRng(4);
    const Z = Float64Array.from({ length: rows * width }, createNormal(rng));
    const weights = Float64Array.from({ length: rows }, () => rng.next());
    const kept = createFreeGram(Z, rows, width, weights);
    const marks = new Uint8Array(rows);
    for (let step = 0; step < 40; step++) {
      const flips = step % 10 === 0 ? rows : 4;
      for (let flip = 0; flip < flips; flip++) marks[rng.nextInteger(rows)] ^= 1;
      if (step % 15 === 14) marks.fill(0);
      const G = drain(kept.update(marks));
      const fresh = drain(createFreeGram(Z, rows, width, weights).update(marks));
      for (let at = 0; at < G.length; at++) expect(G[at]).toBeCloseTo(fresh[at], 12);
      let plain = 0;
      for (let i = 0; i < rows; i++)
        plain += marks[i] * weights[i] * Z[i * width] * Z[i * width + 3];
      expect(G[3]).toBeCloseTo(plain, 12);
    }
  });
});

describe('appendIntercept', () => {
  const samples = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 };

  it('leaves out rows of weight 0 and adds a column', () => {
    const { Z, width, kept } = drain(
      appendIntercept(samples, 10, Float64Array.of(1, 0, 2), 'here'),
    );
    expect([...Z]).toEqual([1, 2, 10, 5, 6, 10]);
    expect([width, ...kept]).toEqual([3, 0, 2]);
  });

  it('reads the samples where they are when there is nothing to change', () => {
    const ones = new Float64Array(3).fill(1);
    expect(drain(appendIntercept(samples, 0, ones, 'here')).Z).toBe(samples.data);
  });

  it('names a value that is too large to square', () => {
    const large = { ...samples, data: Float64Array.of(1, 2, 3, -1e200, 5, 6) };
    const steps = appendIntercept(large, 1, new Float64Array(3).fill(1), 'Model.fit');
    expect(() => drain(steps)).toThrow(
      'Model.fit: X[1][1] is -1e+200, too large to square. Divide the column by a constant first.',
    );
  });
});
