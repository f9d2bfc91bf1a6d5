import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { afterEach, describe, expect, it } from 'vitest';
import {
  InvalidInputError,
  InvalidParameterError,
  ModelFormatError,
  NotFittedError,
} from '../../../src/errors.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import type { Progress } from '../../../src/progress.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { reference } from '../../reference/reference.js';

const X = [
  [1, 1],
  [1, 2],
  [2, 2],
  [2, 3],
];
const y = [6, 8, 9, 11];

interface Problem {
  X: number[][];
  y: number[];
}

const tenths = (limit: number) =>
  fc.integer({ min: -10 * limit, max: 10 * limit }).map((value) => value / 10);

/** Samples well spread in every direction, so that coefficients are determined to many digits. */
const problems: fc.Arbitrary<Problem> = fc.integer({ min: 1, max: 3 }).chain((columns) =>
  fc.integer({ min: columns + 2, max: 10 }).chain((rows) =>
    fc.record({
      X: fc
        .array(fc.array(tenths(1), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        })
        .map((values) =>
          values.map((row, i) => row.map((value, j) => value + (i % (columns + 1) === j ? 9 : 0))),
        ),
      y: fc.array(tenths(10), { minLength: rows, maxLength: rows }),
    }),
  ),
);

function expectAlike(a: LinearRegression, b: LinearRegression, digits = 10): void {
  expect(a.intercept).toBeCloseTo(b.intercept, digits);
  a.coef.forEach((value, j) => {
    expect(value).toBeCloseTo(b.coef[j], digits);
  });
}

afterEach(() => {
  setWarningHandler(null);
});

describe('LinearRegression', () => {
  it("meets the example of scikit-learn's documentation", () => {
    const model = new LinearRegression().fit(X, y);
    expect(model.coef[0]).toBeCloseTo(1, 14);
    expect(model.coef[1]).toBeCloseTo(2, 14);
    expect(model.intercept).toBeCloseTo(3, 14);
    expect(model.predict([[3, 5]])[0]).toBeCloseTo(16, 13);
    expect(model.score(X, y)).toBeCloseTo(1, 14);
    expect(model.rank).toBe(2);
    expect(model.converged).toBe(true);
  });

  it('goes through the origin without an intercept', () => {
    const model = new LinearRegression({ fitIntercept: false }).fit([[1], [2]], [3, 4]);
    expect(model.coef[0]).toBeCloseTo(2.2, 15);
    expect(model.intercept).toBe(0);
  });

  it('has as its score the weighted R²', () => {
    const model = new LinearRegression().fit([[0], [1], [2]], [0, 1, 5]);
    // predictions -0.5, 2, 4.5: squared errors 0.25, 1, 0.25 of a total of 14
    expect(model.score([[0], [1], [2]], [0, 1, 5])).toBeCloseTo(1 - 1.5 / 14, 14);
    const sampleWeight = [1, 0, 1];
    expect(model.score([[0], [1], [2]], [0, 1, 5], { sampleWeight })).toBeCloseTo(0.96, 14);
  });

  it('has no score on a single sample, and says so', () => {
    const warnings: string[] = [];
    setWarningHandler(({ message }) => warnings.push(message));
    expect(new LinearRegression().fit(X, y).score([[1, 2]], [3])).toBeNaN();
    expect(warnings).toEqual([
      'LinearRegression.score: R² is not defined for one sample. Pass more samples.',
    ]);
  });

  it('gives plain arrays, and coefficients that cannot be changed', () => {
    const model = new LinearRegression().fit(X, y);
    expect(() => Object.assign(model.coef, [99])).toThrow(TypeError);
    expect(Array.isArray(model.predict(X))).toBe(true);
    expect(model.coef[0]).toBeCloseTo(1, 14);
  });

  it('reads every form of matrix alike', () => {
    const expected = new LinearRegression().fit(X, y);
    const flat = { data: Float64Array.from(X.flat()), rows: 4, columns: 2 };
    for (const form of [flat, new Matrix(X), X.map((row) => Float32Array.from(row))]) {
      const model = new LinearRegression().fit(form, Float64Array.from(y));
      expect(model.coef).toEqual(expected.coef);
      expect(model.predict(form)).toEqual(expected.predict(X));
    }
  });

  it('leaves what it is given untouched, on every way through the solver', () => {
    const narrow = { data: Float64Array.from([1, 5, 2, 5, 4, 5, 8, 5]), rows: 4, columns: 2 };
    const twice = { data: Float64Array.from([1, 1, 2, 2, 4, 4, 8, 8]), rows: 4, columns: 2 };
    const wide = { data: Float64Array.from([1, 1, 2, 3, 4, 4, 8, 9]), rows: 2, columns: 4 };
    for (const given of [narrow, twice, wide]) {
      for (const positive of [false, true]) {
        const targets = Float64Array.from([1, 3, 2, 5]).slice(0, given.rows);
        const sampleWeight = Float64Array.from([3, 1, 2, 1]).slice(0, given.rows);
        const before = structuredClone({ given, targets, sampleWeight });
        new LinearRegression({ positive }).fit(given, targets, { sampleWeight });
        expect({ given, targets, sampleWeight }).toEqual(before);
      }
    }
  });

  it('fits 200 × 2000 exactly, with coefficients in the span of the rows', () => {
    const [rows, columns] = [200, 2000];
    const data = Float64Array.from(
      { length: rows * columns },
      (_, at) => ((at * at * 0.6180339887498949) % 2) - 1,
    );
    const targets = Float64Array.from({ length: rows }, (_, i) => i % 7);
    const model = new LinearRegression().fit({ data, rows, columns }, targets);
    expect(model.rank).toBe(rows - 1);
    model.predict({ data, rows, columns }).forEach((value, i) => {
      expect(value).toBeCloseTo(targets[i], 10);
    });
  });
});

