import type { Dialect } from './csv-rows.js';

const LF = 10;
/** Bytes behind the text, so that four can be read at its last one. */
const SPARE_BYTES = 4;
const ENCODER = /* @__PURE__ */ new TextEncoder();
/** From this length on, in characters, the end of a line is found sooner by `indexOf`. */
const LONG_LINE = 40;
/** Delimiters that numbers are written with too. */
const IN_NUMBERS = /[\d.-]/;

/**
 * Rows of plain ASCII, read column by column from their bytes: each column finds where its fields end as it reads them, and
 * leaves the places of the next column's. Made for one text after another, in memory that is used again.
 */
export class PlainFields {
  /** The text as bytes. */
  view = new DataView(new ArrayBuffer(0));
  /** Rows that are plain as far as they were read: a column that meets another one says so here. */
  rows = 0;
  /** Where the field at hand of each row starts. [rows] */
  places = new Int32Array(0);
  /** The byte that ends each field of the column at hand. */
  end = LF;
  #bytes = new Uint8Array(0);
  #text = '';
  #delimiter = LF;

  /**
   * Take the whole lines at the start of a text.
   *
   * @returns their length in characters; 0 where `cutRows` is needed: for quotes, comments, characters beyond ASCII
   */
  begin(text: string, { delimiter, quoteChar, comment }: Dialect): number {
    const length = text.lastIndexOf('\n') + 1;
    if (length === 0 || comment !== null || delimiter.length > 1) return 0;
    if (delimiter > '\x7f' || IN_NUMBERS.test(delimiter)) return 0;
    if (quoteChar !== null && text.includes(quoteChar)) return 0;
    const given = text.slice(0, length);
    const hasReturns = given.includes('\r');
    const lines = hasReturns ? given.replaceAll('\r\n', '\n') : given;
    if (hasReturns && lines.includes('\r')) return 0;
    if (this.#bytes.length < lines.length + SPARE_BYTES) {
      this.#bytes = new Uint8Array(lines.length + SPARE_BYTES);
      this.view = new DataView(this.#bytes.buffer);
      this.places = new Int32Array(lines.length + 1);
    }
    const { read, written } = ENCODER.encodeInto(lines, this.#bytes);
    if (read < lines.length || written > lines.length) return 0;
    this.#text = lines;
    this.#delimiter = delimiter.charCodeAt(0);
    // A field that is looked for beyond the last line ends here.
    this.#bytes.fill(this.#delimiter, written, written + SPARE_BYTES);
    this.rows = findLines(lines, this.view, this.places);
    return length;
  }

  /** Go to a column: the first one after `begin`, then the one behind the last. */
  goTo(j: number, width: number): void {
    this.end = j === width - 1 ? LF : this.#delimiter;
  }

  /** Cut out the field at hand of row `i`, and leave the place of the next one; undefined where the row has another width. */
  cut(i: number): string | undefined {
    const { view, places } = this;
    const delimiters = this.#delimiter * EACH;
    const breaks = LF * EACH;
    const start = places[i];
    let at = start - 4;
    let ends: number;
    do {
      at += 4;
      const word = view.getInt32(at, true);
      ends = bytesAlike(word, delimiters) | bytesAlike(word, breaks);
    } while (ends === 0);
    at += firstByte(ends);
    if (view.getUint8(at) !== this.end) return undefined;
    places[i] = at + 1;
    return this.#text.slice(start, at);
  }
}

/**
 * Where lines start: of long ones by `indexOf`, in half the time, and of short ones four bytes at a time, as a call costs as much as
 * ten words.
 *
 * @param bytes - those of `lines`
 * @param starts - out [lines + 1]: the last is where the text ends
 * @returns the number of lines
 */
function findLines(lines: string, bytes: DataView, starts: Int32Array): number {
  const { length } = lines;
  let found = 0;
  starts[0] = 0;
  if (lines.indexOf('\n') > LONG_LINE) {
    for (let at = 0; at < length; starts[++found] = at) at = lines.indexOf('\n', at) + 1;
    return found;
  }
  const breaks = LF * EACH;
  for (let at = 0; at < length; at += 4) {
    let marks = bytesAlike(bytes.getInt32(at, true), breaks);
    for (; marks !== 0; marks &= marks - 1) starts[++found] = at + firstByte(marks) + 1;
  }
  return found;
}

/** The length of so many lines at the start of a text. */
export function lengthOfLines(text: string, lines: number): number {
  let length = 0;
  for (let line = 0; line < lines; line++) length = text.indexOf('\n', length) + 1;
  return length;
}

/** A byte times this is four of it. */
export const EACH = 0x01010101;

/** The upper bit of each byte of plain text that is the same in both words. */
export function bytesAlike(word: number, other: number): number {
  return ~((word ^ other) + 0x7f7f7f7f) & 0x80808080;
}

/** The first byte of a word, from 0 to 3, that has its upper bit here; bits of other kinds must not be set. */
export function firstByte(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}
