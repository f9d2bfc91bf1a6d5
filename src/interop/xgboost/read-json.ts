import { ModelFormatError } from '../../errors.js';
import {
  DEEPEST,
  EMPTY_LIST,
  type FileValue,
  mostParts,
  type NumberList,
  READ_NAMES,
} from './file-values.js';

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const [POINT, COLON] = [0x2e, 0x3a];
const [ZERO, NINE] = [0x30, 0x39];
const [OPEN_LIST, BACKSLASH, CLOSE_LIST] = [0x5b, 0x5c, 0x5d];
const LOWER_E = 0x65;
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/** Words for values; XGBoost writes the bare NaN and Infinity that JSON does not have. */
const WORDS: Readonly<Record<string, number | boolean | null>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
};

/** Powers of ten that a double holds exactly: a product or quotient with a whole number below 2^53 is rounded once. */
const POWERS = /* @__PURE__ */ Float64Array.from({ length: 23 }, (_, e) => Number(`1e${e}`));
/** So many digits are a whole number below 2^53. */
const EXACT_DIGITS = 15;

/**
 * The JSON that XGBoost writes. Not JSON.parse, which knows no NaN and makes lists of numbers several times as large:
 * numbers go straight from the bytes into typed arrays, and what is not asked for is passed over.
 *
 * @throws ModelFormatError with the place, when it is no such JSON
 */
export function readJson(bytes: Uint8Array, where: string): FileValue {
  return new JsonReader(bytes, where).read();
}

class JsonReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #at = 0;
  #partsLeft: number;
  /** Numbers of the list that is being read. */
  #numbers = new Float64Array(1024);

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
    this.#partsLeft = mostParts(bytes.length);
  }

  read(): FileValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#bytes.length) throw this.#wrong('text behind the end');
    return value;
  }

  #value(depth: number): FileValue {
    const next = this.#space();
    if (next === QUOTE) return this.#text();
    if (next !== OPEN_LIST && next !== OPEN_OBJECT) return this.#scalar();
    if (depth === DEEPEST) throw this.#wrong('what is nested deeper than any model');
    this.#at++;
    return next === OPEN_LIST ? this.#list(depth) : this.#object(depth);
  }

  #object(depth: number): FileValue {
    this.#countPart();
    const entries = new Map<string, FileValue>();
    if (this.#space() === CLOSE_OBJECT) {
      this.#at++;
      return entries;
    }
    for (;;) {
      if (this.#space() !== QUOTE) throw this.#wrong('no name');
      const name = this.#text();
      if (this.#space() !== COLON) throw this.#wrong('no colon');
      this.#at++;
      if (READ_NAMES.has(name)) entries.set(name, this.#value(depth + 1));
      else this.#skip();
      const next = this.#space();
      this.#at++;
      if (next === CLOSE_OBJECT) return entries;
      if (next !== COMMA) throw this.#wrong('no comma', this.#at - 1);
    }
  }

  #list(depth: number): FileValue {
    const first = this.#space();
    if (first === CLOSE_LIST) {
      this.#at++;
      return EMPTY_LIST;
    }
    this.#countPart();
    if (first !== QUOTE && first !== OPEN_LIST && first !== OPEN_OBJECT) return this.#numberList();
    const values: FileValue[] = [];
    for (;;) {
      values.push(this.#value(depth + 1));
      const next = this.#space();
      this.#at++;
      if (next === CLOSE_LIST) return values;
      if (next !== COMMA) throw this.#wrong('no comma', this.#at - 1);
    }
  }

  #numberList(): NumberList {
    let numbers = this.#numbers;
    let length = 0;
    for (;;) {
      this.#space();
      if (length === numbers.length) {
        numbers = new Float64Array(2 * length);
        numbers.set(this.#numbers);
        this.#numbers = numbers;
      }
      numbers[length++] = this.#number();
      const next = this.#space();
      this.#at++;
      if (next === CLOSE_LIST) return numbers.slice(0, length);
      if (next !== COMMA) throw this.#wrong('no comma', this.#at - 1);
    }
  }

  /** The number here; true and false are 1 and 0. */
  #number(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let byte = bytes[at];
    const negative = byte === MINUS;
    if (negative) byte = bytes[++at];
    let mantissa = 0;
    let exponent = 0;
    let from = at;
    while (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      byte = bytes[++at];
    }
    let digits = at - from;
    if (byte === POINT) {
      byte = bytes[++at];
      from = at;
      while (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO);
        byte = bytes[++at];
      }
      exponent = from - at;
      digits += at - from;
    }
    if (digits === 0) {
      const word = this.#scalar();
      if (typeof word === 'boolean' || typeof word === 'number') return Number(word);
      throw this.#wrong('no number', start);
    }
    if ((byte | 0x20) === LOWER_E) {
      byte = bytes[++at];
      const falls = byte === MINUS;
      if (falls || byte === PLUS) byte = bytes[++at];
      from = at;
      let power = 0;
      while (byte >= ZERO && byte <= NINE) {
        power = power * 10 + (byte - ZERO);
        byte = bytes[++at];
      }
      if (at === from) throw this.#wrong('an exponent without digits', start);
      exponent += falls ? -power : power;
    }
    this.#at = at;
    if (digits > EXACT_DIGITS || exponent > 22 || exponent < -22) {
      return Number(this.#ascii(start, at));
    }
    const size = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    return negative ? -size : size;
  }

  /** A number or a word that stands alone. */
  #scalar(): number | boolean | null {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (isLetter(bytes[at]) || (bytes[at] === MINUS && at === start)) at++;
    const word = this.#ascii(start, Math.min(at, start + 10));
    if (Object.hasOwn(WORDS, word)) {
      this.#at = at;
      return WORDS[word];
    }
    const digit = word === '-' ? bytes[at] : bytes[start];
    if (!(digit >= ZERO && digit <= NINE)) throw this.#wrong('no value', start);
    return this.#number();
  }

  #text(): string {
    const start = this.#at;
    const escaped = this.#skipText();
    if (escaped) {
      try {
        const text: unknown = JSON.parse(utf8.decode(this.#bytes.subarray(start, this.#at)));
        return String(text);
      } catch (cause) {
        throw this.#wrong('text that cannot be read', start, cause);
      }
    }
    return this.#ascii(start + 1, this.#at - 1);
  }

  /** Past the text here. Returns whether anything in it is escaped. */
  #skipText(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start + 1;
    let escaped = false;
    for (; at < bytes.length && bytes[at] !== QUOTE; at++) {
      if (bytes[at] !== BACKSLASH) continue;
      escaped = true;
      at++;
    }
    if (at >= bytes.length) throw this.#wrong('text without an end', start);
    this.#at = at + 1;
    return escaped;
  }

  /** Past the value here, whatever it holds, without the stack. */
  #skip(): void {
    const bytes = this.#bytes;
    let depth = 0;
    for (;;) {
      const next = this.#space();
      if (next === QUOTE) this.#skipText();
      else if (next === OPEN_LIST || next === OPEN_OBJECT) {
        depth++;
        this.#at++;
      } else if (next === CLOSE_LIST || next === CLOSE_OBJECT) {
        depth--;
        this.#at++;
      } else if (next === undefined) throw this.#wrong('a value without an end');
      else if (depth > 0) this.#at++;
      else this.#scalar();
      if (depth < 0) throw this.#wrong('no value', this.#at - 1);
      if (depth === 0) return;
      while (depth > 0 && this.#at < bytes.length && !ENDS_SKIP[bytes[this.#at]]) this.#at++;
    }
  }

  /** Past white space. Returns what follows, or undefined at the end. */
  #space(): number | undefined {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
    this.#at = at;
    return byte;
  }

  #ascii(from: number, to: number): string {
    // Names are short; a decoder costs a microsecond for each.
    if (to - from > 32) return utf8.decode(this.#bytes.subarray(from, to));
    let text = '';
    for (let at = from; at < to; at++) {
      const byte = this.#bytes[at];
      if (byte > 0x7e) return utf8.decode(this.#bytes.subarray(from, to));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  #countPart(): void {
    if (--this.#partsLeft < 0) throw this.#wrong('more parts than a model of this size has');
  }

  #wrong(what: string, at = this.#at, cause?: unknown): ModelFormatError {
    const found = at >= this.#bytes.length ? 'it ends too early' : `there is ${what} at byte ${at}`;
    return new ModelFormatError(
      `${this.#where}: the file is not the JSON of a model: ${found}. Load a whole file that save_model of XGBoost wrote.`,
      { cause },
    );
  }
}

const utf8 = /* @__PURE__ */ new TextDecoder();

/** What `#skip` looks at: the rest of numbers and the like is passed over byte by byte. */
const ENDS_SKIP = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  Number([QUOTE, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT].includes(byte)),
);

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
