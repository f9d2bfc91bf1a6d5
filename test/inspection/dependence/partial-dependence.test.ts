import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixLike } from '../../../src/contracts.js';
import { parseFeatures } from '../../../src/data/dense.js';
import { Table } from '../../../src/data/table.js';
import { GradientBoostingClassifier } from '../../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../../src/estimators/random-forest/random-forest-classifier.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import {
  partialDependence,
  partialDependenceAsync,
} from '../../../src/inspection/dependence/partial-dependence.js';
import { logistic } from '../../../src/numeric/special.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import type { Progress } from '../../../src/progress.js';
import { trainModel } from '../../../src/training/train-model.js';
import { reference } from '../../reference/reference.js';

interface Dependence {
  gridValues: number[][];
  average: unknown;
  individual: unknown;
}
interface Linear<Coef, Intercept> {
  coef: Coef;
  intercept: Intercept;
}
interface Reference {
  X: number[][];
  y: number[];
  sampleWeight: number[];
  linear: Linear<number[], number> &
    Record<'one' | 'few' | 'two' | 'weighted' | 'custom' | 'categorical', Dependence> & {
      quantiles: Record<string, number[][]>;
    };
  flowers: number[][];
  three: Linear<number[][], number[]> & Record<'one' | 'decisions', Dependence>;
  two: Linear<number[][], number[]> & Record<'one' | 'decisions', Dependence>;
}
const { dependence: sklearn } = reference<{ dependence: Reference }>('inspection');

/** All numbers of nested arrays, in their order. */
const flat = (nested: unknown) => (nested as number[][][][]).flat(4) as number[];

function expectClose(found: unknown, expected: unknown) {
  const [a, b] = [flat(found), flat(expected)];
  expect(a.length).toBe(b.length);
  const size = Math.max(1, ...b.map(Math.abs));
  for (const [i, value] of b.entries()) expect(Math.abs(a[i] - value)).toBeLessThan(1e-12 * size);
}

/** Lines through the origin of a few samples, as a function of X. */
const lines = (coef: number[][], intercept: number[]) => (X: MatrixLike) => {
  const { data, rows, columns } = parseFeatures(X, 'test');
  return Array.from({ length: rows }, (_, i) =>
    coef.map((row, k) =>
      row.reduce((sum, weight, j) => sum + weight * data[i * columns + j], intercept[k]),
    ),
  );
};

