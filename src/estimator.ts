import { InvalidParameterError, ModelFormatError, NotFittedError } from './errors.js';
import { answers } from './estimator-kind.js';
import {
  type ClassOf,
  copyParam,
  type EstimatorInfo,
  PARTS,
  partsOf,
  RESTORE,
  SNAPSHOT,
} from './estimator-parts.js';
import { type Resolved, readOptions, resolve } from './hyperparameters.js';
import {
  changeParams,
  type NestedParams,
  problemOfNames,
  withNestedParams,
} from './nested-params.js';
import { callText, INSPECT } from './printing.js';
import { checkClasses, loadEstimator, saveEstimator } from './serialization/estimator-json.js';
import type { JsonObject } from './serialization/json.js';
import { inlineTensors } from './serialization/tensors.js';

export { clone, type EstimatorInfo } from './estimator-parts.js';

/** A class of estimators, as loading and the model catalogue see it. */
export interface EstimatorClass<E extends AnyEstimator = AnyEstimator> {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's own options type cannot be named here
  new (options?: any): E;
  /** The name, the hyperparameters and the form of the fitted state of all its instances. */
  readonly info: EstimatorInfo;
}

/** An estimator of any class, whatever its options and its state. */
export type AnyEstimator = Estimator<object, object>;

/** Options, fitted state and saving: what is the same in every estimator. */
export abstract class Estimator<Options extends object, State extends object> {
  readonly #info: EstimatorInfo;
  #params: Resolved<Options>;
  #state: State | undefined;
  /** What getters made of the state, by their names. */
  #shown = new Map<string, unknown>();

  protected constructor(info: EstimatorInfo, options: Options) {
    this.#info = info;
    this.#params = this.#resolved(options);
  }

  /** Whether `fit` has succeeded, or the model was loaded fitted. */
  get isFitted(): boolean {
    return this.#state !== undefined;
  }

  /**
   * All hyperparameters, defaults filled in. Where estimators are among them, theirs follow as `name__param`,
   * and those listed under names of their own, such as the steps of a pipeline, by these names.
   */
  getParams(): Resolved<Options> & NestedParams {
    return withNestedParams(this.#info, ownParams(this.#params)) as Resolved<Options>;
  }

  /**
   * Change hyperparameters, those of estimators inside as `name__param`. A fitted model keeps what it learned; the
   * change acts from the next `fit` on. Estimators inside are copied before they are changed.
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  setParams(options: Partial<Options> & NestedParams): this {
    const given: Readonly<Record<string, unknown>> = {
      ...readOptions(options, `${this.#info.type}.setParams`),
    };
    this.#params = this.#resolved(changeParams(this.#info, { ...this.#params }, given));
    return this;
  }

  #resolved(options: object): Resolved<Options> {
    const { type, hyperparameters, check } = this.#info;
    const params = resolve<Resolved<Options>>(type, hyperparameters, options);
    const problem = problemOfNames(this.#info, { ...params }) ?? check?.(params);
    if (problem !== undefined) throw new InvalidParameterError(`${type}: ${problem}`);
    return ownParams(params);
  }

  /**
   * The call that makes it, defaults left out, and whether it is fitted: `KMeans({ nClusters: 3 }) (fitted)`. Node's
   * console shows it so.
   */
  toString(): string {
    const call = callText(this.#info.type, this.#info.hyperparameters, this.#params);
    return this.isFitted ? `${call} (fitted)` : call;
  }

  /** @internal The name of its class, which minifiers change. */
  get [Symbol.toStringTag](): string {
    return this.#info.type;
  }

  /** @internal */
  [INSPECT](): string {
    return this.toString();
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
    const { type } = partsOf(loaded).info;
    throw new ModelFormatError(
      `The model is a ${type}, not a ${this.info.type}. Load it with ${type}.fromJSON.`,
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

  /** @internal */
  [PARTS]() {
    return { info: this.#info, params: this.#params as object, state: this.#state };
  }

  /** @internal */
  [RESTORE](state: object): void {
    this.state = state as State;
  }

  /** @internal */
  [SNAPSHOT](): this {
    const Class = this.constructor as ClassOf<this>;
    const copy = new Class(this.#params);
    copy.#params = this.#params; // the same object, by which workers know the model again
    copy.#state = this.#state;
    return copy;
  }
}

/** The value itself, which cannot be changed any more where it is an array, or one of arrays. */
function freezeArrays<T>(value: T): T {
  if (!Array.isArray(value)) return value;
  if (Array.isArray(value[0])) value.forEach(freezeArrays);
  return Object.freeze(value);
}

/** Hyperparameters of their own, with the estimators that were given. */
const ownParams = <P extends object>(params: P) =>
  copyParam({ ...params }, (estimator) => estimator) as P;

/** Whether an estimator can be asked for class probabilities. */
export function givesProbabilities<E extends { predictProba?: unknown }>(
  estimator: E,
): estimator is E & { predictProba: NonNullable<E['predictProba']> } {
  return answers(estimator, 'predictProba');
}
