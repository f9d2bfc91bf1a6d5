import { InvalidParameterError, ModelFormatError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { partsOf } from '../estimator-parts.js';
import { readOptions } from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import type { LoadedModel } from '../model-guards.js';
import { readEstimator, type SerializeOptions, serialize } from '../serialization/bytes.js';
import { deserialize } from '../serialization/deserialize.js';
import { checkClasses } from '../serialization/estimator-json.js';
import type { ModelStorage, PutOptions, StoredInfo } from '../storage/model-storage.js';
import { checkStorageArgument } from '../storage/resolve-options.js';
import { show } from '../words.js';

/** What of the model is stored, and under which conditions. */
export interface SaveModelOptions extends PutOptions, SerializeOptions {}

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
  options: SaveModelOptions = {},
): Promise<StoredInfo> {
  const { trainingLabels, ...conditions } = readOptions(options, 'saveModel');
  checkStorageArgument('saveModel', 'storage', storage);
  return storage.put(key, serialize(model, { trainingLabels }), conditions);
}

/**
 * Load what `saveModel` stored, of whatever class of this library it is. Who knows the class and bundles for a web
 * page calls `loadModelAs` instead, which brings in that class alone.
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
  checkStorageArgument('loadModel', 'storage', storage);
  const { bytes } = await storage.get(key);
  return readModel(bytes, key, expected, classes);
}

/**
 * Load what `saveModel` stored, of a class that is named: a bundle has no other for it.
 *
 * @param Class - the class that the model must be of
 * @param classes - those of the estimators inside it, such as the steps of a pipeline
 * @throws StorageError when there is nothing under the key or the storage fails
 * @throws ModelFormatError when what is there is no model, is damaged, or holds another class
 *
 * @example
 * const model = await loadModelAs(storage, 'segments', KMeans)
 */
export async function loadModelAs<E extends AnyEstimator>(
  storage: ModelStorage,
  key: string,
  Class: EstimatorClass<E>,
  classes: readonly EstimatorClass[] = [],
): Promise<E> {
  checkStorageArgument('loadModelAs', 'storage', storage);
  if (!isSo(() => Class?.info !== undefined)) {
    throw new InvalidParameterError(
      `loadModelAs: Class must be a class of models, but got ${show(Class)}. Pass KMeans for example, or call loadModel, which takes any.`,
    );
  }
  const known = [Class, ...checkClasses(classes)];
  const { bytes } = await storage.get(key);
  const model = naming(key, () => readEstimator(bytes, known));
  return ofClass(model, Class, 'loadModelAs', key);
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
  const known = expected === undefined ? classes : [expected, ...classes];
  const model = naming(key, () => deserialize(bytes, known));
  return expected === undefined ? (model as E) : ofClass(model, expected, 'loadModel', key);
}

/** Read a model; an error tells the key it was under. */
function naming(key: string, read: () => AnyEstimator): AnyEstimator {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ModelFormatError)) throw cause;
    throw new ModelFormatError(`The model ${show(key)} cannot be loaded. ${cause.message}`, {
      cause,
    });
  }
}

function ofClass<E extends AnyEstimator>(
  model: AnyEstimator,
  Class: EstimatorClass<E>,
  where: string,
  key: string,
): E {
  if (model instanceof Class) return model;
  throw new ModelFormatError(
    `${where}: under the key ${show(key)} is a ${partsOf(model).info.type}, not a ${Class.info.type}. Pass the class it was saved from.`,
  );
}
