import {
  FitPredictError,
  InvalidParameterError,
  ModelFormatError,
  NotFittedError,
} from './errors.js';
import {
  type HyperparameterTable,
  type Resolved,
  readOptions,
  resolve,
} from './hyperparameters.js';
import {
  exactKeys,
  type Json,
  type JsonObject,
  objectFromJson,
  stringFromJson,
} from './serialization/json.js';
import { paramFromJson, paramToJson } from './serialization/params.js';
import type { LoadContext, SaveContext, Schema } from './serialization/schema.js';
import {
  inlineTensors,
  type Tensor,
  type TensorReader,
  type TensorWriter,
} from './serialization/tensors.js';
import { didYouMean, show } from './words.js';

/** What an estimator is, written once: its name, its hyperparameters and the form of its fitted state. */
export interface EstimatorInfo<State extends object = object> {
  /** The class name, which also names it in model files. */
  readonly type: string;
  /** The options of the constructor by name: which values they take, and their defaults. */
  readonly hyperparameters: HyperparameterTable;
  /** The form of what `fit` learns; it saves the state, loads it, and refuses whatever is not of that form. */
  readonly state: Schema<State>;
}

/** A class of estimators, as loading and the model catalogue see it. */
export interface EstimatorClass<E extends AnyEstimator = AnyEstimator> {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's own options type cannot be named here
  new (options?: any): E;
  /** The name, the hyperparameters and the form of the fitted state of all its instances. */
  readonly info: EstimatorInfo;
}

/** An estimator of any class, whatever its options and its state. */
export type AnyEstimator = Estimator<object, object>;

/** The version of the JSON form; a change that old readers cannot follow raises it. */
const FORMAT = 'fitpredict';
const FORMAT_VERSION = 1;
/** Estimators inside estimators: no honest model comes near, and a hostile one cannot overflow the stack. */
const MAX_DEPTH = 16;

/** Options, fitted state and saving: what is the same in every estimator. */
export abstract class Estimator<Options extends object, State extends object> {
  readonly #info: EstimatorInfo;
  #params: Resolved<Options>;
  #state: State | undefined;
  /** What getters made of the state, by their names. */
  #shown = new Map<string, unknown>();

  protected constructor(info: EstimatorInfo, options: Options) {
    this.#info = info;
    this.#params = resolve(
      info.type,
      info.hyperparameters,
      options as Record<string, unknown>,
    ) as Resolved<Options>;
  }

  /** Whether `fit` has succeeded, or the model was loaded fitted. */
  get isFitted(): boolean {
    return this.#state !== undefined;
  }

  /** All hyperparameters, defaults filled in. */
  getParams(): Resolved<Options> {
    return { ...this.#params };
  }

  /**
   * Change hyperparameters. A fitted model keeps what it learned; the change acts from the next `fit` on.
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  setParams(options: Partial<Options>): this {
    const { type, hyperparameters } = this.#info;
    this.#params = resolve(type, hyperparameters, {
      ...this.#params,
      ...readOptions(options, `${type}.setParams`),
    }) as Resolved<Options>;
    return this;
  }

  /** The estimator as plain JSON, fitted or not: loading it with `fromJSON` predicts the same bits. */
  toJSON(): JsonObject {
    return saveEstimator(this, inlineTensors);
  }

  /**
   * The estimator that `toJSON` wrote.
   *
   * @param json - the parsed JSON
   * @param classes - the classes of the estimators inside it, such as the steps of a pipeline
   * @throws ModelFormatError when it is damaged, hostile, or another kind of estimator
   */
  static fromJSON<E extends AnyEstimator>(
    this: EstimatorClass<E>,
    json: unknown,
    classes: readonly EstimatorClass[] = [],
  ): E {
    const loaded = loadEstimator(json, inlineTensors, [this, ...checkClasses(classes)]);
    if (loaded instanceof this) return loaded;
    throw new ModelFormatError(
      `The model is a ${loaded.#info.type}, not a ${this.info.type}. Load it with ${loaded.#info.type}.fromJSON.`,
    );
  }

  protected get params(): Resolved<Options> {
    return this.#params;
  }

  /** What the last `fit` learned, if there was one. */
  protected get state(): State | undefined {
    return this.#state;
  }

  /** Set last in `fit`, whole: a fit that throws or is cancelled leaves the old model standing. */
  protected set state(state: State) {
    this.#state = state;
    this.#shown.clear();
  }

  /**
   * What was learned.
   *
   * @param member - the method or property that needs it, for the message
   * @throws NotFittedError before fit
   */
  protected fitted(member: string): State {
    if (this.#state === undefined) {
      throw new NotFittedError(
        `${this.#info.type}.${member}: the model is not fitted yet. Call fit first.`,
      );
    }
    return this.#state;
  }

  /**
   * What a getter shows of the fitted state: made at the first access, and the same object from then
   * on, so that a loop over `model.labels[i]` costs what it looks like. Arrays are frozen, since a
   * change to one would be seen by all.
   *
   * @param member - the getter
   * @throws NotFittedError before fit
   */
  protected shown<T>(member: string, make: (state: State) => T): T {
    const state = this.fitted(member);
    if (!this.#shown.has(member)) this.#shown.set(member, freezeArrays(make(state)));
    return this.#shown.get(member) as T;
  }

  /** For saving: everything an estimator is. @internal */
  static take(estimator: AnyEstimator): {
    info: EstimatorInfo;
    params: object;
    state: object | undefined;
  } {
    return { info: estimator.#info, params: estimator.#params, state: estimator.#state };
  }

  /** For loading: give a new estimator its fitted state. @internal */
  static give(estimator: AnyEstimator, state: object): void {
    estimator.#state = state;
    estimator.#shown.clear();
  }
}

/** The value itself, which cannot be changed any more where it is an array, or one of arrays. */
function freezeArrays<T>(value: T): T {
  if (!Array.isArray(value)) return value;
  if (Array.isArray(value[0])) value.forEach(freezeArrays);
  return Object.freeze(value);
}

/**
 * A new, unfitted estimator of the same class with the same hyperparameters; estimators among them
 * are cloned too.
 */
export function clone<E extends AnyEstimator>(estimator: E): E {
  const Class = estimator.constructor as EstimatorClass<E>;
  return new Class(cloneParam(Estimator.take(estimator).params));
}

function cloneParam(value: unknown): unknown {
  if (value instanceof Estimator) return clone(value);
  if (Array.isArray(value)) return value.map(cloneParam);
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cloneParam(item)]));
  }
  return value;
}

