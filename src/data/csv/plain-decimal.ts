import { POWERS_OF_TEN } from './decimal.js';
import { firstByte, type PlainFields } from './plain-fields.js';

/**
 * Read the column at hand as decimal numbers as most are written: a sign perhaps, digits, perhaps a point among them. As
 * `parseDecimal` reads them, but from bytes, four digits at a time, and 18 digits and more, which as a text `Number` has to
 * read. Where a number ends shows in the digits themselves.
 *
 * @param values - out [rows]
 * @param from - the first row to read
 * @param wholeOnly - whether numbers that are not whole are left, too
 * @param emptyIsMissing - whether nothing is NaN, or left
 * @returns the first row whose field `parseDecimal` must judge, and which is left to be read, or `fields.rows`: one that has an
 *   exponent, white space, zeros in front, or is a whole number beyond 2^53
 */
export function readPlainDecimals(
  fields: PlainFields,
  values: Float64Array,
  from: number,
  wholeOnly: boolean,
  emptyIsMissing: boolean,
): number {
  // Constants of the function, or they would be fetched as variables of the bundle, each time: a twentieth of the time.
  const minus = 45;
  const dot = 46;
  const zero = 48;
  const roomForFour = 1e11; // below it, four more digits leave a number below 10^15, which is exact
  const longestScale = 1e8; // two times four more, and what they stand for is exact
  const { view, places, rows, end } = fields;
  for (let i = from; i < rows; i++) {
    let at = places[i];
    const negative = view.getUint8(at) === minus;
    if (negative) at++;
    const first = at;
    let point = 0; // where decimals start, 0 where there are none
    let high = 0; // the first digits, at most 15
    let low = 0; // those behind
    let scale = 1; // what the first are to be multiplied by for those
    for (;;) {
      let four = view.getInt32(at, true);
      let odd = notDigits(four);
      while (odd === 0) {
        if (high < roomForFour) {
          high = high * 10_000 + valueOfFour(four);
        } else {
          low = low * 10_000 + valueOfFour(four);
          scale *= 10_000;
        }
        at += 4;
        four = view.getInt32(at, true);
        odd = notDigits(four);
      }
      // Up to three more, with zeros before them: without a branch, as their number is hard to predict.
      const more = firstByte(odd);
      const value = valueOfFour((four << (24 - 8 * more)) << 8);
      const power = POWERS_OF_TEN[more];
      if (high < roomForFour) {
        high = high * power + value;
      } else {
        low = low * power + value;
        scale *= power;
      }
      at += more;
      const byte = view.getUint8(at);
      if (byte === end) break;
      if (byte !== dot || point > 0) return i;
      point = ++at;
    }
    if (at === places[i] && emptyIsMissing) {
      values[i] = Number.NaN;
      places[i] = at + 1;
      continue;
    }
    const whole = (point > 0 ? point - 1 : at) - first;
    const decimals = point > 0 ? at - point : 0;
    if (whole < 1 || (whole > 1 && view.getUint8(first) === zero)) return i;
    if (decimals > 22 || scale > longestScale) return i;
    const mantissa = high * scale + low;
    let value = mantissa;
    if (mantissa > Number.MAX_SAFE_INTEGER) {
      if (decimals === 0) return i;
      value = longQuotient(high, scale, low, POWERS_OF_TEN[decimals]);
      if (Number.isNaN(value)) return i;
    } else if (decimals > 0) {
      value = mantissa / POWERS_OF_TEN[decimals];
    }
    if (wholeOnly && !Number.isInteger(value)) return i;
    values[i] = negative ? -value : value;
    places[i] = at + 1;
  }
  return rows;
}

/** Marks bytes of plain text that are no digits, up from the first: those below '0' or above '9'. */
function notDigits(four: number): number {
  return ((four - 0x30303030) | (four + 0x46464646)) & 0x80808080;
}

/** The number of four digits, the first of them in the lowest byte. */
function valueOfFour(four: number): number {
  const each = four & 0x0f0f0f0f;
  const pairs = (Math.imul(each, 0xa01) >>> 8) & 0x00ff00ff; // ten times a byte, and the next one
  return Math.imul(pairs, 0x640001) >>> 16; // a hundred times the lower half, and the upper one
}

/** (high · scale + low) / divisor in twice the digits of a number; then rounded, or NaN where it is not sure how. */
function longQuotient(high: number, scale: number, low: number, divisor: number): number {
  const product = high * scale;
  const dividend = product + low;
  const rest = low - (dividend - product) + productError(high, scale, product);
  const quotient = dividend / divisor;
  const back = quotient * divisor;
  const more = (dividend - back - productError(quotient, divisor, back) + rest) / divisor;
  const unsure = quotient * 3.2e-30; // more than 2^-98, twice as much as it can be off
  const value = quotient + (more - unsure);
  return value === quotient + (more + unsure) ? value : Number.NaN;
}

/** a · b - product, where that is a · b rounded. */
function productError(a: number, b: number, product: number): number {
  const splitter = 0x8000001; // makes halves whose products are exact (Dekker, Numerische Mathematik 18, 1971)
  const scaledA = a * splitter;
  const scaledB = b * splitter;
  const highA = scaledA - (scaledA - a);
  const highB = scaledB - (scaledB - b);
  const lowA = a - highA;
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
