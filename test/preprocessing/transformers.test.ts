import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { ModelFormatError } from '../../src/errors.js';
import { PolynomialFeatures } from '../../src/preprocessing/polynomial-features.js';
import { MaxAbsScaler } from '../../src/preprocessing/scalers/max-abs-scaler.js';
import { MinMaxScaler } from '../../src/preprocessing/scalers/min-max-scaler.js';
import { normalQuantile } from '../../src/preprocessing/scalers/normal-quantile.js';
import { Normalizer } from '../../src/preprocessing/scalers/normalizer.js';
import { RobustScaler } from '../../src/preprocessing/scalers/robust-scaler.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { reference } from '../reference/reference.js';

/** null is missing. */
type Rows = (number | null)[][];

/** transformers.py makes them. */
const expected = reference<{
  X: Rows;
  new: Rows;
  whole: number[][];
  scalers: Record<string, { out: Rows; new: Rows; back: Rows }>;
  weighted: { weights: number[]; out: Rows };
  normalized: Record<'l1' | 'l2' | 'max', number[][]>;
  polynomial: Record<string, { out: number[][]; names: string[] }>;
}>('transformers');

const withNaN = (rows: Rows) => rows.map((row) => row.map((value) => value ?? Number.NaN));

function expectClose(actual: { to2DArray(): number[][] }, wanted: Rows): void {
  const rows = actual.to2DArray();
  expect(rows).toHaveLength(wanted.length);
  for (const [i, row] of wanted.entries()) {
    expect(rows[i]).toHaveLength(row.length);
    for (const [j, value] of row.entries()) {
      if (value === null) expect(rows[i][j]).toBeNaN();
      else
        expect(Math.abs(rows[i][j] - value)).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(value)),
        );
    }
  }
}

const scalers = {
  minMax: () => new MinMaxScaler(),
  minMaxRange: () => new MinMaxScaler({ featureRange: [-2, 3], clip: true }),
  maxAbs: () => new MaxAbsScaler(),
  robust: () => new RobustScaler(),
  robustUnit: () =>
    new RobustScaler({ quantileRange: [10, 80], unitVariance: true, withCentering: false }),
  standard: () => new StandardScaler(),
};
const X = withNaN(expected.X);

