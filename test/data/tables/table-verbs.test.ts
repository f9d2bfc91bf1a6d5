import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Cell, Table } from '../../../src/data/table.js';

const records = [
  { size: 3.5, colour: 'red', sold: true },
  { size: null, colour: 'blue', sold: null },
  { size: 1, colour: null, sold: false },
  { size: 2, colour: 'red', sold: true },
];
const table = Table.fromRecords(records);

/** Records of one type a column, under names that objects have by themselves too. */
const manyRecords = fc.array(
  fc.record({
    n: fc.option(fc.integer({ min: -3, max: 3 })),
    t: fc.option(fc.constantFrom('', 'a', 'b', 'ä', '𝄞', 'toString')),
    ['__proto__']: fc.option(fc.boolean()),
    constructor: fc.option(fc.double({ noNaN: true })),
  }),
  { minLength: 1, maxLength: 30 },
);
type Plain = Record<string, Cell>;
const plain = (rows: object[]) => rows.map((row) => ({ ...row }) as Plain);

describe('columns', () => {
  it('are dropped, one or several', () => {
    const rest = table.drop('sold');
    expectTypeOf(rest.toRecords()).toEqualTypeOf<
      { size: number | null; colour: string | null }[]
    >();
    expect(rest.columnNames).toEqual(['size', 'colour']);
    expect(rest.column('size')).toBe(table.column('size'));
    expect(table.drop(['size', 'sold']).columnNames).toEqual(['colour']);
    expect(table.drop([]).toRecords()).toEqual(records);
  });

  it('take other names in their places, and change names', () => {
    const renamed = table.rename({ size: 'colour', colour: 'size' });
    expectTypeOf(renamed.values('size')).toEqualTypeOf<(string | null)[]>();
    expect(renamed.columnNames).toEqual(['colour', 'size', 'sold']);
    expect(renamed.values('colour')).toEqual(table.values('size'));
    expect(table.rename({ sold: 'constructor' }).has('constructor')).toBe(true);
  });

  it('are made of rows, or of values, on the right or in their place', () => {
    const more = table.withColumn('double', ({ size }, i) =>
      i === 0 ? undefined : (size ?? 0) * 2,
    );
    expectTypeOf(more.values('double')).toEqualTypeOf<(number | null)[]>();
    expect(more.values('double')).toEqual([null, 0, 2, 4]);
    const replaced = more.withColumn('colour', [true, false, null, true]);
    expectTypeOf(replaced.values('colour')).toEqualTypeOf<(boolean | null)[]>();
    expect(replaced.columnNames).toEqual(['size', 'colour', 'sold', 'double']);
    expect(replaced.column('colour').type).toBe('boolean');
    expect(new Table([]).withColumn('a', [1, 2]).rowCount).toBe(2);
  });

  it('are read as numbers or text in arrays of their own', () => {
    expect(table.numbers('size')).toEqual(Float64Array.of(3.5, Number.NaN, 1, 2));
    expect(table.numbers('sold')).toEqual(Float64Array.of(1, Number.NaN, 0, 1));
    table.numbers('size')[0] = 7;
    expect(table.values('size')[0]).toBe(3.5);
    expect(table.strings('colour')).toEqual(['red', 'blue', null, 'red']);
  });

  it('are given as plain values by name', () => {
    expect(table.toColumns()).toEqual({
      size: [3.5, null, 1, 2],
      colour: ['red', 'blue', null, 'red'],
      sold: [true, null, false, true],
    });
    fc.assert(
      fc.property(manyRecords, (rows) => {
        const columns = Table.fromRecords(rows).toColumns();
        for (const name of Object.keys(rows[0])) {
          expect(Object.getOwnPropertyDescriptor(columns, name)?.value).toEqual(
            plain(rows).map((row) => Object.getOwnPropertyDescriptor(row, name)?.value),
          );
        }
      }),
    );
  });
});

describe('filter', () => {
  it('keeps the rows that filtering the records keeps', () => {
    fc.assert(
      fc.property(manyRecords, (rows) => {
        const keep = (row: Plain, i: number) =>
          (row.n as number) > 0 || row.t === 'a' || i % 3 === 0;
        const kept = Table.fromRecords(plain(rows)).filter(keep);
        expect(kept.toRecords()).toEqual(plain(rows).filter(keep));
      }),
    );
  });

  it('shows rows that can be copied, not written to', () => {
    const copies: object[] = [];
    table.filter((row) => copies.push({ ...row }));
    expect(copies).toEqual(records);
    expect(() => table.filter((row) => Reflect.set(row, 'size', 1))).not.toThrow();
    expect(table.values('size')).toEqual([3.5, null, 1, 2]);
  });

  it('keeps the categories of text, and the columns where no row is left', () => {
    const none = table.filter(() => false);
    expect([none.rowCount, none.columnNames]).toEqual([0, table.columnNames]);
    expect(none.column('colour')).toMatchObject({ categories: ['red', 'blue'] });
  });
});

