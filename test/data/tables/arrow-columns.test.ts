/** Tables of apache-arrow itself, and of the form that flechette gives. */

import {
  Table as Arrow,
  Binary,
  Bool,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float16,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  type RecordBatch,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberColumn, TextColumn } from '../../../src/data/columns.js';
import { Table } from '../../../src/data/table.js';

/** A table of one column, which consists of several vectors. */
function arrowOf(...parts: Vector[]): Arrow {
  return new Arrow({ v: parts.slice(1).reduce((all, part) => all.concat(part), parts[0]) });
}

const dataOf = (table: Table, name = 'v') => (table.column(name) as NumberColumn).data;

/** Kinds of columns: their type, and values that a table takes as they are. */
const kinds: readonly { type: () => DataType; value: fc.Arbitrary<unknown> }[] = [
  { type: () => new Float64(), value: fc.double({ noNaN: true }) },
  { type: () => new Float32(), value: fc.float({ noNaN: true }) },
  { type: () => new Float16(), value: fc.constantFrom(0, 0.5, -2, 1024) },
  { type: () => new Int8(), value: fc.integer({ min: -128, max: 127 }) },
  { type: () => new Int32(), value: fc.integer() },
  { type: () => new Int64(), value: fc.maxSafeInteger().map(BigInt) },
  { type: () => new Uint64(), value: fc.maxSafeNat().map(BigInt) },
  { type: () => new Bool(), value: fc.boolean() },
  { type: () => new Utf8(), value: fc.string({ unit: 'grapheme', maxLength: 3 }) },
  {
    type: () => new Dictionary(new Utf8(), new Int32()),
    value: fc.constantFrom('a', 'b', 'c', ''),
  },
];
const column = fc.constantFrom(...kinds).chain(({ type, value }) =>
  fc.record({
    type: fc.constant(type),
    parts: fc.array(
      fc.record({
        values: fc.array(fc.option(value, { freq: 4 }), { minLength: 1, maxLength: 20 }),
        from: fc.nat(20),
        to: fc.nat(20),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);

describe('a table of Apache Arrow', () => {
  it('has the cells of its vectors, however they are cut, joined and sent', () => {
    fc.assert(
      fc.property(column, fc.boolean(), ({ type, parts }, isSent) => {
        const own = type();
        const vectors = parts.map(({ values, from, to }) =>
          vectorFromArray(values, own).slice(Math.min(from, to), Math.max(from, to)),
        );
        const expected = parts.flatMap(({ values, from, to }) =>
          values.slice(Math.min(from, to), Math.max(from, to)),
        );
        const made = arrowOf(...vectors);
        const arrow = isSent ? tableFromIPC(tableToIPC(made)) : made;
        const cells = expected.map((value) => (typeof value === 'bigint' ? Number(value) : value));
        expect(Table.from(arrow).values('v')).toEqual(cells.map((cell) => (cell === 0 ? 0 : cell)));
      }),
      { numRuns: 100 },
    );
  });

  it('shares one chunk of float64 without gaps, and copies all else', () => {
    const values = Float64Array.of(1, 2, 3);
    const arrow = tableFromArrays({ v: values });
    expect(dataOf(Table.from(arrow)).buffer).toBe(arrow.getChild('v')?.data[0].values.buffer);
    expect(dataOf(Table.from(arrow.slice(1)))).toEqual(Float64Array.of(2, 3));
    const gap = arrowOf(vectorFromArray([1, null], new Float64()));
    const before = gap.getChild('v')?.data[0].values.slice();
    expect(dataOf(Table.from(gap))).toEqual(Float64Array.of(1, Number.NaN));
    expect(gap.getChild('v')?.data[0].values).toEqual(before);
  });

  it('has categories in order of first appearance, as every column of text', () => {
    const type = new Dictionary(new Utf8(), new Int32());
    const first = vectorFromArray(['c', 'a', null, 'b'], type).slice(1);
    const second = vectorFromArray(['z', 'a'], new Dictionary(new Utf8(), new Int32()));
    const read = Table.from(arrowOf(first, second)).column('v') as TextColumn;
    expect(read.categories).toEqual(['a', 'b', 'z']);
    expect([...read.codes]).toEqual([0, -1, 1, 2, 0]);
  });

  it('reads a dictionary of numbers as numbers', () => {
    const type = new Dictionary(new Float64(), new Int32());
    expect(Table.from(arrowOf(vectorFromArray([2, null, 2, 5], type))).values('v')).toEqual([
      2,
      null,
      2,
      5,
    ]);
  });

  it('reads days and timestamps as ISO 8601 text, or as milliseconds', () => {
    const day = 86_400_000;
    for (const type of [
      new DateDay(),
      new DateMillisecond(),
      new TimestampMillisecond('UTC'),
      new TimestampMicrosecond(),
      new TimestampNanosecond(),
    ]) {
      const arrow = arrowOf(vectorFromArray([day, null], type));
      expect(Table.from(arrow).values('v')).toEqual(['1970-01-02T00:00:00.000Z', null]);
      expect(Table.from(arrow, { types: { v: 'number' } }).values('v')).toEqual([day, null]);
    }
  });

  it('reads decimals as the nearest numbers, or as their digits', () => {
    const words = (whole: bigint) =>
      Uint32Array.from([0n, 32n, 64n, 96n], (shift) =>
        Number(BigInt.asUintN(32, BigInt.asIntN(128, whole) >> shift)),
      );
    const wholes = [1234n, -5n, null, 10n ** 22n + 1n];
    const type = new Decimal(2, 38, 128);
    const arrow = arrowOf(
      vectorFromArray(
        wholes.map((whole) => (whole === null ? null : words(whole))),
        type,
      ),
    );
    expect(Table.from(arrow).values('v')).toEqual([12.34, -0.05, null, 1e20]);
    expect(Table.from(arrow, { types: { v: 'text' } }).values('v')).toEqual([
      '12.34',
      '-0.05',
      null,
      '100000000000000000000.01',
    ]);
  });

  it('refuses integers that no number holds exactly, unless they are read as text', () => {
    const arrow = arrowOf(
      vectorFromArray([1n], new Int64()),
      vectorFromArray([null, 2n ** 60n], new Int64()),
    );
    expect(() => Table.from(arrow)).toThrow(
      'Table.from: row 2 of column "v", 1152921504606846976n, is more than a number holds exactly. Read the column as text: { types: { "v": "text" } }.',
    );
    expect(Table.from(arrow, { types: { v: 'text' } }).values('v')).toEqual([
      '1',
      null,
      String(2n ** 60n),
    ]);
  });

  it.each([
    ['lists', [[1, 2]], new List(new Field('item', new Float64()))],
    ['bytes', [Uint8Array.of(1)], new Binary()],
    ['records', [{ a: 1 }], undefined],
  ])('refuses %s by name', (what, values, type) => {
    const vector = type === undefined ? vectorFromArray(values) : vectorFromArray(values, type);
    expect(() => Table.from(arrowOf(vector as Vector))).toThrow(
      `Table.from: column "v" holds ${what}, which a table does not. Select the other columns first, as in arrow.select(names).`,
    );
  });

  it('reads a batch, a table without rows, and one without columns', () => {
    const arrow = tableFromArrays({ v: Int32Array.of(1, 2) });
    expect(Table.from(arrow.batches[0] as RecordBatch).values('v')).toEqual([1, 2]);
    expect(Table.from(arrow.slice(0, 0)).rowCount).toBe(0);
    expect(Table.from(new Arrow()).columnNames).toEqual([]);
  });

  it('takes the types that are asked for, and refuses those that do not fit', () => {
    const arrow = tableFromArrays({ v: Float64Array.of(1.5) });
    expect(Table.from(arrow, { types: { v: 'text' } }).values('v')).toEqual(['1.5']);
    expect(() => Table.from(arrow, { types: { v: 'boolean' } })).toThrow(
      'Table: column "v" is to be of type boolean, but row 0 is 1.5',
    );
    expect(() => Table.from(arrow, { types: { w: 'text' } })).toThrow(
      'Table.from: types has "w", but there is no such column.',
    );
  });
});

/** A batch as flechette makes it. */
interface Batch {
  readonly length: number;
  readonly nullCount: number;
  readonly values: unknown;
  readonly validity?: Uint8Array;
  readonly dictionary?: unknown;
}

/** A table of flechette's form, of one column. */
function flechette(typeId: number, data: readonly Batch[], values: readonly unknown[] = []) {
  const length = data.reduce((rows, batch) => rows + batch.length, 0);
  const child = {
    type: { typeId },
    length,
    nullCount: 0,
    data,
    [Symbol.iterator]: () => values.values(),
  };
  return { schema: { fields: [{ name: 'v' }] }, getChild: () => child };
}

describe("a table of flechette's form", () => {
  const none = { validity: new Uint8Array(0) };

  it('has its numbers, truths and dictionaries, with their gaps', () => {
    const bits = { nullCount: 1, validity: Uint8Array.of(0b101) };
    const numbers = flechette(3, [
      { length: 3, values: Float64Array.of(1, 2, 3), ...bits },
      { length: 1, nullCount: 0, values: Float64Array.of(4), ...none },
    ]);
    expect(Table.from(numbers).values('v')).toEqual([1, null, 3, 4]);
    const truths = flechette(6, [{ length: 3, values: Uint8Array.of(0b011), ...bits }]);
    expect(Table.from(truths).values('v')).toEqual([true, null, false]);
    const texts = flechette(-1, [
      { length: 3, values: Int32Array.of(1, 0, 0), ...bits, dictionary: ['x', 'y'] },
    ]);
    expect(Table.from(texts).values('v')).toEqual(['y', null, 'x']);
    const values = Float64Array.of(7, 8);
    const shared = flechette(3, [{ length: 2, nullCount: 0, values, ...none }]);
    expect(dataOf(Table.from(shared))).toBe(values);
  });

  it('is read by its values where its arrays are of another form', () => {
    const text = flechette(5, [{ length: 2, nullCount: 0, values: Uint8Array.of(120) }], ['x', '']);
    expect(Table.from(text).values('v')).toEqual(['x', '']);
    const decimal = flechette(
      7,
      [{ length: 1, nullCount: 0, values: new BigUint64Array(2) }],
      [1.5],
    );
    expect(Table.from(decimal).values('v')).toEqual([1.5]);
  });

  it.each<[string, ReturnType<typeof flechette>, string]>([
    [
      'values',
      flechette(3, [{ length: 3, nullCount: 0, values: Float64Array.of(1) }]),
      'Table.from: column "v" has a chunk of 3 rows whose arrays are shorter. It is damaged: make it anew.',
    ],
    [
      'truths',
      flechette(6, [{ length: 9, nullCount: 0, values: Uint8Array.of(1) }]),
      'a chunk of 9 rows whose arrays are shorter',
    ],
    [
      'gaps',
      flechette(2, [
        { length: 9, nullCount: 1, values: new Int32Array(9), validity: Uint8Array.of(1) },
      ]),
      'a chunk of 9 rows whose arrays are shorter',
    ],
    [
      'entries of a dictionary',
      flechette(-1, [
        { length: 1, nullCount: 0, values: Int32Array.of(2), dictionary: ['a', 'b'] },
      ]),
      'Table.from: row 0 of column "v" is number 2 of a dictionary of 2 values. It is damaged: make it anew.',
    ],
  ])('with too few %s says so', (_, table, message) => {
    expect(() => Table.from(table)).toThrow(message);
  });

  it('whose lengths differ says so', () => {
    const table = flechette(3, [{ length: 1, nullCount: 0, values: Float64Array.of(1) }]);
    table.getChild().length = 2;
    expect(() => Table.from(table)).toThrow(
      'Table.from: column "v" has 2 rows, but 1 in its chunks. It is damaged: make it anew.',
    );
    const uneven = {
      schema: { fields: [{ name: 'v' }, { name: 'w' }] },
      getChild: (name: string) =>
        flechette(3, [
          { length: name.charCodeAt(0) - 117, nullCount: 0, values: new Float64Array(2) },
        ]).getChild(),
    };
    expect(() => Table.from(uneven)).toThrow(
      'Table: column "w" has 2 values, column "v" has 1. Give every column one value a row.',
    );
  });
});

it('typed arrays by name are copied as they are', () => {
  const given = { a: Float32Array.of(0.5, 2), b: Float64Array.of(1, Number.NaN) };
  const table = Table.from(given);
  expect(table.toRecords()).toEqual([
    { a: 0.5, b: 1 },
    { a: 2, b: null },
  ]);
  given.b[0] = 9;
  expect(table.values('b')).toEqual([1, null]);
});