describe("agrees with scikit-learn 1.9.1's", () => {
  const { X, sampleWeight, linear } = sklearn;
  const plane = lines([linear.coef], [linear.intercept]);
  const model = { predict: (rows: MatrixLike) => plane(rows).map(([value]) => value) };

  it('curves of one feature, averaged and of each sample', () => {
    const { one } = linear;
    const found = partialDependence(model, X, { features: 0, kind: 'both', gridResolution: 7 });
    expectClose(found.gridValues, one.gridValues);
    expectClose(found.average, one.average);
    expectClose([found.individual[0].to2DArray()], one.individual);
    const { individual, ...rest } = partialDependence(model, X, {
      features: 'x0',
      kind: 'individual',
      gridResolution: 7,
    });
    expect(individual).toEqual(found.individual);
    expect('average' in rest).toBe(false);
  });

  it('of few values, of codes, of values of your own, and weighted', () => {
    const cases = [
      [{ features: 1 }, linear.few],
      [{ features: 3, sampleWeight, gridResolution: 5 }, linear.weighted],
      [{ features: [0], categoricalFeatures: [0] }, linear.categorical],
      [{ features: [0, 2], customValues: { 0: [-3, 0.5, 4], x2: [-2, 1] } }, linear.custom],
    ] as const;
    for (const [options, expected] of cases) {
      const found = partialDependence(model, X, options);
      expectClose(found.gridValues, expected.gridValues);
      expectClose(found.average, expected.average);
    }
  });

  it('surfaces of two features, the second changing fastest', () => {
    const found = partialDependence(model, X, {
      features: [2, 0],
      kind: 'both',
      gridResolution: 4,
      percentiles: [0.1, 0.85],
    });
    expectClose(found.gridValues, linear.two.gridValues);
    expectClose(found.average, linear.two.average);
    expectClose([found.individual[0].to2DArray()], linear.two.individual);
  });

  it('grids between percentiles', () => {
    for (const [text, expected] of Object.entries(linear.quantiles)) {
      const [low, high] = text.slice(1, -1).split(', ').map(Number);
      const percentiles = [low, high] as const;
      const { gridValues } = partialDependence(model, X, {
        features: 2,
        percentiles,
        gridResolution: 3,
      });
      expectClose(gridValues, expected);
    }
  });

  it('probabilities and decisions of two classes and of three', () => {
    const { flowers, two, three } = sklearn;
    const twoLines = lines(two.coef, two.intercept);
    const binary = {
      classes: ['no', 'yes'],
      predict: () => [],
      decisionFunction: (rows: MatrixLike) => twoLines(rows).map(([value]) => value),
      predictProba: (rows: MatrixLike) =>
        twoLines(rows).map(([value]) => [1 - logistic(value), logistic(value)]),
    };
    const few = flowers.slice(0, 100);
    const options = { features: 2, gridResolution: 5 };
    const found = partialDependence(binary, few, { ...options, kind: 'both' });
    expect(found.classes).toEqual(['yes']);
    expectClose(found.average, two.one.average);
    expectClose([found.individual[0].to2DArray()], two.one.individual);
    const decided = partialDependence(binary, few, {
      ...options,
      responseMethod: 'decisionFunction',
    });
    expectClose(decided.average, two.decisions.average);

    const threeLines = lines(three.coef, three.intercept);
    const several = {
      classes: ['a', 'b', 'c'],
      predict: () => [],
      decisionFunction: threeLines,
      predictProba: (rows: MatrixLike) =>
        threeLines(rows).map((margins) => {
          const top = Math.max(...margins);
          const powers = margins.map((margin) => Math.exp(margin - top));
          const sum = powers.reduce((total, power) => total + power, 0);
          return powers.map((power) => power / sum);
        }),
    };
    const all = partialDependence(several, flowers, { ...options, kind: 'both' });
    expect(all.classes).toEqual(['a', 'b', 'c']);
    expectClose(all.average, three.one.average);
    expectClose(
      all.individual.map((one) => one.to2DArray()),
      three.one.individual,
    );
    const margins = partialDependence(several, flowers, {
      features: 3,
      gridResolution: 5,
      responseMethod: 'decisionFunction',
    });
    expectClose(margins.average, three.decisions.average);
  });
});

