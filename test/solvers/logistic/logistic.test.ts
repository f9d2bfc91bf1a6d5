import { expect, it } from 'vitest';
import { logSumExp, softmax } from '../../../src/numeric/special.js';
import {
  fitLogistic,
  type LogisticFit,
  type LogisticOptions,
} from '../../../src/solvers/logistic/logistic.js';
import { type RandomProblem, randomProblem } from '../random-problem.js';

const EXACT = { C: 1, l1Ratio: 0, fitIntercept: true, tol: 1e-10, maxIter: 500 };

function train(problem: RandomProblem, options: Partial<LogisticOptions> = {}): LogisticFit {
  const steps = fitLogistic(problem, { ...EXACT, ...options }, 'test');
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The objective and its gradient as the definition has them, one row after another. */
function evaluatePlainly(
  { samples, codes, nClasses, weights }: RandomProblem,
  coef: Float64Array,
  intercept: Float64Array,
) {
  const { data, rows, columns } = samples;
  const nOutputs = nClasses === 2 ? 1 : nClasses;
  const byCoef = new Float64Array(coef.length);
  const byIntercept = new Float64Array(nOutputs);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const scores = new Float64Array(nClasses);
    for (let k = 0; k < nOutputs; k++) {
      // Two classes: the scores 0 and m give the same probabilities as the logistic function of m.
      const at = nOutputs === 1 ? 1 : k;
      scores[at] = intercept[k];
      for (let j = 0; j < columns; j++) {
        scores[at] += data[i * columns + j] * coef[k * columns + j];
      }
    }
    loss += weights[i] * (logSumExp(scores) - scores[codes[i]]);
    softmax(scores);
    for (let k = 0; k < nOutputs; k++) {
      const at = nOutputs === 1 ? 1 : k;
      const residual = weights[i] * (scores[at] - (codes[i] === at ? 1 : 0));
      byIntercept[k] += residual;
      for (let j = 0; j < columns; j++) {
        byCoef[k * columns + j] += residual * data[i * columns + j];
      }
    }
  }
  return { loss, byCoef, byIntercept };
}

/** The largest violation of the conditions that hold at the optimum, and only there. */
function violation(
  problem: RandomProblem,
  { coef, intercept }: LogisticFit,
  { C = 1, l1Ratio = 0 }: Partial<LogisticOptions>,
): number {
  const { byCoef, byIntercept } = evaluatePlainly(problem, coef, intercept);
  let worst = 0;
  for (const g of byIntercept) worst = Math.max(worst, Math.abs(g));
  for (let at = 0; at < coef.length; at++) {
    const slope = byCoef[at] + ((1 - l1Ratio) * coef[at]) / C;
    const own =
      coef[at] === 0
        ? Math.max(0, Math.abs(slope) - l1Ratio / C)
        : Math.abs(slope + (l1Ratio * Math.sign(coef[at])) / C);
    worst = Math.max(worst, own);
  }
  return worst;
}

const shapes = [
  { what: 'two classes', problem: randomProblem(300, 5, 2, { weighted: true }) },
  { what: 'four classes', problem: randomProblem(300, 5, 4, { weighted: true }) },
  { what: 'many classes', problem: randomProblem(1200, 8, 30) },
  { what: 'a start from a subsample', problem: randomProblem(8000, 4, 2, { weighted: true }) },
  { what: 'a start from a subsample, 3 classes', problem: randomProblem(8000, 4, 3) },
  { what: 'more columns than rows', problem: randomProblem(60, 300, 2) },
  { what: 'more columns than rows, 3 classes', problem: randomProblem(60, 300, 3) },
];
const penalties = [
  { name: 'L2', options: { l1Ratio: 0 } },
  { name: 'L1', options: { l1Ratio: 1, C: 0.05 } },
  { name: 'elastic net', options: { l1Ratio: 0.5, C: 0.5 } },
];

for (const { what, problem } of shapes) {
  it.each(penalties)(`reaches the optimum with ${what}: $name`, ({ options }) => {
    const found = train(problem, options);
    expect(found.converged).toBe(true);
    expect(violation(problem, found, options)).toBeLessThan(1e-8);
  });
}

it.each([
  { what: 'with a penalty', C: 1, strength: 1 },
  { what: 'without one', C: Infinity, strength: 1 },
  { what: 'some of which lie apart', C: 1, strength: 30 },
])('reaches the optimum of 260 classes of few columns, $what', ({ C, strength }) => {
  const problem = randomProblem(3000, 3, 260, { weighted: true, strength });
  const found = train(problem, { C });
  expect(found.converged).toBe(true);
  expect(violation(problem, found, { C })).toBeLessThan(1e-8);
});

