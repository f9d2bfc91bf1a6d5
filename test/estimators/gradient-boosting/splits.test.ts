import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { exportText } from '../../../src/trees/render.js';
import { splitGain } from '../../../src/trees/tree.js';
import { reference } from '../../reference/reference.js';

interface Problem {
  X: (number | null)[][];
  y: number[];
  weight: number[] | null;
  options: object;
  margins: number[];
  leaves: number[];
}

const { problems } = reference<{ problems: Problem[] }>('gradient_boosting');

it('on small problems with gamma, limits and monotone features, trees are those of XGBoost', () => {
  for (const { X, y, weight, options, margins, leaves } of problems) {
    const samples = X.map((row) => row.map((value) => value ?? Number.NaN));
    const model = new GradientBoostingRegressor({ ...options, nEstimators: 3, baseScore: 0 });
    model.fit(samples, y, { sampleWeight: weight ?? undefined });
    expect(model.estimators.map((tree) => (tree.left.length + 1) / 2)).toEqual(leaves);
    const size = Math.max(1, ...margins.map(Math.abs)); // XGBoost computes in single precision
    for (const [i, margin] of model.decisionFunction(samples).entries()) {
      expect(Math.abs(margin - margins[i])).toBeLessThan(1e-5 * size);
    }
  }
});

const one = { nEstimators: 1, learningRate: 1, regLambda: 0 } as const;
const table = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN)),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 1, max: 99 }).map((hundredths) => hundredths / 100),
  ),
  { minLength: 4, maxLength: 60 },
);
const targetOf = ([a, b, weight]: readonly number[]) => (a > 4 ? 1e6 : 0) + b * b + weight;

