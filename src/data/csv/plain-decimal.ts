import { POWERS_OF_TEN } from './decimal.js';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Digits that fit into a 32-bit integer: a number is read into two of them. */
const DIGITS = 9;
/** Twice as much as a long quotient can be off, in relation to it. */
const UNSURE = 2 ** -98;
/** Splits a number into halves whose products are exact (Dekker, Numerische Mathematik 18, 1971). */
const SPLITTER = 2 ** 27 + 1;

/**
 * A decimal number as most are written: a sign perhaps, digits, perhaps a point among them. As `parseDecimal` reads it, but
 * from bytes, and up to 18 digits, which as a text `Number` has to read. Behind the point digits are read four at a time,
 * where there are as many.
 *
 * @returns NaN for everything else, which `parseDecimal` must judge: exponents, white space, zeros in front, whole numbers beyond 2^53
 */
export function parsePlainDecimal(bytes: DataView, start: number, end: number): number {
  const negative = start < end && bytes.getUint8(start) === MINUS;
  const first = negative ? start + 1 : start;
  let point = -1;
  let at = first;
  for (; at < end; at++) {
    const byte = bytes.getUint8(at);
    if (byte === POINT && point < 0) point = at;
    else if (byte !== ZERO) break;
  }
  let digits = 0; // from the first that is not 0
  let high = 0;
  let low = 0;
  while (at < end) {
    if (point >= 0 && at + 4 <= end && (digits + 4 <= DIGITS || digits >= DIGITS)) {
      const four = bytes.getInt32(at, true);
      if (areDigits(four)) {
        if (digits < DIGITS) high = (high * 10_000 + valueOfFour(four)) | 0;
        else low = (low * 10_000 + valueOfFour(four)) | 0;
        digits += 4;
        at += 4;
        continue;
      }
    }
    const digit = bytes.getUint8(at) - ZERO;
    if (digit >>> 0 > 9) {
      if (digit !== POINT - ZERO || point >= 0) return Number.NaN;
      point = at;
    } else {
      if (digits < DIGITS) high = (high * 10 + digit) | 0;
      else low = (low * 10 + digit) | 0;
      digits++;
    }
    at++;
  }
  const whole = (point < 0 ? end : point) - first;
  const decimals = point < 0 ? 0 : end - point - 1;
  const odd = whole < 1 || (whole > 1 && bytes.getUint8(first) === ZERO);
  if (odd || decimals > 22 || digits > 2 * DIGITS) return Number.NaN;
  const scale = digits > DIGITS ? POWERS_OF_TEN[digits - DIGITS] : 1;
  const mantissa = high * scale + low;
  let value = mantissa;
  if (mantissa > Number.MAX_SAFE_INTEGER) {
    if (decimals === 0) return Number.NaN;
    value = longQuotient(high, scale, low, POWERS_OF_TEN[decimals]);
  } else if (decimals > 0) {
    value = mantissa / POWERS_OF_TEN[decimals];
  }
  return negative ? -value : value;
}

/** Whether four bytes of plain text are digits: none is below '0', none above '9'. */
function areDigits(four: number): boolean {
  return (((four - 0x30303030) | (four + 0x46464646)) & 0x80808080) === 0;
}

/** The number of four digits, the first of them in the lowest byte. */
function valueOfFour(four: number): number {
  const each = four & 0x0f0f0f0f;
  const pairs = (Math.imul(each, 10) + (each >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}

/** (high · scale + low) / divisor in twice the digits of a number; then rounded, or NaN where it is not sure how. */
function longQuotient(high: number, scale: number, low: number, divisor: number): number {
  const product = high * scale;
  const dividend = product + low;
  const rest = low - (dividend - product) + productError(high, scale, product);
  const quotient = dividend / divisor;
  const back = quotient * divisor;
  const more = (dividend - back - productError(quotient, divisor, back) + rest) / divisor;
  const unsure = quotient * UNSURE;
  const value = quotient + (more - unsure);
  return value === quotient + (more + unsure) ? value : Number.NaN;
}

/** a · b - product, where that is a · b rounded. */
function productError(a: number, b: number, product: number): number {
  const scaledA = a * SPLITTER;
  const scaledB = b * SPLITTER;
  const highA = scaledA - (scaledA - a);
  const highB = scaledB - (scaledB - b);
  const lowA = a - highA;
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
