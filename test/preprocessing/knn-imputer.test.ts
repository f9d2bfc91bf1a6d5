import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { ModelFormatError } from '../../src/errors.js';
import { KNNImputer } from '../../src/preprocessing/knn-imputer.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

/** null is missing. */
type Rows = (number | null)[][];
interface Filled {
  out: number[][];
  new: number[][];
  names: string[];
}

/** imputers.py makes them. */
const expected = reference<{
  X: Rows;
  new: Rows;
  neighbors: Record<'plain' | 'two' | 'all' | 'indicated', Filled>;
  markedNeighbors: Filled;
}>('imputers');

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

function expectClose(actual: { to2DArray(): number[][] }, wanted: number[][]): void {
  const rows = actual.to2DArray();
  expect(rows).toHaveLength(wanted.length);
  for (const [i, row] of wanted.entries()) {
    expect(rows[i]).toHaveLength(row.length);
    for (const [j, value] of row.entries()) {
      expect(Math.abs(rows[i][j] - value)).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    }
  }
}

const imputers = {
  plain: () => new KNNImputer(),
  two: () => new KNNImputer({ nNeighbors: 2, weights: 'distance' }),
  all: () => new KNNImputer({ nNeighbors: 100, weights: 'distance', keepEmptyFeatures: true }),
  indicated: () => new KNNImputer({ nNeighbors: 3, addIndicator: true }),
};

describe('it equals scikit-learn', () => {
  it.each(Object.entries(imputers))('%s', (name, create) => {
    const wanted = expected.neighbors[name as keyof typeof imputers];
    const imputer = create();
    expectClose(imputer.fitTransform(expected.X), wanted.out);
    expectClose(imputer.transform(expected.new), wanted.new);
    // scikit-learn names no empty column that it keeps, so that its names are fewer than its columns.
    const names = name === 'all' ? ['x0', 'x1', 'x2', 'x3', 'x4'] : wanted.names;
    expect(imputer.getFeatureNamesOut()).toEqual(names);
    const loaded = deserialize(serialize(imputer)) as KNNImputer;
    expect(loaded.transform(expected.new)).toEqual(imputer.transform(expected.new));
  });

  it('where another number stands for a missing one', () => {
    const marked = (rows: Rows) => rows.map((row) => row.map((value) => value ?? -1));
    const imputer = new KNNImputer({ missingValues: -1 }).fit(marked(expected.X));
    expectClose(imputer.transform(marked(expected.new)), expected.markedNeighbors.new);
    expect(() => imputer.transform(expected.new)).toThrow('KNNImputer.transform: X[');
  });
});

it('leaves what is known as it is, and fills with values between those of its column', () => {
  const cell = fc.option(fc.integer({ min: -9, max: 9 }), { nil: null });
  const rows = fc.array(fc.tuple(cell, cell, fc.integer()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(rows, fc.constantFrom('uniform', 'distance'), (X: Rows, weights) => {
      const imputer = new KNNImputer({ nNeighbors: 3, weights, keepEmptyFeatures: true });
      const filled = imputer.fitTransform(X).to2DArray();
      for (const [i, row] of X.entries()) {
        for (const [j, value] of row.entries()) {
          if (value !== null) expect(filled[i][j]).toBe(value);
          const known = X.map((other) => other[j]).filter((other) => other !== null);
          if (value !== null || known.length === 0) continue;
          expect(filled[i][j]).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9);
          expect(filled[i][j]).toBeLessThanOrEqual(Math.max(...known) + 1e-9);
        }
      }
    }),
  );
});

it('takes the mean of equal rows alone when it weighs by distance', () => {
  const donors = [
    [1, 10],
    [1, 20],
    [2, 90],
  ];
  const imputer = new KNNImputer({ nNeighbors: 3, weights: 'distance' }).fit(donors);
  expect(imputer.transform([[1, null]]).to2DArray()).toEqual([[1, 15]]);
});

it('takes the lower rows on a tie', () => {
  const imputer = new KNNImputer({ nNeighbors: 2 }).fit([
    [1, 10],
    [1, 20],
    [1, 90],
  ]);
  expect(imputer.transform([[1, null]]).to2DArray()).toEqual([[1, 15]]);
});

it('takes the mean of the column where no sample can be compared, or all are too far to measure', () => {
  const donors = [
    [1, 10],
    [3, 20],
  ];
  for (const weights of ['uniform', 'distance'] as const) {
    const imputer = new KNNImputer({ nNeighbors: 1, weights }).fit(donors);
    expect(imputer.transform([[null, null]]).to2DArray()).toEqual([[2, 15]]);
    const far = new KNNImputer({ weights }).fit(donors).transform([[1e200, null]]);
    expect(far.to2DArray()).toEqual([[1e200, 15]]);
    const large = [
      [1, 1.7e308],
      [2, 1.7e308],
    ];
    const filled = new KNNImputer({ weights }).fit(large).transform([[3, null]]);
    expect(filled.get(0, 1) / 1.7e308).toBeCloseTo(1, 14);
  }
});

it('finds the columns of a table by their names, and drops empty ones with a warning', () => {
  const table = Table.fromColumns({ a: [1, 2, null], b: [4, 5, 6], c: [null, null, null] });
  const imputer = new KNNImputer({ nNeighbors: 1 }).fit(table);
  expect(warnings).toEqual([
    'KNNImputer.fit: column "c": all values are missing, so the column is dropped. Pass keepEmptyFeatures: true to keep what is wholly missing.',
  ]);
  expect(imputer.getFeatureNamesOut()).toEqual(['a', 'b']);
  expect(imputer.transform(table.select(['c', 'b', 'a'])).to2DArray()).toEqual([
    [1, 4],
    [2, 5],
    [2, 6],
  ]);
});

it('refuses what it cannot fill', () => {
  expect(() => new KNNImputer().fit([[null], [null]])).toThrow(
    'KNNImputer.fit: column "x0": all values are missing. Pass keepEmptyFeatures: true',
  );
  expect(() => new KNNImputer().fit([[1], [Infinity]])).toThrow('X[1][0] is Infinity');
  expect(() => new KNNImputer().fit(Table.fromColumns({ a: ['x'] }))).toThrow('column "a" is text');
  expect(() => new KNNImputer({ nNeighbors: 0 })).toThrow('nNeighbors must be an integer >= 1');
  expect(() => new KNNImputer({ missingValues: Infinity })).toThrow(
    'missingValues must be NaN or a finite number',
  );
  expect(() => new KNNImputer().transform([[1]])).toThrow('Call fit first');
});

it('refuses hostile files', () => {
  const json = JSON.stringify(new KNNImputer().fit([[1], [2]]).toJSON());
  for (const [from, to] of [
    ['"nNeighbors":5,"weights"', '"nNeighbors":0,"weights"'],
    ['"nFeatures":1', '"nFeatures":3'],
  ]) {
    expect(json).toContain(from);
    const changed =
      json.slice(0, json.lastIndexOf(from)) + json.slice(json.lastIndexOf(from)).replace(from, to);
    expect(() => KNNImputer.fromJSON(JSON.parse(changed))).toThrow(ModelFormatError);
  }
});
