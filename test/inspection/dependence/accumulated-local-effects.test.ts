import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixLike } from '../../../src/contracts.js';
import { parseFeatures } from '../../../src/data/dense.js';
import { Table } from '../../../src/data/table.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import {
  type AccumulatedLocalEffectsOptions,
  accumulatedLocalEffects,
  accumulatedLocalEffectsAsync,
} from '../../../src/inspection/dependence/accumulated-local-effects.js';
import { partialDependence } from '../../../src/inspection/dependence/partial-dependence.js';
import type { Progress } from '../../../src/progress.js';
import { trainModel } from '../../../src/training/train-model.js';

/** A model by what it gives for a row. */
const model = (of: (...row: number[]) => number) => (X: MatrixLike) => {
  const { data, rows, columns } = parseFeatures(X, 'test', { allowMissing: true });
  return Array.from({ length: rows }, (_, i) =>
    of(...data.subarray(i * columns, (i + 1) * columns)),
  );
};

const column = (values: readonly number[]) => values.map((value) => [value]);

function expectClose(found: readonly number[], expected: readonly number[], digits = 9) {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
}

describe('effects of a number', () => {
  it('are differences at the ends of intervals, averaged, added up and centred', () => {
    const square = model((x) => x * x);
    const { features, gridValues, effects, samples, classes } = accumulatedLocalEffects(
      square,
      column([1, 2, 3, 4]),
      { features: 0, gridResolution: 2 },
    );
    expect({ features, gridValues, samples, classes }).toEqual({
      features: ['x0'],
      gridValues: [[1, 2, 4]],
      samples: [2, 2],
      classes: [],
    });
    // 0, 3 and 15 at the edges; 0, 3, 9 and 15 at the samples, on average 6.75.
    expectClose(effects[0], [-6.75, -3.75, 8.25], 12);
  });

  it('weigh the neighbours that there are, where partial dependence makes samples up', () => {
    // The features are always alike, and the model goes wild where they are not.
    const wild = model((a, b) => a + 1000 * (a - b) ** 2);
    const X = Array.from({ length: 41 }, (_, i) => [i / 10, i / 10]);
    const { gridValues, effects } = accumulatedLocalEffects(wild, X, { features: 0 });
    // In each interval the other feature is at its upper end: a step is 0.1 - 1000 × 0.01.
    const step = effects[0][1] - effects[0][0];
    expect(Math.abs(step)).toBeLessThan(11);
    const [curve] = partialDependence(wild, X, { features: 0 }).average;
    expect(Math.max(...curve) - Math.min(...curve)).toBeGreaterThan(3000);
    expect(gridValues[0].length).toBe(41);
  });

  it('are slope × (x - mean) in a linear model, however samples are weighted and go along', () => {
    const row = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.nat(9), (rows, more) => {
        const X = rows.map(([a, weight]) => [a, 3 * a + weight]);
        const sampleWeight = rows.map(([, weight], i) => weight + (i === 0 ? 1 : 0));
        const total = sampleWeight.reduce((sum, weight) => sum + weight, 0);
        const mean = rows.reduce((sum, [a], i) => sum + a * sampleWeight[i], 0) / total;
        const options = { features: 0, sampleWeight, gridResolution: 1 + more };
        const found = accumulatedLocalEffects(
          model((a, b) => 2 * a - b),
          X,
          options,
        );
        const expected = found.gridValues[0].map((a) => 2 * (Number(a) - mean));
        expectClose(found.effects[0], expected);
        expect(found.samples.every((weight) => weight > 0)).toBe(true);
        expect(found.samples.reduce((sum, weight) => sum + weight, 0)).toBe(total);
      }),
    );
  });

  it('are those of the term of an additive model, and of repeated samples for weights', () => {
    const additive = model((a, b) => a ** 3 - Math.abs(b));
    const X = Array.from({ length: 50 }, (_, i) => [(i * 7) % 50, (i * i) % 13]);
    const sampleWeight = X.map((_, i) => (i % 4 === 0 ? 2 : 1));
    const repeated = X.flatMap((row, i) => (i % 4 === 0 ? [row, row] : [row]));
    const options = { features: 0, gridResolution: 10 };
    const found = accumulatedLocalEffects(additive, X, { ...options, sampleWeight });
    const [{ length }] = found.gridValues;
    for (let at = 1; at < length; at++) {
      const [low, high] = [found.gridValues[0][at - 1], found.gridValues[0][at]].map(Number);
      expect(found.effects[0][at] - found.effects[0][at - 1]).toBeCloseTo(high ** 3 - low ** 3, 6);
    }
    const again = accumulatedLocalEffects(additive, repeated, options);
    expect(again.gridValues).toEqual(found.gridValues);
    expect(again.samples).toEqual(found.samples);
    expectClose(again.effects[0], found.effects[0], 6);
  });

  it('leave samples without it out, and know a constant and a single sample', () => {
    const double = model((a) => (Number.isNaN(a) ? 1e6 : 2 * a));
    const gaps = column([0, Number.NaN, 1, 2, 3]);
    const { effects, samples } = accumulatedLocalEffects(double, gaps, { features: 0 });
    expectClose(effects[0], [-3, -1, 1, 3]);
    expect(samples).toEqual([2, 1, 1]);
    for (const X of [column([4, 4, 4]), [[4]]]) {
      const { gridValues, effects, samples } = accumulatedLocalEffects(double, X, { features: 0 });
      expect({ gridValues, effects, samples }).toEqual({
        gridValues: [[4]],
        effects: [[0]],
        samples: [X.length],
      });
    }
  });

  it('keep far and tiny numbers apart', () => {
    const X = Array.from({ length: 20 }, (_, i) => [1e9 + i * 1e-3, 1e-300 * i]);
    const sum = model((a, b) => a + 1e300 * b);
    const near = accumulatedLocalEffects(sum, X, { features: 0, gridResolution: 4 }).effects[0];
    expect(near[4] - near[0]).toBeCloseTo(0.019, 6);
    const tiny = accumulatedLocalEffects(
      model((_, b) => 1e300 * b),
      X,
      { features: 1 },
    ).effects[0];
    expect(tiny[19] - tiny[0]).toBeCloseTo(19, 9);
  });
});

