import fc from 'fast-check';
import type { Matrix } from 'ml-matrix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseFeatures, toMatrix } from '../../src/data/dense.js';
import {
  type CrossValidation,
  crossValidate,
  crossValidateAsync,
  crossValPredict,
  crossValScore,
  Estimator,
  GroupKFold,
  KFold,
  LeaveOneGroupOut,
  LinearRegression,
  LogisticRegression,
  learningCurve,
  type MatrixLike,
  type NumberInput,
  Pipeline,
  permutationTestScore,
  ShuffleSplit,
  setWarningHandler,
  Table,
  TimeSeriesSplit,
  validationCurve,
} from '../../src/index.js';
import * as schema from '../../src/serialization/schema.js';

/** What each transformer has learned from, and what it was asked about, by the numbers in the first column. */
let log: { readonly learned: number[]; readonly asked: number[][] }[] = [];

/** Passes features on, and remembers which rows it learned from. */
class Remembering extends Estimator<object, { entry: number }> {
  static readonly info = {
    type: 'Remembering',
    hyperparameters: {},
    state: schema.object<{ entry: number }>({ entry: schema.number() }),
  };

  constructor() {
    super(Remembering.info, {});
  }

  fit(X: NumberInput): this {
    log.push({ learned: numbersOf(X), asked: [] });
    this.state = { entry: log.length - 1 };
    return this;
  }

  transform(X: NumberInput): Matrix {
    log[this.fitted('transform').entry].asked.push(numbersOf(X));
    return featuresOf(X);
  }

  fitTransform(X: NumberInput): Matrix {
    this.fit(X);
    return featuresOf(X);
  }

  getFeatureNamesOut(): string[] {
    return ['x'];
  }
}

const rowsOf = (X: NumberInput): MatrixLike => (X instanceof Table ? X.toMatrix() : X);
const numbersOf = (X: NumberInput) => {
  const { data, rows, columns } = parseFeatures(rowsOf(X), 'test');
  return Array.from({ length: rows }, (_, i) => data[i * columns]);
};
const featuresOf = (X: NumberInput) => {
  const { data, rows, columns } = parseFeatures(rowsOf(X), 'test');
  return toMatrix(
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + 1]),
    rows,
    1,
  );
};

beforeEach(() => {
  log = [];
  setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(null);
});

const model = () =>
  new Pipeline({
    steps: [
      ['remember', new Remembering()],
      ['model', new LinearRegression()],
    ],
  });

/** Each model was asked about rows that it learned from, as training scores do, or about none of them. */
function expectNoLeak(): void {
  expect(log.length).toBeGreaterThan(0);
  for (const { learned, asked } of log) {
    expect(new Set(learned).size).toBe(learned.length);
    for (const rows of asked) {
      const known = rows.filter((row) => learned.includes(row)).length;
      expect([0, rows.length]).toContain(known);
    }
    expect(asked.some((rows) => !learned.includes(rows[0]))).toBe(true);
  }
}

const splitters = fc.constantFrom<CrossValidation>(
  3,
  new KFold({ nSplits: 4, shuffle: true, randomState: 1 }),
  new GroupKFold({ nSplits: 3 }),
  new LeaveOneGroupOut(),
  new ShuffleSplit({ nSplits: 3, testSize: 0.3, randomState: 2 }),
  new TimeSeriesSplit({ nSplits: 3, gap: 1 }),
);

it('never shows a test row to what learns, whatever is asked and however it is cut', async () => {
  const sizes = fc.integer({ min: 12, max: 40 });
  await fc.assert(
    fc.asyncProperty(sizes, splitters, fc.boolean(), async (n, cv, asTable) => {
      log = [];
      const rows = Array.from({ length: n }, (_, i) => [i, (i * 7) % 11]);
      const y = rows.map(([i, x]) => x + (i % 3));
      const groups = rows.map(([i]) => i % 4);
      const X = asTable
        ? Table.fromColumns({ id: rows.map(([i]) => i), x: rows.map(([, x]) => x) })
        : rows;
      const options = { cv, groups, errorScore: 'raise' } as const;
      crossValidate(model(), X, y, {
        ...options,
        returnTrainScore: true,
        scoring: ['r2', 'neg_max_error'],
      });
      await crossValidateAsync(model(), X, y, options);
      learningCurve(model(), X, y, { ...options, trainSizes: [0.5, 1] });
      const varied = { paramName: 'model__fitIntercept', paramRange: [true, false] };
      validationCurve(model(), X, y, { ...options, ...varied });
      permutationTestScore(model(), X, y, { cv, groups, nPermutations: 2, randomState: 0 });
      if (typeof cv === 'number') crossValPredict(model(), X, y, { cv });
      expectNoLeak();
    }),
    { numRuns: 30 },
  );
});

it('learns from each training part and is asked about each test part, once', () => {
  const rows = Array.from({ length: 10 }, (_, i) => [i, (i * 7) % 11]);
  const y = rows.map(([, x]) => 2 * x);
  const cv = new KFold({ nSplits: 5 });
  crossValidate(model(), rows, y, {
    cv,
    scoring: ['r2', 'neg_max_error', 'neg_mean_squared_error'],
  });
  const folds = [...cv.split(rows)].map(([train, test]) => ({
    learned: [...train],
    asked: [[...test]],
  }));
  expect(log).toEqual(folds);
});

it('counts a weight of two as a repeated row, whose copies stay in one group', () => {
  const cases = fc.array(
    fc.record({
      x: fc.integer({ min: -50, max: 50 }),
      noise: fc.integer({ min: -9, max: 9 }),
      weight: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 12, maxLength: 30 },
  );
  fc.assert(
    fc.property(cases, (rows) => {
      fc.pre(new Set(rows.map(({ x }) => x)).size > 8);
      const groups = rows.map((_, i) => i % 3);
      const copies = rows.flatMap(({ weight }, i) => new Array<number>(weight).fill(i));
      const X = rows.map(({ x }) => [x]);
      const amounts = rows.map(({ x, noise }) => 3 * x + noise);
      const labels = rows.map(({ x, noise }, i) => (i < 6 ? i >= 3 : x + noise > 0));
      const each = <T>(values: readonly T[]) => copies.map((i) => values[i]);
      const cv = new LeaveOneGroupOut();
      const compare = (
        estimator: LinearRegression | LogisticRegression,
        y: readonly (number | boolean)[],
        scoring: string,
        tolerance: number,
      ) => {
        const sampleWeight = rows.map(({ weight }) => weight);
        const weighted = crossValScore(estimator, X, y, { cv, groups, scoring, sampleWeight });
        const repeated = crossValScore(estimator, each(X), each(y), {
          cv,
          groups: each(groups),
          scoring,
        });
        for (const [f, score] of weighted.entries()) {
          const error = Math.abs(score - repeated[f]);
          expect(error).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(repeated[f])));
        }
      };
      compare(new LinearRegression(), amounts, 'neg_mean_squared_error', 1e-9);
      compare(new LinearRegression(), amounts, 'neg_median_absolute_error', 1e-9);
      // An optimiser stops where it is near enough, at a place that depends on rounding.
      compare(new LogisticRegression({ tol: 1e-9, maxIter: 1000 }), labels, 'negLogLoss', 1e-6);
    }),
    { numRuns: 30 },
  );
});
