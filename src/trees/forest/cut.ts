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

  set(score: number, feature: number, last: number, next: number, missingLeft: boolean): void {
    this.score = score;
    this.feature = feature;
    this.last = last;
    this.next = next;
    this.missingLeft = missingLeft;
  }
}
