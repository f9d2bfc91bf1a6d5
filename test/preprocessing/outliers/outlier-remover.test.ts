import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import {
  OutlierRemover,
  type OutlierRemoverOptions,
} from '../../../src/preprocessing/outliers/outlier-remover.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';

const X = [...Array.from({ length: 19 }, (_, i) => [i, 10 - i]), [500, 0]];
const numbers = (rows: number[][]) => rows.map(([value]) => value);

describe.each<[string, OutlierRemoverOptions]>([
  ['iqr', { method: 'iqr' }],
  ['zScore', { method: 'zScore' }],
  ['modifiedZScore', { method: 'modifiedZScore' }],
  ['isolationForest', { method: 'isolationForest', contamination: 0.05, randomState: 0 }],
])('by %s', (_name, options) => {
  it('finds the value that is far from the rest, and drops its row from what is learned', () => {
    const remover = new OutlierRemover(options);
    const y = X.map((_, i) => `row ${i}`);
    const weights = X.map((_, i) => i + 1);
    const kept = remover.fitResample(X, y, { sampleWeight: weights });
    expect(remover.outlierRows).toEqual([19]);
    expect(kept.X.to2DArray()).toEqual(X.slice(0, 19));
    expect([kept.y, kept.sampleWeight]).toEqual([y.slice(0, 19), weights.slice(0, 19)]);
    expect(
      remover.predict([
        [5, 5],
        [900, 0],
      ]),
    ).toEqual([1, -1]);
    expect(remover.transform(X).to2DArray()).toEqual(X);
  });

  it('flags it in a further column', () => {
    const remover = new OutlierRemover({ ...options, action: 'flag' });
    const flagged = remover.fitTransform(X);
    expect(flagged.getColumn(2)).toEqual(X.map((_, i) => (i === 19 ? 1 : 0)));
    expect(remover.getFeatureNamesOut(['a', 'b'])).toEqual(['a', 'b', 'outlier']);
  });

  it('is the same from a file', () => {
    const remover = new OutlierRemover(options).fit(X);
    expect((deserialize(serialize(remover)) as OutlierRemover).predict(X)).toEqual(
      remover.predict(X),
    );
  });
});

it('has the bounds that the methods are defined by', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((value) => [value]);
  const bounds = (method: 'iqr' | 'zScore' | 'modifiedZScore', threshold: number) => {
    const { low, high } = new OutlierRemover({ method, threshold }).fit(values);
    return [low[0], high[0]];
  };
  expect(bounds('iqr', 2)).toEqual([3.25 - 9, 7.75 + 9]);
  const std = Math.sqrt(8.25);
  expect(bounds('zScore', 2)[1]).toBeCloseTo(5.5 + 2 * std, 12);
  expect(bounds('modifiedZScore', 1)[0]).toBeCloseTo(5.5 - 2.5 / 0.6744897501960817, 12);
});

it('clips values to the bounds', () => {
  const remover = new OutlierRemover({ action: 'clip' }).fit(X);
  const clipped = remover
    .transform([
      [500, 0],
      [-500, 0],
      [3, 0],
    ])
    .to2DArray();
  expect(numbers(clipped)).toEqual([remover.high[0], remover.low[0], 3]);
});

it('takes missing values for ordinary, and a column without spread for one without outliers', () => {
  const rows = [
    [1, Number.NaN],
    [1, 2],
    [1, 3],
    [1, 2],
    [9, 2],
  ];
  const remover = new OutlierRemover({ action: 'clip' }).fit(rows);
  expect(remover.transform(rows).to2DArray()).toEqual(
    rows.map(([a, b]) => [a, b === 3 ? 2.625 : b]),
  );
  expect(remover.low[0]).toBe(-Infinity);
});

