import type { Label, MatrixLike } from '../contracts.js';
import type { Training } from '../progress.js';
import type { TableEstimator } from './table-estimator.js';

/** A table made ready for its model: what is to be fitted, on what, and what to do then. */
export interface Job<Result> {
  readonly estimator: TableEstimator;
  readonly X: MatrixLike;
  /** Empty without a target. */
  readonly y: ArrayLike<Label>;
  /** After the fit: the model, and what is known of it. */
  conclude(): Training<Result>;
}
