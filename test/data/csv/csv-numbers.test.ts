import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNumberParser } from '../../../src/data/csv/csv-numbers.js';
import { parseDecimal } from '../../../src/data/csv/decimal.js';
import { cpuTime } from '../../support/cpu-time.js';

/** The number as a German writes it: 1.234.567,5. */
const german = createNumberParser(',', '.');

it('is the plain parser where nothing is asked for', () => {
  expect(createNumberParser('.', null)).toBe(parseDecimal);
});

it.each([
  ['2,5', 2.5],
  ['-1.234.567,25', -1234567.25],
  ['1234567,25', 1234567.25],
  [' 1.000 ', 1000],
  ['+12', 12],
  [',5', 0.5],
  ['5,', 5],
  ['1.000e2', 100000],
  ['2,5E-3', 0.0025],
  ['12.34.567', 1234567],
  ['0', 0],
])('reads %j with a decimal comma and points between groups', (text, value) => {
  expect(german(text)).toBe(value);
});

it.each([
  '',
  ' ',
  '1.5',
  '1.50',
  '1234.567',
  '1.2345',
  '.123',
  '1..000',
  '1.000.',
  '1,5,0',
  '1,000.5',
  '1,5.000',
  ',',
  '-',
  'e5',
  '1e',
  '1e1,5',
  'x1',
  '1 000',
  '0x1F',
  'Infinity',
])('refuses %j', (text) => {
  expect(german(text)).toBeNaN();
});

it('refuses long text at once', () => {
  const start = cpuTime();
  for (const unit of [' ', '1', '.', '1.', '1.111', ',', 'e']) {
    expect(german(`${unit.repeat(300_000)}x`)).toBeNaN();
  }
  expect(cpuTime() - start).toBeLessThan(1000);
});

it('takes any character between groups', () => {
  expect(createNumberParser('.', ',')('1,234.5')).toBe(1234.5);
  expect(createNumberParser(',', ' ')(' 1 234,5 ')).toBe(1234.5);
  expect(createNumberParser(',', '\u202f')('1\u202f234,5')).toBe(1234.5);
  expect(createNumberParser('.', "'")("1'234'567.5")).toBe(1234567.5);
  expect(createNumberParser(',', null)('1234,5')).toBe(1234.5);
  expect(createNumberParser(',', null)('1.234,5')).toBeNaN();
  expect(createNumberParser('·', '\\')('1\\234·5')).toBe(1234.5);
});

it('reads back any number that is written so, to the bit', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      (value, group) => {
        const [mantissa, exponent] = String(value).split('e');
        const [whole, fraction] = mantissa.split('.');
        const grouped = group ? whole.replace(/\B(?=(\d{3})+$)/g, '.') : whole;
        const text =
          grouped +
          (fraction === undefined ? '' : `,${fraction}`) +
          (exponent === undefined ? '' : `e${exponent}`);
        expect(german(text), text).toBe(value === 0 ? 0 : value);
      },
    ),
    { numRuns: 2000 },
  );
});
