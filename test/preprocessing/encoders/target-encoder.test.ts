import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError, ModelFormatError } from '../../../src/errors.js';
import { ColumnTransformer } from '../../../src/preprocessing/composition/column-transformer.js';
import { TargetEncoder } from '../../../src/preprocessing/encoders/target-encoder.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { reference } from '../../reference/reference.js';

const X = ['a', 'a', 'b', 'b', 'b', 'c', null, 'a', 'c', 'a'].map((value) => [value]);
const amounts = [1, 2.5, 3, 4.25, 6, 7, 8, 1.5, 9, 0];
const close = (actual: readonly number[], wanted: readonly number[]) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(actual[i]).toBeCloseTo(value, 13);
};

describe('agrees with scikit-learn 1.9.1', () => {
  // TargetEncoder(target_type=…, smooth=…).fit(X, y).encodings_, in which None is a category and comes last
  it.each([
    ['auto', [1.3170788816428471, 4.406278048647077, 7.797165692793337, 8]],
    [2, [2.2416666666666667, 4.34, 6.1125, 5.483333333333333]],
    [0, [1.25, 4.416666666666667, 8, 8]],
  ] as const)('on amounts, smooth %s', (smooth, wanted) => {
    const encoder = new TargetEncoder({ smooth }).fit(X, amounts);
    close(encoder.encodings[0], wanted);
    expect(encoder.categories).toEqual([['a', 'b', 'c', null]]);
    close(encoder.transform([['zz']]).to1DArray(), [4.225]);
    close(
      encoder.transform([['b'], [null]]).to1DArray(),
      wanted.slice(1, 4).filter((_, k) => k !== 1),
    );
  });

  it('on two classes and on three', () => {
    const two = ['n', 'n', 'p', 'p', 'n', 'p', 'p', 'n', 'p', 'n'];
    close(new TargetEncoder().fit(X, two).encodings[0], [0, 0.6285714285714286, 1, 1]);
    const three = ['n', 'm', 'p', 'p', 'n', 'p', 'm', 'n', 'p', 'n'];
    const encoder = new TargetEncoder().fit(X, three);
    // scikit-learn has a list a class; here the classes of a category stand together.
    const byClass = [
      [0.23867069486404835, 0, 0, 1],
      [0.6928104575163399, 0.3490566037735849, 0, 0],
      [0, 0.6037735849056604, 1, 0],
    ];
    close(
      encoder.encodings[0],
      [0, 1, 2, 3].flatMap((c) => byClass.map((own) => own[c])),
    );
    close(encoder.targetMean, [0.2, 0.4, 0.4]);
    expect(encoder.getFeatureNamesOut(['city'])).toEqual(['city_m', 'city_n', 'city_p']);
  });

  it('in fitTransform without shuffle', () => {
    const rows = [...'abababab'].map((value) => [value]);
    const encoder = new TargetEncoder({ smooth: 1, cv: 2, shuffle: false });
    const [low, high] = [7 / 6, 31 / 6];
    close(encoder.fitTransform(rows, [0, 1, 2, 3, 4, 5, 6, 7]).to1DArray(), [
      ...[high, high + 2 / 3, high, high + 2 / 3],
      ...[low, low + 2 / 3, low, low + 2 / 3],
    ]);
  });
});

/** target_encoder.py makes them: every fourth row. */
const expected = reference<{
  X: string[][];
  y: Record<'continuous' | 'binary' | 'multiclass', number[]>;
  fits: {
    targetType: 'continuous' | 'binary' | 'multiclass';
    smooth: 'auto' | number;
    cv: number;
    crossFitted: number[][];
    out: number[][];
    names: string[];
  }[];
}>('target_encoder');

it.each(expected.fits)(
  'is cross-fitted as scikit-learn: $targetType, smooth $smooth, cv $cv',
  (fitted) => {
    const { targetType, smooth, cv } = fitted;
    const encoder = new TargetEncoder({ targetType, smooth, cv, shuffle: false });
    const some = (_: unknown, i: number) => i % 4 === 0;
    const y = expected.y[targetType];
    const out = encoder.fitTransform(expected.X, y).to2DArray().filter(some);
    for (const [i, row] of fitted.crossFitted.entries()) close(out[i], row);
    const whole = encoder.transform(expected.X).to2DArray().filter(some);
    for (const [i, row] of fitted.out.entries()) close(whole[i], row);
    expect(encoder.getFeatureNamesOut()).toEqual(fitted.names);
  },
);

