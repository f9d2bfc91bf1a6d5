import { ModelFormatError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { deserializeAs, serialize } from '../serialization/bytes.js';
import { show } from '../words.js';
import type { ModelInfo, ModelStorage, PutOptions, StorageOptions } from './model-storage.js';

/**
 * Store an estimator, transformer or pipeline.
 *
 * @param key - names separated by slashes, such as `churn/v1.safetensors`
 * @throws StorageError when the key is refused, a condition does not hold or the storage fails
 * @throws InvalidParameterError when a hyperparameter is a function, which no file can hold
 */
export async function saveModel(
  storage: ModelStorage,
  key: string,
  estimator: AnyEstimator,
  options?: PutOptions,
): Promise<ModelInfo> {
  return storage.put(key, serialize(estimator), options);
}

/**
 * The estimator that `saveModel` stored; it predicts the same bits.
 *
 * @param classes - what the model may be; the result has their type
 * @throws StorageError when there is no such model or the storage fails
 * @throws ModelFormatError when what is stored is no model, is damaged, or is of another class
 */
export async function loadModel<E extends AnyEstimator>(
  storage: ModelStorage,
  key: string,
  classes: readonly EstimatorClass<E>[],
  options?: StorageOptions,
): Promise<E> {
  const { bytes } = await storage.get(key, options);
  try {
    return deserializeAs(bytes, classes) as E;
  } catch (cause) {
    if (!(cause instanceof ModelFormatError)) throw cause;
    throw new ModelFormatError(`The model ${show(key)} cannot be loaded. ${cause.message}`, {
      cause,
    });
  }
}
