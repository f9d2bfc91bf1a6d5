import { goesToPool, SharedWork, sharingWorkersOf } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { WIDE_MISSING } from '../bins.js';
import { areInWords, type ColumnCodes } from './column-codes.js';
import { drawsAll } from './column-sampler.js';
import {
  beginOrder,
  DIFFERENTIATE,
  doNext,
  endOrders,
  FILL_HISTOGRAMS,
  GROW,
  MOST_GROUPS,
  ORDER,
  type Order,
  type SharedFilling,
} from './filling-order.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { dealtGroupsOf, spreadJoints } from './histogram.js';
import { HistogramPool } from './histogram-pool.js';
import type { Hands, LeafGrower, SplitRule } from './leaf-grower.js';
import type { LeafSplit } from './leaf-split.js';
import { LoneHands } from './lone-hands.js';
import { GrownNodes, lengthsOf, MOST_LEVELS, NodeTable, nodesOf } from './node-table.js';
import { blockRows, joinBlocks, MOST_BLOCKS } from './parting-order.js';
import type { GradientTotals } from './quick-gradients.js';
import { SharedHistograms } from './shared-histograms.js';
import { blocksOfLoss, type SharedLoss, sumPairs } from './shared-loss.js';
import type { Gradients } from './unit-gradients.js';

/** How a boosting is to be shared. */
export interface Sharing {
  readonly nJobs: number | null;
  /** The method that was called, for messages. */
  readonly where: string;
  /** Values of all samples. */
  readonly values: number;
  /** How often all of them are added to histograms, about. */
  readonly passes: number;
}

/** Elementary operations that one value costs in a histogram, about. */
const WORK_OF_VALUE = 4;

/** Values of a node below which an order costs more than it saves: some 10 µs. */
const WORTH_ORDERING = 2 ** 13;
/** Rows of a node below which it is parted, or gets its gradients, as quickly by one. */
const WORTH_PARTING = 2 ** 13;
/** Samples of fewer values have too few nodes that are so large. */
const FEWEST_VALUES = 2 ** 16;
/** Bytes of histograms of the trees whose nodes are taken by whoever is free. */
const MOST_BYTES = 2 ** 26;
/** A node with more than this share of all rows is split by all threads together. */
const DOMINANT = 0.65;

/** Threads that fill histograms, the caller's among them: 1 where workers would not help, or cannot see its memory. */
export function fillingThreads({ nJobs, where, values, passes }: Sharing): number {
  const work = values < FEWEST_VALUES ? 0 : values * passes * WORK_OF_VALUE;
  if (!goesToPool({ kernel: FILL_HISTOGRAMS, nJobs, where, work })) return 1;
  return Math.max(1, sharingWorkersOf(nJobs));
}

/** Memory for numbers, which all threads see where there are several. */
export function floatsFor(threads: number, length: number): Float64Array {
  return threads > 1
    ? new Float64Array(new SharedArrayBuffer(8 * length))
    : new Float64Array(length);
}

/** The same numbers in memory that all threads see where there are several. */
export function seenByAll(threads: number, numbers: Float64Array): Float64Array {
  if (threads === 1) return numbers;
  const shared = floatsFor(threads, numbers.length);
  shared.set(numbers);
  return shared;
}

/** As `floatsFor`, for numbers of rows. */
export function integersFor(threads: number, length: number): Int32Array {
  return threads > 1 ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
}

/** Codes in memory that all threads see; words are there already. */
export const sharedCodes = (columns: readonly ColumnCodes[]): ColumnCodes[] =>
  columns.map((own) => {
    if (areInWords(own)) return own;
    const memory = new SharedArrayBuffer(own.byteLength);
    const codes = own instanceof Uint8Array ? new Uint8Array(memory) : new Uint16Array(memory);
    codes.set(own);
    return codes;
  });

/** Looks at memory between two turns of others. */
const LOOKS = 2 ** 14;
/** The same while others split nodes. */
const NODE_LOOKS = 2 ** 10;
/** Lost workers after which the caller's thread goes on by itself. */
const MOST_LOSSES = 3;

/** How much memory a boosting needs. */
export interface CrewPlan {
  /** The caller's and those that help it. */
  readonly threads: number;
  readonly tree: GradientTreePlan;
  readonly nOutputs: number;
  /** Numbers of rows, for all trees that have rows at the same time. */
  readonly rowNumbers: number;
  /** Whether gradients may be integers. */
  readonly hasIntegers: boolean;
  /** Where threads can make the gradients together. */
  readonly loss: SharedLoss | undefined;
}

/** Memory of a round. */
export interface RoundMemory {
  readonly rows: Int32Array;
  readonly gradients: Float64Array;
  readonly integers: Int32Array;
}

/** A thread that boosts, and the workers that help it. */
export class HistogramCrew implements Hands {
  readonly #plan: CrewPlan;
  readonly #lone: LoneHands;
  readonly #ownHistograms: HistogramPool;
  histograms: Hands['histograms'];
  /** Of this round. */
  memory: RoundMemory;
  #filling: SharedFilling | undefined;
  #shared: SharedHistograms | undefined;
  #table: NodeTable | undefined;
  #work: SharedWork<number, object> | undefined;
  #losses = 0;
  /** Whether others may still write to the memory. */
  #isSpoilt = false;
  #lossesBefore = 0;
  /** Whether each thread splits nodes by itself. */
  #isApart = false;
  /** What is to be summed while others begin with the root. */
  #unsummed: { readonly pairs: Float64Array; readonly totals: GradientTotals } | undefined;

