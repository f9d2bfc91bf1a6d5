import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';

const expected = [
  { a: 1, b: 'x' },
  { a: null, b: 'y' },
];
const data = { a: [1, null], b: ['x', 'y'] };
type Name = keyof typeof data;

describe('a table from', () => {
  it('a table is itself', () => {
    const table = Table.fromRecords(expected);
    expect(Table.from(table)).toBe(table);
  });

  it("a table of Arquero's form, as it is filtered and sorted", () => {
    const arquero = { columnNames: () => ['a', 'b'], array: (name: string) => data[name as Name] };
    expect(Table.from(arquero).toRecords()).toEqual(expected);
  });

  it("a table of Arrow's form, whose vectors know what is missing when iterated", () => {
    const arrow = {
      schema: { fields: [{ name: 'a' }, { name: 'b' }] },
      getChild: (name: string) => ({
        toArray: () => [1, 0],
        *[Symbol.iterator]() {
          yield* data[name as Name];
        },
      }),
    };
    expect(Table.from(arrow).toRecords()).toEqual(expected);
  });

  it("a table of Polars' form", () => {
    const polars = {
      columns: ['a', 'b'],
      getColumn: (name: string) => ({ toArray: () => data[name as Name] }),
    };
    expect(Table.from(polars).toRecords()).toEqual(expected);
  });

  it('records, values by name, and a map of them', () => {
    expect(Table.from(expected).toRecords()).toEqual(expected);
    expect(Table.from(data).toRecords()).toEqual(expected);
    expect(Table.from(new Map(Object.entries(data))).toRecords()).toEqual(expected);
    expect(Table.from({ a: new Set([1, 2]), b: Int8Array.of(3, 4) }).toRecords()).toEqual([
      { a: 1, b: 3 },
      { a: 2, b: 4 },
    ]);
  });

  it('nothing, and columns without rows', () => {
    expect(Table.from([]).columnNames).toEqual([]);
    expect(Table.from({ a: [] }).rowCount).toBe(0);
  });

  it('bigints as the numbers they are, or as text where that is asked for', () => {
    expect(Table.from({ n: [1n, null, -3n] }).numbers('n')).toEqual(
      Float64Array.of(1, Number.NaN, -3),
    );
    expect(Table.from({ n: BigInt64Array.of(5n) }).values('n')).toEqual([5]);
    const ids = { id: [2n ** 60n, 1n] };
    expect(Table.from(ids, { types: { id: 'text' } }).values('id')).toEqual([
      String(2n ** 60n),
      '1',
    ]);
    expect(() => Table.from(ids)).toThrow(
      'Table.from: row 0 of column "id", 1152921504606846976n, is more than a number holds exactly. Read the column as text: { types: { "id": "text" } }.',
    );
  });

  it('dates as ISO 8601 text, or as milliseconds where numbers are asked for', () => {
    const times = { at: [new Date(0), null, new Date(86_400_000)] };
    expect(Table.from(times).values('at')).toEqual([
      '1970-01-01T00:00:00.000Z',
      null,
      '1970-01-02T00:00:00.000Z',
    ]);
    expect(Table.from(times, { types: { at: 'number' } }).values('at')).toEqual([
      0,
      null,
      86_400_000,
    ]);
    expect(() => Table.from({ at: [new Date(Number.NaN)] })).toThrow(
      'Table.from: row 0 of column "at", a Date, is invalid. Pass null where it is missing.',
    );
  });

  it.each<[unknown, string]>([
    [null, 'Table.from: null has no columns.'],
    ['a,b', 'Table.from: "a,b" has no columns.'],
    [Float64Array.of(1), 'Table.from: a Float64Array has no columns.'],
    [{ a: 1 }, 'Table.from: column "a" is 1. Pass an array or an iterable of its values.'],
    [{ a: 'xy' }, 'Table.from: column "a" is "xy". Pass an array or an iterable of its values.'],
    [{ a: [[1]] }, 'Table: row 0 of column "a" is [1]. Pass numbers, text, booleans, or null'],
    [{ a: [1], b: [1, 2] }, 'Table: column "b" has 2 values, column "a" has 1.'],
    [{ columns: ['a'], getColumn: () => 3 }, 'has no columns'],
    [
      { columns: ['a', 'a'], getColumn: () => ({ toArray: () => [1] }) },
      'Table.from: there are two columns "a". Rename one before.',
    ],
  ])('%o says what is wrong', (source, message) => {
    expect(() => Table.from(source as never)).toThrow(message);
  });

  it('what throws when it is read says so', () => {
    const source = {
      get a(): number[] {
        throw new Error('gone');
      },
    };
    expect(() => Table.from(source)).toThrow('Table.from: the source cannot be read: gone.');
  });
});
