import type { Dialect } from './csv-rows.js';

/** Rows of equal width in plain ASCII, whose fields are known by their places and not cut out. */
export interface PlainFields {
  readonly text: string;
  /** The characters of the text, and some bytes more. */
  readonly bytes: Uint8Array;
  /** The same bytes, for those who read several at once. */
  readonly view: DataView;
  readonly rows: number;
  readonly width: number;
  /** Where field j of row i starts, at i * width + j; it ends one character before the next one starts. */
  readonly starts: Int32Array;
}

const LF = 10;
/** So that four bytes can be read at the last one of the text. */
const SPARE_BYTES = 4;
const ENCODER = /* @__PURE__ */ new TextEncoder();

/** Field `j` of row `i`. */
export function fieldAt({ text, starts, width }: PlainFields, i: number, j: number): string {
  const field = i * width + j;
  return text.slice(starts[field], starts[field + 1] - 1);
}

/** Finds the fields of one text after another, in memory that it reuses. */
export class FieldFinder {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #starts = new Int32Array(0);

  /**
   * The fields of the whole lines at the start of a text.
   *
   * @param width - fields of every row, at least 2
   * @returns undefined where `cutRows` is needed: for quotes, comments, blank or ragged rows, characters beyond ASCII. Else they
   *   hold until the next call; `text` may have other line breaks, and is `length` characters of the one given
   */
  find(
    text: string,
    { delimiter, quoteChar, comment }: Dialect,
    width: number,
  ): { fields: PlainFields; length: number } | undefined {
    const length = text.lastIndexOf('\n') + 1;
    if (length === 0 || comment !== null || delimiter.length > 1) return undefined;
    if (quoteChar !== null && text.includes(quoteChar)) return undefined;
    const given = text.slice(0, length);
    const lines = given.includes('\r') ? given.replaceAll('\r\n', '\n') : given;
    if (lines.includes('\r')) return undefined;
    if (this.#bytes.length < lines.length + SPARE_BYTES) {
      this.#bytes = new Uint8Array(lines.length + SPARE_BYTES);
      this.#view = new DataView(this.#bytes.buffer);
      this.#starts = new Int32Array(lines.length + 1);
    }
    const { read, written } = ENCODER.encodeInto(lines, this.#bytes);
    if (read < lines.length || written > lines.length) return undefined;
    const rows = this.#findStarts(written, delimiter.charCodeAt(0), width);
    if (rows < 0) return undefined;
    const [bytes, view, starts] = [this.#bytes, this.#view, this.#starts];
    return { fields: { text: lines, bytes, view, rows, width, starts }, length };
  }

  /** @returns the number of rows, or -1 where one has another width */
  #findStarts(length: number, delimiter: number, width: number): number {
    const bytes = this.#bytes;
    const starts = this.#starts;
    let rows = 0;
    let next = 1;
    let end = width; // what `next` is where a row ends
    const highest = Math.max(delimiter, LF);
    starts[0] = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at];
      if (byte > highest) continue; // most characters, by one comparison, where the delimiter is a comma
      if (byte === delimiter) {
        starts[next++] = at + 1;
      } else if (byte === LF) {
        if (next !== end) return -1;
        starts[next++] = at + 1;
        end += width;
        rows++;
      }
    }
    return rows;
  }
}