describe('effects of classes', () => {
  it('are in the probabilities or decisions of each, and cancel out', () => {
    const X = Array.from({ length: 60 }, (_, i) => [i % 10, (i * 7) % 6]);
    const labels = X.map(([a, b]) => (a + b > 9 ? 'high' : a > 4 ? 'middle' : 'low'));
    const fitted = new LogisticRegression().fit(X, labels);
    const { classes, effects } = accumulatedLocalEffects(fitted, X, { features: 0 });
    expect(classes).toEqual(['high', 'low', 'middle']);
    for (let at = 0; at < effects[0].length; at++) {
      expect(effects.reduce((sum, curve) => sum + curve[at], 0)).toBeCloseTo(0, 12);
    }
    const margins = accumulatedLocalEffects(fitted, X, {
      features: 0,
      responseMethod: 'decisionFunction',
    });
    const slope = margins.effects[0][1] - margins.effects[0][0];
    expect(slope).toBeCloseTo(fitted.coef.get(0, 0), 9);
  });
});

describe('effects of categories', () => {
  const levels = ['a', 'b', 'c'];
  // What goes along with a category: a lies by c, and c by b.
  const along = { a: [0, 1, 2, 3], c: [2, 3, 4, 5], b: [4, 5, 6, 7] };
  const records = levels.flatMap((level) =>
    along[level as 'a'].map((x) => ({ level, x, z: level === 'b' ? 1 : 0 })),
  );
  const table = Table.fromRecords(records);
  const worth = { a: 1, b: 10, c: 4 };
  const additive = (rows: Table) => {
    const x = rows.numbers('x');
    return rows.strings('level').map((level, i) => worth[level as 'a'] + 7 * x[i]);
  };

  it('are what each is worth, less the mean, in the order of likeness', () => {
    const { gridValues, effects, samples } = accumulatedLocalEffects(additive, table, {
      features: 'level',
    });
    expect(gridValues).toEqual([['a', 'c', 'b']]);
    expect(samples).toEqual([4, 4, 4]);
    expectClose(effects[0], [1 - 5, 4 - 5, 10 - 5], 12);
  });

  it('add up steps of the samples on both sides', () => {
    // A step from a to b is worth what x is: of a 0 and 2, of b 4, on average 2.
    const interacting = (rows: Table) => {
      const x = rows.numbers('x');
      return rows.strings('level').map((level, i) => (level === 'b' ? x[i] : 0));
    };
    const few = Table.fromRecords([
      { level: 'a', x: 0 },
      { level: 'a', x: 2 },
      { level: 'b', x: 4 },
    ]);
    const { effects } = accumulatedLocalEffects(interacting, few, { features: 'level' });
    expectClose(effects[0], [-2 / 3, 4 / 3], 12);
    const weighted = { features: 'level', sampleWeight: [1, 3, 0] };
    const alone = accumulatedLocalEffects(interacting, few, weighted);
    expect(alone.gridValues).toEqual([['a']]);
    expect(alone.effects).toEqual([[0]]);
  });

  it('can have an order of their own, in codes too', () => {
    const order = ['b', 'a', 'c'];
    const { gridValues, effects } = accumulatedLocalEffects(additive, table, {
      features: 'level',
      categoryOrder: order,
    });
    expect(gridValues).toEqual([order]);
    expectClose(effects[0], [5, -4, -1], 12);
    const X = records.map(({ level, x }) => [levels.indexOf(level), x]);
    const coded = model((code, x) => [1, 10, 4][code] + 7 * x);
    const found = accumulatedLocalEffects(coded, X, { features: 0, categoricalFeatures: [0] });
    expect(found.gridValues).toEqual([[0, 2, 1]]);
    expectClose(found.effects[0], [-4, -1, 5], 12);
  });

  it('are alike in the shares of other categories too, and stand as they are where nothing tells', () => {
    const tones = { a: 'rrrb', b: 'bbbb', c: 'rrbb' };
    const rows = levels.flatMap((level) =>
      [...tones[level as 'a']].map((tone) => ({ level, tone })),
    );
    const none = (given: Table) => given.strings('level').map(() => 0);
    const options = { features: 'level' };
    expect(accumulatedLocalEffects(none, Table.fromRecords(rows), options).gridValues).toEqual([
      ['a', 'c', 'b'],
    ]);
    const alone = Table.fromRecords(rows).select(['level']);
    expect(accumulatedLocalEffects(none, alone, options).gridValues).toEqual([levels]);
  });

  it('of a model of trainModel look at its own columns, missing categories left out', () => {
    const rows = [...records, { level: null, x: 3, z: 0 }];
    const y = rows.map(({ level, x }) => (level === null ? 0 : worth[level as 'a']) + x);
    const trained = trainModel(Table.fromRecords(rows).withColumn('price', y), {
      target: 'price',
      modelName: 'linearRegression',
    }).model;
    const found = accumulatedLocalEffects(trained, rows, { features: 'level' });
    expect([...found.gridValues[0]].sort()).toEqual(levels);
    expect(found.samples).toEqual([4, 4, 4]);
  });

  it('too many are refused', () => {
    const many = Table.fromRecords(Array.from({ length: 300 }, (_, i) => ({ name: `n${i}` })));
    const none = (given: Table) => given.strings('name').map(() => 0);
    expect(() => accumulatedLocalEffects(none, many, { features: 'name' })).toThrow(
      'column "name" has 300 categories, but at most 256 can be put in order.',
    );
  });
});

