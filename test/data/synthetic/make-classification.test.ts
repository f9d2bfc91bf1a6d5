import { expect, it } from 'vitest';
import { parseFeatures } from '../../../src/data/dense.js';
import {
  type MakeClassificationOptions,
  makeClassification,
} from '../../../src/data/synthetic/make-classification.js';
import { columnMoments } from '../../../src/numeric/statistics.js';

const plain = { shuffle: false, flipY: 0, randomState: 1 } as const;
const counts = (y: readonly number[]) => {
  const found: number[] = [];
  for (const label of y) found[label] = (found[label] ?? 0) + 1;
  return found;
};

it('has the shape it is asked for, 100 × 20 and two classes by default', () => {
  const { X, y } = makeClassification({ randomState: 0 });
  expect([X.rows, X.columns, y.length]).toEqual([100, 20, 100]);
  expect(new Set(y)).toEqual(new Set([0, 1]));
  const other = makeClassification({ nSamples: 7, nFeatures: 3, nRedundant: 0, randomState: 0 });
  expect([other.X.rows, other.X.columns, other.y.length]).toEqual([7, 3, 7]);
});

it('gives the same data for the same seed, and other data for another', () => {
  const make = (randomState: number | string | null) => makeClassification({ randomState });
  expect(make(7)).toEqual(make(7));
  expect(make('seven')).toEqual(make('seven'));
  expect(make(7)).not.toEqual(make(8));
  expect(make(null)).not.toEqual(make(null));
});

it('pins its numbers, so that a seed means the same data for ever', () => {
  const { X, y } = makeClassification({ nSamples: 4, nFeatures: 4, randomState: 42 });
  expect({ X: X.to2DArray(), y }).toMatchInlineSnapshot(`
    {
      "X": [
        [
          0.2394359013594275,
          -1.6273790205207161,
          0.7238380669074211,
          -0.0332742943092309,
        ],
        [
          -1.0590458016954107,
          0.6770298460162184,
          -1.4704649016895424,
          1.0958493052266849,
        ],
        [
          -2.3977284100176925,
          -0.6727559457172747,
          -2.7436836347101017,
          2.801920662946634,
        ],
        [
          1.561309808689166,
          1.3929697460886492,
          1.5330861112601517,
          -1.9634225115257569,
        ],
      ],
      "y": [
        1,
        0,
        0,
        1,
      ],
    }
  `);
});

it('gives classes their weights, exactly without flipped labels', () => {
  const of = (weights: number[], nClasses: number) =>
    counts(makeClassification({ ...plain, nSamples: 1000, nInformative: 3, nClasses, weights }).y);
  expect(of([0.9, 0.1], 2)).toEqual([900, 100]);
  expect(of([0.9], 2)).toEqual([900, 100]);
  expect(of([0.5, 0.3, 0.2], 3)).toEqual([500, 300, 200]);
  expect(counts(makeClassification({ ...plain, nSamples: 1003 }).y)).toEqual([502, 501]);
});

it('flips the share of labels it is asked for, to any class alike', () => {
  const options = { nSamples: 20_000, nFeatures: 4, shuffle: false, randomState: 3 };
  const clean = makeClassification({ ...options, flipY: 0 }).y;
  const flipped = makeClassification({ ...options, flipY: 0.4 }).y;
  const changed = flipped.filter((label, i) => label !== clean[i]).length / 20_000;
  // Half of the 40 % draw their own label again; the standard error is 0.0028.
  expect(Math.abs(changed - 0.2)).toBeLessThan(0.01);
});

it('centres its clusters on the corners of a cube', () => {
  const nSamples = 40_000;
  const { X, y } = makeClassification({
    ...plain,
    nSamples,
    nFeatures: 2,
    nRedundant: 0,
    classSep: 2,
  });
  const corners = new Set<string>();
  for (let k = 0; k < 4; k++) {
    const rows = X.to2DArray().slice((k * nSamples) / 4, ((k + 1) * nSamples) / 4);
    expect(new Set(y.slice((k * nSamples) / 4, ((k + 1) * nSamples) / 4))).toEqual(
      new Set([k % 2]),
    );
    const { mean, variance } = columnMoments(parseFeatures(rows, 'test'));
    for (let j = 0; j < 2; j++) {
      // Five standard errors of the mean.
      const error = 5 * Math.sqrt(variance[j] / rows.length);
      expect(Math.abs(Math.abs(mean[j]) - 2)).toBeLessThan(error);
    }
    corners.add(mean.map(Math.sign).join());
  }
  expect(corners.size).toBe(4);
});

it('draws its clusters towards the origin, and apart, without hypercube', () => {
  const { X } = makeClassification({
    ...plain,
    nSamples: 4000,
    nFeatures: 2,
    nRedundant: 0,
    classSep: 5,
    hypercube: false,
  });
  const distances = [0, 1, 2, 3].map((k) => {
    const { mean } = columnMoments(
      parseFeatures(X.to2DArray().slice(k * 1000, (k + 1) * 1000), 'test'),
    );
    return Math.hypot(...mean);
  });
  expect(new Set(distances.map((d) => d.toFixed(2))).size).toBe(4);
  for (const distance of distances) expect(distance).toBeLessThan(Math.hypot(5, 5));
});

