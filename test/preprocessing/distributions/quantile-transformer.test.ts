import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidParameterError, ModelFormatError } from '../../../src/errors.js';
import { QuantileTransformer } from '../../../src/preprocessing/distributions/quantile-transformer.js';
import { normalCdf, normalQuantile } from '../../../src/preprocessing/scalers/normal-quantile.js';
import { reference } from '../../reference/reference.js';
import { DATA_SET_NAMES, type DataSetName, rowsOf } from '../data-sets.js';
import { expectSome, type Rows } from './expect-some.js';

type Mapped = { out: Rows; back: Rows };

/** distributions.py makes them. */
const expected = reference<{
  data: Record<DataSetName, Record<'uniform' | 'normal' | 'few', Mapped>>;
  missing: { X: Rows; quantile: Mapped };
}>('distributions');

const settings = {
  uniform: () => new QuantileTransformer(),
  normal: () => new QuantileTransformer({ outputDistribution: 'normal' }),
  few: () => new QuantileTransformer({ nQuantiles: 10 }),
};

describe.each(DATA_SET_NAMES)('on %s', (name) => {
  const rows = rowsOf(name);

  it.each(['uniform', 'normal', 'few'] as const)('equals scikit-learn: %s', (setting) => {
    const wanted = expected.data[name][setting];
    const transformer = settings[setting]().fit(rows);
    const out = transformer.transform(rows);
    expectSome(out, wanted.out, 1e-13);
    // Back from 3 standard deviations, a last bit of the share is 500 of them.
    expectSome(transformer.inverseTransform(out), wanted.back, 1e-12);
  });
});

it('leaves out what is missing, as scikit-learn', () => {
  const X = expected.missing.X.map((row) => row.map((value) => value ?? Number.NaN));
  const transformer = settings.normal().fit(X);
  expectSome(transformer.transform(X), expected.missing.quantile.out, 1e-13);
  const back = transformer.inverseTransform(transformer.transform(X));
  expectSome(back, expected.missing.quantile.back, 1e-12);
});

it('keeps the order of the values, whatever their size', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 20 }),
      fc.array(number, { minLength: 1, maxLength: 20 }),
      fc.constantFrom('uniform' as const, 'normal' as const),
      (values, others, outputDistribution) => {
        const transformer = new QuantileTransformer({ outputDistribution, nQuantiles: 7 });
        transformer.fit(values.map((value) => [value]));
        const sorted = [...values, ...others].sort((a, b) => a - b);
        const out = transformer.transform(sorted.map((value) => [value])).getColumn(0);
        const most = outputDistribution === 'uniform' ? 1 : 5.2;
        const least = outputDistribution === 'uniform' ? 0 : -5.2;
        for (const [i, place] of out.entries()) {
          expect(place).toBeGreaterThanOrEqual(i === 0 ? least : out[i - 1]);
          expect(place).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});

it('goes back to where it came from within the range of fit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }),
      fc.constantFrom('uniform' as const, 'normal' as const),
      (values, outputDistribution) => {
        const rows = values.map((value) => [value]);
        const transformer = new QuantileTransformer({ outputDistribution });
        const back = transformer.inverseTransform(transformer.fitTransform(rows)).getColumn(0);
        // A share of a bit is at most a bit of the whole range.
        for (const [i, value] of values.entries()) {
          expect(Math.abs(back[i] - value)).toBeLessThanOrEqual(1e-7);
        }
      },
    ),
  );
});

it('does not depend on the unit, even where all values are within 1e-7', () => {
  const values = [1, 4, 2, 8, 5, 7, 7];
  for (const outputDistribution of ['uniform', 'normal'] as const) {
    const outOf = (unit: number) =>
      new QuantileTransformer({ outputDistribution })
        .fitTransform(values.map((value) => [value * unit]))
        .getColumn(0);
    for (const unit of [2 ** -1020, 2 ** -40, 2 ** 1020]) expect(outOf(unit)).toEqual(outOf(1));
  }
});

