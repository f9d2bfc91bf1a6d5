import type { Matrix } from 'ml-matrix';
import type { Label, ScoreOptions } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import type { AnyEstimator, EstimatorInfo } from '../estimator.js';
import { partsOf } from '../estimator-parts.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import { estimator, int32 } from '../serialization/schema.js';
import { type SelectedColumns, Selector, selectedColumns } from './selector.js';

/** What is learned by those that end with a model of the columns they keep. */
export interface SelectedByModel extends SelectedColumns {
  /** [nFeatures]: 1 for a column that is kept, 2 for those that went last, and so on. */
  ranking: Int32Array;
  /** Fitted on the columns that are kept. */
  estimator: AnyEstimator;
}

/** The form of `SelectedByModel` in a model file. */
export const selectedByModel = () => ({
  ...selectedColumns(),
  ranking: int32('nFeatures', { min: 1 }),
  estimator: estimator<AnyEstimator>(),
});

/** What must hold between its fields: returns what is wrong, or undefined. */
export function problemOfSelected({ kept, ranking, estimator }: SelectedByModel) {
  if (!estimator.isFitted) return 'its estimator is not fitted.';
  return ranking.every((rank, j) => (rank === 1) === (kept[j] === 1))
    ? undefined
    : 'its ranking does not fit the columns it keeps.';
}

/** What a method of an estimator returns; `Unknown` when its type does not tell that it has the method. */
type Returned<E, Method extends string, Unknown> =
  E extends Record<Method, (...args: never) => infer Result> ? Result : Unknown;

/** A selector that predicts: what leaves it is what its model was fitted on. */
export abstract class ModelSelector<
  E extends AnyEstimator,
  Options extends object,
  State extends SelectedByModel,
> extends Selector<Options, State> {
  readonly #type: string;

  protected constructor(info: EstimatorInfo, options: Options) {
    super(info, options, true);
    this.#type = info.type;
  }

  /** What the model predicts from the selected columns [nSamples]. */
  predict(X: NumberInput): Returned<E, 'predict', Label[]> {
    return this.#ask('predict', X) as Returned<E, 'predict', Label[]>;
  }

  /** Class probabilities [nSamples × nClasses]; columns follow `classes`. */
  predictProba(X: NumberInput): Returned<E, 'predictProba', Matrix> {
    return this.#ask('predictProba', X) as Returned<E, 'predictProba', Matrix>;
  }

  /** Decision values of the model. */
  decisionFunction(X: NumberInput): Returned<E, 'decisionFunction', number[] | Matrix> {
    return this.#ask('decisionFunction', X) as Returned<E, 'decisionFunction', number[] | Matrix>;
  }

  /** The score of the model on the selected columns, such as accuracy or R². */
  score(X: NumberInput, y: ArrayLike<Label>, options?: ScoreOptions): number {
    return this.#ask('score', X, y, options) as number;
  }

  /** Call a method of the model with the selected columns of X. */
  #ask(method: string, X: NumberInput, ...rest: unknown[]): unknown {
    const model = this.fitted(method).estimator;
    const member: unknown = Reflect.get(model, method);
    if (typeof member !== 'function') throw this.#lacks(model, method);
    return member.call(model, this.transform(X), ...rest);
  }

  #lacks(model: AnyEstimator, member: string): InvalidParameterError {
    return new InvalidParameterError(
      `${this.#type}.${member}: the estimator is a ${partsOf(model).info.type}, which has no ${member}. Use an estimator that has it.`,
    );
  }

  /** The labels that the model has seen, in ascending order. */
  get classes(): E extends { readonly classes: infer Classes } ? Classes : readonly Label[] {
    const model = this.fitted('classes').estimator;
    if (!('classes' in model)) throw this.#lacks(model, 'classes');
    return model.classes as E extends { readonly classes: infer Classes } ? Classes : never;
  }

  /** The model, fitted on the selected columns. */
  get estimator(): AnyEstimator {
    return this.fitted('estimator').estimator;
  }

  /** How many columns are selected. */
  get nFeatures(): number {
    return this.fitted('nFeatures').kept.reduce((total, flag) => total + flag, 0);
  }

  /** Rank of each column [nFeatures]: 1 for those that are selected, 2 for those that went last, and so on. */
  get ranking(): readonly number[] {
    return this.shown('ranking', ({ ranking }) => Array.from(ranking));
  }

  /** Which columns are selected: a mask of all [nFeatures]. */
  get support(): readonly boolean[] {
    return this.shown('support', ({ kept }) => Array.from(kept, (flag) => flag === 1));
  }
}
