import { expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { describeTable } from '../../../src/data/tables/describe-table.js';

it('tells of each column what its type has', () => {
  const table = Table.fromRecords([
    { size: 1, colour: 'red', sold: true, none: null, id: 'a' },
    { size: 2, colour: 'blue', sold: null, none: null, id: 'b' },
    { size: 2, colour: 'red', sold: false, none: null, id: 'c' },
    { size: null, colour: null, sold: true, none: null, id: 'd' },
    { size: 10, colour: '', sold: true, none: null, id: 'e' },
  ]);
  const blank = { mean: null, std: null, min: null, q25: null, median: null, q75: null, max: null };
  // NumPy 2.4.6: mean, std(ddof=1) and quantile of [1, 2, 2, 10]
  const size = {
    mean: 3.75,
    std: 4.193248541803041,
    min: 1,
    q25: 1.75,
    median: 2,
    q75: 4,
    max: 10,
  };
  expect(describeTable(table).toRecords()).toEqual([
    {
      column: 'size',
      type: 'number',
      count: 4,
      missing: 1,
      distinct: 3,
      ...size,
      top: '2',
      topCount: 2,
    },
    {
      column: 'colour',
      type: 'text',
      count: 4,
      missing: 1,
      distinct: 3,
      ...blank,
      top: 'red',
      topCount: 2,
    },
    {
      column: 'sold',
      type: 'boolean',
      count: 4,
      missing: 1,
      distinct: 2,
      ...blank,
      mean: 0.75,
      std: 0.5,
      top: 'true',
      topCount: 3,
    },
    {
      column: 'none',
      type: 'number',
      count: 0,
      missing: 5,
      distinct: 0,
      ...blank,
      top: null,
      topCount: null,
    },
    {
      column: 'id',
      type: 'text',
      count: 5,
      missing: 0,
      distinct: 5,
      ...blank,
      top: null,
      topCount: null,
    },
  ]);
});

it('tells of no column, of no row, of one row and of infinite numbers', () => {
  expect(describeTable(new Table([])).columnNames).toHaveLength(14);
  expect(describeTable(Table.fromColumns({ a: [] })).values('distinct')).toEqual([0]);
  const [one, infinite] = describeTable(
    Table.fromColumns({ a: [3, null], b: [Infinity, -Infinity] }),
  ).toRecords();
  expect(one).toMatchObject({ mean: 3, std: null, min: 3, max: 3 });
  expect(infinite).toMatchObject({ mean: null, std: null, min: -Infinity, max: Infinity });
  expect(() => describeTable([] as never)).toThrow('describeTable: table is []. Pass a Table');
});
