/** What `find` gives for a field that is not known. */
export const UNKNOWN = -2;

/** Longer fields are seldom the same, and are not remembered. */
const LONGEST = 64;
/** The most fields that are remembered. */
const MOST_FIELDS = 2 ** 15;
/** Fowler, Noll and Vo's. */
const PRIME = 0x01000193;
/** Slots that a field is looked for in: with a bound, no text can be made that is slow to read. */
const PROBES = 8;

/** Bits of a word that belong to the field where it ends within it, by how many bytes do. */
const OWN_BITS = /* @__PURE__ */ Int32Array.of(0, 0xff, 0xffff, 0xffffff);

/**
 * What the fields of a column stand for, by their bytes: a field that came before is known without being cut out of
 * the text and hashed as a string, which took a third of the time of a table with half of its columns in words. Bytes are
 * read four at a time, up to four behind the end of a field.
 */
export class KnownFields {
  /** Where the words of the field there begin in the records, 0 where there is none: four times as many as fields, at least. */
  #slots = new Int32Array(256);
  #count = 0;
  /** Of each field its hash, what it stands for, and its words: side by side, so that they are fetched at once. */
  #records: Int32Array = new Int32Array(1024);
  /** Where the record of field k ends, at k + 1; it begins where the last one ended. */
  #ends: Int32Array = new Int32Array(65);

  /** What the bytes from `start` up to `end` stand for, or `UNKNOWN`. */
  find(bytes: DataView, start: number, end: number): number {
    if (end - start > LONGEST) return UNKNOWN;
    const hash = hashOf(bytes, start, end);
    const slots = this.#slots;
    const records = this.#records;
    for (let probe = 0; probe < PROBES; probe++) {
      const first = slots[slotOf(hash, probe, slots.length)];
      if (first === 0) return UNKNOWN;
      let word = first;
      let at = start;
      for (; at + 4 <= end && records[word] === bytes.getInt32(at, true); at += 4) word++;
      if (at + 4 > end && records[word] === lastWord(bytes, at, end)) return records[first - 1];
    }
    return UNKNOWN;
  }

  /** Remember what a field stands for that is not known, where there is room. */
  add(bytes: DataView, start: number, end: number, meaning: number): void {
    if (end - start > LONGEST || this.#count === MOST_FIELDS) return;
    const hash = hashOf(bytes, start, end);
    if (4 * (this.#count + 1) > this.#slots.length) this.#grow();
    let word = this.#ends[this.#count] + 2;
    if (!place(this.#slots, hash, word)) return;
    this.#records = withRoom(this.#records, word + LONGEST / 4 + 1);
    this.#records[word - 2] = hash;
    this.#records[word - 1] = meaning;
    let at = start;
    for (; at + 4 <= end; at += 4) this.#records[word++] = bytes.getInt32(at, true);
    this.#records[word++] = lastWord(bytes, at, end);
    this.#ends[++this.#count] = word;
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

/** In the last word of a field and in no other: a byte of plain text is less. */
const LAST = 0x80;

/** The up to three bytes from `at` up to `end`, and how many they are: by that, no field goes on as another one ends. */
function lastWord(bytes: DataView, at: number, end: number): number {
  const own = end - at;
  return (bytes.getInt32(at, true) & OWN_BITS[own]) | ((LAST | own) << 24);
}

function hashOf(bytes: DataView, start: number, end: number): number {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = (Math.imul(hash, PRIME) + bytes.getInt32(at, true)) | 0;
  hash = (Math.imul(hash, PRIME) + lastWord(bytes, at, end)) | 0;
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
