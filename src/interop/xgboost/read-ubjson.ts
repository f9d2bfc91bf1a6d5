import { ModelFormatError } from '../../errors.js';
import {
  DEEPEST,
  EMPTY_LIST,
  type FileValue,
  mostParts,
  type NumberList,
  READ_NAMES,
} from './file-values.js';

const utf8 = /* @__PURE__ */ new TextDecoder();

/** Bytes of a number of each mark. */
const WIDTHS: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/**
 * Universal binary JSON as XGBoost writes it: big-endian, lists with their lengths, names without the mark of text.
 * No length is believed that is not there in bytes.
 *
 * @throws ModelFormatError with the place, when it is no such file
 */
export function readUbjson(bytes: Uint8Array, where: string): FileValue {
  return new UbjsonReader(bytes, where).read();
}

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  #at = 0;
  #partsLeft: number;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#where = where;
    this.#partsLeft = mostParts(bytes.length);
  }

  read(): FileValue {
    const value = this.#value(this.#mark(), 0, true);
    if (this.#at < this.#bytes.length) throw this.#wrong('bytes behind the end');
    return value;
  }

  /** @param wanted - false where the value is only passed over, so that nothing is made of it */
  #value(mark: string, depth: number, wanted: boolean): FileValue {
    switch (mark) {
      case '{':
        return this.#object(depth, wanted);
      case '[':
        return this.#list(depth, wanted);
      case 'S':
        return this.#text(wanted);
      case 'C':
        this.#take(1);
        return '';
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
      case 'N':
        return null;
      default:
        return this.#number(mark);
    }
  }

  #object(depth: number, wanted: boolean): FileValue {
    this.#enter(depth, wanted);
    const entries = new Map<string, FileValue>();
    while (this.#peek() !== '}') {
      const name = this.#text(true);
      const read = wanted && READ_NAMES.has(name);
      const value = this.#value(this.#mark(), depth + 1, read);
      if (read) entries.set(name, value);
    }
    this.#at++;
    return entries;
  }

  #list(depth: number, wanted: boolean): FileValue {
    const next = this.#peek();
    if (next === '$') {
      this.#at++;
      const type = this.#mark();
      if (!Object.hasOwn(WIDTHS, type)) throw this.#wrong('a list of no known type');
      if (this.#mark() !== '#') throw this.#wrong('a list without a length');
      return this.#numbers(type, wanted);
    }
    const values: FileValue[] = [];
    const add = (value: FileValue) => {
      if (wanted) values.push(value);
    };
    if (next === '#') {
      this.#at++;
      const length = this.#length(1);
      if (length === 0) return EMPTY_LIST;
      this.#enter(depth, wanted);
      for (let left = length; left > 0; left--) add(this.#value(this.#mark(), depth + 1, wanted));
    } else {
      this.#enter(depth, wanted);
      while (this.#peek() !== ']') add(this.#value(this.#mark(), depth + 1, wanted));
      this.#at++;
    }
    return values.length === 0 ? EMPTY_LIST : (numbersOf(values) ?? values);
  }

  #numbers(type: string, wanted: boolean): NumberList {
    const width = WIDTHS[type];
    const length = this.#length(width);
    const from = this.#at;
    this.#take(length * width);
    if (!wanted || length === 0) return EMPTY_LIST;
    this.#countPart();
    if (type === 'U') return this.#bytes.slice(from, this.#at);
    return this.#listOf(type, length, from);
  }

  /** Nearly all of a file is singles and 32-bit integers: each has a loop of its own. */
  #listOf(type: string, length: number, from: number): NumberList {
    const view = this.#view;
    if (type === 'd') {
      const singles = new Float32Array(length);
      for (let i = 0, at = from; i < length; i++, at += 4) singles[i] = view.getFloat32(at);
      return singles;
    }
    if (type === 'l') {
      const integers = new Int32Array(length);
      for (let i = 0, at = from; i < length; i++, at += 4) integers[i] = view.getInt32(at);
      return integers;
    }
    const numbers = new Float64Array(length);
    const width = WIDTHS[type];
    for (let i = 0, at = from; i < length; i++, at += width) numbers[i] = this.#read(type, at);
    return numbers;
  }

  #number(mark: string): number {
    const width = WIDTHS[mark];
    if (!Object.hasOwn(WIDTHS, mark)) throw this.#wrong('no value', this.#at - 1);
    const at = this.#at;
    this.#take(width);
    return this.#read(mark, at);
  }

  #read(type: string, at: number): number {
    const view = this.#view;
    switch (type) {
      case 'd':
        return view.getFloat32(at);
      case 'l':
        return view.getInt32(at);
      case 'L':
        return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
      case 'D':
        return view.getFloat64(at);
      case 'I':
        return view.getInt16(at);
      case 'i':
        return view.getInt8(at);
      default:
        return view.getUint8(at);
    }
  }

  /** A length and so many bytes of text. */
  #text(wanted: boolean): string {
    const length = this.#length(1);
    const from = this.#at;
    this.#take(length);
    return wanted ? textOf(this.#bytes.subarray(from, this.#at)) : '';
  }

  /** A length of what takes `width` bytes an entry, all of which must be there. */
  #length(width: number): number {
    const at = this.#at;
    const mark = this.#mark();
    const length = 'dD'.includes(mark) ? -1 : this.#number(mark);
    if (length >= 0 && length * width <= this.#bytes.length - this.#at) return length;
    throw this.#wrong('a length beyond the end of the file', at);
  }

  #mark(): string {
    const mark = this.#peek();
    this.#at++;
    return mark;
  }

  #peek(): string {
    if (this.#at >= this.#bytes.length) throw this.#wrong('nothing');
    return String.fromCharCode(this.#bytes[this.#at]);
  }

  #take(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw this.#wrong('nothing', this.#bytes.length);
    this.#at += bytes;
  }

  #enter(depth: number, wanted: boolean): void {
    if (depth === DEEPEST) throw this.#wrong('what is nested deeper than any model');
    if (wanted) this.#countPart();
  }

  #countPart(): void {
    if (--this.#partsLeft < 0) throw this.#wrong('more parts than a model of this size has');
  }

  #wrong(what: string, at = this.#at): ModelFormatError {
    const found = at >= this.#bytes.length ? 'it ends too early' : `there is ${what} at byte ${at}`;
    return new ModelFormatError(
      `${this.#where}: the file is not the UBJSON of a model: ${found}. Load a whole file that save_model of XGBoost wrote.`,
    );
  }
}

/** Text; that of most names is short and plain, and a decoder takes ten times as long to begin as to read it. */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > 64) return utf8.decode(bytes);
  for (let at = 0; at < bytes.length; at++) if (bytes[at] > 127) return utf8.decode(bytes);
  return String.fromCharCode(...bytes);
}

/** Entries with a mark each that are all numbers, as one list. */
function numbersOf(values: readonly FileValue[]): NumberList | undefined {
  const isNumber = (value: FileValue) => typeof value === 'number' || typeof value === 'boolean';
  return values.every(isNumber) ? Float64Array.from(values, Number) : undefined;
}
