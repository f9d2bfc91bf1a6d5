import type { Steps } from '../../progress.js';
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

/** What both ways to sort share: the samples of each node side by side. */
export abstract class Samples {
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

/** Sort few samples by insertion. @param keys - room for their places */
export function sortFew(
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
