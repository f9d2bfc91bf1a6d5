import { type Steps, Stretch } from '../../progress.js';
import { createNumbers, type Numbers, type RankedFeatures } from './exact-features.js';
import type { Split } from './split.js';

/** No order: the samples have the same code. */
export const CONSTANT = -1;
/** No order: sums over codes are cheaper. */
export const COUNTABLE = -2;

/**
 * The samples of a tree by the values of a column, for splits that are exact. Samples are known by their rows, and those of
 * a node lie side by side from `start` to `end`.
 */
export interface SampleOrders {
  /** The samples of each node by ascending row. */
  readonly natural: Numbers;
  /** What was sorted last: samples by ascending code, equal codes by ascending row. */
  readonly order: Numbers;
  /** Take up the samples of a new tree: their rows, ascending. */
  begin(rows: Int32Array): Steps<void>;
  /** Sort the samples `start` to `end` of a node by a column; returns where they begin in `order`, or that there is none. */
  sort(feature: number, start: number, end: number): number;
  /** Move the samples that go left before the others; returns where the right side begins. */
  part(split: Split): number;
  /** The same in steps, for many samples. */
  partInSteps(split: Split): Steps<number>;
}

/** Elementary operations to move a sample within an order. */
const WORK_OF_SAMPLE = 4;

/** What both ways to sort share: the samples of each node side by side. */
abstract class Samples {
  readonly natural: Numbers;
  protected readonly features: RankedFeatures;
  protected readonly goesLeft: Uint8Array;
  protected readonly right: Numbers;

  constructor(features: RankedFeatures) {
    const { rows } = features;
    this.features = features;
    this.natural = createNumbers(rows, rows);
    this.goesLeft = new Uint8Array(rows);
    this.right = createNumbers(rows, rows);
  }

  /** Part the samples of a node, and note for each whether it goes left. */
  protected partNatural({ start, end, feature, last, missingLeft }: Split): number {
    const { natural, goesLeft, right } = this;
    const codes = this.features.columnCodes[feature];
    const also = missingLeft ? this.features.rows : -1;
    let left = start;
    let others = 0;
    for (let i = start; i < end; i++) {
      const sample = natural[i];
      const code = codes[sample];
      const isLeft = Number(code <= last) | Number(code === also);
      goesLeft[sample] = isLeft;
      natural[left] = sample;
      right[others] = sample;
      left += isLeft;
      others += 1 - isLeft;
    }
    for (let i = 0; i < others; i++) natural[left + i] = right[i];
    return left;
  }
}

/** Those that go left first, each side in the order it had. */
function partOrder(
  order: Numbers,
  from: number,
  to: number,
  goesLeft: Uint8Array,
  others: Numbers,
): void {
  let left = from;
  let right = 0;
  // Both sides are written and one goes on, as in Partitioner: a branch would be guessed wrong.
  for (let i = from; i < to; i++) {
    const sample = order[i];
    const isLeft = goesLeft[sample];
    order[left] = sample;
    others[right] = sample;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let i = 0; i < right; i++) order[left + i] = others[i];
}

/** Nodes of so few samples are sorted anew where orders are kept: that takes no longer than to part them. */
const FEWEST_KEPT = 4;

/**
 * Every column is sorted once a tree, and each split parts all of the orders: for trees that try many of their columns at
 * each node.
 */
export class KeptOrders extends Samples implements SampleOrders {
  order: Numbers;
  readonly #orders: Numbers[];
  readonly #few: Numbers;
  readonly #keys = new Int32Array(FEWEST_KEPT);

  constructor(features: RankedFeatures) {
    super(features);
    this.#orders = features.columnCodes.map(() => createNumbers(features.rows, features.rows));
    this.#few = createNumbers(FEWEST_KEPT, features.rows);
    this.order = this.#few;
  }

