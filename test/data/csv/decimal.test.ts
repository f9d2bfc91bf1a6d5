import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDecimal } from '../../../src/data/csv/decimal.js';

/** Exact comparison: tells -0 from 0, and says so in the message. */
function expectBits(text: string): void {
  expect(Object.is(parseDecimal(text), Number(text)), text).toBe(true);
}

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

it('reads decimals with the bits of Number', () => {
  const decimal = fc
    .tuple(
      fc.constantFrom('', '+', '-'),
      digits(1, 22),
      fc.option(digits(0, 30)),
      fc.option(fc.integer({ min: -330, max: 290 })),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        sign +
        whole +
        (fraction === null ? '' : `.${fraction}`) +
        (exponent === null ? '' : `e${exponent}`),
    );
  fc.assert(fc.property(decimal, expectBits), { numRuns: 5000 });
});

it('reads back what JavaScript writes', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseDecimal(String(value))).toBe(value === 0 ? 0 : value);
      expectBits(value.toExponential(16));
    }),
    { numRuns: 2000 },
  );
});

it('rounds right at the edges of the exact range', () => {
  for (const text of [
    '9007199254740991',
    '9007199254740993',
    '90071992547409910',
    '0.00000000000000000000001', // 23 decimals
    '0.0000000000000000000001', // 22 decimals
    '9007199254740.991',
    '000000000000000000000.5',
    '4.9e-324',
    '1.7976931348623157e308',
    '-0',
    '-0.0',
    '+.5',
    '5.',
    '1E5',
  ]) {
    expectBits(text);
  }
});

it('allows white space around a number', () => {
  expect(parseDecimal('  12.5')).toBe(12.5);
  expect(parseDecimal('\t-3e2 ')).toBe(-300);
  expect(parseDecimal('7\r')).toBe(7);
});

it.each([
  ['blank text', ['', ' ', '\t ']],
  ['other bases', ['0x1F', '0b11', '0o17', ' 0x1F', '0XfF']],
  ['infinities, written out or by overflow', ['Infinity', '-Infinity', '1e999', '-1e400']],
  ['pieces of numbers', ['+', '-', '.', '-.', 'e5', '1e', '1e+', '.e1', '1.2.3', '1-2', '--1']],
  ['text around digits', ['1,000', '1_000', '12kg', '$5', '1 2', '- 1', 'NaN', '١']],
])('refuses %s', (_, texts) => {
  for (const text of texts) expect(parseDecimal(text), text).toBeNaN();
});

it('agrees with Number on which text is a number, blank text, other bases and infinities apart', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789.+-eE '), maxLength: 8 });
  fc.assert(
    fc.property(text, (value) => {
      const expected = value.trim() === '' ? Number.NaN : Number(value);
      expect(parseDecimal(value)).toBe(Number.isFinite(expected) ? expected : Number.NaN);
    }),
    { numRuns: 5000 },
  );
});
