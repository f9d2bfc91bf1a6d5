import { log } from '../numeric/exp-log.js';
import type { Rng } from './rng.js';

/** Shuffle in place: every order is equally likely. Source: Durstenfeld, CACM 7 (1964). */
export function shuffle<A extends { [index: number]: unknown; length: number }>(
  values: A,
  rng: Rng,
): A {
  for (let i = values.length - 1; i > 0; i--) {
    const j = rng.nextInteger(i + 1);
    const kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
  return values;
}

/** The integers 0 to n - 1 in random order. */
export function permutation(n: number, rng: Rng): Int32Array {
  return shuffle(range(n), rng);
}

/** The integers 0 to n - 1 in order. */
export function range(n: number): Int32Array {
  const values = new Int32Array(n);
  for (let i = 0; i < n; i++) values[i] = i;
  return values;
}

/** Where fewer than one in so many integers is chosen, only those that moved are kept. */
const RARE = 16;

/** `size` different integers from 0 to n - 1, in random order. Cost: O(size) where few of many are chosen, else O(n). */
export function choice(n: number, size: number, rng: Rng): Int32Array {
  if (size * RARE < n) return choiceOfMany(n, size, rng);
  const values = range(n);
  for (let i = 0; i < size; i++) {
    const j = i + rng.nextInteger(n - i);
    const kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
  return values.slice(0, size);
}

/** The same choice without the list of all: what is not in `moved` lies where it was. */
function choiceOfMany(n: number, size: number, rng: Rng): Int32Array {
  const moved = new Map<number, number>();
  const chosen = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const j = i + rng.nextInteger(n - i);
    chosen[i] = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
  }
  return chosen;
}

/**
 * Standard normal numbers: mean 0, variance 1.
 * Source: Marsaglia's polar method, SIAM Review 6 (1964).
 */
export function createNormal(rng: Rng): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    for (;;) {
      const u = 2 * rng.next() - 1;
      const v = 2 * rng.next() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const scale = Math.sqrt((-2 * log(s)) / s);
      spare = v * scale;
      return u * scale;
    }
  };
}
