import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';
import { reference } from '../../reference/reference.js';

const X = [
  [1, 10, 5],
  [2, 20, 5],
  [3, 30, 5],
];

it('gives each column mean 0 and standard deviation 1, and a constant column 0', () => {
  const scaled = new StandardScaler().fitTransform(X).to2DArray();
  const step = Math.sqrt(1.5);
  expect(scaled).toEqual([
    [-step, -step, 0],
    [0, 0, 0],
    [step, step, 0],
  ]);
});

interface ScalerCase {
  X: number[][];
  weights: number[] | null;
  withMean: boolean;
  withStd: boolean;
  out: number[][];
}

it('agrees with scikit-learn, with weights, constants and offsets of 1e7', () => {
  for (const { X, weights, out, ...options } of reference<{ scaler: ScalerCase[] }>('preprocessing')
    .scaler) {
    const scaled = new StandardScaler(options)
      .fit(X, undefined, { sampleWeight: weights ?? undefined })
      .transform(X)
      .to2DArray();
    for (const [i, row] of out.entries()) {
      for (const [j, value] of row.entries()) {
        const scale = Math.max(1, Math.abs(value));
        // At 1e7 doubles are 2e-9 apart, so two means that are both right can differ by that.
        const tolerance = Math.abs(X[i][j]) > 1e6 ? 1e-8 : 1e-12;
        expect(Math.abs(scaled[i][j] - value)).toBeLessThanOrEqual(tolerance * scale);
      }
    }
  }
});

const rows = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: width,
      maxLength: width,
    }),
    { minLength: 1, maxLength: 12 },
  ),
);

it('gives the input back by inverseTransform, and leaves it untouched', () => {
  fc.assert(
    fc.property(rows, (X) => {
      const before = structuredClone(X);
      const scaler = new StandardScaler();
      const back = scaler.inverseTransform(scaler.fitTransform(X)).to2DArray();
      expect(X).toEqual(before);
      for (const [i, row] of X.entries()) {
        const largest = Math.max(...X.flat().map(Math.abs), 1e-300);
        for (const [j, value] of row.entries()) {
          expect(Math.abs(back[i][j] - value)).toBeLessThanOrEqual(1e-12 * largest);
        }
      }
    }),
  );
});

it('refuses values whose variance is no finite number', () => {
  expect(() =>
    new StandardScaler().fit([
      [1, 1e200],
      [2, -1e200],
    ]),
  ).toThrow(
    'StandardScaler.fit: the values of column 1 are so large that their variance overflows.',
  );
});

it('takes a weight of two as a repeated row', () => {
  const weighted = new StandardScaler().fit(X, undefined, { sampleWeight: [2, 1, 1] });
  const repeated = new StandardScaler().fit([X[0], ...X]);
  expect(weighted.mean).toEqual(repeated.mean);
  for (const [j, scale] of repeated.scale.entries())
    expect(weighted.scale[j]).toBeCloseTo(scale, 14);
});

it('keeps what it learned when a hyperparameter changes, until the next fit', () => {
  const scaler = new StandardScaler().fit(X);
  const before = scaler.transform(X).to2DArray();
  scaler.setParams({ withMean: false });
  expect(scaler.transform(X).to2DArray()).toEqual(before);
  expect(scaler.fit(X).transform(X).to2DArray()).not.toEqual(before);
});

it('predicts the same bits after saving and loading, as bytes and as JSON', () => {
  const scaler = new StandardScaler().fit(X);
  const expected = scaler.transform(X).to2DArray();
  const fromBytes = deserializeAs(serialize(scaler), [StandardScaler]) as StandardScaler;
  const fromJson = StandardScaler.fromJSON(JSON.parse(JSON.stringify(scaler)));
  expect(fromBytes.transform(X).to2DArray()).toEqual(expected);
  expect(fromJson.transform(X).to2DArray()).toEqual(expected);
});
