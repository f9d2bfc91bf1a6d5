import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, columnValues, countMissing } from '../../src/data/columns.js';
import { createColumn } from '../../src/data/create-column.js';
import { parseFeatures } from '../../src/data/dense.js';
import {
  type Cell,
  type Column,
  Table,
  type TableOptions,
  type TableRecord,
} from '../../src/data/table.js';
import { InvalidInputError } from '../../src/errors.js';

const records = [
  { size: 3.5, colour: 'red', sold: true },
  { size: null, colour: 'blue', sold: null },
  { size: 1, colour: null, sold: false },
  { size: 2, colour: 'red', sold: true },
];
const table = Table.fromRecords(records);

describe('a table', () => {
  it('gives back the records it was made from', () => {
    expect(table.toRecords()).toEqual(records);
    expect([table.rowCount, table.columnNames]).toEqual([4, ['size', 'colour', 'sold']]);
  });

  it('gives back any records of one type a column', () => {
    const record = fc.record({
      a: fc.option(fc.double({ noNaN: true })),
      b: fc.option(fc.string()),
      __proto__: fc.option(fc.boolean()),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (rows) => {
        expect(Table.fromRecords(rows).toRecords()).toEqual(rows.map((row) => ({ ...row })));
      }),
    );
  });

  it('types its columns, and tells missing from empty', () => {
    expect(table.columns.map(({ type }) => type)).toEqual(['number', 'text', 'boolean']);
    expect(table.column('colour')).toMatchObject({
      codes: Int32Array.of(0, 1, -1, 0),
      categories: ['red', 'blue'],
    });
    expect(table.column('sold')).toMatchObject({ data: Int8Array.of(1, -1, 0, 1) });
    expect(Table.fromColumns({ text: ['', null, undefined] }).values('text')).toEqual([
      '',
      null,
      null,
    ]);
    expect(Table.fromColumns({ none: [null, Number.NaN] }).column('none').type).toBe('number');
  });

  it('takes columns as arrays or typed arrays', () => {
    const made = Table.fromColumns({ a: Float64Array.of(1, Number.NaN), b: ['x', 'y'] });
    expect(made.toRecords()).toEqual([
      { a: 1, b: 'x' },
      { a: null, b: 'y' },
    ]);
  });

  it('lacks what a record lacks, and has every key that occurs', () => {
    const made = Table.fromRecords([{ a: 1 }, { b: 'x' }, {}]);
    expect(made.toRecords()).toEqual([
      { a: 1, b: null },
      { a: null, b: 'x' },
      { a: null, b: null },
    ]);
  });

  it('may be empty', () => {
    const empty = Table.fromRecords([]);
    expect([empty.rowCount, empty.columnNames, empty.toRecords()]).toEqual([0, [], []]);
    expect(empty.head().rowCount).toBe(0);
    expect(Table.fromColumns({ a: [] }).column('a').type).toBe('number');
  });

  it('knows its columns, and the nearest to one it does not have', () => {
    expect([table.has('size'), table.has('toString'), table.has('Size')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(() => table.column('color')).toThrow(
      'Table: there is no column "color". Did you mean "colour"?',
    );
    expect(() => table.values('constructor')).toThrow('there is no column "constructor".');
  });

  it('is safe with names of Object.prototype', () => {
    const hostile = JSON.parse('[{"__proto__": 1, "constructor": "x", "hasOwnProperty": true}]');
    const made = Table.fromRecords(hostile);
    expect(made.columnNames).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(made.values('__proto__')).toEqual([1]);
    const [record] = made.toRecords();
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.keys(record)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    const columns = JSON.parse('{"__proto__": [1, 2], "valueOf": ["a", null]}');
    expect(Table.fromColumns(columns).values('__proto__')).toEqual([1, 2]);
    expect(made.select(['constructor']).columnNames).toEqual(['constructor']);
  });
});

describe('a part of a table', () => {
  it('is made of columns in any order, which share their data', () => {
    const part = table.select(['sold', 'size']);
    expect(part.columnNames).toEqual(['sold', 'size']);
    expect(part.column('size')).toBe(table.column('size'));
    expect(() => table.select(['size', 'size'])).toThrow(
      'Table: there are two columns "size". Rename one.',
    );
    expect(() => table.select(['siz'])).toThrow('Did you mean "size"?');
  });

  it('is made of rows in any order, also more than once', () => {
    expect(table.rows([2, 0, 2]).toRecords()).toEqual([records[2], records[0], records[2]]);
    expect(table.rows(Int32Array.of(3)).column('colour')).toMatchObject({
      codes: Int32Array.of(0),
      categories: ['red', 'blue'],
    });
    expect(table.rows([]).rowCount).toBe(0);
  });

  it.each([-1, 4, 0.5, Number.NaN])('has no row %d', (index) => {
    expect(() => table.rows([0, index])).toThrow(
      `Table.rows: there is no row ${index}. Rows go from 0 to 3.`,
    );
  });

  it('is its head', () => {
    expect(table.head(2).toRecords()).toEqual(records.slice(0, 2));
    expect(table.head().rowCount).toBe(4);
    expect(table.head(Infinity).rowCount).toBe(4);
    expect(table.head(0).columnNames).toEqual(table.columnNames);
    for (const n of [-1, 1.5, Number.NaN]) {
      expect(() => table.head(n)).toThrow(
        `Table.head: n must be an integer >= 0, but got ${n}. Pass how many rows to take.`,
      );
    }
    expect(() => Table.fromRecords([]).rows([0])).toThrow('there is no row 0. The table is empty.');
  });
});

describe('toMatrix', () => {
  it('gives numbers, booleans as 0 and 1, missing as NaN', () => {
    const matrix = table.select(['sold', 'size']).toMatrix();
    expect(matrix.to2DArray()).toEqual([
      [1, 3.5],
      [Number.NaN, Number.NaN],
      [0, 1],
      [1, 2],
    ]);
  });

  it('gives a block that estimators read in place', () => {
    const matrix = Table.fromColumns({ a: [1, 2], b: [3, 4] }).toMatrix();
    const { data } = parseFeatures(matrix, 'test');
    matrix.set(0, 0, 9);
    expect([...data]).toEqual([9, 3, 2, 4]);
  });

  it('refuses text', () => {
    expect(() => table.toMatrix()).toThrow(
      'Table.toMatrix: column "colour" is text. Select the numeric columns, or encode it with OrdinalEncoder or TabularPreprocessor.',
    );
  });
});

describe('what makes no table', () => {
  it.each<[string, () => unknown, string]>([
    [
      'columns of different lengths',
      () => Table.fromColumns({ a: [1, 2], b: [1] }),
      'Table: column "b" has 1 value, column "a" has 2. Give every column one value a row.',
    ],
    [
      'a column of mixed types',
      () => Table.fromColumns({ a: [null, 1, 'x'] }),
      'Table: column "a" mixes types: row 1 is a number, row 2 is the string "x". Give a column one type, or read all as text: Table.fromRecords(records, { types: { "a": "text" } }).',
    ],
    [
      'a value that is no cell',
      // @ts-expect-error: what a JavaScript user may pass
      () => Table.fromColumns({ a: [1, [2]] }),
      'Table: row 1 of column "a" is [2]. Pass numbers, text, booleans, or null for missing.',
    ],
    [
      'a record that is none',
      () => Table.fromRecords([{ a: 1 }, [1]]),
      'Table.fromRecords: record 1 is [1]. Pass an object of column name to value.',
    ],
    [
      'one record',
      // @ts-expect-error: what a JavaScript user may pass
      () => Table.fromRecords({ a: 1 }),
      'Table.fromRecords: records must be an array, but got { a }. Pass one object a row.',
    ],
    [
      'values by name, to the constructor',
      // @ts-expect-error: what a JavaScript user may pass
      () => new Table({ a: [1] }),
      'Table: columns must be an array, but got { a }. Use Table.fromColumns for values by name.',
    ],
    [
      'columns that are none',
      // @ts-expect-error: what a JavaScript user may pass
      () => new Table(['a', 'b']),
      'Table: columns[0] is "a", not a column. Use Table.fromColumns for values by name.',
    ],
    [
      'a single value as a column',
      // @ts-expect-error: what a JavaScript user may pass
      () => Table.fromColumns({ a: 5 }),
      'Table.fromColumns: column "a" is 5. Pass an array of one value a row, null where it is missing.',
    ],
    [
      'a column without an end',
      () => Table.fromColumns({ a: { length: 1e9, 0: 1 } }),
      'Table.fromColumns: column "a" is { 0, length }.',
    ],
    [
      'a Map, to fromColumns',
      () => Table.fromColumns(new Map([['a', [1]]]) as never),
      'Table.fromColumns: columns must be an object, but got a Map. Pass values by column name; Table.fromRecords takes one object a row, Table.from a Map.',
    ],
    [
      'one name, to select',
      // @ts-expect-error: what a JavaScript user may pass
      () => Table.fromRecords(records).select('size'),
      `Table.select: names must be an array, but got "size". Pass names of columns, as in ['size', 'colour'].`,
    ],
    [
      'one number, to rows',
      // @ts-expect-error: what a JavaScript user may pass
      () => Table.fromRecords(records).rows(2),
      'Table.rows: indices must be an array, but got 2. Pass the numbers of rows: for a single one, [row].',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(InvalidInputError);
    expect(make).toThrow(message);
  });
});

it('reads columns cell by cell, and counts what is missing', () => {
  const values: Record<Column['type'], Cell[]> = {
    number: [1, null, 2, null],
    text: ['x', null, '', 'x'],
    boolean: [null, true, false, null],
  };
  for (const [type, cells] of Object.entries(values)) {
    const column = createColumn('c', cells);
    expect(column.type).toBe(type);
    expect(columnValues(column)).toEqual(cells);
    expect(cells.map((_, i) => cellAt(column, i))).toEqual(cells);
    expect(countMissing(column)).toBe(cells.filter((cell) => cell === null).length);
  }
});

describe('types that are given', () => {
  const films = [
    { title: 300, year: 2006, seen: true },
    { title: 'Heat', year: null, seen: null },
    { title: false },
    { title: Number.NaN },
  ];
  const refusal = (records: TableRecord[], types: TableOptions['types']) => {
    try {
      Table.fromRecords(records, { types });
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'accepted';
  };

  it('read a column that mixes types as text', () => {
    const made = Table.fromRecords(films, { types: { title: 'text' } });
    expect(made.values('title')).toEqual(['300', 'Heat', 'false', null]);
    expect(made.columns.map(({ type }) => type)).toEqual(['text', 'number', 'boolean']);
    const columns = { title: [300, 'Heat'], id: [7, 8] };
    const types = { title: 'text', id: 'text' } as const;
    expect(Table.fromColumns(columns, { types }).toRecords()).toEqual([
      { title: '300', id: '7' },
      { title: 'Heat', id: '8' },
    ]);
  });

  it('make one record of the type that many have', () => {
    const one = Table.fromRecords([{ title: 300 }], { types: { title: 'text' } });
    expect(one.column('title')).toMatchObject({ type: 'text', categories: ['300'] });
    const none = Table.fromRecords([{ seen: null }], { types: { seen: 'boolean' } });
    expect(none.column('seen').type).toBe('boolean');
  });

  it('convert to text alone, and refuse what is of another type', () => {
    expect(refusal([{ a: null }, { a: '7' }], { a: 'number' })).toBe(
      'Table: column "a" is to be of type number, but row 1 is "7". Give a column one type, or read all as text: Table.fromRecords(records, { types: { "a": "text" } }).',
    );
    expect(refusal([{ a: 1 }], { a: 'boolean' })).toContain('is to be of type boolean');
  });

  it('must be of columns that are there', () => {
    expect(refusal([{ title: 'x' }], { tittle: 'text' })).toBe(
      'Table.fromRecords: types has "tittle", but there is no such column. Did you mean "title"?',
    );
    const inherited = Object.fromEntries([['toString', 'text' as const]]);
    expect(refusal([{ title: 'x' }], inherited)).toContain('types has "toString"');
    // @ts-expect-error: what a JavaScript user may pass
    expect(() => Table.fromRecords([], { type: {} })).toThrow('there is no option "type"');
  });
});

it('takes nothing that records inherit', () => {
  const names = ['constructor', 'valueOf', '__proto__', 'toString'];
  for (const name of names) {
    const own = JSON.parse(`{ "a": 1, ${JSON.stringify(name)}: 2 }`);
    const made = Table.fromRecords([{ a: 3 }, own]);
    expect(made.columnNames).toEqual(['a', name]);
    expect(made.values(name)).toEqual([null, 2]);
  }
  const inherited = Object.create({ b: 2 }, { a: { value: 1, enumerable: true } });
  expect(Table.fromRecords([inherited]).columnNames).toEqual(['a']);
});
