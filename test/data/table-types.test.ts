import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Cell, type ColumnName, Table, type TableRecord } from '../../src/data/table.js';

interface House {
  price: number;
  town?: string;
  sold: boolean | null;
}
type HouseRow = { price: number; town: string | null; sold: boolean | null };

const houses: House[] = [
  { price: 1, town: 'Delft', sold: true },
  { price: 2, sold: null },
];
const table = Table.fromRecords(houses);

describe('a table whose columns TypeScript knows', () => {
  it('has the rows of its records, what they may lack as null', () => {
    expectTypeOf(table).toEqualTypeOf<Table<HouseRow>>();
    const literal = Table.fromRecords([{ a: 1, b: 'x' }, { a: null }]);
    expectTypeOf(literal.toRecords()).toEqualTypeOf<{ a: number | null; b: string | null }[]>();
    expect(table.toRecords()[1]).toEqual({ price: 2, town: null, sold: null });
  });

  it('has the rows of its columns', () => {
    const made = Table.fromColumns({ a: Float64Array.of(1), b: ['x'], c: [null, true].slice(1) });
    expectTypeOf(made.toRecords()).toEqualTypeOf<{ a: number; b: string; c: boolean | null }[]>();
    expect(made.toRecords()).toEqual([{ a: 1, b: 'x', c: true }]);
  });

  it('reads a column as the type that it is asked for', () => {
    const films = [
      { title: 300, year: 2006 },
      { title: 'Heat', year: 1995 },
    ];
    const made = Table.fromRecords(films, { types: { title: 'text' } });
    expectTypeOf(made.toRecords()).toEqualTypeOf<{ title: string; year: number }[]>();
    expect(made.values('title')).toEqual(['300', 'Heat']);
  });

  it('gives values and columns by their names', () => {
    expectTypeOf(table.values('price')).toEqualTypeOf<number[]>();
    expectTypeOf(table.select(['price', 'town'])).toEqualTypeOf<
      Table<Pick<HouseRow, 'price' | 'town'>>
    >();
    expect(table.select(['price']).columnNames).toEqual(['price']);
  });

  it('takes names that are known at run time alone, and goes where any table goes', () => {
    const names: string[] = ['price'];
    expectTypeOf(table.values(names[0])).toEqualTypeOf<Cell[]>();
    expectTypeOf(table.select(names)).toEqualTypeOf<Table>();
    const any: Table = table;
    const unknown: Table<object> = table;
    expect([any, unknown]).toEqual([table, table]);
  });

  it('names its columns to functions of tables', () => {
    const take = <Row extends object>(from: Table<Row>, name: ColumnName<Row>) => from.column(name);
    expect(take(table, 'price').type).toBe('number');
    // @ts-expect-error There is no such column.
    expect(() => take(table, 'prise')).toThrow('Did you mean "price"?');
  });

  it('is one of any columns where the records are of any', () => {
    const records: TableRecord[] = [{ a: 1 }];
    expectTypeOf(Table.fromRecords(records)).toEqualTypeOf<Table>();
    const columns: Record<string, Cell[]> = { a: [1] };
    expectTypeOf(Table.fromColumns(columns)).toEqualTypeOf<Table>();
  });

  it('holds numbers, text and booleans alone', () => {
    // @ts-expect-error A date is no cell.
    expect(() => Table.fromRecords([{ at: new Date(0) }])).toThrow(
      'row 0 of column "at" is a Date. Pass a date as its ISO text, date.toISOString().',
    );
    // @ts-expect-error A bigint is no cell.
    expect(() => Table.fromColumns({ id: [1n] })).toThrow('is 1n');
  });
});
