import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixLike } from '../../src/contracts.js';
import type { Column } from '../../src/data/columns.js';
import { parseFeatures } from '../../src/data/dense.js';
import { Table } from '../../src/data/table.js';
import { LinearRegression } from '../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { permutedScores } from '../../src/inspection/permutation/permuted-scores.js';
import { readScorers, scoreInBlocks } from '../../src/inspection/permutation/scores-in-blocks.js';
import {
  permutationImportance,
  permutationImportanceAsync,
} from '../../src/inspection/permutation-importance.js';
import { MatrixSamples } from '../../src/inspection/samples/matrix-samples.js';
import { GridSearchCV } from '../../src/model-selection/search/grid-search-cv.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { OneHotEncoder } from '../../src/preprocessing/encoders/one-hot-encoder.js';
import { TabularPreprocessor } from '../../src/preprocessing/tabular/tabular-preprocessor.js';
import { drain, type Progress } from '../../src/progress.js';
import { trainModel } from '../../src/training/train-model.js';
import { reference } from '../reference/reference.js';

const X = Array.from({ length: 200 }, (_, i) => [i % 10, (i * 7) % 11, i % 3]);
const y = X.map(([a, b]) => 3 * a + b);
const model = new LinearRegression().fit(X, y);

it('is what permuting a column costs: much, little or nothing', () => {
  const { features, importancesMean, importancesStd, baseline } = permutationImportance(
    model,
    X,
    y,
    { randomState: 1 },
  );
  expect(features).toEqual(['x0', 'x1', 'x2']);
  expect(baseline).toBeCloseTo(1, 12);
  // R² loses twice the column's share of the variance: 2 · 9 · 8.25 / 84.25 and 2 · 10 / 84.25.
  expect(importancesMean[0]).toBeCloseTo(1.76, 0);
  expect(importancesMean[1]).toBeCloseTo(0.24, 1);
  expect(Math.abs(importancesMean[2])).toBeLessThan(1e-9);
  expect(importancesStd[0]).toBeGreaterThan(0);
});

it('is repeatable by its seed, and leaves X as it is', () => {
  const before = JSON.stringify(X);
  const options = { nRepeats: 2, randomState: 'seed' };
  const first = permutationImportance(model, X, y, options);
  expect(permutationImportance(model, X, y, options)).toEqual(first);
  expect(first.importances.getRow(0).reduce((sum, loss) => sum + loss, 0) / 2).toBeCloseTo(
    first.importancesMean[0],
    12,
  );
  expect(JSON.stringify(X)).toBe(before);
});

interface Reference {
  X: number[][];
  y: number[];
  sampleWeight: number[];
  orders: number[][];
  scores: Record<string, Record<'importancesMean' | 'importancesStd', number[]>> &
    Record<string, { importances: number[][] }>;
}

it("is scikit-learn's where its orders are taken", () => {
  const { X, y, sampleWeight, orders, scores } = reference<{ permutation: Reference }>(
    'inspection',
  ).permutation;
  const fitted = new LinearRegression().fit(X, y);
  const { all } = readScorers(Object.keys(scores), fitted, 'test');
  const score = scoreInBlocks(
    fitted,
    all,
    { y, options: { sampleWeight } },
    {
      blockRows: 16,
      where: 'test',
    },
  );
  const { baseline, permuted } = drain(
    permutedScores(new MatrixSamples(X, 'test'), score, {
      groups: [[0], [1], [2], [3]],
      nRepeats: 3,
      order: (repeat) => Int32Array.from(orders[repeat]),
    }),
  );
  for (const [s, { importances }] of Object.values(scores).entries()) {
    for (const [at, expected] of importances.flat().entries()) {
      expect(baseline[s] - permuted[s][at]).toBeCloseTo(expected, 10);
    }
  }
});

