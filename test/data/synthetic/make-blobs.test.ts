import { expect, it } from 'vitest';
import { parseFeatures } from '../../../src/data/dense.js';
import { type MakeBlobsOptions, makeBlobs } from '../../../src/data/synthetic/make-blobs.js';
import { columnMoments } from '../../../src/numeric/statistics.js';

const sizes = (y: readonly number[], n: number) =>
  Array.from({ length: n }, (_, c) => y.filter((label) => label === c).length);

it('has the shape it is asked for, three blobs of 100 samples in two dimensions by default', () => {
  const { X, y, centers } = makeBlobs({ randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([100, 2, 100]);
  expect([centers.rows, centers.columns]).toEqual([3, 2]);
  expect(sizes(y, 3)).toEqual([34, 33, 33]);
});

it('takes the size of each blob, or their number, or their centres', () => {
  const options = { randomState: 1, nFeatures: 3 };
  expect(sizes(makeBlobs({ ...options, nSamples: [5, 0, 7, 2] }).y, 4)).toEqual([5, 0, 7, 2]);
  expect(makeBlobs({ ...options, centers: 6 }).centers.rows).toBe(6);
  const given = makeBlobs({ ...options, nSamples: [2, 3], centers: [[1], [9]] });
  expect([given.X.rows, given.X.columns]).toEqual([5, 1]);
  expect(given.centers.to2DArray()).toEqual([[1], [9]]);
});

it('puts samples around their centres, with the spread of each', () => {
  const { X, y, centers } = makeBlobs({
    nSamples: [20_000, 20_000],
    centers: [
      [-5, 3],
      [100, 0],
    ],
    clusterStd: [1, 4],
    randomState: 2,
  });
  for (const [c, spread] of [1, 4].entries()) {
    const rows = X.to2DArray().filter((_, i) => y[i] === c);
    const { mean, variance } = columnMoments(parseFeatures(rows, 'test'));
    for (let j = 0; j < 2; j++) {
      // Five standard errors.
      expect(Math.abs(mean[j] - centers.get(c, j))).toBeLessThan((5 * spread) / Math.sqrt(20_000));
      expect(Math.abs(Math.sqrt(variance[j]) - spread)).toBeLessThan(
        (5 * spread) / Math.sqrt(40_000),
      );
    }
  }
});

it('draws centres from the box', () => {
  const { centers } = makeBlobs({ centers: 500, centerBox: [2, 3], randomState: 3 });
  const values = centers.to1DArray();
  expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...values)).toBeLessThan(3);
  expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.99);
});

it('puts every sample on its centre without spread, blob by blob without shuffling', () => {
  const options = { nSamples: 6, centers: 3, clusterStd: 0, shuffle: false, randomState: 4 };
  const { X, y, centers } = makeBlobs(options);
  expect(y).toEqual([0, 0, 1, 1, 2, 2]);
  expect(X.to2DArray()).toEqual(y.map((c) => centers.getRow(c)));
});

it('gives the same data for the same seed, and pins it', () => {
  expect(makeBlobs({ randomState: 9 })).toEqual(makeBlobs({ randomState: 9 }));
  expect(makeBlobs({ randomState: 9 })).not.toEqual(makeBlobs({ randomState: 10 }));
  const { X, y } = makeBlobs({ nSamples: 3, randomState: 42 });
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          9.677470944147444,
          5.878678320291424,
        ],
        [
          -0.2729422815812489,
          8.349879570300585,
        ],
        [
          -9.09388953712353,
          -4.714725567493548,
        ],
      ],
      "y": [
        1,
        2,
        0,
      ],
    }
  `);
});

it('leaves the centres it is given alone', () => {
  const data = Float64Array.of(1, 2, 3, 4);
  const { centers } = makeBlobs({ centers: { data, rows: 2, columns: 2 }, randomState: 0 });
  centers.set(0, 0, 99);
  expect([...data]).toEqual([1, 2, 3, 4]);
});

it.each<[MakeBlobsOptions, string]>([
  [
    { nSamples: 0 },
    'makeBlobs: nSamples must be an integer >= 1, or an array of an integer >= 0, but got 0.',
  ],
  [
    { nSamples: [1, 2], centers: 3 },
    'makeBlobs: nSamples has 2 values, but there are 3 centers. Pass one value for each, or one number for all.',
  ],
  [{ clusterStd: [1, 2] }, 'makeBlobs: clusterStd has 2 values, but there are 3 centers.'],
  [{ centerBox: [1, -1] }, 'makeBlobs: centerBox must be [low, high], but got [1, -1]. Swap them.'],
  [{ centers: [[1, 2], [3]] }, 'makeBlobs: centers: X is ragged'],
])('refuses %j', (options, message) => {
  expect(() => makeBlobs(options)).toThrow(message);
});