describe('effects of two numbers', () => {
  const grid = Array.from({ length: 35 }, (_, i) => [i % 5, Math.floor(i / 5) ** 2]);
  const means = [2, 13];

  it('are what both do together: (a - mean) × (b - mean) for a product', () => {
    const product = model((a, b) => 3 * a * b + 5 * a - b * b);
    const { gridValues, effects, samples } = accumulatedLocalEffects(product, grid, {
      features: [0, 1],
    });
    expect(samples.length).toBe(4 * 6);
    expect(samples.reduce((sum, weight) => sum + weight, 0)).toBe(35);
    const [first, second] = gridValues.map((values) => values.map(Number));
    const expected = first.flatMap((a) => second.map((b) => 3 * (a - means[0]) * (b - means[1])));
    expectClose(effects[0], expected);
  });

  it('are 0 where the model adds the features up, whatever the samples', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
    const additive = model((a, b) => a * a - 4 * b);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(5), (X, more) => {
        const options = { features: [0, 1], gridResolution: 1 + more };
        const { effects } = accumulatedLocalEffects(additive, X, options);
        for (const effect of effects[0]) expect(effect).toBeCloseTo(0, 9);
      }),
    );
  });

  it('weigh samples as repeating them does, and take the nearest cell where there are none', () => {
    const X = [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
      [1, 3],
    ];
    const product = model((a, b) => a * b * b);
    const options = { features: [0, 1], gridResolution: 3 };
    const sampleWeight = [1, 2, 1, 1, 2];
    const repeated = X.flatMap((sample, i) =>
      sampleWeight[i] === 2 ? [sample, sample] : [sample],
    );
    const found = accumulatedLocalEffects(product, X, { ...options, sampleWeight });
    const again = accumulatedLocalEffects(product, repeated, options);
    expect(again.samples).toEqual(found.samples);
    expectClose(found.effects[0], again.effects[0]);
    expect(found.samples).toContain(0);
    expect(found.effects[0].every(Number.isFinite)).toBe(true);
  });

  it('take the nearest cell where there are no samples, of the same number of intervals', () => {
    // Samples lie on the diagonal alone; any other cell has the step of a nearest one there.
    const X = Array.from({ length: 60 }, (_, i) => [i % 6, i % 6]);
    const steps = model((a, b) => (a === b ? (a * (a + 1)) / 2 : Math.min(a, b) ** 2 / 2));
    const options = { features: [0, 1] };
    const { effects, samples } = accumulatedLocalEffects(steps, X, options);
    expect(samples.filter((weight) => weight > 0).length).toBe(5);
    const at = (a: number, b: number) => effects[0][a * 6 + b];
    const second = (a: number, b: number) =>
      at(a + 1, b + 1) - at(a, b + 1) - at(a + 1, b) + at(a, b);
    for (let a = 0; a < 5; a++) {
      for (let b = 0; b < 5; b++) {
        const near = [Math.floor((a + b) / 2), Math.ceil((a + b) / 2)].map((k) => second(k, k));
        expect(Math.min(...near.map((step) => Math.abs(step - second(a, b))))).toBeLessThan(1e-9);
      }
    }
  });

  it('are 0 beside a constant, and refused where no sample has both', () => {
    const product = model((a, b) => a * b);
    const flat = [
      [1, 5],
      [2, 5],
    ];
    const { effects } = accumulatedLocalEffects(product, flat, { features: [0, 1] });
    expect(effects).toEqual([[0, 0]]);
    const apart = [
      [1, Number.NaN],
      [Number.NaN, 2],
    ];
    expect(() => accumulatedLocalEffects(product, apart, { features: [0, 1] })).toThrow(
      'no sample with a weight has values of both columns.',
    );
  });
});

