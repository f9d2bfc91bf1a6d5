interface NumberArray<A> {
  readonly length: number;
  subarray(begin: number, end: number): A;
  set(values: A, offset: number): void;
}

/** The longest piece made in advance, in values. */
const LONGEST_PIECE = 65_536;

/** A typed array that grows by pieces, so that growing copies nothing and little room is left over. */
export class Pieces<A extends NumberArray<A>> {
  readonly #create: (length: number) => A;
  readonly #full: A[] = [];
  #current: A;
  #used = 0;
  #total = 0;

  constructor(create: (length: number) => A) {
    this.#create = create;
    this.#current = create(0);
  }

  /** Room for `count` more values, for the caller to fill. */
  extend(count: number): A {
    if (this.#used + count > this.#current.length) {
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

  /** All values in one array. */
  join(): A {
    const joined = this.#create(this.#total);
    let at = 0;
    for (const piece of [...this.#full, this.#current.subarray(0, this.#used)]) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}
