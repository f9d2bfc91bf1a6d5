import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import type { AnyEstimator } from '../estimator.js';
import type { AsyncOptions } from '../progress.js';

/** What the estimators of the catalogue can do. Those that learn without a target pass y over. */
export interface TableEstimator extends AnyEstimator {
  /** Learn from samples [nSamples × nFeatures] and their targets [nSamples]. */
  fit(X: MatrixLike, y: ArrayLike<Label>): unknown;
  /** As `fit`, in time slices, following `onProgress` and stopping on `signal`. */
  fitAsync(X: MatrixLike, y: ArrayLike<Label>, options: AsyncOptions): Promise<unknown>;
  /** Labels, target values, clusters, or 1 and -1 [nSamples]. */
  predict(X: MatrixLike): Label[];
  /** How good the predictions are; the higher, the better. */
  score(X: MatrixLike, y: ArrayLike<Label>): number;
  /** Probabilities [nSamples × nClasses]; absent where there are none. */
  predictProba?(X: MatrixLike): Matrix;
  /** Decisions [nSamples] or [nSamples × nClasses]; absent where there are none. */
  decisionFunction?(X: MatrixLike): number[] | Matrix;
  /** The labels in the order of the columns; absent where there are no classes. */
  readonly classes?: Label[];
}
