import type { FitAsyncOptions, Label, MatrixLike } from '../contracts.js';
import type { ImportanceEstimator } from './importances.js';

/** Fit a model in time slices where it can, else at once, which is one step. */
export async function fitInSlices(
  model: ImportanceEstimator,
  X: MatrixLike,
  y: ArrayLike<Label> | undefined,
  options: FitAsyncOptions,
): Promise<void> {
  if (model.fitAsync !== undefined) {
    await model.fitAsync(X, y, options);
    return;
  }
  const { onProgress, signal, ...fitOptions } = options;
  signal?.throwIfAborted();
  model.fit(X, y, fitOptions);
  onProgress?.({ done: 1, total: 1, unit: 'fit' });
}
