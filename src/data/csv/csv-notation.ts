import { createNumberParser, type NumberParser } from './csv-numbers.js';

/** How a file writes numbers and missing values. */
export class Notation {
  readonly parseNumber: NumberParser;
  /** What stands for a missing value. */
  readonly missingTexts: readonly string[];
  readonly #missing: ReadonlySet<string>;
  /** Markers that are numbers; usually none. */
  readonly #missingNumbers: readonly number[];

  constructor(missingTexts: readonly string[], decimal: string, thousands: string | null) {
    this.parseNumber = createNumberParser(decimal, thousands);
    this.missingTexts = missingTexts;
    this.#missing = new Set(missingTexts);
    this.#missingNumbers = missingTexts
      .map(this.parseNumber)
      .filter((value) => !Number.isNaN(value));
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
