/** 10^d for d from 0 to 22: all the powers of ten that a double holds exactly. */
export const POWERS_OF_TEN = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
];

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const POINT = -2; // '.' as distance from '0'

/**
 * A decimal number: sign, digits, point and exponent, with white space around it. Where it is one,
 * the result has the bits of `Number(text)`.
 *
 * Method: digits that make an integer up to 2^53, divided by a power of ten that is exact too, round
 * once, which is right by IEEE 754. Anything longer goes to `Number`, 4 times as slow.
 * Source: Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990.
 *
 * @returns NaN for text that is no decimal number: blank, hexadecimal, `Infinity`, or beyond the
 *   largest double
 */
export function parseDecimal(text: string): number {
  const { length } = text;
  let at = 0;
  while (at < length && text.charCodeAt(at) === SPACE) at++;
  const sign = at < length ? text.charCodeAt(at) : SPACE;
  if (sign === MINUS || sign === PLUS) at++;
  let digits = length - at;
  let decimals = 0;
  let mantissa = 0;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
    } else if (digit === POINT && decimals === 0) {
      decimals = length - at;
      digits--;
    } else {
      return parseAnyDecimal(text);
    }
  }
  if (decimals > 0) decimals--; // counted with the point, so that a leading one is seen too
  if (digits === 0 || decimals > 22 || mantissa > Number.MAX_SAFE_INTEGER) {
    return parseAnyDecimal(text);
  }
  const value = decimals === 0 ? mantissa : mantissa / POWERS_OF_TEN[decimals];
  return sign === MINUS ? -value : value;
}

/** What `Number` reads and is not a finite decimal: blank text and other bases, all of them integers. */
const NOT_DECIMAL = /^\s*$|[xob]/i;

function parseAnyDecimal(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) return Number.NaN;
  return Number.isInteger(value) && NOT_DECIMAL.test(text) ? Number.NaN : value;
}
