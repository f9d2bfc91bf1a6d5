import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../../src/errors.js';
import { PCA } from '../../../src/preprocessing/pca/pca.js';
import { createRng } from '../../../src/random/rng.js';
import { createNormal } from '../../../src/random/sampling.js';
import { reference } from '../../reference/reference.js';
import { DATA_SET_NAMES, type DataSetName, rowsOf } from '../data-sets.js';

interface Fitted {
  explainedVariance: number[];
  explainedVarianceRatio: number[];
  singularValues: number[];
  noiseVariance: number;
  components?: number[][];
  out?: number[][];
}

/** pca.py makes them. */
const { data: expected } = reference<{
  data: Record<DataSetName, Record<'all' | 'two' | 'share' | 'mle' | 'wide', Fitted>>;
}>('pca');

function expectClose(
  actual: readonly number[],
  wanted: readonly number[],
  tolerance: number,
): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [k, value] of wanted.entries()) {
    expect(Math.abs(actual[k] - value)).toBeLessThanOrEqual(tolerance);
  }
}

/** Random rows: whether a matrix is hard is up to what it is multiplied with. */
function randomRows(rows: number, columns: number, seed: number): number[][] {
  const normal = createNormal(createRng(seed));
  return Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
}

const settings = {
  all: () => new PCA(),
  two: () => new PCA({ nComponents: 2, whiten: true }),
  share: () => new PCA({ nComponents: 0.9999 }),
  mle: () => new PCA({ nComponents: 'mle' }),
  wide: () => new PCA(),
};

describe.each(DATA_SET_NAMES)('on %s', (name) => {
  const rows = rowsOf(name);
  const wide = rows[0].map((_, j) => rows.slice(0, 60).map((row) => row[j]));

  it.each(['all', 'two', 'share', 'mle', 'wide'] as const)('equals scikit-learn: %s', (setting) => {
    const wanted = expected[name][setting];
    const X = setting === 'wide' ? wide : rows;
    const pca = settings[setting]().fit(X);
    // Rounding of LAPACK's own, which knows small values beside the largest alone.
    const { singularValues } = wanted;
    const rounding = 1e-13 * singularValues[0];
    expectClose(pca.singularValues, singularValues, rounding);
    expectClose(pca.explainedVarianceRatio, wanted.explainedVarianceRatio, 1e-14);
    const largest = wanted.explainedVariance[0];
    expectClose(pca.explainedVariance, wanted.explainedVariance, 1e-13 * largest);
    expectClose([pca.noiseVariance], [wanted.noiseVariance], 1e-13 * largest);
    const out = pca
      .transform(X)
      .to2DArray()
      .filter((_, i) => i % 40 === 0);
    for (const [c, component] of (wanted.components ?? []).entries()) {
      // An axis turns by rounding over the distance to the next; of the last of wide data there is nothing but rounding.
      const gap = Math.min(
        ...singularValues.filter((_, k) => k !== c).map((s) => Math.abs(s - singularValues[c])),
      );
      if (singularValues[c] < rounding) continue;
      expectClose(pca.components[c], component, (100 * rounding) / gap + 1e-14);
      const unit = setting === 'two' ? 1 : singularValues[0];
      expectClose(
        out.map((row) => row[c]),
        (wanted.out ?? []).map((row) => row[c]),
        unit * ((100 * rounding) / gap + 1e-14),
      );
    }
  });
});

const sizes = { rows: fc.integer({ min: 2, max: 12 }), columns: fc.integer({ min: 1, max: 12 }) };
const samples = fc.record(sizes).chain(({ rows, columns }) =>
  fc.array(
    fc.array(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })),
      {
        minLength: columns,
        maxLength: columns,
      },
    ),
    { minLength: rows, maxLength: rows },
  ),
);

describe('for any samples, also those that depend on each other,', () => {
  it('the components are orthogonal unit vectors, and their variances fall and sum to that of all', () => {
    fc.assert(
      fc.property(samples, (X) => {
        const pca = new PCA().fit(X);
        const { components, explainedVariance } = pca;
        for (const [a, first] of components.entries()) {
          for (const [b, second] of components.entries()) {
            const product = first.reduce((sum, value, j) => sum + value * second[j], 0);
            expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(1e-13);
          }
          expect(Math.max(...first)).toBe(Math.max(...first.map(Math.abs)));
          if (a > 0) expect(explainedVariance[a]).toBeLessThanOrEqual(explainedVariance[a - 1]);
        }
        let total = 0;
        for (let j = 0; j < X[0].length; j++) {
          const mean = X.reduce((sum, row) => sum + row[j] / X.length, 0);
          total += X.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0) / (X.length - 1);
        }
        const sum = explainedVariance.reduce((all, variance) => all + variance, 0);
        expect(Math.abs(sum - total)).toBeLessThanOrEqual(1e-12 * (1 + total));
      }),
    );
  });

  it('all components together lead back', () => {
    fc.assert(
      fc.property(samples, fc.boolean(), (X, whiten) => {
        const pca = new PCA({ whiten });
        const back = pca.inverseTransform(pca.fitTransform(X)).to2DArray();
        for (const [i, row] of X.entries()) expectClose(back[i], row, 1e-12);
      }),
    );
  });
});

