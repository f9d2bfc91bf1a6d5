import { show } from '../../words.js';
import type { Notation } from './csv-notation.js';

/** `5743e5`: no program writes a number so, with neither point nor sign; codes may look so. */
const CODE = /^\d+e\d+$/i;

/** Whole numbers that start with zeros. Those of two digits are hours, days and months: no zero is missed. */
const PADDED = /^0\d{2,}$/;

const ZERO = 48;
const SMALL_E = 101;

/**
 * Watches what a column would lose if it were read as numbers: the digits of whole numbers beyond 2^53,
 * as ids of 19 digits are, codes that are different texts and the same number, and zeros at the start.
 *
 * Decimals of more digits than a number holds are measured values, and rounding them is ordinary: a
 * column that has any number which is not whole loses nothing.
 */
export class SpellingWatch {
  readonly #notation: Notation;
  #measured = false;
  #loss: string | undefined;
  #padded: string | undefined;
  /** How each number that looks like a code was first written. */
  #codes: Map<number, string> | undefined;

  constructor(notation: Notation) {
    this.#notation = notation;
  }

  /** Whether there was a number that is not whole, after which nothing is lost. */
  get isMeasured(): boolean {
    return this.#measured;
  }

  /** What the values seen so far would lose as numbers, as a clause; undefined when nothing. */
  get loss(): string | undefined {
    return this.#measured ? undefined : this.#loss;
  }

  /** The first value whose zeros get lost, if any. */
  get padded(): string | undefined {
    return this.#measured ? undefined : this.#padded;
  }

  /**
   * See a value. Costs a few comparisons where there is nothing to see.
   *
   * @param text - the number `value` as the file has it
   * @returns whether the column would lose something as numbers
   */
  see(text: string, value: number): boolean {
    if (this.#measured) return false;
    if (!Number.isInteger(value)) {
      this.#measured = true;
      return false;
    }
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      const digits = this.#notation.wholeDigits(text);
      if (digits !== undefined && digits !== String(value)) {
        this.#loss ??= `a number cannot hold all digits of ${show(text)}`;
      }
    }
    if (endsWithExponent(text) && CODE.test(text)) this.#seeCode(text, value);
    if (this.#padded === undefined && text.charCodeAt(0) === ZERO && PADDED.test(text)) {
      this.#padded = text;
    }
    return this.#loss !== undefined;
  }

  #seeCode(text: string, value: number): void {
    this.#codes ??= new Map();
    const known = this.#codes.get(value);
    if (known === undefined) this.#codes.set(value, text);
    else if (known !== text) this.#loss ??= `${show(known)} and ${show(text)} would be one number`;
  }
}

/** Whether one of the last characters is an `e` with up to three digits behind it: cheaper than the pattern. */
function endsWithExponent(text: string): boolean {
  for (let back = 2; back <= 4; back++) {
    if ((text.charCodeAt(text.length - back) | 32) === SMALL_E) return true;
  }
  return false;
}
