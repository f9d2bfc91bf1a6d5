import { type Steps, Stretch } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { cumulate, drawIndex } from '../../random/weighted-sampling.js';

/** Sets of features that are taken from the sample, the others from the background. */
export interface Coalitions {
  readonly count: number;
  /** Whether each feature is in each set [count × nFeatures]. */
  readonly members: Uint8Array;
  /** How much each set counts, in proportion [count]. */
  readonly weights: Float64Array;
}

/** Elementary operations that keeping a set takes, a feature: it is looked for by its name. */
const SET_COST = 10;

/** All sets but the empty and the full one: set s - 1 has feature j where bit j of s is set. Their weights are not used. */
export function allCoalitions(nFeatures: number): Coalitions {
  const count = 2 ** nFeatures - 2;
  const members = new Uint8Array(count * nFeatures);
  for (let set = 1, at = 0; set <= count; set++) {
    for (let j = 0; j < nFeatures; j++) members[at++] = (set >> j) & 1;
  }
  return { count, members, weights: new Float64Array(count).fill(1 / count) };
}

/**
 * The sets that say most, each with its complement: those of few or all but few features whole while the budget lasts,
 * the others drawn in proportion to Shapley's kernel.
 * Sources: Lundberg and Lee, NIPS (2017), theorem 2; pairs after Covert and Lee, AISTATS (2021).
 *
 * @param nFeatures - at least 2
 * @param budget - most sets, at least 2 × nFeatures: so many have one feature or all but one
 */
export function* drawCoalitions(nFeatures: number, budget: number, rng: Rng): Steps<Coalitions> {
  const collected = new CoalitionList(nFeatures);
  const shares = sizeShares(nFeatures);
  let rest = 1; // share of the kernel's weight that is not in the list yet
  const stretch = new Stretch();
  let size = 1;
  for (; size <= shares.length; size++) {
    const share = shares[size - 1];
    const number = countPairs(nFeatures, size);
    const left = budget - collected.count;
    // Whole where drawing would meet each set about once. Sets of one feature always: they make the solution unique.
    if (number > left || (size > 1 && number * rest > left * share)) break;
    for (const members of combinations(nFeatures, size)) {
      if (2 * size === nFeatures) collected.add(members, share / number);
      else collected.addPair(members, share / number);
      if (stretch.spend(SET_COST * nFeatures)) yield;
    }
    rest -= share;
  }
  if (size <= shares.length) {
    yield* drawPairs(collected, shares.subarray(size - 1), { from: size, budget, rest }, rng);
  }
  return collected.finish();
}

/** Share of Shapley's kernel that the sets of s and of all but s features have, from s = 1 to half of them. */
function sizeShares(nFeatures: number): Float64Array {
  const shares = new Float64Array(Math.floor(nFeatures / 2));
  let total = 0;
  for (let s = 1; s <= shares.length; s++) {
    shares[s - 1] = (2 * s === nFeatures ? 1 : 2) / (s * (nFeatures - s));
    total += shares[s - 1];
  }
  return shares.map((share) => share / total);
}

/** How many sets have s or all but s features. */
function countPairs(nFeatures: number, s: number): number {
  let number = 2 * s === nFeatures ? 1 : 2;
  for (let k = 1; k <= s; k++) number = (number * (nFeatures - s + k)) / k;
  return number;
}

/** All sets of so many features, ascending; the array is used again. */
function* combinations(nFeatures: number, size: number): Generator<Int32Array> {
  const chosen = Int32Array.from({ length: size }, (_, k) => k);
  for (;;) {
    yield chosen;
    let k = size - 1;
    while (k >= 0 && chosen[k] === nFeatures - size + k) k--;
    if (k < 0) return;
    chosen[k]++;
    for (let next = k + 1; next < size; next++) chosen[next] = chosen[next - 1] + 1;
  }
}

/** Draws a set and its complement at a time, until the budget is used or draws bring little that is new. */
function* drawPairs(
  collected: CoalitionList,
  shares: Float64Array,
  { from, budget, rest }: { from: number; budget: number; rest: number },
  rng: Rng,
): Steps<void> {
  const cumulative = cumulate(shares);
  const first = collected.count;
  const stretch = new Stretch();
  let draws = 4 * (budget - first);
  for (; draws > 0 && collected.count + 2 <= budget; draws--) {
    const size = from + drawIndex(cumulative, rng.next());
    collected.addPair(choice(collected.nFeatures, size, rng), 1);
    if (stretch.spend(SET_COST * collected.nFeatures)) yield;
  }
  collected.scaleFrom(first, rest);
}

/** Sets while they are collected: one that comes again counts more. */
class CoalitionList {
  readonly nFeatures: number;
  readonly #sets: Uint8Array[] = [];
  readonly #weights: number[] = [];
  readonly #found = new Map<string, number>();

  constructor(nFeatures: number) {
    this.nFeatures = nFeatures;
  }

  get count(): number {
    return this.#sets.length;
  }

  add(members: Int32Array, weight: number): void {
    const set = new Uint8Array(this.nFeatures);
    for (const j of members) set[j] = 1;
    this.#put(set, weight);
  }

  /** A set and its complement. */
  addPair(members: Int32Array, weight: number): void {
    this.add(members, weight);
    const others = new Uint8Array(this.nFeatures).fill(1);
    for (const j of members) others[j] = 0;
    this.#put(others, weight);
  }

  #put(set: Uint8Array, weight: number): void {
    const key = set.join('');
    const at = this.#found.get(key);
    if (at !== undefined) {
      this.#weights[at] += weight;
      return;
    }
    this.#found.set(key, this.#sets.length);
    this.#sets.push(set);
    this.#weights.push(weight);
  }

  /** Scale the weights of the sets from `first` on so that they sum to `total`. */
  scaleFrom(first: number, total: number): void {
    let sum = 0;
    for (let at = first; at < this.count; at++) sum += this.#weights[at];
    for (let at = first; at < this.count; at++) this.#weights[at] *= total / sum;
  }

  finish(): Coalitions {
    const { nFeatures, count } = this;
    const members = new Uint8Array(count * nFeatures);
    for (const [at, set] of this.#sets.entries()) members.set(set, at * nFeatures);
    return { count, members, weights: Float64Array.from(this.#weights) };
  }
}