describe('refuses by name', () => {
  const table = Table.fromRecords([
    { size: 1, other: null, tone: 'red' },
    { size: 2, other: null, tone: 'blue' },
  ]).withColumn('other', [Number.NaN, Number.NaN]);
  const none = (rows: Table) => Array.from({ length: rows.rowCount }, () => 0);

  it.each([
    [{}, 'accumulatedLocalEffects: features is missing.'],
    [{ features: ['size', 'tone'] }, 'a pair must be of two numbers'],
    [
      { features: ['size', 'tone', 'other'] },
      'features has 3 columns, but effects are of one or of two',
    ],
    [{ features: 'size', gridResolution: 0 }, 'gridResolution must be an integer >= 1, but got 0.'],
    [
      { features: 'size', categoryOrder: ['red'] },
      'categoryOrder is given, but the feature is a number.',
    ],
    [{ features: 'tone', categoryOrder: ['red'] }, 'categoryOrder lacks the category "blue".'],
    [
      { features: 'tone', categoryOrder: ['red', 'blue', 'red'] },
      'categoryOrder has a category twice.',
    ],
    [{ features: 'other' }, 'no sample with a weight has a value of column "other".'],
    [{ features: 'size', kind: 'both' }, 'there is no option "kind".'],
  ])('%j', (options, words) => {
    const given = options as AccumulatedLocalEffectsOptions;
    expect(() => accumulatedLocalEffects(none, table, given)).toThrow(words);
  });
});

it('is the same in time slices, tells of each prediction, and stops when it is told to', async () => {
  const X = Array.from({ length: 200 }, (_, i) => [i % 9, i, i % 3]);
  const product = model((a, b, c) => a * b + c);
  for (const [options, total] of [
    [{ features: 0 }, 2],
    [{ features: [0, 1] }, 4],
    [{ features: 2, categoricalFeatures: [2] }, 3],
  ] as const) {
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    const found = await accumulatedLocalEffectsAsync(product, X, { ...options, onProgress });
    expect(found).toEqual(accumulatedLocalEffects(product, X, options));
    expect(reports.map(({ done }) => done)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    expect(reports.at(-1)).toEqual({ done: total, total, unit: 'prediction' });
  }
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const { signal } = controller;
  await expect(
    accumulatedLocalEffectsAsync(product, X, { features: 0, signal, onProgress }),
  ).rejects.toThrow('enough');
});
