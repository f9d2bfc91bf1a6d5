import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { loadIris } from '../../../src/datasets/load-iris.js';
import { InvalidInputError, InvalidParameterError } from '../../../src/errors.js';
import { QUANTILE_METHODS, type QuantileMethod } from '../../../src/numeric/quantile-methods.js';
import { KBinsDiscretizer } from '../../../src/preprocessing/binning/k-bins-discretizer.js';
import { setWarningHandler, type WarningHandler } from '../../../src/warnings.js';
import { reference } from '../../reference/reference.js';
import { DATA_SET_NAMES, type DataSetName, rowsOf } from '../data-sets.js';

type Strategy = 'uniform' | 'quantile' | 'kmeans';

/** binning.py makes them. */
const expected = reference<{
  fits: Record<
    DataSetName,
    Record<Strategy, { edges: number[][]; weighted: number[][]; out: number[][] }>
  >;
  methods: Record<QuantileMethod, number[][]>;
  weightedInvertedCdf: number[][];
  mixed: { names: string[]; out: number[][]; back: number[][] };
}>('binning');

let warnings: string[];
let before: WarningHandler;
beforeEach(() => {
  warnings = [];
  before = setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(before);
});

function expectClose(actual: readonly (readonly number[])[], wanted: number[][]): void {
  expect(actual.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  for (const [j, row] of wanted.entries()) {
    for (const [k, value] of row.entries()) {
      // Half of what an edge loses is the rounding of a sum of 569 values in another order.
      expect(Math.abs(actual[j][k] - value)).toBeLessThanOrEqual(
        1e-13 * Math.max(1, Math.abs(value)),
      );
    }
  }
}

describe.each(DATA_SET_NAMES)('on %s', (name) => {
  const rows = rowsOf(name);
  const weights = rows.map((_, i) => i % 4);

  it.each(['uniform', 'quantile', 'kmeans'] as const)('cuts as scikit-learn: %s', (strategy) => {
    const wanted = expected.fits[name][strategy];
    const bins = new KBinsDiscretizer({ strategy, encode: 'ordinal' }).fit(rows);
    expectClose(bins.binEdges, wanted.edges);
    expect(bins.transform(rows.filter((_, i) => i % 20 === 0)).to2DArray()).toEqual(wanted.out);
    const weighted = new KBinsDiscretizer({ strategy }).fit(rows, undefined, {
      sampleWeight: weights,
    });
    expectClose(weighted.binEdges, wanted.weighted);
  });
});

describe('the quantiles', () => {
  const rows = loadIris().data.to2DArray();

  it.each(QUANTILE_METHODS)('are those of NumPy: %s', (quantileMethod) => {
    const bins = new KBinsDiscretizer({ nBins: 4, quantileMethod }).fit(rows.slice(0, 47));
    expectClose(bins.binEdges, expected.methods[quantileMethod]);
  });

  it('take weights by two definitions, and are refused with them by the others', () => {
    const sampleWeight = rows.map((_, i) => i % 3);
    const binsBy = (quantileMethod: QuantileMethod) =>
      new KBinsDiscretizer({ quantileMethod }).fit(rows, undefined, { sampleWeight });
    expectClose(binsBy('invertedCdf').binEdges, expected.weightedInvertedCdf);
    expect(() => binsBy('linear')).toThrow(
      new InvalidParameterError(
        'KBinsDiscretizer.fit: quantileMethod "linear" takes no sample weights. Pass "averagedInvertedCdf" or "invertedCdf".',
      ),
    );
  });
});

describe('the outgoing columns', () => {
  const { data, featureNames } = loadIris();
  const rows = data.to2DArray().filter((_, i) => i % 30 === 0);
  const bins = new KBinsDiscretizer({ nBins: [2, 3, 4, 6], quantileMethod: 'linear' }).fit(data);

  it('are one a bin, named as in scikit-learn', () => {
    expect(bins.transform(rows).to2DArray()).toEqual(expected.mixed.out);
    expect(bins.getFeatureNamesOut()).toEqual(expected.mixed.names);
    expectClose(bins.inverseTransform(bins.transform(rows)).to2DArray(), expected.mixed.back);
    const ordinal = new KBinsDiscretizer({ encode: 'ordinal' }).fit(data);
    expect(ordinal.getFeatureNamesOut(featureNames)).toEqual(featureNames);
  });

  it('follow the columns of a table by name', () => {
    const table = Table.fromColumns({ a: [1, 2, 3, 4], b: [4, 3, 2, 0] });
    const ofTable = new KBinsDiscretizer({ nBins: 2 }).fit(table);
    expect(ofTable.getFeatureNamesOut()).toEqual(['a_0.0', 'a_1.0', 'b_0.0', 'b_1.0']);
    expect(ofTable.transform(table.select(['b', 'a'])).to2DArray()).toEqual(
      ofTable.transform(table).to2DArray(),
    );
    expect(ofTable.inverseTransform(ofTable.transform(table)).getColumn(0)).toEqual([
      1.75, 1.75, 3.25, 3.25,
    ]);
  });

  it('are refused on the way back where they name no bin', () => {
    expect(() => bins.inverseTransform([new Array(15).fill(0)])).toThrow(
      new InvalidInputError(
        'KBinsDiscretizer.inverseTransform: X[0] has no bin of column 0, which has bins 0 to 1. Pass what transform returned.',
      ),
    );
    const ordinal = new KBinsDiscretizer({ nBins: 3, encode: 'ordinal' }).fit([[1], [2], [3]]);
    expect(() => ordinal.inverseTransform([[0], [3]])).toThrow('X[1] has the bin 3 of column 0');
    expect(() => ordinal.inverseTransform([[0.5]])).toThrow('X[0] has the bin 0.5 of column 0');
    expect(() => ordinal.inverseTransform([[-1]])).toThrow('X[0] has the bin -1 of column 0');
  });
});

describe('bins that cannot be told apart', () => {
  it('are joined, and warned of', () => {
    const rows = [0, 0, 0, 0, 0, 0, 0, 1, 2, 3].map((value) => [value]);
    const bins = new KBinsDiscretizer({ encode: 'ordinal' }).fit(rows);
    // scikit-learn 1.9.1: KBinsDiscretizer(encode="ordinal").fit(X).bin_edges_ is [0, 1.5, 3].
    expect(bins.binEdges).toEqual([[0, 1.5, 3]]);
    expect(bins.nBins).toEqual([2]);
    expect(warnings).toEqual([
      'KBinsDiscretizer.fit: column 0 has 2 bins instead of 5, as others would be too narrow. Lower nBins.',
    ]);
  });

  it('are one where a column is constant, which comes back as it was', () => {
    const bins = new KBinsDiscretizer().fit([
      [7, 1],
      [7, 2],
      [7, 3],
      [7, 4],
      [7, 5],
    ]);
    expect(bins.nBins).toEqual([1, 5]);
    expect(bins.binEdges[0]).toEqual([-Infinity, Infinity]);
    expect(bins.inverseTransform(bins.transform([[9, 1]])).get(0, 0)).toBe(7);
    expect(warnings).toEqual([
      'KBinsDiscretizer.fit: column 0 is constant, and has one bin. Leave it out.',
    ]);
  });

  it.each(['uniform', 'quantile', 'kmeans'] as const)(
    'do not depend on the unit: %s',
    (strategy) => {
      const values = Array.from({ length: 40 }, (_, i) => i + ((i * 7) % 5) / 8);
      const binsOf = (unit: number) =>
        new KBinsDiscretizer({ strategy, encode: 'ordinal' })
          .fitTransform(values.map((value) => [value * unit]))
          .getColumn(0);
      for (const unit of [2 ** -1000, 2 ** -60, 2 ** 60, 2 ** 1000]) {
        expect(binsOf(unit)).toEqual(binsOf(1));
      }
      const across = new KBinsDiscretizer({ strategy, nBins: 2, encode: 'ordinal' });
      expect(
        across.fitTransform([[-1.7e308], [-1.6e308], [1.6e308], [1.7e308]]).getColumn(0),
      ).toEqual([0, 0, 1, 1]);
    },
  );
});

it.each(['uniform', 'quantile', 'kmeans'] as const)(
  'takes a weight of two for a repeated row, and 0 for none: %s',
  (strategy) => {
    // Whole numbers lie half-way between centres, where rounding decides which is nearer.
    const size = strategy === 'kmeans' ? 1e9 : 9;
    const sample = fc.tuple(fc.integer({ min: -size, max: size }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 8, maxLength: 20 }), (samples) => {
        const sampleWeight = samples.map(([, weight]) => weight);
        const repeated = samples.flatMap(([value, weight]) => new Array(weight).fill([value]));
        fc.pre(repeated.length >= 3);
        const bins = () => new KBinsDiscretizer({ nBins: 3, strategy });
        const weighted = bins().fit(
          samples.map(([value]) => [value]),
          undefined,
          { sampleWeight },
        );
        expectClose(weighted.binEdges, bins().fit(repeated).binEdges as number[][]);
      }),
      { numRuns: 40 },
    );
  },
);

