import { bytesAlike, EACH, firstByte, type PlainFields } from './plain-fields.js';

/** Longer fields are seldom the same, and are not remembered. */
const LONGEST = 64;
/** The most fields that are remembered. */
const MOST_FIELDS = 2 ** 15;
/** Fowler, Noll and Vo's. */
const PRIME = 0x01000193;
/** Slots that a field is looked for in: with a bound, no text can be made that is slow to read. */
const PROBES = 8;

/**
 * What the fields of a column stand for, by their bytes: a field that came before is known without being cut out of
 * the text and hashed as a string, which took a third of the time of a table with half of its columns in words. Bytes are
 * read four at a time; the last word of a field has zeros where the field ends, and so no field is the beginning of another.
 */
export class KnownFields {
  /** Where the words of the field there begin in the records, 0 where there is none: four times as many as fields, at least. */
  #slots = new Int32Array(256);
  #count = 0;
  /** Of each field its hash, what it stands for, and its words: side by side, so that they are fetched at once. */
  #records: Int32Array = new Int32Array(1024);
  /** Where the record of field k ends, at k + 1; it begins where the last one ended. */
  #ends: Int32Array = new Int32Array(65);

  /**
   * Read the column at hand as far as its fields are known.
   *
   * @param meanings - out [rows]: what the fields stand for
   * @param from - the first row to read
   * @returns the first row whose field is not known, which is left to be read, or `fields.rows`
   */
  read(fields: PlainFields, meanings: Int8Array | Int32Array, from: number): number {
    const { view, places, rows } = fields;
    const ends = fields.end * EACH;
    const slots = this.#slots;
    const records = this.#records;
    for (let i = from; i < rows; i++) {
      const start = places[i];
      let hash = 0;
      let at = start;
      let word = view.getInt32(at, true);
      let found = bytesAlike(word, ends);
      while (found === 0) {
        hash = (Math.imul(hash, PRIME) + word) | 0;
        at += 4;
        word = view.getInt32(at, true);
        found = bytesAlike(word, ends);
      }
      const last = bytesBefore(word, found);
      hash = mixed((Math.imul(hash, PRIME) + last) | 0);
      let record = 0;
      for (let probe = 0; probe < PROBES; probe++) {
        record = slots[slotOf(hash, probe, slots.length)];
        if (record === 0) return i;
        let place = start;
        let of = record;
        while (place < at && records[of] === view.getInt32(place, true)) {
          of++;
          place += 4;
        }
        if (place === at && records[of] === last) break;
        record = 0;
      }
      if (record === 0) return i;
      meanings[i] = records[record - 1];
      places[i] = at + firstByte(found) + 1;
    }
    return rows;
  }

  /** Remember what a field stands for that is not known, where there is room. */
  add({ view, end }: PlainFields, start: number, length: number, meaning: number): void {
    if (length > LONGEST || this.#count === MOST_FIELDS) return;
    if (4 * (this.#count + 1) > this.#slots.length) this.#grow();
    const first = this.#ends[this.#count] + 2;
    this.#records = withRoom(this.#records, first + LONGEST / 4 + 1);
    const records = this.#records;
    const ends = end * EACH;
    let hash = 0;
    let next = first;
    for (let at = start, ended = false; !ended; at += 4) {
      const word = view.getInt32(at, true);
      const found = bytesAlike(word, ends);
      ended = found !== 0;
      records[next] = ended ? bytesBefore(word, found) : word;
      hash = (Math.imul(hash, PRIME) + records[next++]) | 0;
    }
    hash = mixed(hash);
    if (!place(this.#slots, hash, first)) return;
    records[first - 2] = hash;
    records[first - 1] = meaning;
    this.#ends[++this.#count] = next;
  }

  /** Twice the room. A field that finds no slot there is known no more. */
  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    for (let k = 0; k < this.#count; k++) {
      const record = this.#ends[k];
      place(slots, this.#records[record], record + 2);
    }
    this.#slots = slots;
    this.#ends = withRoom(this.#ends, slots.length / 4 + 1);
  }
}

/** A word with zeros from the first of the marked bytes on. */
function bytesBefore(word: number, marks: number): number {
  return word & (((marks & -marks) >>> 7) - 1);
}

function mixed(hash: number): number {
  return Math.imul(hash ^ (hash >>> 16), 0x9e3779b1);
}

/** The upper bits, which depend on all bytes. */
function slotOf(hash: number, probe: number, slots: number): number {
  return ((hash >>> 15) + probe) & (slots - 1);
}

/** Put where the words of a field begin into the first free slot, if there is one. */
function place(slots: Int32Array, hash: number, word: number): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const slot = slotOf(hash, probe, slots.length);
    if (slots[slot] !== 0) continue;
    slots[slot] = word;
    return true;
  }
  return false;
}

/** The same numbers in an array of at least that length. */
function withRoom(array: Int32Array, length: number): Int32Array {
  if (array.length >= length) return array;
  const longer = new Int32Array(Math.max(length, 2 * array.length));
  longer.set(array);
  return longer;
}
