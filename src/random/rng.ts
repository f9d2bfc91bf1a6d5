import seedrandom from 'seedrandom/seedrandom.js';

/** What seeds a generator: the same number or text gives the same numbers on every platform. */
export type Seed = number | string;

/**
 * A fast generator for hot loops: xoshiro128**, 128 bits of state, period 2^128 - 1.
 * Source: Blackman and Vigna, ACM Transactions on Mathematical Software 47 (2021).
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** From four 32-bit words that are not all zero; `createRng` makes them from a seed. */
  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1; // zero would stay zero for ever
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  nextUint32(): number {
    const a = this.#a;
    const b = this.#b;
    const c = this.#c ^ a;
    const d = this.#d ^ b;
    this.#a = a ^ d;
    this.#b = b ^ c;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    const product = Math.imul(b, 5);
    return Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  }

  /** Uniform in [0, 1), with all 53 bits random. */
  next(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * Uniform integer in [0, n), without bias: the few draws that would favour some numbers are thrown
   * away. Source: Lemire, ACM Transactions on Modeling and Computer Simulation 29 (2019), whose
   * product is exact in a double for n up to 2^21; a third of the time of a remainder.
   *
   * @param n - from 1 to 2^32
   */
  nextInteger(n: number): number {
    if (n > 2097152) return this.#nextLargeInteger(n);
    for (;;) {
      const product = this.nextUint32() * n;
      const whole = Math.floor(product / 4294967296);
      const rest = product - whole * 4294967296;
      if (rest >= n || rest >= 4294967296 % n) return whole;
    }
  }

  #nextLargeInteger(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let draw = this.nextUint32();
    while (draw >= limit) draw = this.nextUint32();
    return draw % n;
  }

  /** A generator in the same state, which goes its own way from here. */
  clone(): Rng {
    return new Rng(this.#a, this.#b, this.#c, this.#d);
  }

  /**
   * Stream number `i`, without advancing this generator: tree `i` of an ensemble gets the same
   * numbers in whatever order the trees grow.
   */
  fork(i: number): Rng {
    const high = Math.floor(i / 4294967296); // first and last: streams 2^32 apart differ from their first draw on
    let state = scramble(this.#a ^ scramble(i) ^ high);
    const a = state;
    state = scramble(state ^ this.#b);
    const b = state;
    state = scramble(state ^ this.#c);
    const c = state;
    state = scramble(state ^ this.#d ^ high);
    return new Rng(a, b, c, state);
  }
}

/** A generator from `randomState`; null takes a seed from the platform's entropy. */
export function createRng(randomState: Seed | null): Rng {
  // The number 1 and the text '1' are different seeds.
  const source =
    randomState === null ? seedrandom() : seedrandom(`${typeof randomState}:${randomState}`);
  return new Rng(source.int32(), source.int32(), source.int32(), source.int32());
}

/** A new seed from the platform's entropy, for what must be able to repeat its own chance. */
export function randomSeed(): number {
  return createRng(null).nextUint32();
}

/** The finaliser of MurmurHash3 after a step: every input bit reaches every output bit. */
function scramble(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