  constructor(plan: CrewPlan) {
    this.#plan = plan;
    const { layout, features } = plan.tree;
    this.#ownHistograms = new HistogramPool(layout);
    this.histograms = this.#ownHistograms;
    this.#lone = new LoneHands(layout, features.columnCodes, this.#ownHistograms);
    this.memory = this.#room();
    this.#gather();
  }

  /** Workers that were lost are replaced, with other memory. */
  beginRound(): void {
    if (!this.#isSpoilt) return;
    this.memory = this.#room();
    this.#isSpoilt = false;
    if (this.#losses < MOST_LOSSES) this.#gather();
  }

  /**
   * Make the gradients of a round together.
   *
   * @returns their sums where there is one output; undefined where this thread is to make them
   */
  *differentiate(): Steps<{ readonly totals: GradientTotals | undefined } | undefined> {
    const filling = this.#filling;
    if (filling?.loss === undefined || this.#plan.tree.features.rows < WORTH_PARTING)
      return undefined;
    const pieces = blocksOfLoss(filling.loss);
    if (!(yield* this.#haveDone(filling, { start: 0, end: 0, pieces, feature: DIFFERENTIATE }))) {
      this.#lose();
      this.beginRound();
      return undefined;
    }
    if (this.#plan.nOutputs > 1) return { totals: undefined };
    const totals = { G: 0, H: 0 };
    this.#unsummed = { pairs: filling.gradients, totals };
    return { totals };
  }

  /** Before a tree: a copy of its rows, to grow it again if the others are lost. */
  beginTree(rows: Int32Array): Int32Array {
    this.#lossesBefore = this.#losses;
    this.histograms = this.#shared ?? this.#ownHistograms;
    return this.#table === undefined ? rows : rows.slice();
  }

  /**
   * As of one thread, to the bit.
   *
   * @param rows - a part of the memory of the round, as the gradients are
   */
  *fill(
    rows: Int32Array,
    start: number,
    end: number,
    gradients: Gradients,
    histogram: Float64Array,
  ): Steps<void> {
    const filling = this.#filling;
    const { layout } = this.#plan.tree;
    const isLarge = (end - start) * layout.starts.length >= WORTH_ORDERING;
    if (filling !== undefined && !this.#isApart && isLarge) {
      const { first, output } = this.#tell(filling, rows, gradients);
      const place = Math.max(0, this.#shared?.placeOf(histogram) ?? 0);
      const size = 2 * layout.slots;
      const sums = filling.histograms.subarray(size * place, size * (place + 1));
      sums.fill(0);
      const pieces = filling.groups.length;
      const order = { start: first + start, end: first + end, output, pieces, histogram: place };
      if (yield* this.#haveDone(filling, order, gradients)) {
        if (this.#shared === undefined) histogram.set(sums);
        spreadJoints(layout, histogram);
        return;
      }
      this.#lose();
    }
    this.#sum();
    yield* this.#lone.fill(rows, start, end, gradients, histogram);
  }

  /**
   * As of one thread.
   *
   * @param rows - a part of the memory of the round
   */
  *part(
    rows: Int32Array,
    start: number,
    end: number,
    rule: SplitRule,
    moved: Int32Array,
  ): Steps<number> {
    const filling = this.#filling;
    if (filling !== undefined && !this.#isApart && end - start >= WORTH_PARTING) {
      const { parting } = filling;
      const first = rows.byteOffset / rows.BYTES_PER_ELEMENT;
      const [from, to] = [first + start, first + end];
      parting.isLeft.set(rule.isLeft);
      const pieces = Math.ceil((end - start) / blockRows(end - start));
      const order = { start: from, end: to, pieces, feature: rule.feature };
      if (yield* this.#haveDone(filling, order)) {
        return joinBlocks(parting, filling.rows, from, to) - first;
      }
      this.#lose();
    }
    return yield* this.#lone.part(rows, start, end, rule, moved);
  }

  /**
   * Grow all nodes below the root, where each thread can take some: large ones together, then each by itself.
   *
   * @returns what became of them; `'lost'` where the tree is to be grown again, undefined where it is grown node after node
   */
  *growAhead(
    root: LeafSplit | undefined,
    rows: Int32Array,
    gradients: Gradients,
    leaves: LeafGrower,
  ): Steps<GrownNodes | 'lost' | undefined> {
    if (this.#isLost && this.#levels > 0) return 'lost';
    const filling = this.#filling;
    const table = this.#table;
    if (filling === undefined || table === undefined || root === undefined) return undefined;
    const tree = table.begin(root);
    for (let looks = 1; table.isOpen(tree); looks++) {
      const node = table.take(tree, this.#isApart ? 0 : DOMINANT);
      if (node >= 0) {
        yield* table.grow(tree, node, rows, gradients, leaves);
        if (this.#isLost) return 'lost';
        yield;
      } else if (!this.#isApart) {
        const { first, output } = this.#tell(filling, rows, gradients);
        filling.scale[1] = leaves.splitter.weight;
        const pieces = this.#plan.threads - 1;
        const place = { start: first, end: first + rows.length, output, histogram: tree };
        beginOrder(filling.order, { ...place, pieces, feature: GROW });
        this.#isApart = true;
      } else if (looks % NODE_LOOKS === 0) {
        if (this.#work?.isWhole !== true) {
          this.#lose();
          return 'lost';
        }
        yield;
      }
    }
    this.#isApart = false;
    return new GrownNodes(table);
  }

  get #isLost(): boolean {
    return this.#losses > this.#lossesBefore;
  }

  /** Say where rows and gradients of an order lie. */
  #tell(filling: SharedFilling, rows: Int32Array, { pairs, units }: Gradients) {
    filling.scale[0] = units?.scale ?? 0;
    return {
      first: rows.byteOffset / rows.BYTES_PER_ELEMENT,
      output: pairs.byteOffset / pairs.BYTES_PER_ELEMENT / pairs.length,
    };
  }

  /** Give an order, take part in it, and wait for pieces that others have taken; false when one of them is lost with its piece. */
  *#haveDone(filling: SharedFilling, given: Order, gradients?: Gradients): Steps<boolean> {
    const { order } = filling;
    beginOrder(order, given);
    if (gradients !== undefined) this.#sum();
    const own = { adders: gradients?.units?.adders };
    while (yield* doNext(filling, own));
    for (let looks = 1; Atomics.load(order, ORDER.done) < given.pieces; looks++) {
      if (looks % LOOKS > 0) continue;
      if (this.#work?.isWhole !== true) return false;
      yield;
    }
    return true;
  }

  #sum(): void {
    if (this.#unsummed === undefined) return;
    const { pairs, totals } = this.#unsummed;
    Object.assign(totals, sumPairs(pairs));
    this.#unsummed = undefined;
  }

  #room(): RoundMemory {
    const { threads, tree, nOutputs, rowNumbers, hasIntegers } = this.#plan;
    const { rows } = tree.features;
    return {
      rows: integersFor(threads, rowNumbers),
      gradients: floatsFor(threads, 2 * rows * nOutputs),
      integers: integersFor(threads, hasIntegers ? rows : 0),
    };
  }

  /** Levels of splits where whoever is free may take a node; 0 where nodes are split one after another. */
  get #levels(): number {
    const { maxDepth, maxLeaves, shares, interactions, limits, layout } = this.#plan.tree;
    const isFree =
      maxLeaves === Infinity &&
      maxDepth <= MOST_LEVELS &&
      drawsAll(shares) &&
      interactions === undefined &&
      limits.categorical === undefined;
    return isFree && 2 ** (maxDepth - 1) * 16 * layout.slots <= MOST_BYTES ? maxDepth : 0;
  }

  #gather(): void {
    const { threads, tree, loss } = this.#plan;
    const groups = dealtGroupsOf(tree.layout);
    if (threads === 1 || groups.length > MOST_GROUPS) return;
    const { rows, gradients, integers } = this.memory;
    const levels = this.#levels;
    if (levels === 0 && groups.length === 1) return;
    const nHistograms = levels > 0 ? 2 ** (levels - 1) : 1;
    const lengths = lengthsOf(nodesOf(levels));
    const nodes = {
      numbers: floatsFor(threads, lengths.numbers),
      states: integersFor(threads, lengths.states),
    };
    this.#filling = {
      groups,
      rows,
      gradients,
      gradientLength: 2 * tree.features.rows,
      integers,
      scale: floatsFor(threads, 2),
      histograms: floatsFor(threads, 2 * tree.layout.slots * nHistograms),
      isTaken: integersFor(threads, nHistograms),
      parting: {
        codes: tree.features.columnCodes,
        isLeft: new Uint8Array(new SharedArrayBuffer(WIDE_MISSING + 1)),
        parted: integersFor(threads, rows.length),
        moved: integersFor(threads, rows.length),
        lefts: integersFor(threads, MOST_BLOCKS),
      },
      growing: levels > 0 ? { plan: tree, nodes } : undefined,
      loss,
      order: integersFor(threads, ORDER.length),
    };
    if (levels > 0) {
      this.#shared = new SharedHistograms(this.#filling.histograms, this.#filling.isTaken);
      this.#table = new NodeTable(nodes, this.#shared);
    }
    const helpers = threads - 1;
    this.#work = new SharedWork(FILL_HISTOGRAMS, this.#filling, [...range(helpers)], helpers);
  }

  /** Others may still write where the lost one did: that memory is left to them. */
  #lose(): void {
    this.close();
    this.#losses++;
    this.#isSpoilt = true;
  }

  close(): void {
    if (this.#filling !== undefined) endOrders(this.#filling.order);
    this.#work?.close();
    this.#isApart = false;
    this.#filling = undefined;
    this.#shared = undefined;
    this.#table = undefined;
    this.#work = undefined;
  }
}
