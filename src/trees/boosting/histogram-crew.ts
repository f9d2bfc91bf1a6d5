import { SharedWork } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { FILL_HISTOGRAMS } from './boosting-threads.js';
import { gatherMemory, levelsAhead } from './crew-memory.js';
import {
  beginOrder,
  DIFFERENTIATE,
  doNext,
  endOrders,
  GROW,
  ORDER,
  type Order,
  type SharedFilling,
} from './filling-order.js';
import type { GradientTotals } from './gradient-totals.js';
import { spreadJoints } from './histogram.js';
import { HistogramPool } from './histogram-pool.js';
import type { Hands, LeafGrower, SplitRule } from './leaf-grower.js';
import type { LeafSplit } from './leaf-split.js';
import { type BoostingCrew, type CrewPlan, type RoundMemory, roomOfRound } from './lone-crew.js';
import { LoneHands } from './lone-hands.js';
import { GrownNodes, NodeTable } from './node-table.js';
import { blockRows, joinBlocks } from './parting-order.js';
import { SharedHistograms } from './shared-histograms.js';
import { blocksOfLoss, sumPairs } from './shared-loss.js';
import type { Gradients } from './unit-gradients.js';

/** Values of a node below which an order costs more than it saves: some 10 µs. */
const WORTH_ORDERING = 2 ** 13;
/** Rows of a node below which it is parted, or gets its gradients, as quickly by one. */
const WORTH_PARTING = 2 ** 13;
/** A node with more than this share of the rows of all that wait is split by all threads together. */
const DOMINANT = 0.8;

/** Looks at memory between two turns of others. */
const LOOKS = 2 ** 14;
/** The same while others split nodes. */
const NODE_LOOKS = 2 ** 10;
/** Lost workers after which the caller's thread goes on by itself. */
const MOST_LOSSES = 3;

/** A thread that boosts, and the workers that help it. */
export class HistogramCrew implements BoostingCrew {
  readonly #plan: CrewPlan;
  readonly #lone: LoneHands;
  readonly #ownHistograms: HistogramPool;
  histograms: Hands['histograms'];
  memory: RoundMemory;
  #filling: SharedFilling | undefined;
  #shared: SharedHistograms | undefined;
  #table: NodeTable | undefined;
  #work: SharedWork<number, object> | undefined;
  #losses = 0;
  /** Whether others may still write to the memory. */
  #isSpoilt = false;
  #lossesBefore = 0;
  /** Rows of a tree before it grows. */
  #before: Int32Array | undefined;
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
    this.memory = roomOfRound(this.#plan);
    this.#gather();
  }

  beginRound(): void {
    if (!this.#isSpoilt) return;
    this.memory = roomOfRound(this.#plan);
    this.#isSpoilt = false;
    if (this.#losses < MOST_LOSSES) this.#gather();
  }

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

  beginTree(rows: Int32Array): Int32Array {
    this.#lossesBefore = this.#losses;
    this.histograms = this.#shared ?? this.#ownHistograms;
    if (this.#table === undefined) return rows;
    this.#before ??= new Int32Array(this.#plan.tree.features.rows);
    const before = this.#before.subarray(0, rows.length);
    before.set(rows);
    return before;
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

  *growAhead(
    root: LeafSplit | undefined,
    rows: Int32Array,
    gradients: Gradients,
    leaves: LeafGrower,
  ): Steps<GrownNodes | 'lost' | undefined> {
    if (this.#isLost && levelsAhead(this.#plan.tree) > 0) return 'lost';
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

  #gather(): void {
    const { threads } = this.#plan;
    const filling = gatherMemory(this.#plan, this.memory);
    if (filling === undefined) return;
    this.#filling = filling;
    const { growing, histograms, isTaken } = filling;
    if (growing !== undefined) {
      this.#shared = new SharedHistograms(histograms, isTaken);
      this.#table = new NodeTable(growing.nodes, this.#shared);
    }
    const helpers = threads - 1;
    this.#work = new SharedWork(FILL_HISTOGRAMS, filling, [...range(helpers)], helpers);
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