describe('what is measured', () => {
  const labels = X.map(([a]) => (a > 4 ? 'high' : 'low'));
  const classifier = new LogisticRegression().fit(X, labels);

  it('can be several scores, which ask the model once', () => {
    let asked = 0;
    const counting = {
      classes: classifier.classes,
      predict(samples: MatrixLike) {
        asked++;
        return classifier.predict(samples);
      },
      predictProba: (samples: MatrixLike) => classifier.predictProba(samples),
    };
    const scoring = {
      right: 'accuracy',
      f1: 'f1Macro',
      own: (one: typeof counting, samples: unknown, truth: ArrayLike<never>) =>
        -one.predict(samples as MatrixLike).filter((label, i) => label !== truth[i]).length,
    };
    const found = permutationImportance(counting, X, labels, {
      scoring,
      nRepeats: 2,
      randomState: 0,
    });
    expect(asked).toBe(1 + 2 * 3);
    expect(Object.keys(found)).toEqual(['right', 'f1', 'own']);
    expect(found.own.importancesMean[0]).toBeCloseTo(200 * found.right.importancesMean[0], 9);
    const alone = permutationImportance(classifier, X, labels, {
      scoring: 'f1Macro',
      nRepeats: 2,
      randomState: 0,
    });
    expect(found.f1).toEqual(alone);
  });

  it("is by default the model's own score, and that of a search what it searched by", () => {
    const options = { nRepeats: 1, randomState: 3 };
    const own = { score: classifier.score.bind(classifier) };
    expect(permutationImportance(classifier, X, labels, options)).toEqual(
      permutationImportance(own, X, labels, options),
    );
    const search = new GridSearchCV({
      estimator: new LinearRegression(),
      paramGrid: { fitIntercept: [true] },
      scoring: 'negMeanAbsoluteError',
    }).fit(X, y);
    const { baseline } = permutationImportance(
      search,
      X,
      y.map((value) => value + 1),
      options,
    );
    expect(baseline).toBeCloseTo(-1, 9);
  });

  it('counts samples by their weight, as repeating them does', () => {
    const sampleWeight = X.map((_, i) => (i < 100 ? 1 : 0));
    const off = y.map((value, i) => value + (i < 100 ? i % 5 : 1000));
    const { baseline } = permutationImportance(model, X, off, { sampleWeight, nRepeats: 1 });
    expect(baseline).toBeCloseTo(model.score(X.slice(0, 100), off.slice(0, 100)), 12);
    expect(() => permutationImportance(model, X, y, { sampleWeight: [1] })).toThrow(
      'permutationImportance: sampleWeight has 1 value, but X has 200 rows.',
    );
  });

  it('must be a number', () => {
    const scoring = () => 'good' as never;
    expect(() => permutationImportance(model, X, y, { scoring })).toThrow(
      'permutationImportance: the scorer "scoring" must give a number, but gave "good".',
    );
    expect(() => permutationImportance({}, X, y)).toThrow('has no score of its own. Pass scoring');
  });
});

describe('features', () => {
  it('can be permuted together, or left out', () => {
    const twins = X.map(([a, b]) => [a, a, b]);
    const lucky = new LinearRegression().fit(twins, y);
    const { features, importancesMean } = permutationImportance(lucky, twins, y, {
      features: [0, [0, 1], 'x2'],
      randomState: 0,
    });
    expect(features).toEqual(['x0', 'x0 + x1', 'x2']);
    // The same order for both: they stay alike, and the loss is that of the one column they stand for.
    const alone = permutationImportance(model, X, y, { features: [0], randomState: 0 });
    expect(importancesMean[1]).toBeCloseTo(alone.importancesMean[0], 9);
    expect(importancesMean[0]).toBeLessThan(importancesMean[1]);
  });

  it.each([
    [[3], 'features[0] names column 3, but X has the columns 0 to 2. Pass a number of these'],
    [['x'], 'features[0] names column "x", which X does not have. Did you mean'],
    [[0, [1, 1]], 'features[1] has column "x1" twice.'],
    [[[]], 'features[0] has no columns.'],
    [[], 'features must be an array of at least one column, but got [].'],
  ])('%j are refused', (features, words) => {
    expect(() => permutationImportance(model, X, y, { features })).toThrow(words);
  });
});

describe('columns of tables', () => {
  const records = X.map(([a, b, c]) => ({ size: a, tone: 'abcdefghijk'[b], note: c }));
  const table = Table.fromRecords(records);
  const pipeline = () =>
    new Pipeline({
      steps: [
        ['prepare', new TabularPreprocessor()],
        ['model', new LinearRegression()],
      ],
    });

  it('are permuted raw, and alike in a table, in records and in rows', () => {
    const fitted = pipeline().fit(table, y);
    const options = { nRepeats: 2, randomState: 5 };
    const found = permutationImportance(fitted, table, y, options);
    expect(found.features).toEqual(['size', 'tone', 'note']);
    expect(found.importancesMean[0]).toBeGreaterThan(1);
    expect(found.importancesMean[1]).toBeGreaterThan(0.1);
    expect(Math.abs(found.importancesMean[2])).toBeLessThan(1e-9);
    const before = JSON.stringify(records);
    expect(permutationImportance(fitted, records, y, options)).toEqual(found);
    expect(JSON.stringify(records)).toBe(before);
    const cells = records.map(({ tone }) => [tone]);
    const coded = new Pipeline({
      steps: [
        ['code', new OneHotEncoder()],
        ['model', new LinearRegression()],
      ],
    }).fit(cells, y);
    expect(permutationImportance(coded, cells, y, options).importancesMean[0]).toBeGreaterThan(0.1);
  });

  it('are those that a model of trainModel was trained on', () => {
    const withTarget = table.withColumn('price', y);
    const trained = trainModel(withTarget, {
      target: 'price',
      modelName: 'linearRegression',
    }).model;
    const options = { nRepeats: 1, randomState: 0 };
    const found = permutationImportance(trained, withTarget, y, options);
    expect(found.features).toEqual(['size', 'tone', 'note']);
    const rows = records.map(({ size, tone, note }) => [size, tone, note]);
    expect(permutationImportance(trained, rows, y, options).importancesMean).toEqual(
      found.importancesMean,
    );
  });
});

