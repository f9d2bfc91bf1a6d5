import { ModelFormatError } from '../../errors.js';
import { shorten, show } from '../../words.js';
import type { Entries } from './lightgbm-text.js';

/** What the numbers of a line must be. */
interface Rules {
  /** How many there must be. Default: any number. */
  readonly count?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Whether infinities are allowed. Default false. */
  readonly infinite?: boolean;
}

/** Lines of one paragraph, read as numbers or refused. */
export class Fields {
  /** @param place - what the paragraph is, for messages */
  constructor(
    readonly entries: Entries,
    readonly place: string,
  ) {}

  has(key: string): boolean {
    return this.entries.has(key);
  }

  text(key: string): string {
    const value = this.entries.get(key);
    if (value === undefined) throw this.wrong(`there is no line ${show(key)}`);
    return value;
  }

  /** A whole number from `min` on. */
  integer(key: string, min: number, max = 2 ** 31 - 1): number {
    return this.numbers(key, { count: 1, min, max, integer: true })[0];
  }

  /** Numbers with spaces between them. */
  numbers(key: string, rules: Rules): Float64Array {
    const text = this.text(key);
    const tokens = wordsOf(text);
    const { count = tokens.length } = rules;
    if (tokens.length !== count) {
      throw this.wrong(`${key} has ${tokens.length} values where there must be ${count}`);
    }
    // Number would also take 0x10 and an empty word.
    const plain = /^[-+.0-9eE ]*$/.test(text);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const value = plain ? Number(tokens[i]) : numberOf(tokens[i]);
      if (!isAllowed(value, rules)) {
        throw this.wrong(
          `${key} has ${show(shorten(tokens[i], 40))} where ${rangeOf(rules)} must be`,
        );
      }
      values[i] = value;
    }
    return values;
  }

  /** The same, or zeros where the line is missing. */
  optional(key: string, count: number, rules: Rules = {}): Float64Array {
    return this.has(key) ? this.numbers(key, { ...rules, count }) : new Float64Array(count);
  }

  wrong(what: string): ModelFormatError {
    return new ModelFormatError(`${this.place}: ${what}.`);
  }
}

/** What stands between spaces. */
export function wordsOf(text: string): string[] {
  const words = text.split(' ');
  return words.includes('') ? words.filter((word) => word !== '') : words;
}

function numberOf(token: string): number {
  if (/^[-+]?inf(inity)?$/i.test(token)) return token.startsWith('-') ? -Infinity : Infinity;
  return /^[-+.0-9eE]+$/.test(token) ? Number(token) : Number.NaN;
}

function isAllowed(value: number, { min, max, integer, infinite = false }: Rules): boolean {
  if (Number.isNaN(value) || (!infinite && !Number.isFinite(value))) return false;
  if (integer && !Number.isInteger(value)) return false;
  return !((min !== undefined && value < min) || (max !== undefined && value > max));
}

function rangeOf({ min, max, integer, infinite }: Rules): string {
  const kind = integer ? 'a whole number' : infinite ? 'a number' : 'a finite number';
  if (min === undefined) return kind;
  return max === undefined ? `${kind} from ${min}` : `${kind} from ${min} to ${max}`;
}