it('orders its columns, unshuffled: informative, redundant, repeated, noise', () => {
  const { X } = makeClassification({
    ...plain,
    nSamples: 5000,
    nFeatures: 7,
    nInformative: 2,
    nRedundant: 2,
    nRepeated: 2,
    classSep: 3,
  });
  const columns = Array.from({ length: 7 }, (_, j) => X.getColumn(j));
  for (const repeated of [4, 5]) {
    expect([0, 1, 2, 3].some((j) => columns[j].every((v, i) => v === columns[repeated][i]))).toBe(
      true,
    );
  }
  // A redundant column is a x0 + b x1: solved from two rows, it holds in all.
  const [x, z] = columns;
  for (const redundant of [columns[2], columns[3]]) {
    const determinant = x[0] * z[1] - x[1] * z[0];
    const a = (redundant[0] * z[1] - redundant[1] * z[0]) / determinant;
    const b = (x[0] * redundant[1] - x[1] * redundant[0]) / determinant;
    redundant.forEach((value, i) => {
      expect(Math.abs(value - a * x[i] - b * z[i])).toBeLessThan(1e-9);
    });
  }
  const { mean, variance } = columnMoments(
    parseFeatures(
      columns[6].map((v) => [v]),
      'test',
    ),
  );
  expect(Math.abs(mean[0])).toBeLessThan(0.07);
  expect(Math.abs(variance[0] - 1)).toBeLessThan(0.1);
});

it('shuffles samples and columns, and keeps what belongs together', () => {
  const options = { nSamples: 50, nFeatures: 4, flipY: 0, randomState: 5 };
  const key = ({ X, y }: ReturnType<typeof makeClassification>) =>
    X.to2DArray()
      .map((row, i) => `${[...row].sort().join()} ${y[i]}`)
      .sort();
  const shuffled = makeClassification(options);
  const sorted = makeClassification({ ...options, shuffle: false });
  expect(key(shuffled)).toEqual(key(sorted));
  expect(shuffled.y).not.toEqual(sorted.y);
});

it('shifts, then scales, by what it is given or by chance', () => {
  const base = { ...plain, nFeatures: 4, nSamples: 30 };
  const X = makeClassification(base).X.to2DArray();
  const moved = makeClassification({ ...base, shift: 1, scale: [1, 2, 3, 4] }).X.to2DArray();
  expect(moved).toEqual(X.map((row) => row.map((value, j) => (value + 1) * (j + 1))));
  const random = makeClassification({ ...base, shift: null, scale: null }).X.to2DArray();
  for (let j = 0; j < 4; j++) {
    const scale = (random[1][j] - random[0][j]) / (X[1][j] - X[0][j]);
    expect(scale).toBeGreaterThanOrEqual(1);
    expect(scale).toBeLessThan(101);
    expect(Math.abs(random[0][j] / scale - X[0][j])).toBeLessThanOrEqual(1 + 1e-9);
  }
});

it('places clusters in many dimensions', () => {
  const { X, y } = makeClassification({
    nSamples: 200,
    nFeatures: 60,
    nInformative: 50,
    nClasses: 20,
    nClustersPerClass: 3,
    randomState: 2,
  });
  expect(X.columns).toBe(60);
  expect(new Set(y).size).toBe(20);
});

it.each<[MakeClassificationOptions, string]>([
  [
    { nInformative: 0 },
    'makeClassification: nInformative must be an integer >= 1, but got 0. Pass how many',
  ],
  [
    { nFeatures: 3 },
    'makeClassification: nInformative + nRedundant + nRepeated is 4, but nFeatures is 3. Raise nFeatures, or lower one of them.',
  ],
  [
    { nClasses: 3 },
    'makeClassification: nClasses × nClustersPerClass is 6, but a cube of nInformative = 2 dimensions has only 4 corners. Raise nInformative, or lower one of them.',
  ],
  [
    { weights: [0.5, 0.6] },
    'makeClassification: weights has 2 shares that sum to 1.1, but there are 2 classes. Pass one share for each class, summing to 1, or leave the last out.',
  ],
  [{ weights: [0.2, 0.2, 0.6] }, 'weights has 3 shares'],
  [{ shift: [1, 2] }, 'makeClassification: shift has 2 values, but nFeatures is 20.'],
  [{ flipY: 1.5 }, 'flipY must be a number >= 0 and <= 1, but got 1.5'],
  [{ classSep: Number.NaN }, 'classSep must be a number >= 0, but got NaN'],
])('refuses %j', (options, message) => {
  expect(() => makeClassification(options)).toThrow(message);
});

it('refuses an unknown option with the nearest name', () => {
  // @ts-expect-error: what a JavaScript user may pass
  expect(() => makeClassification({ nClass: 3 })).toThrow(
    'makeClassification: there is no option "nClass". Did you mean "nClasses"?',
  );
});
