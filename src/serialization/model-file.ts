import { FitPredictError, ModelFormatError } from '../errors.js';
import { show } from '../words.js';
import { exactKeys, malformed, stringFromJson } from './json.js';
import { withRemedy } from './place-error.js';
import { decodeSafetensors } from './safetensors.js';
import type { TensorReader } from './tensors.js';

/** Key of the safetensors metadata that holds the model's JSON. */
export const MODEL_KEY = 'fitpredict';

/** The version of the JSON form; a change that old readers cannot follow raises it. */
export const FORMAT = 'fitpredict';
export const FORMAT_VERSION = 1;

/** What the bytes of a model file hold. */
export interface OpenFile {
  readonly json: unknown;
  readonly tensors: TensorReader;
  /** Names of the arrays that were not read yet. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Open the bytes of a model file.
 *
 * @throws ModelFormatError when they are no model
 */
export function openBytes(bytes: Uint8Array | ArrayBuffer): OpenFile {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  if (!(file instanceof Uint8Array)) {
    throw new ModelFormatError(
      `A model file is a Uint8Array or an ArrayBuffer, but got ${show(bytes)}. Pass what serialize returned, or await response.arrayBuffer().`,
    );
  }
  const { metadata, tensors } = decodeSafetensors(file);
  if (!Object.hasOwn(metadata, MODEL_KEY)) {
    throw new ModelFormatError(
      'This safetensors file holds no fitpredict model. Pass what serialize wrote, or take fromScikitLearn for what export_sklearn.py wrote.',
    );
  }
  const unread = new Set(tensors.keys());
  const reader: TensorReader = {
    read(json, path) {
      const { tensor: name } = exactKeys(json, ['tensor'], path);
      const tensor = typeof name === 'string' ? tensors.get(name) : undefined;
      if (tensor === undefined) throw malformed(`${path}.tensor`, 'the name of an array', name);
      unread.delete(name as string);
      return tensor;
    },
  };
  try {
    return { json: JSON.parse(metadata[MODEL_KEY]), tensors: reader, unread };
  } catch (cause) {
    throw new ModelFormatError('The model description is not JSON. Save the model again.', {
      cause,
    });
  }
}

/** What a file says of one estimator. */
export interface SavedModel {
  readonly type: string;
  readonly params: unknown;
  /** Null before fit. */
  readonly state: unknown;
}

/** The estimator in the JSON of a file, where its format is one that is known. */
export function modelOf(json: unknown): unknown {
  const { format, version, model } = exactKeys(json, ['format', 'version', 'model'], 'file');
  if (format !== FORMAT) {
    throw new ModelFormatError(
      `This is no fitpredict model: its format is ${show(format)}. Pass what serialize or toJSON gave.`,
    );
  }
  if (version !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The model has format version ${show(version)}, but this release reads version ${FORMAT_VERSION}. Update fitpredict.`,
    );
  }
  return model;
}

/** The parts of a saved estimator, not looked at yet. */
export function partsOfSaved(json: unknown, path: string): SavedModel {
  const { type, params, state } = exactKeys(json, ['type', 'params', 'state'], path);
  return { type: stringFromJson(type, `${path}.type`), params, state };
}

/** Load, with whatever goes wrong as an error of this library: nothing in a file is trusted. */
export function guarded<T>(load: () => T): T {
  try {
    return load();
  } catch (cause) {
    if (cause instanceof ModelFormatError) throw withRemedy(cause);
    if (cause instanceof FitPredictError) throw cause;
    throw new ModelFormatError(`The model cannot be read: ${cause}.`, { cause });
  }
}
