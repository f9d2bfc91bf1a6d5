/**
 * How threads work at a boosting together. One of them leads: it gives an order, takes pieces of it like all others, and goes
 * on when all are done. To fill the histogram of a large node, a piece is a group of columns: it is filled by one thread, row
 * by row, so the sums are the same bits for any number of them; to part its rows or to make gradients, a piece is a block of
 * rows. Where there are enough nodes, each thread grows some by itself (`node-table.ts`): a piece is to take part in that.
 * Since whoever is free takes the next piece, none waits for one that has not begun.
 */

import type { Steps } from '../../progress.js';
import { ADD_PACKED, type PackedAdders } from './add-packed-words.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { type ColumnGroup, fillGroup } from './histogram.js';
import { LeafGrower } from './leaf-grower.js';
import { LoneHands } from './lone-hands.js';
import { type NodeMemory, NodeTable } from './node-table.js';
import { partBlock, type SharedParting } from './parting-order.js';
import { SharedHistograms } from './shared-histograms.js';
import { differentiateBlock, type SharedLoss } from './shared-loss.js';
import type { Gradients } from './unit-gradients.js';

/** What the threads share; all of it lies in shared memory. */
export interface SharedFilling {
  readonly groups: readonly ColumnGroup[];
  /** Rows of the trees, one after another; an order names places in them. */
  readonly rows: Int32Array;
  /** Gradients and curvatures, output after output. */
  readonly gradients: Float64Array;
  /** How many numbers of them one output has. */
  readonly gradientLength: number;
  /** Those of the present output as integers, where it has a scale. */
  readonly integers: Int32Array;
  /** What the gradients of the order are multiplied by, 0 where they are no integers; curvature of the tree [2]. */
  readonly scale: Float64Array;
  /** Histograms, one after another, and which are in use. */
  readonly histograms: Float64Array;
  readonly isTaken: Int32Array;
  readonly parting: SharedParting;
  /** Where there may be trees whose nodes are taken by whoever is free: how they grow, and what is known of the nodes. */
  readonly growing: { readonly plan: GradientTreePlan; readonly nodes: NodeMemory } | undefined;
  /** Where threads make the gradients. */
  readonly loss: SharedLoss | undefined;
  /** The order, by the places below. */
  readonly order: Int32Array;
}

/** Places of an order. */
export const ORDER = {
  /** The number of the order, and which piece is next: the lowest bits. */
  next: 0,
  done: 1,
  /** Threads that sleep until there is another order. */
  asleep: 2,
  isOver: 3,
  start: 4,
  end: 5,
  output: 6,
  /** How many pieces there are. */
  pieces: 7,
  /** The feature by which rows are parted; else one of those below. */
  feature: 8,
  /** Which histogram is filled, or tree is grown. */
  histogram: 9,
  length: 10,
} as const;

/** What is ordered, in the place of a feature. */
export const FILL = -1;
export const DIFFERENTIATE = -2;
export const GROW = -3;

/** Bits of the piece within `next`. */
const GROUP_BITS = 10;
/** More pieces than that cannot be told apart. */
export const MOST_GROUPS = (1 << GROUP_BITS) - 1;
/** The number of an order is taken up again behind this one; 0 is that of none. */
const MOST_ORDERS = (1 << (32 - GROUP_BITS)) - 1;

/** What is told of an order. */
export interface Order {
  /** Rows, in the memory of all. */
  readonly start: number;
  readonly end: number;
  readonly pieces: number;
  /** Whose gradients are added. */
  readonly output?: number;
  /** The feature by which rows are parted, or what else is to be done; without it a histogram is filled. */
  readonly feature?: number;
  readonly histogram?: number;
}

/**
 * Begin the next order; what it is about must be written. While the order itself is written, none of its pieces can be
 * taken: who waits would else take one more of the last order as soon as the next one has more.
 */
export function beginOrder(
  order: Int32Array,
  { start, end, output = 0, pieces, feature = FILL, histogram = 0 }: Order,
): void {
  const last = Atomics.load(order, ORDER.next) >>> GROUP_BITS;
  const number = last === MOST_ORDERS ? 1 : last + 1;
  Atomics.store(order, ORDER.next, (number << GROUP_BITS) | MOST_GROUPS);
  Atomics.store(order, ORDER.done, 0);
  order.set([start, end, output, pieces, feature, histogram], ORDER.start);
  Atomics.store(order, ORDER.next, number << GROUP_BITS);
  if (Atomics.load(order, ORDER.asleep) > 0) Atomics.notify(order, ORDER.next);
}