describe('recursion', () => {
  const X = Array.from({ length: 60 }, (_, i) => [i % 7, (i * 5) % 11, i % 2]);
  const y = X.map(([a, b, c]) => a * b + 10 * c);
  const labels = y.map((value) => (value > 40 ? 'c' : value > 15 ? 'b' : 'a'));
  const forest = new RandomForestRegressor({ nEstimators: 5, randomState: 0 }).fit(X, y);
  const boosting = new GradientBoostingRegressor({ nEstimators: 10 }).fit(X, y);

  it('is what a forest and boosting are asked by, and brute force what they may be', () => {
    for (const model of [forest, boosting]) {
      const options = { features: [0, 1] };
      const own = partialDependence(model, X, { ...options, method: 'recursion' });
      expect(partialDependence(model, X, options)).toEqual(own);
      const brute = partialDependence(model, X, { ...options, method: 'brute' });
      expect(brute.gridValues).toEqual(own.gridValues);
      expect(brute).not.toEqual(own);
      // Both are means over samples: they differ by how these part at other features alone.
      for (const [at, value] of brute.average[0].entries()) {
        expect(Math.abs(value - own.average[0][at])).toBeLessThan(15);
      }
    }
  });

  it('is brute force where all features are known', () => {
    const options = { features: [0, 1, 2], gridResolution: 12 };
    for (const model of [forest, boosting]) {
      const walked = partialDependence(model, X, { ...options, method: 'recursion' });
      const asked = partialDependence(model, X, { ...options, method: 'brute' });
      expectClose(walked.average, asked.average);
    }
  });

  it('gives margins of classes, and probabilities where they are asked for', () => {
    const boosted = new GradientBoostingClassifier({ nEstimators: 5 }).fit(X, labels);
    const all = { features: [0, 1, 2], gridResolution: 12 };
    const margins = partialDependence(boosted, X, all);
    expect(margins.classes).toEqual(['a', 'b', 'c']);
    const asked = { ...all, method: 'brute', responseMethod: 'decisionFunction' } as const;
    expectClose(margins.average, partialDependence(boosted, X, asked).average);
    const probable = partialDependence(boosted, X, { features: 0, responseMethod: 'predictProba' });
    expect(probable.average.reduce((sum, curve) => sum + curve[0], 0)).toBeCloseTo(1, 9);
    const grown = new RandomForestClassifier({ nEstimators: 5, randomState: 0 }).fit(X, labels);
    expect(partialDependence(grown, X, { features: 0 })).toEqual(
      partialDependence(grown, X, { features: 0, method: 'brute' }),
    );
    const walked = partialDependence(grown, X, { ...all, method: 'recursion' });
    expectClose(walked.average, partialDependence(grown, X, { ...all, method: 'brute' }).average);
  });

  it('tells numbers behind a link when it is asked for alone', () => {
    const counts = new GradientBoostingRegressor({ objective: 'poisson', nEstimators: 5 }).fit(
      X,
      y,
    );
    const options = { features: 0 } as const;
    expect(partialDependence(counts, X, options)).toEqual(
      partialDependence(counts, X, { ...options, method: 'brute' }),
    );
    const [margins] = partialDependence(counts, X, { ...options, method: 'recursion' }).average;
    expect(Math.max(...margins)).toBeLessThan(5);
  });

  it.each([
    [{ kind: 'both' }, 'kind is "both", and trees know averages alone. Use method: "brute".'],
    [{ sampleWeight: y.map(() => 1) }, 'there is a sampleWeight, and trees know'],
  ] as const)('is refused with %j', (rest, words) => {
    const options = { features: 0, method: 'recursion', ...rest } as const;
    expect(() => partialDependence(forest, X, options)).toThrow(
      `partialDependence: method is "recursion", but ${words}`,
    );
  });

  it('is refused for what is not made of trees', () => {
    const line = new LinearRegression().fit(X, y);
    expect(() => partialDependence(line, X, { features: 0, method: 'recursion' })).toThrow(
      'but a LinearRegression is no forest and no boosting by itself. Use method: "brute".',
    );
    const boosted = new GradientBoostingClassifier({ nEstimators: 2 }).fit(X, labels);
    expect(() =>
      partialDependence(boosted, X, {
        features: 0,
        method: 'recursion',
        responseMethod: 'predictProba',
      }),
    ).toThrow('these trees tell "decisionFunction"');
  });
});