  *begin(rows: Int32Array): Steps<void> {
    this.natural.set(rows);
    const isSample = this.goesLeft.fill(0);
    for (let i = 0; i < rows.length; i++) isSample[rows[i]] = 1;
    for (let j = 0; j < this.#orders.length; j++) {
      pick(this.features.orders[j], isSample, this.#orders[j]);
      yield;
    }
  }

  sort(feature: number, start: number, end: number): number {
    const { features } = this;
    let from = start;
    if (end - start <= FEWEST_KEPT) {
      sortFew(features.places[feature], this.natural, start, end, this.#keys, this.#few);
      this.order = this.#few;
      from = 0;
    } else {
      this.order = this.#orders[feature];
    }
    if (features.isDistinct[feature] === 1) return from;
    const codes = features.columnCodes[feature];
    const isConstant = codes[this.order[from]] === codes[this.order[from + end - start - 1]];
    return isConstant ? CONSTANT : from;
  }

  part(split: Split): number {
    const { start, end } = split;
    const middle = this.partNatural(split);
    if (Math.max(middle - start, end - middle) <= FEWEST_KEPT) return middle;
    const { goesLeft, right } = this;
    for (let j = 0; j < this.#orders.length; j++) {
      partOrder(this.#orders[j], start, end, goesLeft, right);
    }
    return middle;
  }

  *partInSteps(split: Split): Steps<number> {
    const { start, end } = split;
    const stretch = new Stretch();
    const middle = this.partNatural(split);
    for (let j = 0; j < this.#orders.length; j++) {
      partOrder(this.#orders[j], start, end, this.goesLeft, this.right);
      if (stretch.spend((end - start) * WORK_OF_SAMPLE)) yield;
    }
    return middle;
  }
}

/** Those of an order that are samples. */
function pick(order: Numbers, isSample: Uint8Array, into: Numbers): void {
  for (let i = 0, at = 0; i < order.length; i++) {
    const row = order[i];
    if (at < into.length) into[at] = row;
    at += isSample[row];
  }
}

/** Up to this many samples are sorted by insertion. */
const FEW_SAMPLES = 16;

/**
 * Each column that is tried is sorted anew: for trees that try few of many columns. Samples mark their places in the order
 * of all rows, one bit each, and the bits are read from first to last.
 */
export class SortedAnew extends Samples implements SampleOrders {
  readonly order: Numbers;
  readonly #counted: boolean;
  readonly #keys = new Int32Array(FEW_SAMPLES);
  /** A bit for each place, and for each word of those one that tells whether it holds any. */
  readonly #bits: Int32Array;
  readonly #words: Int32Array;

  /** @param counted - whether sums over codes will do where there are no more codes than samples */
  constructor(features: RankedFeatures, counted: boolean) {
    super(features);
    this.#counted = counted;
    this.order = createNumbers(features.rows, features.rows);
    this.#bits = new Int32Array((features.rows >> 5) + 1);
    this.#words = new Int32Array((this.#bits.length >> 5) + 1);
  }

  *begin(rows: Int32Array): Steps<void> {
    yield;
    this.natural.set(rows);
  }

  sort(feature: number, start: number, end: number): number {
    const n = end - start;
    const { features, natural, order } = this;
    const places = features.places[feature];
    if (n <= FEW_SAMPLES) {
      sortFew(places, natural, start, end, this.#keys, order);
    } else if (this.#isCountable(feature, n)) {
      return COUNTABLE;
    } else if (WORDS_PER_SAMPLE * n > this.#bits.length) {
      mark(places, natural, start, end, this.#bits);
      readBits(this.#bits, features.orders[feature], order);
    } else {
      markSparsely(places, natural, start, end, this.#bits, this.#words);
      readSparseBits(this.#bits, this.#words, features.orders[feature], order);
    }
    if (features.isDistinct[feature] === 1) return 0;
    const codes = features.columnCodes[feature];
    return codes[order[0]] === codes[order[n - 1]] ? CONSTANT : 0;
  }

  #isCountable(feature: number, n: number): boolean {
    const { hasMissing, bins } = this.features;
    return this.#counted && hasMissing[feature] === 0 && bins[feature].low.length <= n;
  }

  part(split: Split): number {
    return this.partNatural(split);
  }

  *partInSteps(split: Split): Steps<number> {
    yield;
    return this.partNatural(split);
  }
}

/** Words of bits that may be read for a sample, before those that hold none are passed over. */
const WORDS_PER_SAMPLE = 2;

function mark(
  places: Numbers,
  natural: Numbers,
  start: number,
  end: number,
  bits: Int32Array,
): void {
  for (let i = start; i < end; i++) {
    const place = places[natural[i]];
    bits[place >> 5] |= 1 << (place & 31);
  }
}

function markSparsely(
  places: Numbers,
  natural: Numbers,
  start: number,
  end: number,
  bits: Int32Array,
  words: Int32Array,
): void {
  for (let i = start; i < end; i++) {
    const place = places[natural[i]];
    bits[place >> 5] |= 1 << (place & 31);
    words[place >> 10] |= 1 << ((place >> 5) & 31);
  }
}

/** List the rows whose places are marked, and clear the marks. */
function readBits(bits: Int32Array, rows: Numbers, order: Numbers): void {
  let at = 0;
  for (let word = 0; word < bits.length; word++) {
    let left = bits[word];
    if (left === 0) continue;
    bits[word] = 0;
    while (left !== 0) {
      order[at++] = rows[32 * word + 31 - Math.clz32(left & -left)];
      left &= left - 1;
    }
  }
}

function readSparseBits(bits: Int32Array, words: Int32Array, rows: Numbers, order: Numbers): void {
  let at = 0;
  for (let first = 0; first < words.length; first++) {
    let held = words[first];
    if (held === 0) continue;
    words[first] = 0;
    while (held !== 0) {
      const word = 32 * first + 31 - Math.clz32(held & -held);
      held &= held - 1;
      let left = bits[word];
      bits[word] = 0;
      while (left !== 0) {
        order[at++] = rows[32 * word + 31 - Math.clz32(left & -left)];
        left &= left - 1;
      }
    }
  }
}

/** Sort few samples by insertion. @param keys - room for their places */
function sortFew(
  places: Numbers,
  natural: Numbers,
  start: number,
  end: number,
  keys: Int32Array,
  order: Numbers,
): void {
  const n = end - start;
  for (let i = 0; i < n; i++) {
    const sample = natural[start + i];
    const key = places[sample];
    let at = i;
    while (at > 0 && keys[at - 1] > key) {
      keys[at] = keys[at - 1];
      order[at] = order[at - 1];
      at--;
    }
    keys[at] = key;
    order[at] = sample;
  }
}
