import { NotFittedError } from '../errors.js';
import { toArray } from '../numeric/vectors.js';

/**
 * The cluster of each sample of fit, where the model has them.
 *
 * @param type - the name of the class, for the message
 * @throws NotFittedError when the model was saved without them
 */
export function trainingLabels(labels: Int32Array | null, type: string): number[] {
  if (labels !== null) return toArray(labels);
  throw new NotFittedError(
    `${type}.labels: the model was saved without them, as trainingLabels was false. Call predict, or save it with its labels.`,
  );
}
