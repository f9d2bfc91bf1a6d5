import { goesToPool, SharedWork, sharingWorkersOf } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { WIDE_MISSING } from '../bins.js';
import { areInWords, type ColumnCodes } from './column-codes.js';
import {
  beginOrder,
  doNext,
  endOrders,
  FILL_HISTOGRAMS,
  MOST_GROUPS,
  ORDER,
  type Order,
  type SharedFilling,
} from './filling-order.js';
import { fillHistogram, groupsOf, spreadJoints } from './histogram.js';
import type { HistogramLayout } from './histogram-layout.js';
import { blockRows, joinBlocks, MOST_BLOCKS } from './parting-order.js';
import { partitionRows } from './partition-rows.js';
import type { Gradients, UnitGradients } from './unit-gradients.js';

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
/** Rows of a node below which it is parted as quickly by one. */
const WORTH_PARTING = 2 ** 13;
/** Samples of fewer values have too few nodes that are so large. */
const FEWEST_VALUES = 2 ** 16;

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

/** As `floatsFor`, for numbers of rows. */
export function integersFor(threads: number, length: number): Int32Array {
  return threads > 1 ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
}

/** Codes in memory that all threads see; words go there with the histograms' own. */
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
/** Lost workers after which the caller's thread goes on by itself. */
const MOST_LOSSES = 3;

/** Memory of one boosting that its helpers see too. */
export interface CrewMemory {
  /** Of the caller's thread and those that help it. */
  readonly threads: number;
  readonly rows: Int32Array;
  readonly gradients: Float64Array;
  readonly gradientLength: number;
  /** Gradients of the present output as integers, where they are so; else empty. */
  readonly integers: Int32Array;
  /** The codes of each column [nSamples]. */
  readonly codes: readonly ColumnCodes[];
}

/** How a node is split: the feature, and 1 for its codes that go left. */
export interface SplitRule {
  readonly feature: number;
  readonly isLeft: Uint8Array;
}

/** A thread that fills histograms and parts rows, and the workers that help it. */
export class HistogramCrew {
  readonly #layout: HistogramLayout;
  readonly #memory: CrewMemory;
  readonly #columns: number;
  #filling: SharedFilling | undefined;
  #work: SharedWork<number, object> | undefined;
  #losses = 0;

  constructor(layout: HistogramLayout, memory: CrewMemory) {
    this.#layout = layout;
    this.#memory = memory;
    this.#columns = layout.starts.length;
    const groups = groupsOf(layout).length;
    if (memory.threads > 1 && groups > 1 && groups <= MOST_GROUPS) this.#gather();
  }

  /**
   * As `fillHistogram`, to the bit.
   *
   * @param rows - a part of the memory of the crew, as the gradients are
   */
  *fill(
    rows: Int32Array,
    start: number,
    end: number,
    gradients: Gradients,
    histogram: Float64Array,
  ): Steps<void> {
    const filling = this.#filling;
    if (filling !== undefined && (end - start) * this.#columns >= WORTH_ORDERING) {
      const first = rows.byteOffset / rows.BYTES_PER_ELEMENT;
      const { pairs, units } = gradients;
      const output = pairs.byteOffset / pairs.BYTES_PER_ELEMENT / pairs.length;
      filling.scale[0] = units?.scale ?? 0;
      filling.histogram.fill(0);
      const pieces = filling.groups.length;
      const order = { start: first + start, end: first + end, output, pieces };
      if (yield* this.#haveDone(filling, order, units)) {
        histogram.set(filling.histogram);
        spreadJoints(this.#layout, histogram);
        return;
      }
      this.#lose();
    }
    yield* fillHistogram(this.#layout, rows, start, end, gradients, histogram);
  }

  /**
   * As `partitionRows`.
   *
   * @param rows - a part of the memory of the crew
   */
  *part(
    rows: Int32Array,
    start: number,
    end: number,
    { feature, isLeft }: SplitRule,
    moved: Int32Array,
  ): Steps<number> {
    const filling = this.#filling;
    if (filling !== undefined && end - start >= WORTH_PARTING) {
      const { parting } = filling;
      const first = rows.byteOffset / rows.BYTES_PER_ELEMENT;
      const [from, to] = [first + start, first + end];
      parting.isLeft.set(isLeft);
      const pieces = Math.ceil((end - start) / blockRows(end - start));
      if (yield* this.#haveDone(filling, { start: from, end: to, pieces, feature })) {
        return joinBlocks(parting, filling.rows, from, to) - first;
      }
      this.#lose();
    }
    return partitionRows(rows, start, end, this.#memory.codes[feature], isLeft, moved);
  }

  /** Give an order, take part in it, and wait for pieces that others have taken; false when one of them is lost with its piece. */
  *#haveDone(filling: SharedFilling, given: Order, units?: UnitGradients): Steps<boolean> {
    const { order } = filling;
    beginOrder(order, given);
    while (yield* doNext(filling, units?.adders));
    for (let looks = 1; Atomics.load(order, ORDER.done) < given.pieces; looks++) {
      if (looks % LOOKS > 0) continue;
      if (this.#work?.isWhole !== true) return false;
      yield;
    }
    return true;
  }

  #gather(): void {
    const { threads, rows, gradients, gradientLength, integers, codes } = this.#memory;
    this.#filling = {
      groups: groupsOf(this.#layout),
      rows,
      gradients,
      gradientLength,
      integers,
      scale: floatsFor(threads, 1),
      histogram: floatsFor(threads, 2 * this.#layout.slots),
      parting: {
        codes,
        isLeft: new Uint8Array(new SharedArrayBuffer(WIDE_MISSING + 1)),
        parted: integersFor(threads, rows.length),
        moved: integersFor(threads, rows.length),
        lefts: integersFor(threads, MOST_BLOCKS),
      },
      order: integersFor(threads, ORDER.length),
    };
    const helpers = threads - 1;
    this.#work = new SharedWork(FILL_HISTOGRAMS, this.#filling, [...range(helpers)], helpers);
  }

  /** Others may still write where the lost one did: that memory is left to them. */
  #lose(): void {
    this.close();
    this.#losses++;
    if (this.#losses < MOST_LOSSES) this.#gather();
  }

  close(): void {
    if (this.#filling !== undefined) endOrders(this.#filling.order);
    this.#work?.close();
    this.#filling = undefined;
    this.#work = undefined;
  }
}