describe('whatever the data', () => {
  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const reversed = { X: [...problem.X].reverse(), y: [...problem.y].reverse() };
        expectAlike(
          new LinearRegression().fit(problem.X, problem.y),
          new LinearRegression().fit(reversed.X, reversed.y),
        );
      }),
    );
  });

  it('a weight is so many repeated rows, none when it is 0', () => {
    const weighted = problems.chain((problem) =>
      fc.record({
        problem: fc.constant(problem),
        weights: fc.array(fc.integer({ min: 0, max: 3 }), {
          minLength: problem.y.length,
          maxLength: problem.y.length,
        }),
        positive: fc.boolean(),
        fitIntercept: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(weighted, ({ problem, weights, positive, fitIntercept }) => {
        fc.pre(weights.some((weight) => weight > 0));
        const repeat = <T>(values: T[]) =>
          values.flatMap((value, i) => new Array<T>(weights[i]).fill(value));
        const options = { positive, fitIntercept };
        const ours = new LinearRegression(options).fit(problem.X, problem.y, {
          sampleWeight: weights,
        });
        const repeated = new LinearRegression(options).fit(repeat(problem.X), repeat(problem.y));
        const predictions = repeated.predict(problem.X);
        ours.predict(problem.X).forEach((value, i) => {
          // Where too few rows count, only their own predictions are determined under `positive`.
          if (!positive || weights[i] > 0) expect(value).toBeCloseTo(predictions[i], 9);
        });
      }),
    );
  });

  it('the size of all weights together does not matter', () => {
    fc.assert(
      fc.property(problems, ({ X, y }) => {
        const plain = new LinearRegression().fit(X, y);
        for (const size of [1e-300, 0.3, 1e300]) {
          const sampleWeight = y.map(() => size);
          const weighted = new LinearRegression().fit(X, y, { sampleWeight });
          expect(weighted.coef).toEqual(plain.coef);
          expect(weighted.intercept).toBe(plain.intercept);
        }
      }),
    );
  });

  it('shifting y shifts the intercept alone', () => {
    fc.assert(
      fc.property(problems, tenths(100), ({ X, y }, shift) => {
        const plain = new LinearRegression().fit(X, y);
        const shifted = new LinearRegression().fit(
          X,
          y.map((value) => value + shift),
        );
        expect(shifted.intercept - shift).toBeCloseTo(plain.intercept, 10);
        shifted.coef.forEach((value, j) => {
          expect(value).toBeCloseTo(plain.coef[j], 10);
        });
      }),
    );
  });

  it('scaling a feature divides its coefficient and changes no other bit', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: -60, max: 60 }), ({ X, y }, exponent) => {
        const scale = 2 ** exponent;
        const plain = new LinearRegression().fit(X, y);
        const scaled = new LinearRegression().fit(
          X.map(([first, ...others]) => [first * scale, ...others]),
          y,
        );
        expect(scaled.coef[0] * scale).toBe(plain.coef[0]);
        expect(scaled.coef.slice(1)).toEqual(plain.coef.slice(1));
        expect(scaled.intercept).toBe(plain.intercept);
      }),
    );
  });

  it('residuals are at right angles to every feature', () => {
    fc.assert(
      fc.property(problems, ({ X, y }) => {
        const predictions = new LinearRegression().fit(X, y).predict(X);
        const residuals = y.map((value, i) => value - predictions[i]);
        expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 10);
        for (let j = 0; j < X[0].length; j++) {
          expect(X.reduce((sum, row, i) => sum + row[j] * residuals[i], 0)).toBeCloseTo(0, 9);
        }
      }),
    );
  });

  it('saving and loading keeps every bit', () => {
    fc.assert(
      fc.property(problems, fc.boolean(), ({ X, y }, positive) => {
        const model = new LinearRegression({ positive }).fit(X, y);
        const fromBytes = deserializeAs(serialize(model), [LinearRegression]) as LinearRegression;
        const fromJson = LinearRegression.fromJSON(JSON.parse(JSON.stringify(model)));
        for (const loaded of [fromBytes, fromJson]) {
          expect(loaded.predict(X)).toEqual(model.predict(X));
          expect(loaded.rank).toBe(model.rank);
          expect(loaded.getParams()).toEqual(model.getParams());
        }
      }),
    );
  });
});

