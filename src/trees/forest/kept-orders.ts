import { type Steps, Stretch } from '../../progress.js';
import { createNumbers, type Numbers, type RankedFeatures } from './exact-features.js';
import { CONSTANT, type SampleOrders, Samples, sortFew } from './sample-orders.js';
import type { Split } from './split.js';

/** Elementary operations to move a sample within an order. */
const WORK_OF_SAMPLE = 4;

/** Nodes of so few samples are sorted anew where orders are kept: that takes no longer than to part them. */
const FEWEST_KEPT = 3;

/**
 * Every column is sorted once a tree, and each split parts all of the orders: for trees that try many of their columns at
 * each node.
 */
export class KeptOrders extends Samples implements SampleOrders {
  order: Numbers;
  /** Each column's order, twice: what is parted is stored in the other one. */
  readonly #orders: readonly [Numbers[], Numbers[]];
  /** Where the orders of a node lie, by its start. */
  readonly #side: Uint8Array;
  readonly #few: Numbers;
  readonly #keys = new Int32Array(FEWEST_KEPT);

  constructor(features: RankedFeatures) {
    super(features);
    const { rows, columnCodes } = features;
    const createOrder = () => createNumbers(rows, rows);
    this.#orders = [columnCodes.map(createOrder), columnCodes.map(createOrder)];
    this.#side = new Uint8Array(rows);
    this.#few = createNumbers(FEWEST_KEPT, rows);
    this.order = this.#few;
  }

  *begin(rows: Int32Array): Steps<void> {
    this.natural.set(rows);
    const isSample = this.goesLeft.fill(0);
    for (let i = 0; i < rows.length; i++) isSample[rows[i]] = 1;
    const [orders] = this.#orders;
    this.#side[0] = 0;
    const stretch = new Stretch();
    for (let j = 0; j < orders.length; j++) {
      pick(this.features.orders[j], isSample, orders[j]);
      if (stretch.spend(isSample.length * WORK_OF_SAMPLE)) yield;
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
      this.order = this.#orders[this.#side[start]][feature];
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
    const side = this.#turn(start, middle);
    const from = this.#orders[side];
    const into = this.#orders[1 - side];
    const { goesLeft } = this;
    for (let j = 0; j < from.length; j++) {
      partOrder(from[j], into[j], start, middle, end, goesLeft);
    }
    return middle;
  }

  *partInSteps(split: Split): Steps<number> {
    const { start, end } = split;
    const stretch = new Stretch();
    const middle = this.partNatural(split);
    const side = this.#turn(start, middle);
    const from = this.#orders[side];
    const into = this.#orders[1 - side];
    for (let j = 0; j < from.length; j++) {
      partOrder(from[j], into[j], start, middle, end, this.goesLeft);
      if (stretch.spend((end - start) * WORK_OF_SAMPLE)) yield;
    }
    return middle;
  }

  /** Note that both sides of a node lie in the other orders; returns where the node lies. */
  #turn(start: number, middle: number): number {
    const side = this.#side[start];
    this.#side[start] = 1 - side;
    this.#side[middle] = 1 - side;
    return side;
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

/**
 * Those that go left first, each side in the order it had. A sample is written to both sides and one goes on, since a
 * branch would be guessed wrong half of the time; four in a step while both sides have room for as many, which takes half
 * the time. `| 0` spares tests for overflow.
 */
function partOrder(
  order: Numbers,
  into: Numbers,
  start: number,
  middle: number,
  end: number,
  goesLeft: Uint8Array,
): void {
  const lastLeft = middle - 4;
  const lastRight = end - 4;
  let left = start | 0;
  let right = middle | 0;
  let i = start | 0;
  for (; left <= lastLeft && right <= lastRight; i = (i + 4) | 0) {
    const a = order[i];
    const b = order[(i + 1) | 0];
    const c = order[(i + 2) | 0];
    const d = order[(i + 3) | 0];
    const leftA = goesLeft[a];
    const leftB = goesLeft[b];
    const leftC = goesLeft[c];
    const leftD = goesLeft[d];
    into[left] = a;
    into[right] = a;
    left = (left + leftA) | 0;
    right = (right + 1 - leftA) | 0;
    into[left] = b;
    into[right] = b;
    left = (left + leftB) | 0;
    right = (right + 1 - leftB) | 0;
    into[left] = c;
    into[right] = c;
    left = (left + leftC) | 0;
    right = (right + 1 - leftC) | 0;
    into[left] = d;
    into[right] = d;
    left = (left + leftD) | 0;
    right = (right + 1 - leftD) | 0;
  }
  for (; left < middle && right < end; i++) {
    const sample = order[i];
    const isLeft = goesLeft[sample];
    into[left] = sample;
    into[right] = sample;
    left = (left + isLeft) | 0;
    right = (right + 1 - isLeft) | 0;
  }
  for (let at = left < middle ? left : right; i < end; i++) into[at++] = order[i];
}
