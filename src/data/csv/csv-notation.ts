import { createNumberParser, type NumberParser } from './csv-numbers.js';
import { parseDecimal } from './decimal.js';

/** How a file writes numbers and missing values. */
export class Notation {
  readonly parseNumber: NumberParser;
  /** Whether `parsePlainDecimal` reads what it reads as `parseNumber` does, and no number means a missing value. */
  readonly readsPlainDecimals: boolean;
  /** What stands for a missing value. */
  readonly missingTexts: readonly string[];
  readonly #missing: ReadonlySet<string>;
  /** Markers that are numbers; usually none. */
  readonly #missingNumbers: readonly number[];
  readonly #thousands: string | null;

  constructor(missingTexts: readonly string[], decimal: string, thousands: string | null) {
    this.#thousands = thousands;
    this.parseNumber = createNumberParser(decimal, thousands);
    this.missingTexts = missingTexts;
    this.#missing = new Set(missingTexts);
    this.#missingNumbers = missingTexts
      .map(this.parseNumber)
      .filter((value) => !Number.isNaN(value));
    this.readsPlainDecimals =
      this.parseNumber === parseDecimal && this.#missingNumbers.length === 0;
  }

  /** The digits of a number that is written as a whole one, as `String` would write them; else undefined. */
  wholeDigits(text: string): string | undefined {
    const plain = (this.#thousands === null ? text : text.replaceAll(this.#thousands, '')).trim();
    if (!/^[+-]?\d+$/.test(plain)) return undefined;
    const digits = plain.replace(/^[+-]?0*/, '');
    return plain.startsWith('-') ? `-${digits}` : digits;
  }

  isMissing(text: string): boolean {
    if (this.#missing.has(text)) return true;
    const trimmed = text.trim();
    return trimmed.length !== text.length && this.#missing.has(trimmed);
  }

  isMissingNumber(value: number): boolean {
    return this.#missingNumbers.length > 0 && this.#missingNumbers.includes(value);
  }
}