describe.each(Object.entries(scalers))('%s', (name, create) => {
  const wanted = expected.scalers[name];

  it('equals scikit-learn, missing values left out', () => {
    const scaler = create().fit(X);
    expectClose(scaler.transform(X), wanted.out);
    expectClose(scaler.transform(withNaN(expected.new)), wanted.new);
    expectClose(scaler.inverseTransform(scaler.transform(X)), wanted.back);
  });

  it('gives the same for a table, by the names of its columns', () => {
    const columns = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((n, j) => [n, X.map((row) => row[j])]),
    );
    const table = Table.fromColumns(columns);
    const scaler = create().fit(table);
    expectClose(scaler.transform(table.select(['d', 'b', 'a', 'c'])), wanted.out);
    expect(scaler.getFeatureNamesOut()).toEqual(['a', 'b', 'c', 'd']);
    expect(() => scaler.transform(table.select(['a', 'b', 'c']))).toThrow('column "d" is missing');
    const text = Table.fromColumns({ a: ['x'], b: [1], c: [1], d: [1] });
    expect(() => scaler.transform(text)).toThrow('column "a" is text.');
    expect(() => create().fit(X).transform(table)).toThrow(
      'X is a Table, but fit was given 4 columns without names',
    );
  });

  it('is the same from a file', () => {
    const scaler = create().fit(X);
    const loaded = deserializeAs(serialize(scaler), [
      scaler.constructor as typeof StandardScaler,
    ]) as StandardScaler;
    expect(loaded.transform(X).to2DArray()).toEqual(scaler.transform(X).to2DArray());
  });

  it('gives the input back by inverseTransform', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }), (rows) => {
        const scaler = create();
        const scaled = scaler.fitTransform(rows);
        const back = scaler.inverseTransform(scaled).to2DArray();
        for (const [i, row] of rows.entries()) {
          for (const [j, original] of row.entries()) {
            expect(Math.abs(back[i][j] - original)).toBeLessThanOrEqual(1e-9);
          }
        }
      }),
    );
  });

  it('leaves a column that is wholly missing as it is', () => {
    const rows = [
      [Number.NaN, 1],
      [Number.NaN, 2],
    ];
    const scaled = create().fitTransform(rows).to2DArray();
    expect(scaled.map((row) => row[0])).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('fitting in parts gives what all at once gives:', () => {
  it.each([
    ['StandardScaler', () => new StandardScaler()],
    ['MinMaxScaler', () => new MinMaxScaler()],
    ['MaxAbsScaler', () => new MaxAbsScaler()],
  ])('%s', (_name, create) => {
    const whole = create().fit(X).transform(X).to2DArray();
    const parts = create();
    for (const [from, to] of [
      [0, 7],
      [7, 8],
      [8, 30],
    ]) {
      parts.partialFit(X.slice(from, to));
    }
    expectClose(
      parts.transform(X),
      whole.map((row) => row.map((v) => (Number.isNaN(v) ? null : v))),
    );
    expect(parts.nSamplesSeen).toBe(30);
    expect(() => parts.partialFit([[1, 2]])).toThrow('X has 2 features');
  });

  it('as scikit-learn does', () => {
    const scaler = new StandardScaler();
    for (const part of [X.slice(0, 7), X.slice(7, 8), X.slice(8)]) scaler.partialFit(part);
    expectClose(scaler.transform(X), expected.scalers.standardInParts.out);
  });
});

describe('StandardScaler in parts', () => {
  it('takes weights as scikit-learn does', () => {
    const { weights, out } = expected.weighted;
    const scaler = new StandardScaler();
    for (const [from, to] of [
      [0, 7],
      [7, 20],
      [20, 30],
    ]) {
      scaler.partialFit(X.slice(from, to), undefined, { sampleWeight: weights.slice(from, to) });
    }
    expectClose(scaler.transform(X), out);
  });

  it('keeps the digits of a small spread beside a large offset', () => {
    const offset = 1e9;
    const rows = Array.from({ length: 1000 }, (_, i) => [offset + (i % 7)]);
    const whole = new StandardScaler().fit(rows.map(([value]) => [value - offset]));
    const parts = new StandardScaler();
    for (let i = 0; i < rows.length; i += 10) parts.partialFit(rows.slice(i, i + 10));
    // Near 1e9 a mean is stored to 1e-7, and the variance between parts is made of differences of means.
    expect(parts.variance[0]).toBeCloseTo(whole.variance[0], 7);
    expect(parts.mean[0] - offset).toBeCloseTo(whole.mean[0], 6);
  });

  it('stays as it was where a part is refused', () => {
    const scaler = new StandardScaler().partialFit([[1], [2]]);
    const before = [scaler.mean, scaler.variance, scaler.nSamplesSeen];
    expect(() => scaler.partialFit([[Infinity]])).toThrow('StandardScaler.partialFit');
    expect([scaler.mean, scaler.variance, scaler.nSamplesSeen]).toEqual(before);
  });
});

describe('fitTransform gives the bits of fit, then transform:', () => {
  const weights = X.map((_, i) => (i % 3) + 0.5);
  it.each([
    ['whole', expected.whole, undefined],
    ['missing values', X, undefined],
    ['weights', X, weights],
    ['a number of rows that four does not divide', expected.whole.slice(0, 7), undefined],
  ])('%s', (_name, rows, sampleWeight) => {
    const at = new StandardScaler().fitTransform(rows, undefined, { sampleWeight });
    const scaler = new StandardScaler().fit(rows, undefined, { sampleWeight });
    expect(at.to2DArray()).toEqual(scaler.transform(rows).to2DArray());
    const plain = rows.map((row) => row.map((v, j) => (v - scaler.mean[j]) / scaler.scale[j]));
    expect(at.to2DArray()).toEqual(plain);
  });
});

describe('Normalizer', () => {
  it.each(['l1', 'l2', 'max'] as const)('equals scikit-learn, %s', (norm) => {
    expectClose(new Normalizer({ norm }).fitTransform(expected.whole), expected.normalized[norm]);
  });

  it('takes huge and tiny rows, and leaves zeros', () => {
    const rows = new Normalizer().fitTransform([
      [3e200, 4e200],
      [3e-200, -4e-200],
      [0, 0],
    ]);
    expectClose(rows, [
      [0.6, 0.8],
      [0.6, -0.8],
      [0, 0],
    ]);
    expect(() => new Normalizer().fit([[1, Number.NaN]])).toThrow('X[0][1] is NaN.');
  });
});

describe('PolynomialFeatures', () => {
  it.each([
    ['two', { degree: 2 }],
    ['three', { degree: 3, interactionOnly: true }],
    ['range', { degree: [2, 3] as const, includeBias: false }],
    ['rangeBias', { degree: [2, 3] as const }],
    ['fromOne', { degree: [1, 2] as const, interactionOnly: true }],
    ['zero', { degree: 0 }],
  ])('equals scikit-learn in order, names and values, %s', (name, options) => {
    const features = new PolynomialFeatures(options).fit(expected.whole);
    expectClose(features.transform(expected.whole.slice(0, 4)), expected.polynomial[name].out);
    expect(features.getFeatureNamesOut()).toEqual(expected.polynomial[name].names);
    const { powers } = features;
    const [row] = features.transform([[2, 3, 5, 7]]).to2DArray();
    expect(row).toEqual(powers.map((own) => 2 ** own[0] * 3 ** own[1] * 5 ** own[2] * 7 ** own[3]));
  });

  it('refuses what has too many products, or none', () => {
    const wide = [Array.from({ length: 200 }, (_, j) => j)];
    expect(() => new PolynomialFeatures({ degree: 4 }).fit(wide)).toThrow(
      '200 features have 1373700 products up to degree 3, which is too many. Lower degree',
    );
    expect(() => new PolynomialFeatures({ degree: 1e9 }).fit([[1]])).toThrow('up to degree 4472');
    expect(() => new PolynomialFeatures({ degree: 0, includeBias: false }).fit([[1]])).toThrow(
      'there are no products',
    );
    expect(() => new PolynomialFeatures({ degree: [3, 2] })).toThrow('degree must be');
  });
});

describe('columns whose spread overflows are refused by name:', () => {
  const table = Table.fromColumns({ a: [1, 2], b: [-1.7e308, 1.7e308] });
  it.each([
    ['MinMaxScaler', () => new MinMaxScaler()],
    ['RobustScaler', () => new RobustScaler()],
  ])('%s', (name, create) => {
    expect(() => create().fit(table)).toThrow(
      `${name}.fit: the values of column "b" are so large that their spread overflows.`,
    );
  });
});

it('unitVariance needs quantiles that normal values have', () => {
  const scaler = new RobustScaler({ quantileRange: [0, 90], unitVariance: true });
  expect(() => scaler.fit([[1], [2]])).toThrow(
    'RobustScaler.fit: unitVariance needs quantiles that are finite for normal values, but quantileRange is',
  );
});

it('refuses ranges of a model file that are upside down', () => {
  const saved = JSON.stringify(new MinMaxScaler().fit([[1], [2]]).toJSON());
  for (const [from, to] of [
    ['"low":0', '"low":1'],
    ['"values":[1]', '"values":[3]'],
    ['"values":[1]', '"values":["NaN"]'],
  ]) {
    expect(saved).toContain(from);
    expect(() => MinMaxScaler.fromJSON(JSON.parse(saved.replace(from, to)))).toThrow(
      ModelFormatError,
    );
  }
});

it('normal quantiles are those of tables, and of the distribution function', () => {
  expect(normalQuantile(0.75)).toBeCloseTo(0.6744897501960817, 14);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
  expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 11);
  expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([
    -Infinity,
    Infinity,
    0,
  ]);
});

it.each([
  ['featureRange must be two finite numbers', () => new MinMaxScaler({ featureRange: [1, 0] })],
  [
    'quantileRange must be two numbers from 0 to 100',
    () => new RobustScaler({ quantileRange: [50, 200] }),
  ],
  ['norm must be one of', () => new Normalizer({ norm: 'l3' as 'l1' })],
])('options out of range are refused: %s', (words, create) => {
  expect(create).toThrow(words);
});

it('holds what is larger than in fit within [-1, 1] where MaxAbsScaler is to clip', () => {
  // imputers.py makes them.
  const { X: rows, clipped } = reference<{ X: Rows; clipped: Rows }>('imputers');
  const scaler = new MaxAbsScaler({ clip: true }).fit(withNaN(rows.slice(0, 15)));
  expectClose(scaler.transform(withNaN(rows)), clipped);
  const sizes = scaler.transform(withNaN(rows)).to2DArray().flat();
  expect(sizes.every((size) => Number.isNaN(size) || Math.abs(size) <= 1)).toBe(true);
  const loaded = deserializeAs(serialize(scaler), [MaxAbsScaler]) as MaxAbsScaler;
  expect(loaded.transform(withNaN(rows))).toEqual(scaler.transform(withNaN(rows)));
  // Files of earlier versions do not say, and plain ones still do not.
  const plain = JSON.stringify(new MaxAbsScaler().fit([[1]]).toJSON());
  expect(plain.split('"clip"')).toHaveLength(2); // among the options, not in the state
});
