import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnMeans, sumOfWeights } from '../../../src/numeric/statistics.js';
import { drain } from '../../../src/progress.js';
import { leastSquares } from '../../../src/solvers/least-squares/least-squares.js';
import type { LinearProblem } from '../../../src/solvers/least-squares/linear-problem.js';
import { solveNarrow } from '../../../src/solvers/least-squares/minimum-norm.js';
import { solveNormalEquations } from '../../../src/solvers/least-squares/normal-equations.js';

const entry = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);
const problems = fc
  .record({ columns: fc.integer({ min: 1, max: 5 }), more: fc.integer({ min: 1, max: 12 }) })
  .chain(({ columns, more }) => {
    const rows = columns + more;
    const values = (length: number) =>
      fc.array(entry, { minLength: length, maxLength: length }).map((v) => Float64Array.from(v));
    return fc.record({
      samples: values(rows * columns).map((data) => ({ data, rows, columns })),
      targets: values(rows),
      weights: fc.constant(undefined),
    });
  });

function originOf({ samples, targets, weights }: LinearProblem) {
  const [targetShift] = columnMeans({ data: targets, rows: samples.rows, columns: 1 }, weights);
  return {
    fitIntercept: true,
    shift: columnMeans(samples, weights),
    targetShift,
    totalWeight: sumOfWeights(samples.rows, weights),
  };
}

/** n × d of a fixed sequence that fills [-1, 1) evenly, and targets that depend on it. */
function evenProblem(rows: number, columns: number): LinearProblem {
  const data = Float64Array.from(
    { length: rows * columns },
    (_, at) => ((at * 0.6180339887498949) % 2) - 1,
  );
  const targets = Float64Array.from({ length: rows }, (_, i) => Math.sqrt(i) + data[i * columns]);
  return { samples: { data, rows, columns }, targets, weights: undefined };
}

describe('the two ways of solving', () => {
  it('agree wherever the quick one answers', () => {
    let answers = 0;
    fc.assert(
      fc.property(problems, (problem) => {
        const quick = drain(solveNormalEquations(problem, originOf(problem)));
        const careful = drain(solveNarrow(problem, originOf(problem)));
        if (quick === undefined) return;
        answers++;
        expect(quick.rank).toBe(careful.rank);
        const size = quick.coef.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
        for (let j = 0; j < quick.coef.length; j++) {
          // 1e-6: a condition number of up to 1e5 may meet residuals much larger than the fit
          expect(Math.abs(quick.coef[j] - careful.coef[j])).toBeLessThan(1e-6 * size);
        }
      }),
    );
    expect(answers).toBeGreaterThan(50);
  });

  it('agree to the last digits on an ordinary problem of many rows', () => {
    const problem = evenProblem(5000, 7);
    const quick = drain(solveNormalEquations(problem, originOf(problem)));
    const careful = drain(solveNarrow(problem, originOf(problem)));
    expect(quick).toBeDefined();
    quick?.coef.forEach((value, j) => {
      expect(value).toBeCloseTo(careful.coef[j], 11);
    });
  });

  it('are both needed: the quick one leaves dependent columns to the careful one', () => {
    const problem = evenProblem(40, 3);
    const { data } = problem.samples;
    for (let i = 0; i < 40; i++) data[3 * i + 2] = data[3 * i + 1];
    expect(drain(solveNormalEquations(problem, originOf(problem)))).toBeUndefined();
    const careful = drain(solveNarrow(problem, originOf(problem)));
    expect(careful.rank).toBe(2);
    expect(careful.coef[1]).toBeCloseTo(careful.coef[2], 12);
  });
});

it('reports rows, ascending, and ends with all of them', () => {
  for (const [rows, columns] of [
    [30_000, 50],
    [1, 1],
    [3, 9],
  ]) {
    const problem = evenProblem(rows, columns);
    const reports: number[] = [];
    const training = leastSquares(problem, { fitIntercept: true, positive: false });
    for (let step = training.next(); !step.done; step = training.next()) {
      if (step.value === undefined) continue;
      reports.push(step.value.done);
      expect(step.value.total).toBe(2 * rows);
      expect(step.value.unit).toBe('row');
    }
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(2 * rows);
    if (rows > 1000) expect(reports.length).toBeGreaterThan(2);
  }
});