describe('in a corner:', () => {
  it('a constant column is 0, as in scikit-learn, and comes back', () => {
    const transformer = new QuantileTransformer();
    expect(transformer.fitTransform([[3], [3], [3]]).getColumn(0)).toEqual([0, 0, 0]);
    expect(transformer.transform([[2], [4]]).getColumn(0)).toEqual([0, 1]);
    expect(transformer.inverseTransform([[0], [0.4], [1]]).getColumn(0)).toEqual([3, 3, 3]);
  });

  it('one row is one quantile', () => {
    const transformer = new QuantileTransformer().fit([[3, Number.NaN]]);
    expect(transformer.nQuantiles).toBe(1);
    expect(transformer.quantiles).toEqual([[3, Number.NaN]]);
    expect(transformer.transform([[3, 1]]).to2DArray()).toEqual([[0, Number.NaN]]);
  });

  it('values beyond those of fit end at the ends', () => {
    const transformer = new QuantileTransformer({ outputDistribution: 'normal' });
    transformer.fit([[1], [2], [3]]);
    // scikit-learn 1.9.1: QuantileTransformer(output_distribution="normal") gives ±5.19933758.
    expect(transformer.transform([[-9], [9]]).getColumn(0)[0]).toBeCloseTo(-5.199337582605575, 12);
    expect(transformer.transform([[-9], [9]]).getColumn(0)[1]).toBeCloseTo(5.19933758270342, 12);
    expect(transformer.inverseTransform([[-1e300], [40]]).getColumn(0)).toEqual([1, 3]);
  });
});

it('learns from a subsample that the seed decides', () => {
  const rows = Array.from({ length: 500 }, (_, i) => [(i * 37) % 500]);
  const quantiles = (randomState: number, subsample: number | null) =>
    new QuantileTransformer({ nQuantiles: 9, randomState, subsample }).fit(rows).quantiles;
  expect(quantiles(1, 100)).toEqual(quantiles(1, 100));
  expect(quantiles(1, 100)).not.toEqual(quantiles(2, 100));
  expect(quantiles(1, null)).toEqual(quantiles(2, 500));
  expect(() => new QuantileTransformer({ subsample: 100 }).fit(rows)).toThrow(
    new InvalidParameterError(
      'QuantileTransformer.fit: nQuantiles is 1000, but no more than subsample = 100 samples are looked at. Lower nQuantiles, or raise subsample.',
    ),
  );
});

it('follows the columns of a table by name', () => {
  const table = Table.fromColumns({ a: [1, 2, 3], b: [5, null, 9] });
  const transformer = new QuantileTransformer().fit(table);
  expect(transformer.getFeatureNamesOut()).toEqual(['a', 'b']);
  expect(transformer.transform(table.select(['b', 'a'])).to2DArray()).toEqual([
    [0, 0],
    [0.5, Number.NaN],
    [1, 1],
  ]);
});

it('refuses a file whose quantiles are not ascending, or missing in part', () => {
  const json = new QuantileTransformer().fit([[1], [2], [3]]).toJSON();
  for (const values of [
    [1, 3, 2],
    [1, 'NaN', 2],
    ['NaN', 2, 3],
    [1, 2, 'Infinity'],
  ]) {
    const broken = JSON.parse(JSON.stringify(json));
    broken.model.state.quantiles.values = values;
    expect(() => QuantileTransformer.fromJSON(broken)).toThrow(ModelFormatError);
  }
});

it('knows the tails of the normal distribution', () => {
  // mpmath 1.4.1: ncdf(-5.2), ncdf(-2.5), ncdf(-20).
  expect(normalCdf(-5.2) / 9.964426316933482e-8).toBeCloseTo(1, 14);
  expect(normalCdf(-2.5) / 0.006209665325776132).toBeCloseTo(1, 14);
  expect(normalCdf(-20) / 2.7536241186062337e-89).toBeCloseTo(1, 13);
  expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 14);
});
