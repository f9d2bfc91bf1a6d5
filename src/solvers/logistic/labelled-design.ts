import type { Design } from './design.js';

/** Weighted samples of k classes, in the form that the solvers read. */
export interface LabelledDesign {
  readonly design: Design;
  /** Class of each row, from 0 [rows]. */
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** Weight of each row, above 0 [rows]. */
  readonly weights: Float64Array;
}

/** What is added to the loss for each column: ½ ridge θ² + lasso |θ| [width], the same for every class. */
export interface Penalty {
  readonly ridge: Float64Array;
  readonly lasso: Float64Array;
}