/**
 * Whether an estimator can be asked for class probabilities: it has `predictProba`, and no option
 * `probability` that is off (learning them costs an SVM five more fits).
 */
export function givesProbabilities<E extends { predictProba?: unknown; getParams(): object }>(
  estimator: E,
): estimator is E & { predictProba: NonNullable<E['predictProba']> } {
  const { probability = true }: { probability?: unknown } = estimator.getParams();
  return estimator.predictProba !== undefined && probability === true;
}

/** An estimator as JSON, its arrays wherever `tensors` puts them. */
export function saveEstimator(estimator: AnyEstimator, tensors: TensorWriter): JsonObject {
  const model = saveOne(estimator, tensors, 'model', 0);
  return { format: FORMAT, version: FORMAT_VERSION, model };
}

function saveOne(
  estimator: AnyEstimator,
  tensors: TensorWriter,
  path: string,
  depth: number,
): JsonObject {
  if (depth > MAX_DEPTH) throw new ModelFormatError(`${path} is nested too deeply to be saved.`);
  const { info, params, state } = Estimator.take(estimator);
  const inner = (value: object, at: string): Json | undefined =>
    value instanceof Estimator ? saveOne(value, tensors, at, depth + 1) : undefined;
  const savedParams: JsonObject = {};
  for (const [name, value] of Object.entries(params)) {
    savedParams[name] = paramToJson(value, `${info.type}.${name}`, inner);
  }
  const saved = (value: object, at: string) =>
    saveOne(value as AnyEstimator, tensors, at, depth + 1);
  const savedState =
    state === undefined ? null : saveState(info, state, { tensors, estimator: saved }, path);
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
export function loadEstimator(
  json: unknown,
  tensors: TensorReader,
  classes: readonly EstimatorClass[],
): AnyEstimator {
  try {
    return loadFile(json, tensors, checkClasses(classes));
  } catch (cause) {
    if (cause instanceof FitPredictError) throw cause;
    throw new ModelFormatError(`The model cannot be read: ${cause}.`, { cause });
  }
}

/**
 * The classes that a file may hold, as callers give them.
 *
 * @throws InvalidParameterError when they are no array
 */
export function checkClasses(classes: readonly EstimatorClass[]): readonly EstimatorClass[] {
  if (Array.isArray(classes)) return classes;
  throw new InvalidParameterError(
    `classes must be an array of estimator classes, but got ${show(classes)}. Pass [MyEstimator], or leave it out.`,
  );
}

function loadFile(
  json: unknown,
  tensors: TensorReader,
  classes: readonly EstimatorClass[],
): AnyEstimator {
  const { format, version, model } = exactKeys(json, ['format', 'version', 'model'], 'file');
  if (format !== FORMAT) {
    throw new ModelFormatError(`This is no fitpredict model: its format is ${show(format)}.`);
  }
  if (version !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The model has format version ${show(version)}, but this release reads version ${FORMAT_VERSION}. Update fitpredict.`,
    );
  }
  return loadOne(model, tensors, classes, 'model', 0);
}

function loadOne(
  json: unknown,
  tensors: TensorReader,
  classes: readonly EstimatorClass[],
  path: string,
  depth: number,
): AnyEstimator {
  if (depth > MAX_DEPTH) throw new ModelFormatError(`${path} is nested too deeply.`);
  const saved = exactKeys(json, ['type', 'params', 'state'], path);
  const type = stringFromJson(saved.type, `${path}.type`);
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
    Estimator.give(estimator, Class.info.state.load(saved.state, context, `${path}.state`));
  }
  return estimator;
}

function construct(
  Class: EstimatorClass,
  json: unknown,
  path: string,
  inner: (json: unknown, path: string) => object,
): AnyEstimator {
  // A hyperparameter that is younger than the file is left out, and so takes its default.
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(objectFromJson(json, `${path}.params`))) {
    if (!Object.hasOwn(Class.info.hyperparameters, name)) {
      throw new ModelFormatError(`${path}.params has an unknown entry ${show(name)}.`);
    }
    params[name] = paramFromJson(value, `${path}.params.${name}`, inner);
  }
  try {
    return new Class(params);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ModelFormatError(`${path}.params: ${message}`, { cause });
  }
}
