import { type Steps, Stretch } from '../progress.js';

/** Turns of two neighbouring columns that are kept before they are applied: what a cache holds. */
const MOST_TURNS = 1 << 15;

/** Turns of neighbouring columns, in sweeps, kept until there are many: four rows then pass through all of them at once. */
export class ColumnTurns {
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  /** Where each sweep ends and begins: last and first column of each. */
  readonly #sweeps: number[] = [];
  #count = 0;

  constructor(n: number) {
    this.#cosines = new Float64Array(Math.max(MOST_TURNS, n));
    this.#sines = new Float64Array(Math.max(MOST_TURNS, n));
  }

  hasRoom(turns: number): boolean {
    return this.#count + turns <= this.#cosines.length;
  }

  begin(first: number, last: number): void {
    this.#sweeps.push(last, first);
  }

  add(cosine: number, sine: number): void {
    this.#cosines[this.#count] = cosine;
    this.#sines[this.#count++] = sine;
  }

  *apply(V: Float64Array, n: number): Steps<void> {
    const stretch = new Stretch();
    for (let row = 0; row < V.length; row += 4 * n) {
      this.#turnFour(V, row, n);
      if (stretch.spend(8 * this.#count)) yield;
    }
    this.#count = 0;
    this.#sweeps.length = 0;
  }

  #turnFour(V: Float64Array, a: number, n: number): void {
    const cosines = this.#cosines;
    const sines = this.#sines;
    const sweeps = this.#sweeps;
    for (let s = 0, at = 0; s < sweeps.length; s += 2) {
      const last = sweeps[s];
      const first = sweeps[s + 1];
      const b = a + n;
      const c = b + n;
      const d = c + n;
      let carriedA = V[a + last];
      let carriedB = V[b + last];
      let carriedC = V[c + last];
      let carriedD = V[d + last];
      for (let i = last - 1; i >= first; i--, at++) {
        const cosine = cosines[at];
        const sine = sines[at];
        const xA = V[a + i];
        const xB = V[b + i];
        const xC = V[c + i];
        const xD = V[d + i];
        V[a + i + 1] = sine * xA + cosine * carriedA;
        V[b + i + 1] = sine * xB + cosine * carriedB;
        V[c + i + 1] = sine * xC + cosine * carriedC;
        V[d + i + 1] = sine * xD + cosine * carriedD;
        carriedA = cosine * xA - sine * carriedA;
        carriedB = cosine * xB - sine * carriedB;
        carriedC = cosine * xC - sine * carriedC;
        carriedD = cosine * xD - sine * carriedD;
      }
      V[a + first] = carriedA;
      V[b + first] = carriedB;
      V[c + first] = carriedC;
      V[d + first] = carriedD;
    }
  }
}
