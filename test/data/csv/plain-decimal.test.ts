import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPlainDecimals } from '../../../src/data/csv/plain-decimal.js';
import { PlainFields } from '../../../src/data/csv/plain-fields.js';

const fields = new PlainFields();

/** Numbers in the middle of three columns, NaN for what is left to be read and cut out. */
function parseAll(texts: readonly string[], wholeOnly = false): Float64Array {
  const dialect = { delimiter: ';', quoteChar: null, comment: null };
  fields.begin(texts.map((text) => `8;${text};7\n`).join(''), dialect);
  const values = new Float64Array(texts.length);
  const columns = [0, 1, 2].map((j) => {
    fields.goTo(j, 3);
    for (let i = 0; ; i++) {
      i = readPlainDecimals(fields, values, i, wholeOnly, false);
      if (i === texts.length) return values.slice();
      if (j !== 1 || fields.cut(i) !== texts[i]) throw new Error(`row ${i} is cut elsewhere`);
      values[i] = Number.NaN;
    }
  });
  expect([new Set(columns[0]), new Set(columns[2])]).toEqual([new Set([8]), new Set([7])]);
  return columns[1];
}

const parse = (text: string) => parseAll([text])[0];

/** The oracle is `Number`: the same bits, or left to others. */
function expectRight(...texts: string[]): Float64Array {
  const values = parseAll(texts);
  expect(values).toEqual(
    values.map((value, i) => (Number.isNaN(value) ? value : Number(texts[i]))),
  );
  return values;
}

it('reads numbers of up to 18 digits with the bits of Number', () => {
  const digits = (most: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most })
      .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.boolean(), digits(18), digits(22), (negative, whole, decimals) => {
      expectRight(`${negative ? '-' : ''}${whole}.${decimals}`, `0.${decimals}`, whole);
    }),
    { numRuns: 1000 },
  );
});

it('reads what programs write of a number, seldom leaving it to others', () => {
  let read = 0;
  let written = 0;
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1e6, noNaN: true }), (value) => {
      const texts = [String(value), value.toFixed(6), value.toPrecision(17), `-${value}`];
      const plain = texts.filter((text) => !text.includes('e'));
      written += plain.length;
      read += expectRight(...plain).filter((value) => !Number.isNaN(value)).length;
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(0.9 * written);
});

it('rounds as Number does next to the middle between two numbers, or leaves it to others', () => {
  // 1 + 2^-53 is the middle between 1 and the number after it.
  expectRight('1.00000000000000011102', '1.00000000000000011103', '1.0000000000000001110');
  expect(parse('1.00000000000000012')).toBe(1.0000000000000002);
  const between = Array.from({ length: 2000 }, (_, k) => (2 ** 52 + k) / 2 + 0.25);
  expectRight(...between.map((value, k) => value.toFixed(2 + (k % 6))));
});

it.each(['', '-', '.', '.5', '+1', ' 1', '1 ', '007', '1e5', '1.2.3', '0x10', '9007199254740993'])(
  'leaves %j to others',
  (text) => {
    expect(parse(text)).toBeNaN();
  },
);

it.each([
  ['0', 0],
  ['-0', -0],
  ['5.', 5],
  ['-12.50', -12.5],
  ['9007199254740991', 9007199254740991],
])('reads %j', (text, value) => {
  expect(parse(text)).toBe(value);
});

it('reads a column as far as it is plain, again from any row on', () => {
  expect([...parseAll(['1', '-2.5', 'x', '', '12345678.25', '1e5', '0'])]).toEqual([
    1,
    -2.5,
    Number.NaN,
    Number.NaN,
    12345678.25,
    Number.NaN,
    0,
  ]);
});

it('reads nothing as NaN where it is asked to, and a sign alone not', () => {
  const dialect = { delimiter: ',', quoteChar: null, comment: null };
  fields.begin(',1\n,2\n3,\n-,\n', dialect);
  const values = new Float64Array(4);
  fields.goTo(0, 2);
  expect(readPlainDecimals(fields, values, 0, false, true)).toBe(3);
  expect([...values.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, 3]);
  fields.cut(3);
  fields.goTo(1, 2);
  expect(readPlainDecimals(fields, values, 0, false, true)).toBe(4);
  expect([...values]).toEqual([1, 2, Number.NaN, Number.NaN]);
});

it('leaves numbers that are not whole where it is asked to', () => {
  expect([...parseAll(['1', '2.0', '2.5', '-3', '0.5'], true)]).toEqual([
    1,
    2,
    Number.NaN,
    -3,
    Number.NaN,
  ]);
});
