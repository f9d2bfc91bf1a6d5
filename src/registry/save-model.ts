import { ModelFormatError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import type { LoadedModel } from '../model-guards.js';
import { serialize } from '../serialization/bytes.js';
import { deserialize } from '../serialization/deserialize.js';
import type { ModelStorage, PutOptions, StoredInfo } from '../storage/model-storage.js';
import { show } from '../words.js';

/**
 * Store an estimator, transformer, pipeline or trained model under a key.
 *
 * @param storage - where, such as `FileSystemStorage({ root: 'saved_models' })`
 * @param key - names separated by slashes, such as `churn/v1`
 * @throws InvalidParameterError when a hyperparameter is a function, which no file can hold
 * @throws StorageError when the key is refused, a condition does not hold or the storage fails; what was
 *   under the key is still there then
 */
export async function saveModel(
  storage: ModelStorage,
  key: string,
  model: AnyEstimator,
  options?: PutOptions,
): Promise<StoredInfo> {
  return storage.put(key, serialize(model), options);
}

/**
 * Load what `saveModel` stored.
 *
 * @param expected - the class that the model must be of, which also types the result; leave it out to
 *   take any, and ask `isClassifier` or its kin what it is
 * @param classes - further classes of one's own that the model may hold
 * @throws StorageError when there is nothing under the key or the storage fails
 * @throws ModelFormatError when what is there is no model, is damaged, or is of another class
 *
 * @example
 * const model = await loadModel(storage, 'penguins', TabularModel)
 */
export async function loadModel<E extends AnyEstimator = LoadedModel>(
  storage: ModelStorage,
  key: string,
  expected?: EstimatorClass<E>,
  classes: readonly EstimatorClass[] = [],
): Promise<E> {
  const { bytes } = await storage.get(key);
  return readModel(bytes, key, expected, classes);
}

/**
 * The model in bytes that were stored under a key, which errors name.
 *
 * @throws ModelFormatError when the bytes are no model, are damaged, or hold one of another class
 */
export function readModel<E extends AnyEstimator = LoadedModel>(
  bytes: Uint8Array,
  key: string,
  expected?: EstimatorClass<E>,
  classes: readonly EstimatorClass[] = [],
): E {
  const model = load(bytes, key, expected === undefined ? classes : [expected, ...classes]);
  if (expected !== undefined && !(model instanceof expected)) {
    const found = model.constructor.name;
    throw new ModelFormatError(
      `loadModel: under the key ${show(key)} is a ${found}, not a ${expected.info.type}. Pass the class it was saved from.`,
    );
  }
  return model as E;
}

/** Read a model; an error tells the key it was under. */
function load(bytes: Uint8Array, key: string, classes: readonly EstimatorClass[]): AnyEstimator {
  try {
    return deserialize(bytes, classes);
  } catch (cause) {
    if (!(cause instanceof ModelFormatError)) throw cause;
    throw new ModelFormatError(`The model ${show(key)} cannot be loaded. ${cause.message}`, {
      cause,
    });
  }
}
