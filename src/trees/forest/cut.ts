import type { ColumnBins } from './column-bins.js';

/** The smallest side that a split may leave. */
export interface SideLimits {
  readonly minSamples: number;
  readonly minWeight: number;
}

/** The best way found so far to part a node's samples. */
export class Cut {
  /** How good it is; only the order matters. -Infinity: none was found. */
  score = -Infinity;
  feature = -1;
  /** The last code that goes left. */
  last = -1;
  /** The first code on the right; -1 when only missing values go there. */
  next = -1;
  missingLeft = false;

  clear(): void {
    this.score = -Infinity;
    this.feature = -1;
  }

  /** Part the bins behind the one at `position`. */
  take(
    score: number,
    feature: number,
    bins: ColumnBins,
    position: number,
    missingLeft: boolean,
  ): void {
    const next = position + 1 < bins.size ? bins.codes[position + 1] : -1;
    this.set(score, feature, bins.codes[position], next, missingLeft);
  }

  set(score: number, feature: number, last: number, next: number, missingLeft: boolean): void {
    this.score = score;
    this.feature = feature;
    this.last = last;
    this.next = next;
    this.missingLeft = missingLeft;
  }
}