it('learns from a subsample that the seed decides', () => {
  const rows = Array.from({ length: 500 }, (_, i) => [(i * 37) % 500]);
  const edges = (randomState: number, subsample: number | null) =>
    new KBinsDiscretizer({ randomState, subsample }).fit(rows).binEdges;
  expect(edges(1, 100)).toEqual(edges(1, 100));
  expect(edges(1, 100)).not.toEqual(edges(2, 100));
  expect(edges(1, null)).toEqual(edges(2, null));
  expect(edges(1, 500)).toEqual(edges(1, null));
});

it('says what does not fit', () => {
  expect(() => new KBinsDiscretizer({ nBins: [2, 3] }).fit([[1], [2]])).toThrow(
    new InvalidParameterError(
      'KBinsDiscretizer.fit: nBins has 2 numbers, but X has 1 column. Pass one a column, or one for all.',
    ),
  );
  expect(() => new KBinsDiscretizer({ strategy: 'kmeans' }).fit([[1], [2]])).toThrow(
    new InvalidInputError(
      'KBinsDiscretizer.fit: k-means needs a sample a bin, but there are 2 samples and 5 bins. Lower nBins, or pass another strategy.',
    ),
  );
  expect(() => new KBinsDiscretizer({ nBins: 2 ** 30 }).fit([[1], [2]])).toThrow(
    'KBinsDiscretizer.fit: 1073741824 bins would take 16 GiB',
  );
  expect(() => new KBinsDiscretizer({ nBins: [1] })).toThrow('nBins must be an integer >= 2, or');
  expect(() => new KBinsDiscretizer().fit([[1], [Number.NaN]])).toThrow('X[1][0] is NaN');
});
