import type { Steps } from '../progress.js';
import { bitsOf } from './packing.js';
import { MISSING_LEFT, type Tree } from './tree.js';

/** Codes are kept in 16 bits. */
const MOST_CUTS = 2 ** 16 - 1;

/** Larger than the key of any number. */
const PAD = 2 ** 30 - 1;

const double = /* @__PURE__ */ new Float64Array(1);
const halves = /* @__PURE__ */ new Int32Array(double.buffer);
/** Where the half with the sign lies: this is 1 where the machine keeps the lower half first. */
const UPPER = /* @__PURE__ */ new Uint8Array(Uint32Array.of(1).buffer)[0];

/** The upper bits of a number as an integer, in the order of the numbers; equal where only lower bits differ. */
function keyOf(x: number): number {
  double[0] = x + 0; // -0 is 0
  const upper = halves[UPPER];
  return (upper ^ ((upper >> 31) >>> 1)) >> 1;
}

/** A column as splits ask about it whose missing values go the same way. */
interface Slot {
  readonly feature: number;
  readonly missingLeft: boolean;
  /** The thresholds of these splits, each once, ascending. */
  readonly cuts: Float64Array;
  /** Their keys, filled up with `PAD` to one less than a power of two. */
  readonly keys: Int32Array;
}

/**
 * Samples as the splits of a model see them: of each column, how many of the model's thresholds lie below the value. A
 * sample goes right at the threshold number r of its column when its code is greater than r, whatever the numbers are;
 * missing values have the code that goes their way. So a step down the tree compares small integers, which takes no
 * branch for the processor to guess wrong.
 */
export class SplitCodes {
  readonly #slots: readonly Slot[];
  /** The slot of a column, at twice its number, plus 1 where missing values go left; -1 where nothing asks. */
  readonly #slotOf: Int32Array;
  /** Bits of the number of a slot. */
  readonly slotBits: number;
  /** Bits of a code. */
  readonly rankBits: number;

  private constructor(slots: readonly Slot[], slotOf: Int32Array) {
    this.#slots = slots;
    this.#slotOf = slotOf;
    this.slotBits = bitsOf(slots.length - 1);
    this.rankBits = bitsOf(slots.reduce((most, { cuts }) => Math.max(most, cuts.length), 0));
  }

  /**
   * In steps, a tree each.
   *
   * @param isCoded - whether a node asks for a number
   * @param room - bits for a slot and a rank together
   * @returns undefined where these are too few, or nothing asks for a number
   */
  static *of(
    trees: readonly Tree[],
    isCoded: IsCoded,
    room: number,
  ): Steps<SplitCodes | undefined> {
    const found = new Map<number, DistinctValues>();
    let columns = 0;
    const fits = (count: number) =>
      count <= MOST_CUTS && bitsOf(count) + bitsOf(found.size - 1) <= room;
    for (const tree of trees) {
      const { feature, threshold, left, flags } = tree;
      for (let node = 0; node < left.length; node++) {
        if (!isCoded(tree, node)) continue;
        const place = 2 * feature[node] + (flags[node] & MISSING_LEFT);
        let values = found.get(place);
        if (values === undefined) {
          values = new DistinctValues();
          found.set(place, values);
          columns = Math.max(columns, feature[node] + 1);
        }
        if (values.add(threshold[node]) && !fits(values.known)) return undefined;
      }
      yield;
    }
    if (found.size === 0) return undefined;
    const slotOf = new Int32Array(2 * columns).fill(-1);
    const slots: Slot[] = [];
    for (const [place, values] of found) {
      const cuts = values.sorted();
      if (!fits(cuts.length)) return undefined;
      slotOf[place] = slots.length;
      const keys = new Int32Array(2 ** (32 - Math.clz32(cuts.length)) - 1).fill(PAD);
      for (let r = 0; r < cuts.length; r++) keys[r] = keyOf(cuts[r]);
      slots.push({ feature: place >> 1, missingLeft: (place & 1) === 1, cuts, keys });
    }
    return new SplitCodes(slots, slotOf);
  }

  /** How many codes a sample has. */
  get width(): number {
    return this.#slots.length;
  }

  /** The place in a sample's codes that a split asks for. */
  slotOf({ feature, flags }: Tree, node: number): number {
    return this.#slotOf[2 * feature[node] + (flags[node] & MISSING_LEFT)];
  }

  /** The number of a threshold in its slot. */
  rankOf(slot: number, threshold: number): number {
    return countBelow(this.#slots[slot], threshold);
  }

  /**
   * @param X - row-major samples; NaN is missing
   * @param start - first row to encode, of `rows`
   * @param codes - out [rows × width]
   */
  encode(X: Float64Array, columns: number, start: number, rows: number, codes: Uint16Array): void {
    const slots = this.#slots;
    const width = slots.length;
    for (let s = 0; s < width; s++) {
      const slot = slots[s];
      const missing = slot.missingLeft ? 0 : slot.cuts.length;
      let from = start * columns + slot.feature;
      for (let i = 0, to = s; i < rows; i++, from += columns, to += width) {
        const x = X[from];
        codes[to] = Number.isNaN(x) ? missing : countBelow(slot, x);
      }
    }
  }
}

/** Whether a node asks for a number, and is walked by codes. */
export type IsCoded = (tree: Tree, node: number) => boolean;

/** How many thresholds lie below a number. The keys are searched without a branch that data decide. */
function countBelow({ cuts, keys }: Slot, x: number): number {
  const key = keyOf(x);
  let below = 0;
  for (let step = (keys.length + 1) >> 1; step > 0; step >>= 1) {
    below += step & ((keys[below + step - 1] - key) >> 31);
  }
  return below < cuts.length && keys[below] === key ? firstNotBelow(cuts, x, below) : below;
}

/** The first place from `from` on whose value is at least x. */
function firstNotBelow(ascending: Float64Array, x: number, from: number, end = ascending.length) {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers, each once: those known are ascending, and new ones wait behind them until there are as many. */
class DistinctValues {
  #values = new Float64Array(64);
  #known = 0;
  #end = 0;

  /** How many are known to differ. */
  get known(): number {
    return this.#known;
  }

  /** @returns whether it was not known */
  add(value: number): boolean {
    const at = firstNotBelow(this.#values, value, 0, this.#known);
    if (at < this.#known && this.#values[at] === value) return false;
    if (this.#end === this.#values.length) this.#settle();
    this.#values[this.#end++] = value;
    return true;
  }

  sorted(): Float64Array {
    this.#settle();
    return this.#values.slice(0, this.#known);
  }

  #settle(): void {
    const values = this.#values;
    values.subarray(0, this.#end).sort();
    let known = 0;
    for (let at = 0; at < this.#end; at++) {
      if (known === 0 || values[at] !== values[known - 1]) values[known++] = values[at];
    }
    this.#known = known;
    this.#end = known;
    if (2 * known <= values.length) return;
    this.#values = new Float64Array(2 * values.length);
    this.#values.set(values);
  }
}
