import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePlainDecimal } from '../../../src/data/csv/plain-decimal.js';

/** The number of a text, among others that must not be read. */
function parse(text: string): number {
  const bytes = new TextEncoder().encode(`8${text}8888`);
  return parsePlainDecimal(new DataView(bytes.buffer), 1, text.length + 1);
}

/** The oracle is `Number`: the same bits, or left to others. */
function expectRight(text: string): void {
  const value = parse(text);
  if (!Number.isNaN(value)) expect(value).toBe(Number(text));
}

it('reads numbers of up to 18 digits with the bits of Number', () => {
  const digits = (most: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most })
      .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.boolean(), digits(18), digits(22), (negative, whole, decimals) => {
      expectRight(`${negative ? '-' : ''}${whole}.${decimals}`);
      expectRight(`0.${decimals}`);
      expectRight(whole);
    }),
    { numRuns: 1000 },
  );
});

it('reads what programs write of a number, seldom leaving it to others', () => {
  let read = 0;
  let written = 0;
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1e6, noNaN: true }), (value) => {
      for (const text of [String(value), value.toFixed(6), value.toPrecision(17), `-${value}`]) {
        if (/e/.test(text)) continue;
        expectRight(text);
        written++;
        if (!Number.isNaN(parse(text))) read++;
      }
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(0.9 * written);
});

it('rounds as Number does next to the middle between two numbers, or leaves it to others', () => {
  // 1 + 2^-53 is the middle between 1 and the number after it.
  for (const text of [
    '1.00000000000000011102',
    '1.00000000000000011103',
    '1.0000000000000001110',
  ]) {
    expectRight(text);
  }
  expect(parse('1.00000000000000012')).toBe(1.0000000000000002);
  for (let k = 1; k < 2000; k++) expectRight(((2 ** 52 + k) / 2 + 0.25).toFixed(2 + (k % 6)));
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
