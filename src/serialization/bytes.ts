import { InvalidParameterError, ModelFormatError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { checkEstimatorGiven, partsOf } from '../estimator-parts.js';
import type { LoadedModel } from '../model-guards.js';
import { readNamed } from '../named-options.js';
import { show } from '../words.js';
import { checkClasses, loadEstimator, saveEstimator } from './estimator-json.js';
import { guarded, MODEL_KEY, openBytes } from './model-file.js';
import { encodeSafetensors } from './safetensors.js';
import type { Tensor, TensorWriter } from './tensors.js';

/** What goes into a model file. */
export interface SerializeOptions {
  /**
   * Whether `KMeans` and `MiniBatchKMeans` keep the cluster of each sample of fit, and `DBSCAN` those of samples that
   * are no core: 4 bytes a sample, which no prediction needs. A model loaded from a file without them throws where `labels` is read. Default true.
   */
  trainingLabels?: boolean;
}

/**
 * An estimator, transformer or pipeline as bytes, in the safetensors format.
 *
 * @param estimator - fitted or not
 * @returns the bytes; `deserialize` gives back an estimator that predicts the same bits
 * @throws InvalidParameterError for an unknown option, what is no estimator, and when a hyperparameter is a function, which no file can hold
 * @throws ModelFormatError when it holds what `deserialize` would refuse, numbers that are not finite or more than
 *   1 048 576 columns for example
 */
export function serialize(
  estimator: AnyEstimator,
  options: SerializeOptions = {},
): Uint8Array<ArrayBuffer> {
  const { trainingLabels = true } = readNamed(options, 'serialize', ['trainingLabels']);
  if (typeof trainingLabels !== 'boolean') {
    throw new InvalidParameterError(
      `serialize: trainingLabels must be true or false, but got ${show(trainingLabels)}. Leave it out to keep the labels.`,
    );
  }
  checkEstimatorGiven(estimator, 'serialize');
  const tensors = new Map<string, Tensor>();
  const writer: TensorWriter = {
    write(tensor, path) {
      let name = path;
      while (tensors.has(name)) name += "'"; // pipelines in one another number their steps alike
      tensors.set(name, tensor);
      return { tensor: name };
    },
  };
  const model = saveEstimator(estimator, writer, trainingLabels);
  return encodeSafetensors({ metadata: { [MODEL_KEY]: JSON.stringify(model) }, tensors });
}

/**
 * The estimator that `serialize` wrote, where its class is known: nothing else is bundled. The order is that of
 * `loadModel`: from where, of which class.
 *
 * @param bytes - a model file; nothing in it is trusted, and nothing in it can run. The trees of large forests are
 *   used where they lie in it: do not write into it or transfer it while such a model is in use
 * @param expected - the class that the model must be of, which also types the result; or all that it may be of or hold
 * @param classes - further classes that the model may hold, such as those of the steps of a pipeline
 * @throws ModelFormatError when the bytes are no model, are damaged, or hold another class
 *
 * @example
 * const model = new KMeans({ nClusters: 2 }).fit([[0], [1], [8], [9]])
 * deserializeAs(serialize(model), KMeans).predict([[7]])
 */
export function deserializeAs<E extends AnyEstimator>(
  bytes: Uint8Array | ArrayBuffer,
  expected: EstimatorClass<E>,
  classes?: readonly EstimatorClass[],
): E;
export function deserializeAs(
  bytes: Uint8Array | ArrayBuffer,
  expected: readonly EstimatorClass[],
): LoadedModel;
export function deserializeAs(
  bytes: Uint8Array | ArrayBuffer,
  expected: EstimatorClass | readonly EstimatorClass[],
  classes: readonly EstimatorClass[] = [],
): LoadedModel {
  if (typeof expected !== 'function') return readEstimator(bytes, expected);
  const model = readEstimator(bytes, [expected, ...checkClasses(classes)]);
  if (model instanceof expected) return model;
  const { type } = partsOf(model).info;
  throw new ModelFormatError(
    `deserializeAs: the model is a ${type}, not a ${expected.info.type}. Pass the class it was saved from.`,
  );
}

/** As `deserializeAs`, for any of several classes. */
export function readEstimator(
  bytes: Uint8Array | ArrayBuffer,
  classes: readonly EstimatorClass[],
): AnyEstimator {
  const { json, tensors, unread } = guarded(() => openBytes(bytes));
  const estimator = loadEstimator(json, tensors, classes);
  for (const name of unread)
    throw new ModelFormatError(`The array ${name} belongs to nothing. Save the model again.`);
  return estimator;
}
