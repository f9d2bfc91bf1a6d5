import type { ValueBounds } from './gradient-gain.js';

/** Sums over the samples of a node. */
export interface NodeSums {
  readonly G: number;
  readonly H: number;
  readonly bounds: ValueBounds;
}

/** The best way found so far to split a node. */
export class GradientSplit {
  gain = 0;
  feature = -1;
  /** The last bin that goes left, -1 for none; for categories see `goesLeft`. */
  bin = -1;
  missingLeft = false;
  /** Sums of the left side. */
  leftG = 0;
  leftH = 0;
  /** For categories: the bins that go left. */
  goesLeft: Int32Array | undefined;

  /** Of a split on a number. */
  set(
    gain: number,
    feature: number,
    bin: number,
    missingLeft: boolean,
    leftG: number,
    leftH: number,
  ): void {
    this.gain = gain;
    this.feature = feature;
    this.bin = bin;
    this.missingLeft = missingLeft;
    this.leftG = leftG;
    this.leftH = leftH;
    this.goesLeft = undefined;
  }

  clear(): void {
    this.gain = 0;
    this.feature = -1;
    this.goesLeft = undefined;
  }
}

/**
 * A split must beat the best one by this share of the scores they are made of: sums in another order
 * differ in their last digits, which must not decide between splits that are equal.
 */
export const TIE = 1e-10;
/** What is short by more than this share of what it is a sum of is so however it was rounded. */
export const CLEARLY = 1e-12;