it('does not let a sample see its own target: noise stays noise', () => {
  const rows = Array.from({ length: 400 }, (_, i) => [`v${(i * 7919) % 200}`]);
  const y = rows.map((_, i) => Math.sin(i * i));
  const correlation = (encoded: number[]) => {
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const [mx, my] = [mean(encoded), mean(y)];
    const sum = (f: (i: number) => number) => y.reduce((total, _, i) => total + f(i), 0);
    const xy = sum((i) => (encoded[i] - mx) * (y[i] - my));
    return xy / Math.sqrt(sum((i) => (encoded[i] - mx) ** 2) * sum((i) => (y[i] - my) ** 2));
  };
  const encoder = new TargetEncoder({ smooth: 0, randomState: 0 });
  expect(correlation(encoder.fitTransform(rows, y).to1DArray())).toBeLessThan(0.2);
  expect(correlation(encoder.transform(rows).to1DArray())).toBeGreaterThan(0.6);
});

it('stays between the smallest and the largest target, whatever the rows', () => {
  const cell = fc.constantFrom('a', 'b', 'c', null);
  const rows = fc.array(fc.tuple(cell, fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(rows, fc.constantFrom('auto' as const, 0, 3), (pairs, smooth) => {
      const y = pairs.map(([, value]) => value);
      const encoder = new TargetEncoder({ smooth, targetType: 'continuous', randomState: 1 });
      const crossed = encoder
        .fitTransform(
          pairs.map(([value]) => [value]),
          y,
        )
        .to1DArray();
      const [low, high] = [Math.min(...y), Math.max(...y)];
      for (const value of [...crossed, ...encoder.encodings[0]]) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-9 * (1 + Math.abs(low)));
        expect(value).toBeLessThanOrEqual(high + 1e-9 * (1 + Math.abs(high)));
      }
    }),
  );
});

it('is saved, and refuses a file that does not fit together', () => {
  const table = Table.fromColumns({
    city: X.map(([value]) => value),
    open: X.map((_, i) => i % 2 === 0),
  });
  const encoder = new TargetEncoder().fit(table, amounts);
  const loaded = deserialize(serialize(encoder)) as TargetEncoder;
  expect(loaded.transform(table)).toEqual(encoder.transform(table));
  const text = JSON.stringify(encoder.toJSON());
  for (const [from, to] of [
    ['"targetMean":[4.225]', '"targetMean":[4.225,1]'],
    ['"missing":true', '"missing":false'],
    ['"classes":null', '"classes":["a","b","c"]'],
  ]) {
    expect(text).toContain(from);
    expect(() => TargetEncoder.fromJSON(JSON.parse(text.replace(from, to)))).toThrow(
      ModelFormatError,
    );
  }
});

it('is cross-fitted within a ColumnTransformer too', () => {
  const table = Table.fromColumns({ city: X.map(([value]) => value), size: amounts });
  const part = new TargetEncoder({ randomState: 3 });
  const columns = new ColumnTransformer({
    transformers: [['city', part, ['city']]],
    remainder: 'passthrough',
  });
  const alone = new TargetEncoder({ randomState: 3 });
  const expected = alone.fitTransform(table.select(['city']), amounts).to1DArray();
  expect(columns.fitTransform(table, amounts).getColumn(0)).toEqual(expected);
  expect(columns.transform(table).getColumn(0)).toEqual(
    alone.transform(table.select(['city'])).to1DArray(),
  );
});

describe('refuses', () => {
  it.each<[string, () => unknown, string]>([
    [
      'no y',
      () => new TargetEncoder().fit(X, undefined as never),
      'TargetEncoder.fit: y must be an array of 10 values',
    ],
    ['another length', () => new TargetEncoder().fit(X, [1]), 'y has 1 value, but X has 10 rows'],
    [
      'one label',
      () =>
        new TargetEncoder().fit(
          X,
          X.map(() => 'p'),
        ),
      'y holds 1 different label, but at least two',
    ],
    [
      'three labels as two',
      () => new TargetEncoder({ targetType: 'binary' }).fit(X, amounts),
      'targetType "binary" means two',
    ],
    [
      'text as amounts',
      () =>
        new TargetEncoder({ targetType: 'continuous' }).fit(
          X,
          X.map(() => 'p'),
        ),
      'not a finite number',
    ],
  ])('%s', (_what, action, words) => {
    expect(action).toThrow(InvalidInputError);
    expect(action).toThrow(words);
  });
});