describe('the small components', () => {
  // Columns of scales from 1e-150 to 1e150 have singular values of as many sizes. Each is that of the column itself, less
  // what the larger ones say of it: the diagonal of R, to first order. LAPACK gives 1e134 for all below.
  it('are exact in samples of very different scales', () => {
    const scales = [1e150, 1e-150, 1e60, 1, 1e-70];
    const base = randomRows(40, 5, 1);
    const X = base.map((row) => row.map((value, j) => value * scales[j]));
    const { singularValues, components } = new PCA().fit(X);
    const order = [0, 2, 3, 4, 1];
    const taken: number[][] = [];
    for (const [c, j] of order.entries()) {
      const mean = base.reduce((sum, row) => sum + row[j] / 40, 0);
      const column = base.map((row) => row[j] - mean);
      for (const other of taken) {
        const share = column.reduce((sum, value, i) => sum + value * other[i], 0);
        for (let i = 0; i < 40; i++) column[i] -= share * other[i];
      }
      const norm = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
      taken.push(column.map((value) => value / norm));
      expect(singularValues[c] / (norm * scales[j])).toBeCloseTo(1, 13);
      expect(components[c][j]).toBeCloseTo(1, 13);
    }
  });

  it('do not depend on the unit of all', () => {
    const base = randomRows(20, 4, 2).map((row, i) => [
      ...row.slice(0, 3),
      row[0] + 1e-9 * (i % 3),
    ]);
    const one = new PCA({ whiten: true }).fit(base);
    for (const unit of [2 ** -900, 2 ** 480]) {
      const X = base.map((row) => row.map((value) => value * unit));
      const pca = new PCA({ whiten: true }).fit(X);
      expect(pca.components).toEqual(one.components);
      expect(pca.explainedVarianceRatio).toEqual(one.explainedVarianceRatio);
      expect(pca.singularValues).toEqual(one.singularValues.map((value) => value * unit));
      expect(pca.transform(X).to2DArray()).toEqual(one.transform(base).to2DArray());
    }
  });

  it('do not drown in an offset', () => {
    const base = randomRows(50, 3, 3);
    const far = base.map((row) => row.map((value, j) => value + [2 ** 30, -(2 ** 28), 2 ** 25][j]));
    const near = far.map((row) => row.map((value, j) => value - [2 ** 30, -(2 ** 28), 2 ** 25][j]));
    expectClose(new PCA().fit(far).singularValues, new PCA().fit(near).singularValues, 1e-12);
  });
});

describe('in a corner:', () => {
  it('constant columns have no variance, and no share of it', () => {
    const pca = new PCA().fit([
      [5, 1],
      [5, 1],
      [5, 1],
    ]);
    expect(pca.explainedVarianceRatio).toEqual([0, 0]);
    expect(pca.components).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(pca.transform([[6, 1]]).to2DArray()).toEqual([[1, 0]]);
  });

  it('one row has no variance, and is refused', () => {
    expect(() => new PCA().fit([[1, 2]])).toThrow(
      new InvalidInputError(
        'PCA.fit: X has 1 row, but at least 2 are needed, for one has no variance. Pass more samples.',
      ),
    );
  });

  it('says how many components there can be', () => {
    const X = randomRows(3, 5, 4);
    expect(() => new PCA({ nComponents: 4 }).fit(X)).toThrow(
      new InvalidParameterError(
        'PCA.fit: nComponents is 4, but X has 3 rows and 5 columns. Pass at most 3.',
      ),
    );
    expect(() => new PCA({ nComponents: 'mle' }).fit(X)).toThrow(
      'nComponents "mle" needs as many rows as columns, but X has 3 rows and 5 columns.',
    );
    expect(() => new PCA({ nComponents: 0 })).toThrow('nComponents must be an integer >= 1, or a');
    expect(() => new PCA({ nComponents: 1.5 })).toThrow('nComponents must be');
    expect(new PCA({ nComponents: 1 }).fit(X).nComponents).toBe(1);
  });

  it('refuses what overflows, by name', () => {
    expect(() => new PCA().fit([[1e200], [-1e200]])).toThrow('their variance overflows');
    const pca = new PCA({ whiten: true }).fit([
      [1e-200, 0],
      [3e-200, 1e-200],
      [2e-200, 5e-200],
    ]);
    expect(() => pca.transform([[1e200, 1]])).toThrow('PCA.transform: the result of row 0 is');
  });
});

it('follows the columns of a table by name, and names its own', () => {
  const table = Table.fromColumns({ a: [1, 2, 4], b: [3, 1, 2], c: [0, 1, 0] });
  const pca = new PCA({ nComponents: 2 }).fit(table);
  expect(pca.getFeatureNamesOut()).toEqual(['pca0', 'pca1']);
  expect(pca.transform(table.select(['c', 'b', 'a'])).to2DArray()).toEqual(
    pca.transform(table).to2DArray(),
  );
});