it('leaves missing values to the model', () => {
  const gaps = [[1], [Number.NaN], [3], [Number.NaN]];
  const truth = [1, 0, 1, 0];
  const known = {
    score(samples: MatrixLike, targets: ArrayLike<number>) {
      const { data } = parseFeatures(samples, 'test', { allowMissing: true });
      return data.filter((value, i) => Number.isNaN(value) === (targets[i] === 0)).length / 4;
    },
  };
  const { importancesMean } = permutationImportance(known, gaps, truth, { randomState: 1 });
  expect(importancesMean[0]).toBeGreaterThan(0);
  const strict = { score: (samples: MatrixLike) => parseFeatures(samples, 'Strict.score').rows };
  expect(() => permutationImportance(strict, gaps, truth)).toThrow('Strict.score: X[1][0] is NaN');
});

it('must be repeated at least once', () => {
  expect(() => permutationImportance(model, X, y, { nRepeats: 0 })).toThrow(
    'permutationImportance: nRepeats must be an integer >= 1, but got 0.',
  );
});

it('draws the rows that it may score, and is the same in time slices', async () => {
  const seen: number[] = [];
  const model = {
    score(samples: MatrixLike, targets: ArrayLike<number>) {
      const { rows, columns, data } = parseFeatures(samples, 'test');
      seen.push(rows);
      let errors = 0;
      for (let i = 0; i < rows; i++) errors += Math.abs(data[i * columns] - targets[i]);
      return -errors;
    },
  };
  const X = Array.from({ length: 40 }, (_, i) => [i, i % 3]);
  const y = X.map(([first]) => first);
  const options = { maxSamples: 7, nRepeats: 2, randomState: 1 };
  const found = permutationImportance(model, X, y, options);
  expect(seen).toEqual(new Array(5).fill(7));
  expect(found.importancesMean[0]).toBeGreaterThan(0);
  expect(found.importancesMean[1]).toBeCloseTo(0, 12);
  const reports: number[] = [];
  const onProgress = ({ done, total }: Progress) => reports.push(done / total);
  expect(await permutationImportanceAsync(model, X, y, { ...options, onProgress })).toEqual(found);
  expect(reports).toEqual([0.25, 0.5, 0.75, 1]);
  permutationImportance(model, X, y, { maxSamples: 0.5, nRepeats: 1 });
  expect(seen.at(-1)).toBe(20);
  expect(() => permutationImportance(model, X, y, { maxSamples: 1.5 })).toThrow(
    'permutationImportance: maxSamples must be a share > 0 and <= 1, an integer >= 2, or { count: an integer >= 1 }, or null, but got 1.5.',
  );
});

it('asks in small blocks in time slices, and stops when it is told to', async () => {
  const sizes: number[] = [];
  const watched = {
    predict(samples: MatrixLike) {
      sizes.push(parseFeatures(samples, 'test').rows);
      return model.predict(samples);
    },
  };
  const options = { scoring: 'r2', nRepeats: 1, randomState: 0 };
  const found = await permutationImportanceAsync(watched, X, y, options);
  expect(Math.max(...sizes)).toBe(64);
  expect(found).toEqual(permutationImportance(model, X, y, options));
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const { signal } = controller;
  await expect(
    permutationImportanceAsync(model, X, y, { ...options, signal, onProgress }),
  ).rejects.toThrow('enough');
});

it('touches the column that it permutes alone: the work beside predictions grows with the features', () => {
  const samples = new MatrixSamples(X, 'test');
  const touched: string[] = [];
  const watched = {
    rows: samples.rows,
    names: samples.names,
    column: (j: number) => samples.column(j),
    set: (j: number, values: Column) => {
      touched.push(`set ${j}`);
      samples.set(j, values);
    },
    restore: (j: number) => {
      touched.push(`restore ${j}`);
      samples.restore(j);
    },
    between: (from: number, to: number) => samples.between(from, to),
  };
  const blocks = new Set<unknown>();
  // biome-ignore lint/correctness/useYield: of one piece
  function* score() {
    blocks.add(parseFeatures(watched.between(0, 200), 'test').data.buffer);
    return [0];
  }
  const order = () => Int32Array.from({ length: 200 }, (_, i) => 199 - i);
  drain(permutedScores(watched, score, { groups: [[0], [2]], nRepeats: 2, order }));
  const once = ['set 0', 'restore 0', 'set 2', 'restore 2'];
  expect(touched).toEqual([...once, ...once]);
  expect(blocks.size).toBe(1); // one copy of X in all
});

it('is 0 for what the score does not depend on, whatever the samples', () => {
  const samples = fc.array(
    fc.tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer()),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(samples, fc.integer(), (rows, randomState) => {
      const onlyFirst = { score: (Z: MatrixLike) => parseFeatures(Z, 'test').data[0] };
      const { importancesMean } = permutationImportance(onlyFirst, rows, undefined, {
        randomState,
        nRepeats: 2,
      });
      expect(importancesMean[1]).toBe(0);
    }),
  );
});