describe('gamma', () => {
  it('stops at a split that gains less, though one below it would gain more', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i % 2, (i >> 1) % 2]);
    const y = rows.map(([a, b]) => (a === b ? 0 : 10) + a);
    const model = new GradientBoostingRegressor({ ...one, gamma: 30, maxDepth: 2, baseScore: 5 });
    expect(model.fit(rows, y).predict(rows)).toEqual(rows.map(() => 5.5));
  });

  it('is met exactly by a split that gains as much', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 2]);
    // 30 × 0.1² on either side of 0.1: 0.6 in all, which rounding may miss
    const y = rows.map(([a]) => 0.2 * a);
    const leaves = (gamma: number) => {
      const model = new GradientBoostingRegressor({ ...one, gamma, baseScore: 0.1 });
      return model.fit(rows, y).estimators[0].left.length;
    };
    expect(leaves(0.6)).toBe(3);
    expect(leaves(0.6 + 1e-7)).toBe(1);
  });

  it('is gained by every split', () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0.1, max: 1e3, noNaN: true }), (rows, gamma) => {
        for (const growPolicy of ['depthwise', 'lossguide'] as const) {
          const model = new GradientBoostingRegressor({ ...one, gamma, growPolicy, maxLeaves: 9 });
          const [tree] = model.fit(
            rows.map(([a, b]) => [a, b]),
            rows.map(targetOf),
          ).estimators;
          for (let node = 0; node < tree.left.length; node++) {
            if (tree.left[node] === 0) continue;
            const size = Math.abs(tree.loss[node]);
            expect(splitGain(tree, node)).toBeGreaterThanOrEqual(gamma - 1e-9 * size);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('minChildWeight', () => {
  it.each([0.1, 0.7, 1 / 3, 70.1])('is met exactly by ten weights of %s', (weight) => {
    const rows = Array.from({ length: 20 }, (_, i) => [i < 10 ? 0 : 1]);
    for (const constraint of [{}, { monotoneConstraints: [1] }, { categoricalFeatures: [0] }]) {
      for (const [minChildWeight, leaves] of [
        [10 * weight, 2],
        [10.01 * weight, 1],
      ]) {
        const model = new GradientBoostingRegressor({ ...one, ...constraint, minChildWeight });
        model.fit(
          rows,
          rows.map(([x]) => 9 * x),
          { sampleWeight: rows.map(() => weight) },
        );
        expect((model.estimators[0].left.length + 1) / 2).toBe(leaves);
      }
    }
  });

  it('of 0 leaves no leaf empty, whatever the sums of weights leave over', () => {
    const categorical = { categoricalFeatures: [1] };
    const monotone = { monotoneConstraints: [1, 0] };
    fc.assert(
      fc.property(table, fc.constantFrom({}, categorical, monotone), (rows, constraint) => {
        const X = rows.map(([a, b]) => [a, b]);
        const model = new GradientBoostingRegressor({ ...one, ...constraint, minChildWeight: 0 });
        model.fit(X, rows.map(targetOf), { sampleWeight: rows.map(([, , weight]) => weight) });
        const reached = new Set(model.apply(X).to1DArray());
        expect(reached.size).toBe((model.estimators[0].left.length + 1) / 2);
      }),
    );
  });
});

describe('a monotone feature with gaps', () => {
  const X = Array.from({ length: 20 }, (_, i) => [i < 10 ? Number.NaN : i - 9]);
  const asked = [[Number.NaN], [0], [1], [10], [11]];

  it.each([
    [-1, 10, 0],
    [1, 0, 10],
  ])(
    'parts the missing from all others on the left, where direction %s asks for it',
    (direction, gap, known) => {
      const y = X.map(([x]) => (Number.isNaN(x) ? gap : known));
      const options = { ...one, maxDepth: 1, monotoneConstraints: [direction], baseScore: 5 };
      const model = new GradientBoostingRegressor(options).fit(X, y);
      const expected = [gap, known, known, known, known];
      expect(model.predict(asked)).toEqual(expected);
      const loaded = deserializeAs(serialize(model), [
        GradientBoostingRegressor,
      ]) as GradientBoostingRegressor;
      expect(loaded.predict(asked)).toEqual(expected);
      expect(exportText(model.estimators[0])).toContain('missing');
      const other = { ...options, monotoneConstraints: [-direction] };
      expect(new GradientBoostingRegressor(other).fit(X, y).predict(asked)).toEqual(expected);
    },
  );
});

it('maxBin above 255 sees what bins of a byte hide: ten rows of 20 000, and missing values beside them', () => {
  const X = Array.from({ length: 20_000 }, (_, i) => [i % 100 === 50 ? Number.NaN : i]);
  const y = X.map(([x]) => (x >= 19_990 ? 1 : 0));
  const options = { nEstimators: 1, maxDepth: 2, learningRate: 1, regLambda: 0, baseScore: 0 };
  const wrong = (maxBin: number) => {
    const predicted = new GradientBoostingRegressor({ ...options, maxBin }).fit(X, y).predict(X);
    return predicted.filter((value, i) => value !== y[i]).length;
  };
  expect(wrong(255)).toBeGreaterThan(0);
  expect(wrong(256)).toBeGreaterThan(0);
  expect(wrong(65_535)).toBe(0);
});

it('of rows of very different weights is the same whether they are few or, without weight, many', () => {
  const n = 90;
  // 30 values each, of which no two columns share a byte.
  const table = Array.from({ length: n }, (_, i) => [
    i % 30,
    (7 * i + 3 * Math.floor(i / 30)) % 30,
  ]);
  const row = fc.record({
    noise: fc.integer({ min: 0, max: 9 }),
    weight: fc.integer({ min: -12, max: 12 }).map((digits) => 10 ** digits),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: n, maxLength: n }), (rows) => {
      const labels = rows.map(({ noise }, i) => table[i][0] - table[i][1] + noise / 10);
      const predictions = (times: number) => {
        const again = Array.from({ length: times * n }, (_, i) => i % n);
        const X = again.map((i) => table[i]);
        const y = again.map((i) => labels[i]);
        const sampleWeight = again.map((row, i) => (i < n ? rows[row].weight : 0));
        const model = new GradientBoostingRegressor({ nEstimators: 5, minChildWeight: 0 });
        return model.fit(X, y, { sampleWeight }).predict(table);
      };
      expect(predictions(12)).toEqual(predictions(1));
    }),
    { numRuns: 30 },
  );
});
