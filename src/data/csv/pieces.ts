interface NumberArray<A> {
  readonly length: number;
  subarray(begin: number, end: number): A;
  set(values: A, offset: number): void;
}

/** The longest piece made in advance, in values. */
const LONGEST_PIECE = 65_536;

/** From so many values on, their share of the text tells how many there will be. */
const ENOUGH_TO_TELL = 16_384;
/** The most values that are made room for before they come. */
const MOST_EXPECTED = 2 ** 27;
/** Room beyond those expected, and the most that a column keeps: what is not written to takes no memory. */
const SPARE = 1 / 16;
const MOST_SPARE = 1 / 8;

/** How far the reading of a text is. */
export interface Reading {
  /** The share of the text that was taken; 0 where its length is not known. */
  share: number;
}

/**
 * A typed array that grows by pieces, so that growing copies nothing and little room is left over. Once there are many
 * values, and the share of the text that they come from is known, there is room for all of them at once: joining pieces takes
 * as much memory again, until the garbage is collected.
 */
export class Pieces<A extends NumberArray<A>> {
  readonly #create: (length: number) => A;
  readonly #reading: Reading;
  #full: A[] = [];
  #isWhole = false;
  #current: A;
  #used = 0;
  #total = 0;

  constructor(create: (length: number) => A, reading: Reading) {
    this.#create = create;
    this.#reading = reading;
    this.#current = create(0);
  }

  /** Room for `count` more values, for the caller to fill. */
  extend(count: number): A {
    if (this.#used + count > this.#current.length && !this.#makeWhole(count)) {
      this.#full.push(this.#current.subarray(0, this.#used));
      this.#current = this.#create(Math.max(count, Math.min(this.#total, LONGEST_PIECE)));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += count;
    this.#total += count;
    return this.#current.subarray(start, this.#used);
  }

  /** Take back what was extended last beyond this many values in all. */
  cutTo(count: number): void {
    this.#used -= this.#total - count;
    this.#total = count;
  }

  /** Make room for all values that are expected. Returns whether there is. */
  #makeWhole(count: number): boolean {
    const expected = Math.ceil(((1 + SPARE) * (this.#total + count)) / this.#reading.share);
    if (this.#isWhole || this.#total < ENOUGH_TO_TELL || !(expected <= MOST_EXPECTED)) return false;
    this.#isWhole = true;
    try {
      this.#current = this.#joined(expected);
    } catch {
      return false; // no such room: pieces go on
    }
    this.#full = [];
    this.#used = this.#total;
    return this.#total + count <= expected;
  }

  /** All values in one array. */
  join(): A {
    const isAll = this.#isWhole && this.#full.length === 0;
    return isAll && this.#current.length <= (1 + MOST_SPARE) * this.#total
      ? this.#current.subarray(0, this.#total)
      : this.#joined(this.#total);
  }

  /** All values at the start of a new array. */
  #joined(length: number): A {
    const joined = this.#create(length);
    let at = 0;
    for (const piece of [...this.#full, this.#current.subarray(0, this.#used)]) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}