it('drops rows of a pipeline in training only, with their targets and weights', () => {
  const rows = [...Array.from({ length: 30 }, (_, i) => [i]), [1000]];
  const y = [...Array.from({ length: 30 }, (_, i) => 2 * i + 1), -5000];
  const model = new Pipeline({
    steps: [
      ['outliers', new OutlierRemover()],
      ['scale', new StandardScaler()],
      ['model', new LinearRegression()],
    ],
  }).fit(rows, y, { sampleWeight: rows.map((_, i) => 1 + (i % 3)) });
  expect(model.predict([[10], [1000]]).map((value) => Math.round(Number(value)))).toEqual([
    21, 2001,
  ]);
  expect((deserialize(serialize(model)) as typeof model).predict([[10]])[0]).toBeCloseTo(21, 9);
});

it('stays as it was where fitResample throws', () => {
  const remover = new OutlierRemover().fit([[1], [2], [3]]);
  const { high } = remover;
  expect(() => remover.fitResample([[10], [20], [30]], [1])).toThrow('y has 1');
  expect(() => remover.fitResample([[10], [20]], [1, 2], { sampleWeight: [1] })).toThrow(
    'sampleWeight has 1',
  );
  expect(remover.high).toEqual(high);
});

it('clips and flags in training as at predict time, and keeps all rows then', () => {
  for (const action of ['clip', 'flag'] as const) {
    const remover = new OutlierRemover({ action });
    const kept = remover.fitResample(
      X,
      X.map((_, i) => i),
    );
    expect(kept.X.to2DArray()).toEqual(remover.transform(X).to2DArray());
    expect(kept.y).toHaveLength(X.length);
  }
});

it('refuses values whose spread is no finite number, by column', () => {
  const table = Table.fromColumns({ a: [1, 2, 3], b: [1e200, -1e200, 3] });
  expect(() => new OutlierRemover({ method: 'zScore' }).fit(table)).toThrow(
    'OutlierRemover.fit: the values of column "b" are so large that their spread overflows.',
  );
});

it('refuses hostile files', () => {
  const saved = JSON.stringify(
    new OutlierRemover({ action: 'clip' }).fit([[1], [2], [3]]).toJSON(),
  );
  for (const low of ['9', '"NaN"', '4']) {
    const hostile = saved.replace(/("low":\{[^}]*"values":\[)[^\]]*/, `$1${low}`);
    expect(hostile).not.toBe(saved);
    expect(() => OutlierRemover.fromJSON(JSON.parse(hostile))).toThrow(ModelFormatError);
  }
  const forest = new OutlierRemover({ method: 'isolationForest', randomState: 0 }).fit(X).toJSON();
  const json = JSON.parse(JSON.stringify(forest));
  json.model.state.forest.state = null;
  expect(() => OutlierRemover.fromJSON(json, [IsolationForest])).toThrow(
    'its isolation forest is not fitted',
  );
});

it('takes a table', () => {
  const table = Table.fromColumns({ a: numbers(X), b: X.map(([, b]) => b) });
  const remover = new OutlierRemover({ action: 'flag' }).fit(table);
  expect(remover.outlierRows).toEqual([19]);
  expect(remover.getFeatureNamesOut()).toEqual(['a', 'b', 'outlier']);
});

it.each<[string, () => unknown, string]>([
  [
    'bounds of a forest',
    () => new OutlierRemover({ method: 'isolationForest', action: 'clip' }),
    'action "clip" needs bounds',
  ],
  [
    'a threshold of a forest',
    () => new OutlierRemover({ method: 'isolationForest', threshold: 3 }),
    'threshold has no meaning',
  ],
  [
    'a contamination of bounds',
    () => new OutlierRemover({ contamination: 0.1 }),
    'contamination has no meaning for method "iqr"',
  ],
  ['a threshold of 0', () => new OutlierRemover({ threshold: 0 }), 'threshold must be'],
  [
    'a change to options that do not go together',
    () => new OutlierRemover({ action: 'clip' }).setParams({ method: 'isolationForest' }),
    'action "clip" needs bounds',
  ],
  [
    'another number of targets',
    () => new OutlierRemover().fitResample([[1], [2]], [1]),
    'OutlierRemover.fitResample',
  ],
])('refuses %s', (_what, call, words) => {
  expect(call).toThrow(words);
});
