import type { Steps } from '../../progress.js';
import { createNumbers, type Numbers, type RankedFeatures } from './exact-features.js';
import { CONSTANT, COUNTABLE, type SampleOrders, Samples, sortFew } from './sample-orders.js';
import type { Split } from './split.js';

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

  // biome-ignore lint/correctness/useYield: other orders take longer
  *begin(rows: Int32Array): Steps<void> {
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

/** Mark the places of samples, four in a step so that no load waits for the store before it. */
function mark(
  places: Numbers,
  natural: Numbers,
  start: number,
  end: number,
  bits: Int32Array,
): void {
  let i = start | 0;
  for (const last = end - 4; i <= last; i = (i + 4) | 0) {
    const a = places[natural[i]];
    const b = places[natural[(i + 1) | 0]];
    const c = places[natural[(i + 2) | 0]];
    const d = places[natural[(i + 3) | 0]];
    bits[a >> 5] |= 1 << (a & 31);
    bits[b >> 5] |= 1 << (b & 31);
    bits[c >> 5] |= 1 << (c & 31);
    bits[d >> 5] |= 1 << (d & 31);
  }
  for (; i < end; i = (i + 1) | 0) {
    const place = places[natural[i]];
    bits[place >> 5] |= 1 << (place & 31);
  }
}

/** The same, with a mark for each word that holds any. */
function markSparsely(
  places: Numbers,
  natural: Numbers,
  start: number,
  end: number,
  bits: Int32Array,
  words: Int32Array,
): void {
  let i = start | 0;
  for (const last = end - 4; i <= last; i = (i + 4) | 0) {
    const a = places[natural[i]];
    const b = places[natural[(i + 1) | 0]];
    const c = places[natural[(i + 2) | 0]];
    const d = places[natural[(i + 3) | 0]];
    bits[a >> 5] |= 1 << (a & 31);
    words[a >> 10] |= 1 << ((a >> 5) & 31);
    bits[b >> 5] |= 1 << (b & 31);
    words[b >> 10] |= 1 << ((b >> 5) & 31);
    bits[c >> 5] |= 1 << (c & 31);
    words[c >> 10] |= 1 << ((c >> 5) & 31);
    bits[d >> 5] |= 1 << (d & 31);
    words[d >> 10] |= 1 << ((d >> 5) & 31);
  }
  for (; i < end; i = (i + 1) | 0) {
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
