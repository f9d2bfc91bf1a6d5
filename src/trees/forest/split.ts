/** How the samples `start` to `end` are parted. */
export interface Split {
  readonly start: number;
  readonly end: number;
  readonly feature: number;
  /** The last code that goes left. */
  readonly last: number;
  readonly missingLeft: boolean;
}

/** A leaf that can be split, and how. */
export interface Candidate extends Split {
  readonly node: number;
  readonly depth: number;
  /** The first code on the right; -1 when only missing values go there. */
  readonly next: number;
  /** Loss that the split removes. */
  readonly gain: number;
}
