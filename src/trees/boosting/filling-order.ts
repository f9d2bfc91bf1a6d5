/**
 * How threads fill histograms together. One of them leads: it gives an order, the rows of a node, takes groups of columns
 * like all others, and goes on when all are filled. Each group is filled by one thread, row by row, so the sums are the
 * same bits for any number of them; and since whoever is free takes the next group, none waits for one that has not begun.
 */

import type { KernelName } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { type ColumnGroup, fillGroup } from './histogram.js';

/** Histograms filled together with whoever orders them. */
export const FILL_HISTOGRAMS: KernelName = { name: 'filling histograms', estimators: false };

/** What the threads share; all of it lies in shared memory. */
export interface SharedFilling {
  readonly groups: readonly ColumnGroup[];
  /** Rows of the trees, one after another; an order names places in them. */
  readonly rows: Int32Array;
  /** Gradients and curvatures, output after output. */
  readonly gradients: Float64Array;
  /** How many numbers of them one output has. */
  readonly gradientLength: number;
  /** Of the gradients of the order [1]. */
  readonly scale: Float64Array;
  /** What is filled [2 × nSlots]. */
  readonly histogram: Float64Array;
  /** The order, by the places below. */
  readonly order: Int32Array;
}

/** Places of an order. */
export const ORDER = {
  /** The number of the order, and which group is next: the lowest bits. */
  next: 0,
  filled: 1,
  /** Threads that sleep until there is another order. */
  asleep: 2,
  isOver: 3,
  start: 4,
  end: 5,
  output: 6,
  length: 7,
} as const;

/** Bits of the group within `next`. */
const GROUP_BITS = 10;
/** More groups than that cannot be told apart. */
export const MOST_GROUPS = 2 ** GROUP_BITS - 1;

/** Begin the next order: all of it must be written. */
export function beginOrder(order: Int32Array): void {
  Atomics.store(order, ORDER.filled, 0);
  const number = Atomics.load(order, ORDER.next) >>> GROUP_BITS;
  Atomics.store(order, ORDER.next, (number + 1) << GROUP_BITS);
  if (Atomics.load(order, ORDER.asleep) > 0) Atomics.notify(order, ORDER.next);
}

/** Take the next group of the order, fill it and tell so; false where all are taken. */
export function* fillNext(filling: SharedFilling): Steps<boolean> {
  const { groups, order, rows, gradients, gradientLength, histogram } = filling;
  for (;;) {
    const next = Atomics.load(order, ORDER.next);
    const group = next & MOST_GROUPS;
    if (group >= groups.length || next >>> GROUP_BITS === 0) return false;
    // Read before the group is taken: a later order would have changed `next`, and nothing would be taken.
    const [start, end, output] = [order[ORDER.start], order[ORDER.end], order[ORDER.output]];
    const scale = filling.scale[0];
    if (Atomics.compareExchange(order, ORDER.next, next, next + 1) !== next) continue;
    const from = output * gradientLength;
    const own = { pairs: gradients.subarray(from, from + gradientLength), scale };
    yield* fillGroup(groups[group], rows, start, end, own, histogram);
    Atomics.add(order, ORDER.filled, 1);
    return true;
  }
}

/** Looks at memory before a thread sleeps: some 0.3 ms, as long as the leading thread needs between most orders. */
const LOOKS = 50_000;
/** Milliseconds of sleep after which a thread looks whether it is still wanted. */
const SLEEP = 50;

/** Fill what is ordered until it is over: what a thread does that helps. */
export function* helpFilling(filling: SharedFilling): Steps<object> {
  const { order, groups } = filling;
  while (Atomics.load(order, ORDER.isOver) === 0) {
    if (yield* fillNext(filling)) continue;
    const next = Atomics.load(order, ORDER.next);
    if ((next & MOST_GROUPS) < groups.length && next >>> GROUP_BITS > 0) continue;
    let looks = 0;
    while (looks < LOOKS && Atomics.load(order, ORDER.next) === next) looks++;
    if (looks === LOOKS) {
      Atomics.add(order, ORDER.asleep, 1);
      Atomics.wait(order, ORDER.next, next, SLEEP);
      Atomics.sub(order, ORDER.asleep, 1);
    }
    yield;
  }
  return {};
}

/** Let those go that help. */
export function endOrders(order: Int32Array): void {
  Atomics.store(order, ORDER.isOver, 1);
  Atomics.notify(order, ORDER.next);
}
