import { allFinite } from '../data/all-finite.js';
import type { Steps } from '../progress.js';
import {
  createSlot,
  encodeColumn,
  encodeOneCut,
  firstNotBelow,
  rankIn,
  type Slot,
  type Tile,
} from './code-slots.js';
import { bitsOf } from './packing.js';
import { MISSING_LEFT, type Tree } from './tree.js';
import type { Asked } from './walk.js';

/** Codes are kept in 16 bits. */
const MOST_CUTS = 2 ** 16 - 1;

/** Rows of one column after another are encoded so many at a time, so that what was fetched of the others is still there. */
const TILE_ROWS = 32;

/** Where the codes of a block lie: how far one is from that of the next row, and from that of the next slot. */
export interface CodeLayout {
  readonly row: number;
  readonly slot: number;
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
    this.rankBits = bitsOf(slots.reduce((most, { count }) => Math.max(most, count), 0));
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
      slots.push(createSlot(place >> 1, (place & 1) === 1, cuts));
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
    return rankIn(this.#slots[slot], threshold);
  }

  /** How many thresholds the slot with the most has. */
  get mostCuts(): number {
    return this.#slots.reduce((most, { count }) => Math.max(most, count), 0);
  }

  /**
   * Codes of a block, and the check of what was not checked yet: a tile is read for it in the order of memory, which fetches
   * itself what comes next, where columns leap from row to row and wait for each.
   *
   * @param start - first row to encode, of `rows`
   * @param codes - out: of row `start + i` at i × layout.row
   */
  encode(
    { data: X, columns, check }: Asked,
    start: number,
    rows: number,
    codes: Uint16Array,
    layout: CodeLayout,
  ): void {
    const slots = this.#slots;
    for (let done = 0; done < rows; done += TILE_ROWS) {
      const first = start + done;
      const tile: Tile = {
        X,
        from: first * columns,
        columns,
        rows: Math.min(TILE_ROWS, rows - done),
        codes,
        to: done * layout.row,
        nextRow: layout.row,
        nextSlot: layout.slot,
      };
      const end = first + tile.rows;
      const finite = allFinite(X, first * columns, end * columns);
      if (!finite) check?.(first, end);
      for (let s = 0; s < slots.length; s++) {
        if (finite && slots[s].count === 1) encodeOneCut(slots[s], s, tile);
        else encodeColumn(slots[s], s, tile);
      }
    }
  }
}

/** Whether a node asks for a number, and is walked by codes. */
export type IsCoded = (tree: Tree, node: number) => boolean;

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
