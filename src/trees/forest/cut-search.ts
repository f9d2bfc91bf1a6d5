import type { Numbers } from './exact-features.js';

/** Looks for the best cut of a node in the order of a column, by the sums that its criterion takes. */
export interface CutSearch {
  /** Of the node entered: weight, what it scores when it stays together, and weight × impurity, 0 only when it is pure. */
  readonly weight: number;
  readonly score: number;
  readonly loss: number;
  /** The best cut, if one was better than what was given: its place, or -1, and the weight on its left. */
  readonly position: number;
  readonly weightOfBest: number;
  readonly best: number;
  /** Take up a tree. @param weights - of each row @param minWeight - smallest weight of a side */
  begin(weights: Float64Array, minWeight: number): void;
  /** Take up the node of these samples. */
  enter(samples: Numbers, start: number, end: number): void;
  /** Write what the node says. */
  writeValue(into: Float64Array, at: number): void;
  /** From now on these samples lie on the left of every cut: those with a missing value, or none. */
  setBefore(order: Numbers, from: number, to: number): void;
  /**
   * Look for a cut that scores more than `best`.
   *
   * @param order - samples by ascending code; those of the node begin at `from`
   * @param codes - of the samples, or undefined where all differ
   * @param firstCut - place of the first sample that a cut may follow; `lastCut` of the last, which is not that of the node
   */
  search(
    best: number,
    order: Numbers,
    codes: Numbers | undefined,
    from: number,
    firstCut: number,
    lastCut: number,
  ): void;
}
