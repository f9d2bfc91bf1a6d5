import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnMeans, sumOfWeights } from '../../../src/numeric/statistics.js';
import { drain } from '../../../src/progress.js';
import { centre, withOneScale } from '../../../src/solvers/least-squares/centring.js';
import { leastSquares } from '../../../src/solvers/least-squares/least-squares.js';
import type {
  LinearFit,
  LinearProblem,
} from '../../../src/solvers/least-squares/linear-problem.js';
import { solveNarrow, solveWide } from '../../../src/solvers/least-squares/minimum-norm.js';
import { solveRowEquations } from '../../../src/solvers/least-squares/row-equations.js';
import { STRETCH, watch } from '../../support/watch-steps.js';

const entry = fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10);
const values = (length: number) =>
  fc.array(entry, { minLength: length, maxLength: length }).map((v) => Float64Array.from(v));
/** Fewer rows than columns, or as many; weights may be 0, but for the first two. */
const problems = fc
  .record({ rows: fc.integer({ min: 2, max: 8 }), more: fc.integer({ min: 0, max: 6 }) })
  .chain(({ rows, more }) =>
    fc.record({
      samples: values(rows * (rows + more)).map((data) => ({ data, rows, columns: rows + more })),
      targets: values(rows),
      weights: fc.option(
        fc
          .array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: rows, maxLength: rows })
          .map((weights) => Float64Array.of(1, 0.5, ...weights.slice(2))),
        { nil: undefined },
      ),
    }),
  );

function originOf({ samples, targets, weights }: LinearProblem, fitIntercept: boolean) {
  const totalWeight = sumOfWeights(samples.rows, weights);
  const { rows, columns } = samples;
  if (!fitIntercept) {
    return { fitIntercept, shift: new Float64Array(columns), targetShift: 0, totalWeight };
  }
  const [targetShift] = columnMeans({ data: targets, rows, columns: 1 }, weights);
  return { fitIntercept, shift: columnMeans(samples, weights), targetShift, totalWeight };
}

function quickly(problem: LinearProblem, fitIntercept = true): LinearFit | undefined {
  const origin = originOf(problem, fitIntercept);
  const centring = withOneScale(drain(centre(problem, origin)));
  return drain(solveRowEquations(problem, origin, centring));
}

function carefully(problem: LinearProblem, fitIntercept = true): LinearFit {
  const { rows, columns } = problem.samples;
  const solve = rows < columns ? solveWide : solveNarrow;
  return drain(solve(problem, originOf(problem, fitIntercept)));
}

/** Numbers without a pattern, from -1 to 1. */
function someNumbers(length: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

describe('the equations of rows', () => {
  it('give the smallest coefficients that fit, as the careful way does', () => {
    let answers = 0;
    fc.assert(
      fc.property(problems, fc.boolean(), (problem, fitIntercept) => {
        const quick = quickly(problem, fitIntercept);
        if (quick === undefined) return;
        answers++;
        const careful = carefully(problem, fitIntercept);
        expect(quick.rank).toBe(careful.rank);
        const size = careful.coef.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
        for (let j = 0; j < quick.coef.length; j++) {
          // 1e-9: condition numbers of up to 1e5
          expect(Math.abs(quick.coef[j] - careful.coef[j])).toBeLessThan(1e-9 * size);
        }
      }),
    );
    expect(answers).toBeGreaterThan(50);
  });

  it('agree to the last digits on more columns than are multiplied at a time', () => {
    const [rows, columns] = [40, 150];
    const data = someNumbers(rows * columns);
    for (let at = 0; at < data.length; at++) data[at] += at % columns;
    const problem = {
      samples: { data, rows, columns },
      targets: someNumbers(rows),
      weights: undefined,
    };
    const quick = quickly(problem);
    const careful = carefully(problem);
    expect(quick?.rank).toBe(39);
    expect(careful.rank).toBe(39);
    quick?.coef.forEach((value, j) => {
      expect(value).toBeCloseTo(careful.coef[j], 13);
    });
  });

  it('give constant columns exactly 0', () => {
    const data = someNumbers(30);
    for (let i = 0; i < 5; i++) data[6 * i + 2] = 0.1;
    const samples = { data, rows: 5, columns: 6 };
    const fit = quickly({ samples, targets: someNumbers(5), weights: undefined });
    expect(fit?.coef[2]).toBe(0);
  });

  it('leave rows that depend on each other to the careful way', () => {
    const data = someNumbers(30);
    data.copyWithin(0, 6, 12);
    const samples = { data, rows: 5, columns: 6 };
    const problem = { samples, targets: someNumbers(5), weights: undefined };
    expect(quickly(problem)).toBeUndefined();
    expect(carefully(problem).rank).toBe(3);
    expect(quickly({ ...problem, samples: { ...samples, data: data.fill(7) } })).toBeUndefined();
  });
});

it('squares with constant columns keep their coefficients', () => {
  const data = someNumbers(36);
  for (let i = 0; i < 6; i++) data[6 * i + 1] = data[6 * i + 4] = 3;
  const problem = { samples: { data, rows: 6, columns: 6 }, targets: someNumbers(6) };
  const options = { fitIntercept: true, positive: false };
  const { coef, rank } = drain(leastSquares({ ...problem, weights: undefined }, options));
  const careful = carefully({ ...problem, weights: undefined });
  expect(rank).toBe(4);
  expect([coef[1], coef[4]]).toEqual([0, 0]);
  coef.forEach((value, j) => {
    expect(value).toBeCloseTo(careful.coef[j], 12);
  });
});

it('a square of 200 rows is worked through in steps', () => {
  const n = 200;
  const samples = { data: someNumbers(n * n), rows: n, columns: n };
  const problem = { samples, targets: someNumbers(n), weights: undefined };
  const fitting = leastSquares(problem, { fitIntercept: true, positive: false });
  // Products of rows, then their factor.
  const least = Math.floor(n ** 3 / 2 / (STRETCH + 64 * n ** 2)) + Math.floor(n ** 3 / 6 / STRETCH);
  expect(watch(fitting, () => 0).yields).toBeGreaterThanOrEqual(least);
});