describe('positive', () => {
  interface PositiveCase extends Problem {
    fitIntercept: boolean;
    coef: number[];
    intercept: number;
  }
  const { positive } = reference<{ positive: PositiveCase[] }>('linear_regression');

  for (const { X, y, fitIntercept, coef, intercept } of positive) {
    const shape = `${X.length} × ${X[0].length}`;
    it(`agrees with scikit-learn on ${shape}, ${fitIntercept ? 'with' : 'without'} intercept`, () => {
      const model = new LinearRegression({ positive: true, fitIntercept }).fit(X, y);
      model.coef.forEach((value, j) => {
        expect(value).toBeCloseTo(coef[j], 12);
        if (coef[j] === 0) expect(value).toBe(0);
      });
      expect(model.intercept).toBeCloseTo(intercept, 12);
      expect(model.rank).toBeNull();
      expect(model.converged).toBe(true);
    });
  }

  it('is least squares itself where all coefficients are positive anyway', () => {
    const free = new LinearRegression().fit(X, y);
    expectAlike(new LinearRegression({ positive: true }).fit(X, y), free, 12);
  });
});

describe('training', () => {
  it('gives the same model in slices, and reports its progress', async () => {
    const reports: Progress[] = [];
    const model = await new LinearRegression().fitAsync(X, y, {
      onProgress: (progress) => reports.push(progress),
    });
    expect(model.coef).toEqual(new LinearRegression().fit(X, y).coef);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
  });

  it('leaves the old model standing when it is cancelled or fails', async () => {
    const model = new LinearRegression().fit(X, y);
    const before = model.coef;
    const controller = new AbortController();
    const cancelled = model.fitAsync([[0], [1]], [0, 7], {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(cancelled).rejects.toThrow(/abort/);
    expect(() => model.fit([[0], [1]], [0, Number.NaN])).toThrow(InvalidInputError);
    expect(model.coef).toEqual(before);
  });
});

describe('what cannot work is refused', () => {
  const model = new LinearRegression().fit(X, y);

  it('unknown options and values', () => {
    expect(() => new LinearRegression({ positive: 1 } as object)).toThrow(
      new InvalidParameterError(
        'LinearRegression: positive must be true or false, but got 1. Pass whether coefficients must be at least 0.',
      ),
    );
    expect(() => new LinearRegression({ fitintercept: true } as object)).toThrow(
      'LinearRegression: there is no hyperparameter "fitintercept". Did you mean "fitIntercept"?',
    );
  });

  it('samples, targets and weights that do not fit', () => {
    const fitting = (...args: Parameters<LinearRegression['fit']>) => {
      return () => new LinearRegression().fit(...args);
    };
    expect(fitting([], [])).toThrow(
      'LinearRegression.fit: X has 0 rows, but at least 1 is needed.',
    );
    expect(fitting([[1], [Number.NaN]], [1, 2])).toThrow('LinearRegression.fit: X[1][0] is NaN.');
    expect(fitting([[1], [2]], [1])).toThrow('y has 1 value, but X has 2 rows');
    expect(fitting([[1], [2]], [1, Infinity])).toThrow('y[1] is Infinity, not a finite number.');
    expect(fitting([[1], [2]], [1, 2], { sampleWeight: [1, -1] })).toThrow('sampleWeight[1] is -1');
    expect(fitting([[1], [2]], [1, 2], { sampleWeight: [0, 0] })).toThrow(
      'all sample weights are 0',
    );
  });

  it('numbers whose sums overflow', () => {
    expect(() => new LinearRegression().fit([[1e308], [-1e308], [1e308]], [1, 2, 3])).toThrow(
      'LinearRegression.fit: X or y holds numbers so large, or so small, that coefficients or sums overflow. Scale them first, with StandardScaler for example.',
    );
  });

  it('a model that is not fitted', () => {
    const raw = new LinearRegression();
    expect(() => raw.predict(X)).toThrow(
      new NotFittedError('LinearRegression.predict: the model is not fitted yet. Call fit first.'),
    );
    for (const read of [() => raw.coef, () => raw.intercept, () => raw.rank, () => raw.converged]) {
      expect(read).toThrow(NotFittedError);
    }
    expect(() => raw.score(X, y)).toThrow(NotFittedError);
  });

  it('samples of another width', () => {
    expect(() => model.predict([[1]])).toThrow(
      'LinearRegression.predict: X has 1 feature, but the model was fitted on 2. Pass the columns of fit, in the same order.',
    );
  });

  it('model files that are damaged or hostile', () => {
    interface Saved {
      model: { state: Record<string, unknown> };
    }
    const damaged = (change: (state: Record<string, unknown>) => void) => () => {
      const json = JSON.parse(JSON.stringify(model)) as Saved;
      change(json.model.state);
      return LinearRegression.fromJSON(json);
    };
    expect(damaged(() => {})).not.toThrow();
    expect(damaged((state) => Object.assign(state, { rank: 3 }))).toThrow(
      'model.state: rank 3 is more than the 2 features.',
    );
    for (const change of [
      { nFeatures: 3 },
      { rank: 0.5 },
      { intercept: 'NaN' },
      { coef: null },
      { converged: 1 },
      { more: 1 },
    ]) {
      expect(damaged((state) => Object.assign(state, change))).toThrow(ModelFormatError);
    }
  });
});