describe('sort', () => {
  const before = (a: Cell, b: Cell, sign: number) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a < b ? -sign : a > b ? sign : 0;
  };

  it('orders rows as sorting the records does: stable, missing last', () => {
    const names = ['n', 't', '__proto__', 'constructor'];
    const keys = fc.uniqueArray(
      fc.record({ column: fc.constantFrom(...names), descending: fc.boolean() }),
      { selector: ({ column }) => column },
    );
    fc.assert(
      fc.property(manyRecords, keys, (rows, by) => {
        const numbered = plain(rows).map((row, i) => ({ ...row, i }) as Plain);
        const cell = (row: Plain, name: string): Cell =>
          Object.getOwnPropertyDescriptor(row, name)?.value;
        const expected = [...numbered].sort((a, b) => {
          for (const { column, descending } of by) {
            const order = before(cell(a, column), cell(b, column), descending ? -1 : 1);
            if (order !== 0) return order;
          }
          return 0;
        });
        expect(
          Table.fromRecords(numbered)
            .sort(...by)
            .values('i'),
        ).toEqual(expected.map(({ i }) => i));
      }),
    );
  });

  it('takes names for ascending order', () => {
    expect(table.sort('colour', { column: 'size', descending: true }).values('size')).toEqual([
      null,
      3.5,
      2,
      1,
    ]);
  });
});

describe('many rows', () => {
  it('are filtered and sorted without an object for each', () => {
    const n = 100_000;
    const big = Table.fromColumns({
      a: Float64Array.from({ length: n }, (_, i) => (i * 7919) % n),
      b: Array.from({ length: n }, (_, i) => `t${i % 10}`),
    });
    expect(big.filter((row) => row.a < 10).rowCount).toBe(10);
    expect(big.sort('b', 'a').head(2).toRecords()).toEqual([
      { a: 0, b: 't0' },
      { a: 10, b: 't0' },
    ]);
  });
});

describe('errors name the column, the value and the remedy', () => {
  const wrong: [string, () => unknown, string][] = [
    [
      'drop',
      () => table.drop('color'),
      'Table: there is no column "color". Did you mean "colour"?',
    ],
    [
      'rename of an unknown column',
      () => table.rename({ siz: 'x' } as Record<string, string>),
      'Table: there is no column "siz". Did you mean "size"?',
    ],
    [
      'rename into a name that is there',
      () => table.rename({ size: 'sold' }),
      'Table: there are two columns "sold". Rename one.',
    ],
    [
      'withColumn of too few values',
      () => table.withColumn('a', [1]),
      'Table.withColumn: values must be a function of a row or an array of 4, but got 1 value. Give every row one.',
    ],
    [
      'withColumn of text',
      () => table.withColumn('a', 'abcd' as never),
      'Table.withColumn: values must be a function of a row or an array of 4, but got "abcd". Give every row one.',
    ],
    [
      'withColumn of mixed types',
      () => table.withColumn('a', [1, 'x', 2, 3]),
      'Table.withColumn: column "a" mixes types: row 0 is a number, row 1 is the string "x". Give a column one type.',
    ],
    [
      'filter without a function',
      () => table.filter('size > 3' as never),
      'Table.filter: "size > 3" is no function. Pass one of a row, as in (row) => row.size > 3.',
    ],
    [
      'sort by an unknown option',
      () => table.sort({ column: 'size', desc: true } as never),
      'Table.sort: there is no option "desc". Known: "column", "descending".',
    ],
    [
      'sort in an unknown direction',
      () => table.sort({ column: 'size', descending: 'no' as never }),
      'Table.sort: descending must be true or false, but got "no". Pass true for the largest first.',
    ],
    [
      'numbers of text',
      () => table.numbers('colour'),
      'Table.numbers: column "colour" is text. Select the numeric columns, or encode it with OrdinalEncoder or TabularPreprocessor.',
    ],
    [
      'strings of numbers',
      () => table.strings('size'),
      'Table.strings: column "size" is of type number. Use values for cells of any type.',
    ],
  ];
  it.each(wrong)('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
