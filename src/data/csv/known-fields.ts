/** What `find` gives for a field that is not known. */
export const UNKNOWN = -2;

/** Longer fields are seldom the same, and are not remembered. */
const LONGEST = 64;
/** The most fields that are remembered. */
const MOST_FIELDS = 2 ** 15;
/** Slots that a field is looked for in: with a bound, no text can be made that is slow to read. */
const PROBES = 8;

/**
 * What the fields of a column stand for, by their bytes: a field that came before is known without being cut out of
 * the text and hashed as a string, which took a third of the time of a table with half of its columns in words.
 */
export class KnownFields {
  /** One more than the number of the field there, 0 where there is none: four times as many as fields, at least. */
  #slots = new Int32Array(256);
  #count = 0;
  #hashes = new Int32Array(64);
  #meanings = new Int32Array(64);
  /** Where field k starts in the bytes, at k; it ends where the next one starts. */
  #starts = new Int32Array(65);
  #bytes = new Uint8Array(1024);

  /** What the bytes from `start` up to `end` stand for, or `UNKNOWN`. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > LONGEST) return UNKNOWN;
    const hash = hashOf(bytes, start, end);
    const slots = this.#slots;
    const starts = this.#starts;
    const own = this.#bytes;
    for (let probe = 0; probe < PROBES; probe++) {
      const k = slots[slotOf(hash, probe, slots.length)] - 1;
      if (k < 0) return UNKNOWN;
      const from = starts[k];
      if (this.#hashes[k] !== hash || starts[k + 1] - from !== length) continue;
      let same = 0;
      while (same < length && own[from + same] === bytes[start + same]) same++;
      if (same === length) return this.#meanings[k];
    }
    return UNKNOWN;
  }

  /** Remember what a field stands for that is not known, where there is room. */
  add(bytes: Uint8Array, start: number, end: number, meaning: number): void {
    const length = end - start;
    if (length > LONGEST || this.#count === MOST_FIELDS) return;
    const hash = hashOf(bytes, start, end);
    if (4 * (this.#count + 1) > this.#slots.length) this.#grow();
    if (!place(this.#slots, hash, this.#count)) return;
    const k = this.#count++;
    const from = this.#starts[k];
    this.#bytes = withRoom(this.#bytes, from + length);
    this.#bytes.set(bytes.subarray(start, end), from);
    this.#starts[k + 1] = from + length;
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

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 0x01000193) + bytes[at]) | 0;
  return hash;
}

/** The upper bits, which depend on all bytes. */
function slotOf(hash: number, probe: number, slots: number): number {
  return ((Math.imul(hash, 0x9e3779b1) >>> 15) + probe) & (slots - 1);
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
function withRoom<A extends Int32Array | Uint8Array>(array: A, length: number): A;
function withRoom(array: Int32Array | Uint8Array, length: number): Int32Array | Uint8Array {
  if (array.length >= length) return array;
  const size = Math.max(length, 2 * array.length);
  const longer = array instanceof Uint8Array ? new Uint8Array(size) : new Int32Array(size);
  longer.set(array);
  return longer;
}