/** What a thread does its pieces with. */
export interface Worker {
  /** What adds gradients that have a scale. */
  readonly adders?: PackedAdders | undefined;
  /** Grows nodes of a tree until none is left. */
  grow?(tree: number, rows: Int32Array, gradients: Gradients): Steps<void>;
}

/** Take the next piece of the order, do it and tell so; false where all are taken. */
export function* doNext(filling: SharedFilling, { adders, grow }: Worker): Steps<boolean> {
  const { groups, order, rows, gradients, gradientLength, integers, histograms } = filling;
  for (;;) {
    const next = Atomics.load(order, ORDER.next);
    const piece = next & MOST_GROUPS;
    if (piece >= order[ORDER.pieces] || next >>> GROUP_BITS === 0) return false;
    // Read before the piece is taken: a later order would have changed `next`, and nothing would be taken.
    const [start, end, output] = [order[ORDER.start], order[ORDER.end], order[ORDER.output]];
    const feature = order[ORDER.feature];
    const histogram = order[ORDER.histogram];
    const scale = filling.scale[0];
    if (Atomics.compareExchange(order, ORDER.next, next, next + 1) !== next) continue;
    if (feature >= 0) {
      partBlock(filling.parting, rows, feature, piece, [start, end]);
    } else if (feature === DIFFERENTIATE) {
      if (filling.loss !== undefined) differentiateBlock(filling.loss, piece, gradients);
    } else {
      const from = output * gradientLength;
      const pairs = gradients.subarray(from, from + gradientLength);
      const isUnit = adders !== undefined && scale > 0;
      const own = { pairs, units: isUnit ? { integers, scale, adders } : undefined };
      if (feature === GROW) {
        // Who leaves late keeps nobody waiting: all is done when no node is left.
        yield* grow?.(histogram, rows.subarray(start, end), own) ?? [];
        return true;
      }
      const size = histograms.length / filling.isTaken.length;
      const sums = histograms.subarray(size * histogram, size * (histogram + 1));
      yield* fillGroup(groups[piece], rows, start, end, own, sums);
    }
    Atomics.add(order, ORDER.done, 1);
    return true;
  }
}

/** Looks at memory before a thread sleeps: some 2 ms, longer than the leading thread needs between two trees. */
const LOOKS = 300_000;
/** Milliseconds of sleep after which a thread looks whether it is still wanted. */
const SLEEP = 50;

/** Do what is ordered until it is over: what a thread does that helps. */
export function* helpFilling(filling: SharedFilling): Steps<object> {
  const { order } = filling;
  const own = { adders: ADD_PACKED, ...growerOf(filling) };
  while (Atomics.load(order, ORDER.isOver) === 0) {
    if (yield* doNext(filling, own)) continue;
    const next = Atomics.load(order, ORDER.next);
    if ((next & MOST_GROUPS) < order[ORDER.pieces] && next >>> GROUP_BITS > 0) continue;
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

/** How a helper grows nodes. */
export function growerOf({
  growing,
  histograms,
  isTaken,
  scale,
  order,
}: SharedFilling): Pick<Worker, 'grow'> {
  if (growing === undefined) return {};
  const { plan, nodes } = growing;
  const shared = new SharedHistograms(histograms, isTaken);
  const table = new NodeTable(nodes, shared);
  const leaves = new LeafGrower(
    plan,
    new LoneHands(plan.layout, plan.features.columnCodes, shared),
  );
  return {
    *grow(tree, rows, gradients) {
      leaves.splitter.begin(scale[1]);
      for (let looks = 1; table.isOpen(tree); looks++) {
        const node = table.take(tree);
        if (node >= 0) {
          yield* table.grow(tree, node, rows, gradients, leaves);
          looks = 0;
        } else if (looks % NODE_LOOKS === 0) {
          if (Atomics.load(order, ORDER.isOver) > 0) return;
          table.wait(NODE_SLEEP);
        }
      }
    },
  };
}

/** Looks for a node before a helper sleeps, and for how many milliseconds: the caller may be at something else. */
const NODE_LOOKS = 2 ** 11;
const NODE_SLEEP = 1;

/** Let those go that help. */
export function endOrders(order: Int32Array): void {
  Atomics.store(order, ORDER.isOver, 1);
  Atomics.notify(order, ORDER.next);
}