describe('tables', () => {
  const records = Array.from({ length: 40 }, (_, i) => ({
    size: i % 9,
    tone: ['red', 'green', 'blue'][i % 3],
    fresh: i % 4 === 0,
  }));
  const y = records.map(({ size, tone, fresh }) => 2 * size + (tone === 'red' ? 5 : 0) + +fresh);
  const table = Table.fromRecords(records);
  const model = new Pipeline({
    steps: [
      ['prepare', new TabularPreprocessor()],
      ['model', new LinearRegression()],
    ],
  }).fit(table, y);

  const mean = (rows: typeof records) =>
    model.predict(rows).reduce((sum, value) => sum + value, 0) / rows.length;

  it('have categories in ascending order, and change raw columns', () => {
    const { features, gridValues, average } = partialDependence(model, table, { features: 'tone' });
    expect(features).toEqual(['tone']);
    expect(gridValues).toEqual([['blue', 'green', 'red']]);
    const means = ['blue', 'green', 'red'].map((tone) =>
      mean(records.map((row) => ({ ...row, tone }))),
    );
    expectClose(average, [means]);
    const both = partialDependence(model, records, { features: ['fresh', 'size'] });
    expect(both.gridValues).toEqual([
      [false, true],
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    ]);
    expect(both.average[0][10]).toBeCloseTo(
      mean(records.map((row) => ({ ...row, fresh: true, size: 1 }))),
      12,
    );
  });

  it('go into a model of trainModel, with values of your own and missing ones', () => {
    const trained = trainModel(table.withColumn('price', y), {
      target: 'price',
      modelName: 'linearRegression',
    }).model;
    const customValues = { tone: ['red', null, 'purple'] };
    const { gridValues, average } = partialDependence(trained, records, {
      features: 'tone',
      customValues,
    });
    expect(gridValues).toEqual([customValues.tone]);
    expect(average[0].every(Number.isFinite)).toBe(true);
    expect(() =>
      partialDependence(trained, records, { features: 'size', customValues: { size: ['big'] } }),
    ).toThrow('customValues: column "size" is of type number, but got ["big"].');
  });
});

describe('what is looked at', () => {
  const X = Array.from({ length: 30 }, (_, i) => [i, i % 5]);
  const y = X.map(([a, b]) => a - b);
  const line = new LinearRegression().fit(X, y);

  it('is what a function gives, one number each or several', () => {
    const two = (rows: MatrixLike) => line.predict(rows).map((value) => [value, -value]);
    const { average, classes } = partialDependence(two, X, { features: 1 });
    expect(classes).toEqual([]);
    expectClose([average[1]], [average[0].map((value) => -value)]);
    expectClose([average[0]], partialDependence(line, X, { features: 1 }).average);
  });

  it('is what a detector of outliers decides by', () => {
    const found = new IsolationForest({ randomState: 0, nEstimators: 5 }).fit(X);
    expect(partialDependence(found, X, { features: 0 }).average[0].length).toBe(30);
  });

  it('leaves X as it is', () => {
    const before = JSON.stringify(X);
    partialDependence(line, X, { features: [0, 1] });
    expect(JSON.stringify(X)).toBe(before);
  });

  it('is in the middle of a linear model what the feature gives, whatever the samples', () => {
    const samples = fc.array(
      fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: -9, max: 9 })),
      { minLength: 1, maxLength: 15 },
    );
    fc.assert(
      fc.property(samples, (rows) => {
        const given = (Z: MatrixLike) => lines([[3, -1]], [2])(Z);
        const { gridValues, average } = partialDependence(given, rows, {
          features: 0,
          customValues: { 0: [-1, 5] },
        });
        expect(gridValues).toEqual([[-1, 5]]);
        expect(average[0][1] - average[0][0]).toBeCloseTo(18, 6);
      }),
    );
  });

  it('counts a weight of two as a repeated sample', () => {
    const forest = new RandomForestRegressor({ nEstimators: 3, randomState: 0 }).fit(X, y);
    const sampleWeight = X.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const repeated = X.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
    const options = { features: 1, customValues: { 1: [0, 2, 4] } };
    expectClose(
      partialDependence(forest, X, { ...options, sampleWeight }).average,
      partialDependence(forest, repeated, { ...options, method: 'brute' }).average,
    );
  });
});

