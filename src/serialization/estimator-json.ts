import { InvalidParameterError, ModelFormatError } from '../errors.js';
import {
  type ClassOf,
  type EstimatorInfo,
  isEstimator,
  partsOf,
  RESTORE,
  type WithParts,
} from '../estimator-parts.js';
import { didYouMean, show } from '../words.js';
import { type Json, type JsonObject, objectFromJson } from './json.js';
import { FORMAT, FORMAT_VERSION, guarded, modelOf, partsOfSaved } from './model-file.js';
import { paramFromJson, paramToJson } from './params.js';
import { PlaceError } from './place-error.js';
import type { LoadContext, SaveContext } from './schema.js';
import type { Tensor, TensorReader, TensorWriter } from './tensors.js';

/** Estimators inside estimators: no honest model comes near, and a hostile one cannot overflow the stack. */
const MAX_DEPTH = 16;

/**
 * An estimator as JSON, its arrays wherever `tensors` puts them.
 *
 * @param trainingLabels - whether to keep what clusterers found for the samples of fit
 */
export function saveEstimator(
  estimator: WithParts,
  tensors: TensorWriter,
  trainingLabels = true,
): JsonObject {
  const model = saveOne(estimator, { tensors, trainingLabels }, 'model', 0);
  return { format: FORMAT, version: FORMAT_VERSION, model };
}

function saveOne(
  estimator: WithParts,
  to: { tensors: TensorWriter; trainingLabels: boolean },
  path: string,
  depth: number,
): JsonObject {
  if (depth > MAX_DEPTH) throw new PlaceError(`${path} is nested too deeply to be saved.`);
  const { info, params, state } = partsOf(estimator);
  const inner = (value: object, at: string): Json | undefined =>
    isEstimator(value) ? saveOne(value, to, at, depth + 1) : undefined;
  const savedParams: JsonObject = {};
  for (const [name, value] of Object.entries(params)) {
    const data = info.hyperparameters[name]?.toData?.(value) ?? value;
    savedParams[name] = paramToJson(data, `${info.type}.${name}`, inner);
  }
  const saved = (value: object, at: string) => saveOne(value as WithParts, to, at, depth + 1);
  const kept =
    state === undefined || to.trainingLabels
      ? state
      : (info.withoutTrainingLabels?.(state) ?? state);
  const savedState =
    kept === undefined
      ? null
      : saveState(info, kept, { tensors: to.tensors, estimator: saved }, path);
  return { type: info.type, params: savedParams, state: savedState };
}

/**
 * A fitted state as JSON, read back at once by the rules of loading: what could not be loaded is not saved.
 * Nothing is copied, and what is inside another estimator has been read back by its own turn.
 */
function saveState(
  info: EstimatorInfo,
  state: object,
  to: Omit<SaveContext, 'dimensions'>,
  path: string,
): Json {
  const written = new Map<Json, Tensor>();
  const estimators = new Map<unknown, object>();
  const keep: SaveContext = {
    dimensions: new Map(),
    tensors: {
      write(tensor, at) {
        const json = to.tensors.write(tensor, at);
        written.set(json, tensor);
        return json;
      },
    },
    estimator(value, at) {
      const json = to.estimator(value, at);
      estimators.set(json, value);
      return json;
    },
  };
  const back: LoadContext = {
    dimensions: new Map(),
    tensors: { read: (json) => written.get(json as Json) as Tensor },
    estimator: (json) => estimators.get(json) as object,
  };
  try {
    const json = info.state.save(state, keep, path);
    info.state.load(json, back, path);
    return json;
  } catch (cause) {
    if (!(cause instanceof ModelFormatError)) throw cause;
    throw new ModelFormatError(
      `The ${info.type} cannot be saved, for it could not be loaded again: ${cause.message}`,
      { cause },
    );
  }
}

/**
 * The estimator that `saveEstimator` wrote.
 *
 * @param classes - every class the file may hold
 * @throws ModelFormatError when it is damaged, hostile, or holds another class
 */
export function loadEstimator<E extends WithParts>(
  json: unknown,
  tensors: TensorReader,
  classes: readonly ClassOf<E>[],
): E {
  return guarded(() => loadOne(modelOf(json), tensors, checkClasses(classes), 'model', 0));
}

/**
 * The classes that a file may hold, as callers give them.
 *
 * @throws InvalidParameterError when they are no array
 */
export function checkClasses<E extends WithParts>(
  classes: readonly ClassOf<E>[],
): readonly ClassOf<E>[] {
  if (Array.isArray(classes)) return classes;
  throw new InvalidParameterError(
    `classes must be an array of estimator classes, but got ${show(classes)}. Pass [MyEstimator], or leave it out.`,
  );
}

function loadOne<E extends WithParts>(
  json: unknown,
  tensors: TensorReader,
  classes: readonly ClassOf<E>[],
  path: string,
  depth: number,
): E {
  if (depth > MAX_DEPTH) throw new PlaceError(`${path} is nested too deeply.`);
  const saved = partsOfSaved(json, path);
  const { type } = saved;
  const Class = classes.find(({ info }) => info.type === type);
  if (Class === undefined) {
    const known = classes.map(({ info }) => info.type);
    throw new ModelFormatError(
      `${path} is of unknown type ${show(type)}. ${didYouMean(type, known)}`,
    );
  }
  const inner = (value: unknown, at: string) => loadOne(value, tensors, classes, at, depth + 1);
  const estimator = construct(Class, saved.params, path, inner);
  if (saved.state !== null) {
    const context: LoadContext = { tensors, dimensions: new Map(), estimator: inner };
    estimator[RESTORE](Class.info.state.load(saved.state, context, `${path}.state`));
  }
  return estimator;
}

function construct<E extends WithParts>(
  Class: ClassOf<E>,
  json: unknown,
  path: string,
  inner: (json: unknown, path: string) => object,
): E {
  // A hyperparameter that is younger than the file is left out, and so takes its default.
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(objectFromJson(json, `${path}.params`))) {
    if (!Object.hasOwn(Class.info.hyperparameters, name)) {
      throw new PlaceError(`${path}.params has an unknown entry ${show(name)}.`);
    }
    params[name] = paramFromJson(value, `${path}.params.${name}`, inner);
  }
  try {
    for (const [name, data] of Object.entries(params)) {
      params[name] = Class.info.hyperparameters[name].fromData?.(data) ?? data;
    }
    return new Class(params);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ModelFormatError(`${path}.params: ${message}`, { cause });
  }
}
