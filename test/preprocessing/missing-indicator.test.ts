import { describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { MissingIndicator } from '../../src/preprocessing/missing-indicator.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { reference } from '../reference/reference.js';

/** null is missing. */
type Rows = (number | null)[][];

/** imputers.py makes them. */
const expected = reference<{
  X: Rows;
  new: Rows;
  indicator: Record<
    'missingOnly' | 'all',
    { out: number[][]; new: number[][]; features: number[]; names: string[] }
  >;
}>('imputers');

it.each(['missingOnly', 'all'] as const)('equals scikit-learn: %s', (features) => {
  const wanted = expected.indicator[features];
  const indicator = new MissingIndicator({ features, errorOnNew: false });
  expect(indicator.fitTransform(expected.X).to2DArray()).toEqual(wanted.out);
  expect(indicator.transform(expected.new).to2DArray()).toEqual(wanted.new);
  expect(indicator.features).toEqual(wanted.features);
  expect(indicator.getFeatureNamesOut()).toEqual(wanted.names);
  const loaded = deserialize(serialize(indicator)) as MissingIndicator;
  expect(loaded.transform(expected.new)).toEqual(indicator.transform(expected.new));
});

it('takes text, booleans and the columns of a table by their names', () => {
  const table = Table.fromColumns({ a: ['x', null], b: [true, false], c: [null, 1] });
  const indicator = new MissingIndicator().fit(table);
  expect(indicator.transform(table.select(['c', 'b', 'a'])).to2DArray()).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(indicator.getFeatureNamesOut()).toEqual(['missingindicator_a', 'missingindicator_c']);
});

it('tells of nothing where nothing was missing', () => {
  const indicator = new MissingIndicator();
  const none = indicator.fitTransform([[1], [2]]);
  expect([none.rows, none.columns]).toEqual([2, 0]);
  expect(indicator.features).toEqual([]);
});

describe('another value', () => {
  it('stands for a missing one', () => {
    const indicator = new MissingIndicator({ missingValues: '?' });
    const rows = [
      ['?', 1],
      ['b', 2],
    ];
    expect(indicator.fitTransform(rows).to2DArray()).toEqual([[1], [0]]);
    const flags = new MissingIndicator({ missingValues: false, features: 'all' });
    expect(flags.fitTransform([[true], [false]]).to2DArray()).toEqual([[0], [1]]);
    const zeros = new MissingIndicator({ missingValues: -0 });
    expect(zeros.fitTransform([[0], [-0], [1]]).to2DArray()).toEqual([[1], [1], [0]]);
  });

  it('stands alone, and has a column to stand in', () => {
    expect(() => new MissingIndicator({ missingValues: -1 }).fit([[1], [null]])).toThrow(
      'MissingIndicator.fit: row 1 of column "x0" is missing, but missingValues is -1.',
    );
    expect(() => new MissingIndicator({ missingValues: '?' }).fit([[1]])).toThrow(
      'MissingIndicator.fit: missingValues is "?", but no column holds text.',
    );
    expect(() => new MissingIndicator({ missingValues: Infinity })).toThrow(
      'MissingIndicator: missingValues must be NaN, null, a finite number, text, true or false, but got Infinity.',
    );
  });
});

it('refuses what is missing where nothing was, unless told to leave it out', () => {
  const X = [
    [1, null],
    [2, 3],
  ];
  expect(() => new MissingIndicator().fit(X).transform([[null, 1]])).toThrow(
    'MissingIndicator.transform: column "x0" has missing values, but had none in fit.',
  );
  const lenient = new MissingIndicator({ errorOnNew: false }).fit(X);
  expect(lenient.transform([[null, 1]]).to2DArray()).toEqual([[0]]);
});
