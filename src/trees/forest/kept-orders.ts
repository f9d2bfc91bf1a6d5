import { type Steps, Stretch } from '../../progress.js';
import { createNumbers, type Numbers, type RankedFeatures } from './exact-features.js';
import { CONSTANT, type SampleOrders, Samples, sortFew } from './sample-orders.js';
import type { Split } from './split.js';

/** Elementary operations to move a sample within an order. */
const WORK_OF_SAMPLE = 4;

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
    const { start, end, feature, missingLeft } = split;
    const middle = this.partNatural(split);
    if (Math.max(middle - start, end - middle) <= FEWEST_KEPT) return middle;
    const { goesLeft, right } = this;
    // The order of the column that is asked about has those that go left first already.
    const parted = missingLeft ? -1 : feature;
    for (let j = 0; j < this.#orders.length; j++) {
      if (j !== parted) partOrder(this.#orders[j], start, end, goesLeft, right);
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