it('gives columns that say little a weight of exactly 0 under L1', () => {
  const { coef } = train(randomProblem(60, 300, 2), { l1Ratio: 1, C: 0.3 });
  expect(coef.filter((w) => w !== 0).length).toBeLessThan(30);
});

it('goes no lower when plain gradient descent goes on from its optimum', () => {
  const problem = randomProblem(200, 3, 3);
  const { coef, intercept } = train(problem);
  const lossAt = (c: Float64Array, b: Float64Array) =>
    evaluatePlainly(problem, c, b).loss + c.reduce((total, w) => total + (w * w) / 2, 0);
  const found = lossAt(coef, intercept);
  // From zero, with a step below 1 / (largest curvature): slow, and sure.
  const c = new Float64Array(coef.length);
  const b = new Float64Array(intercept.length);
  for (let step = 0; step < 3000; step++) {
    const { byCoef, byIntercept } = evaluatePlainly(problem, c, b);
    for (let at = 0; at < c.length; at++) c[at] -= 0.004 * (byCoef[at] + c[at]);
    for (let k = 0; k < b.length; k++) b[k] -= 0.004 * byIntercept[k];
  }
  expect(found).toBeLessThanOrEqual(lossAt(c, b) + 1e-10);
  for (let at = 0; at < c.length; at++) expect(coef[at]).toBeCloseTo(c[at], 6);
});

it('needs no scaled columns', () => {
  const problem = randomProblem(500, 6, 3);
  const { data, rows } = problem.samples;
  const scales = [1e-6, 1e-3, 1, 1e2, 1e4, 1e6];
  const scaled = data.map((value, at) => value * scales[at % 6]);
  const unpenalised = { C: Infinity, tol: 1e-8 };
  const plain = train(problem, unpenalised);
  const found = train({ ...problem, samples: { data: scaled, rows, columns: 6 } }, unpenalised);
  expect(found.converged).toBe(true);
  for (let at = 0; at < plain.coef.length; at++) {
    expect(found.coef[at] * scales[at % 6]).toBeCloseTo(plain.coef[at], 8);
  }
});

it('converges with columns far from zero, without a penalty', () => {
  const problem = randomProblem(500, 3, 2);
  const { data, rows } = problem.samples;
  const moved = data.map((value) => value + 1e7);
  const plain = train(problem, { C: Infinity });
  const found = train(
    { ...problem, samples: { data: moved, rows, columns: 3 } },
    { C: Infinity, tol: 1e-8 },
  );
  expect(found.converged).toBe(true);
  // Columns near 1e7 carry nine digits less of what varies.
  for (let j = 0; j < 3; j++) expect(found.coef[j]).toBeCloseTo(plain.coef[j], 7);
});

it.each([0, 0.5, 1])('survives equal, constant and collinear columns (l1Ratio %d)', (l1Ratio) => {
  const { samples, ...rest } = randomProblem(300, 3, 3);
  const data = new Float64Array(300 * 6);
  for (let i = 0; i < 300; i++) {
    const [a, b, c] = samples.data.subarray(i * 3, i * 3 + 3);
    data.set([a, a, b, b + c, c, 0.1], i * 6);
  }
  const problem = { ...rest, samples: { data, rows: 300, columns: 6 } };
  for (const C of [1, 1e6, Infinity]) {
    const found = train(problem, { C, l1Ratio, tol: 1e-7 });
    expect(found.converged).toBe(true);
    expect(violation(problem, found, { C, l1Ratio })).toBeLessThan(1e-5);
  }
});

it('gives the coefficients of the classes that sum to 0', () => {
  const problem = randomProblem(300, 4, 3);
  for (const C of [1, Infinity]) {
    const { coef, intercept } = train(problem, { C });
    expect(intercept.reduce((sum, b) => sum + b, 0)).toBeCloseTo(0, 12);
    for (let j = 0; j < 4; j++) expect(coef[j] + coef[4 + j] + coef[8 + j]).toBeCloseTo(0, 12);
  }
});

it('starts where it is told, and then has nothing left to do', () => {
  for (const problem of [randomProblem(300, 5, 4), randomProblem(60, 300, 2)]) {
    for (const l1Ratio of [0, 0.5]) {
      const first = train(problem, { l1Ratio });
      const again = train(problem, { l1Ratio, tol: 1e-6, start: first });
      expect(again.nIter).toBeLessThanOrEqual(1);
    }
  }
});
