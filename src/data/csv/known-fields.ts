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
 * read four at a time, up to three behind the end of a field: one by one took twice as long.
 */
export class KnownFields {
  /** One more than the number of the field there, 0 where there is none: four times as many as fields, at least. */
  #slots = new Int32Array(256);
  #count = 0;
  #hashes = new Int32Array(64);
  #meanings = new Int32Array(64);
  /** Where field k starts in the words, at k; it ends where the next one starts. */
  #starts = new Int32Array(65);
  #words = new Int32Array(256);

  /** What the bytes from `start` up to `end` stand for, or `UNKNOWN`. */
  find(bytes: DataView, start: number, end: number): number {
    if (end - start > LONGEST) return UNKNOWN;
    const hash = hashOf(bytes, start, end);
    const slots = this.#slots;
    const words = this.#words;
    for (let probe = 0; probe < PROBES; probe++) {
      const k = slots[slotOf(hash, probe, slots.length)] - 1;
      if (k < 0) return UNKNOWN;
      if (this.#hashes[k] !== hash) continue;
      let word = this.#starts[k];
      let at = start;
      for (; at + 4 <= end && words[word] === bytes.getInt32(at, true); at += 4) word++;
      if (at + 4 > end && words[word] === lastWord(bytes, at, end)) return this.#meanings[k];
    }
    return UNKNOWN;
  }

  /** Remember what a field stands for that is not known, where there is room. */
  add(bytes: DataView, start: number, end: number, meaning: number): void {
    if (end - start > LONGEST || this.#count === MOST_FIELDS) return;
    const hash = hashOf(bytes, start, end);
    if (4 * (this.#count + 1) > this.#slots.length) this.#grow();
    if (!place(this.#slots, hash, this.#count)) return;
    const k = this.#count++;
    let word = this.#starts[k];
    this.#words = withRoom(this.#words, word + (LONGEST >> 2) + 1);
    let at = start;
    for (; at + 4 <= end; at += 4) this.#words[word++] = bytes.getInt32(at, true);
    this.#words[word++] = lastWord(bytes, at, end);
    this.#starts[k + 1] = word;
    this.#hashes[k] = hash;
    this.#meanings[k] = meaning;
  }

  /** Twice the room. A field that finds no slot there is known no more. */
  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const most = slots.length / 4;
    for (let k = 0; k < this.#count; k++) place(slots, this.#hashes[k], k);
    this.#slots = slots;
    this.#hashes = withRoom(this.#hashes, most);
    this.#meanings = withRoom(this.#meanings, most);
    this.#starts = withRoom(this.#starts, most + 1);
  }
}

/** The up to three bytes from `at` up to `end`, and how many they are: by that, no field begins as another one ends. */
function lastWord(bytes: DataView, at: number, end: number): number {
  const own = end - at;
  return (bytes.getInt32(at, true) & OWN_BITS[own]) | (own << 24);
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

/** Put field `k` into the first free slot, if there is one. */
function place(slots: Int32Array, hash: number, k: number): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const slot = slotOf(hash, probe, slots.length);
    if (slots[slot] !== 0) continue;
    slots[slot] = k + 1;
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