describe('refuses by name', () => {
  const X = Array.from({ length: 30 }, (_, i) => [i, 1, Number.NaN]);
  const sum = (rows: MatrixLike) => {
    const { data, columns } = parseFeatures(rows, 'test', { allowMissing: true });
    return Array.from({ length: data.length / columns }, (_, i) => data[i * columns]);
  };

  it.each([
    [{}, 'features is missing. Pass the column to look at, as { features: "x0" }.'],
    [{ features: 'y' }, 'features names column "y", which X does not have.'],
    [{ features: [0, 0] }, 'features has column "x0" twice.'],
    [{ features: [] }, 'features must be the name or the number of a column'],
    [{ features: 2 }, 'all values of column "x2" are missing.'],
    [{ features: 0, percentiles: [0.9, 0.1] }, 'percentiles must be two numbers from 0 to 1'],
    [{ features: 0, percentiles: [0.1] }, 'percentiles must be an array of two numbers'],
    [{ features: 0, gridResolution: 1 }, 'gridResolution must be an integer >= 2, but got 1.'],
    [{ features: 0, customValues: { 1: [2] } }, 'customValues has values for "1", which is none'],
    [{ features: 0, customValues: { 0: [] } }, 'customValues.0 must be an array of at least one'],
    [{ features: 0, customValues: { 0: [Infinity] } }, 'Pass values of that type that are finite'],
    [{ features: 0, kind: 'all' }, 'kind must be one of "average", "individual", "both"'],
    [{ features: 0, responseMethod: 'predictProba' }, 'but a function is asked as it is.'],
    [
      { features: 0, kind: 'individual', sampleWeight: X.map(() => 1) },
      'there is a sampleWeight, but kind is "individual", where nothing is averaged.',
    ],
    [{ features: 0, sampleWeight: [1] }, 'sampleWeight has 1 value, but X has 30 rows.'],
  ])('%j', (options, words) => {
    expect(() => partialDependence(sum, X, options as never)).toThrow(words);
  });

  it('percentiles of the same value', () => {
    const crowded = Array.from({ length: 60 }, (_, i) => [i < 58 ? 0 : i]);
    const options = { features: 0, gridResolution: 2 };
    expect(() => partialDependence(sum, crowded, options)).toThrow(
      'the percentiles of column "x0" have the same value, 0.',
    );
  });

  it('models that give no numbers', () => {
    const clusters = { labels: [], predict: () => [] };
    expect(() => partialDependence(clusters, X, { features: 0 })).toThrow(
      'the model must have predictions that are numbers, probabilities or decisions, but got',
    );
    const words = (rows: { rows: number }) => new Array(rows.rows).fill('a') as never;
    expect(() => partialDependence(words, X, { features: 0 })).toThrow(
      'what the model gave holds "a", not a number.',
    );
    const short = () => [1];
    expect(() => partialDependence(short, X, { features: 0 })).toThrow(
      'what the model gave has 1 row of 1 number for 30 samples. Give',
    );
  });

  it('curves beyond the memory limit', () => {
    const many = Array.from({ length: 4000 }, (_, i) => [i, i % 400]);
    const options = { features: [0, 1], gridResolution: 600, kind: 'individual' } as const;
    expect(() => partialDependence(sum, many, options)).toThrow(
      'partialDependence: the curves of 4000 samples at 240000 points for 1 output would take',
    );
  });
});

it('is the same in time slices, tells of each point, and stops when it is told to', async () => {
  const X = Array.from({ length: 200 }, (_, i) => [i % 4, i]);
  const labels = X.map(([a, b]) => a + b > 100);
  const model = new LogisticRegression().fit(X, labels);
  const options = { features: 0, kind: 'both' } as const;
  const reports: number[] = [];
  const onProgress = ({ done, total, unit }: Progress) => {
    expect(unit).toBe('point');
    reports.push(done / total);
  };
  expect(await partialDependenceAsync(model, X, { ...options, onProgress })).toEqual(
    partialDependence(model, X, options),
  );
  expect(reports).toEqual([0.25, 0.5, 0.75, 1]);
  const controller = new AbortController();
  const stop = { onProgress: () => controller.abort(new Error('enough')) };
  await expect(
    partialDependenceAsync(model, X, { ...options, ...stop, signal: controller.signal }),
  ).rejects.toThrow('enough');
});
