import type { Matrix } from 'ml-matrix';
import type { FitAsyncOptions, FitOptions, Label, PassedOver, ScoreOptions } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../estimator.js';
import { answers, type Question } from '../estimator-kind.js';
import { ANSWERS, FROZEN } from '../estimator-parts.js';
import { type Hyperparameter, parameter } from '../hyperparameters.js';
import { readNamed } from '../named-options.js';
import type { Splittable } from '../preprocessing/splitting/splittable.js';
import { drainInSlices, type Training } from '../progress.js';
import { object } from '../serialization/schema.js';
import { typeName } from './members.js';

/** What a `FrozenEstimator` holds. */
export interface FrozenEstimatorOptions<E extends AnyEstimator = AnyEstimator> {
  /** A fitted estimator, which stays as it is. */
  estimator: E;
}

const hyperparameters = {
  estimator: parameter(
    {
      type: 'estimator',
      range: 'a fitted estimator',
      accepts: (value) => value === null || (value instanceof Estimator && value.isFitted), // null, the default, is refused by name
    },
    { default: null, about: 'a fitted estimator, which stays as it is.' },
  ),
} satisfies Record<keyof FrozenEstimatorOptions, Hyperparameter>;

/**
 * A fitted estimator that `fit` and `clone` leave as it is: to calibrate, tune or stack what was trained elsewhere.
 *
 * @example
 * const model = new LogisticRegression().fit([[0], [1], [2], [3]], [0, 0, 1, 1])
 * const frozen = new FrozenEstimator({ estimator: model })
 * frozen.fit([[5]], [0]).predict([[3]]) // [1]: nothing was learned
 */
export class FrozenEstimator<E extends AnyEstimator = AnyEstimator> extends Estimator<
  FrozenEstimatorOptions<E>,
  Record<never, never>
> {
  static readonly info: EstimatorInfo = {
    type: 'FrozenEstimator',
    hyperparameters,
    state: object({}),
  };

  /** @internal */
  readonly [FROZEN] = true;

  constructor(options: FrozenEstimatorOptions<E>) {
    super(FrozenEstimator.info, options ?? {});
    if (this.params.estimator === null) {
      throw new InvalidParameterError(
        'FrozenEstimator: estimator is missing. Pass { estimator: model } with a fitted one.',
      );
    }
    this.state = {};
  }

  /** Learns nothing; gives the estimator itself. */
  fit(_X?: unknown, _y?: PassedOver, options: FitOptions = {}): this {
    readNamed(options, 'FrozenEstimator.fit', ['sampleWeight']);
    return this;
  }

  /** As `fit`. */
  fitAsync(_X?: unknown, _y?: PassedOver, options: FitAsyncOptions = {}): Promise<this> {
    return drainInSlices(this.#nothing(), options);
  }

  *#nothing(): Training<this> {
    yield { done: 1, total: 1, unit: 'step' };
    return this;
  }

  /** What the estimator predicts [nSamples]. */
  predict(X: Splittable): Label[] {
    return this.#ask('predict', X) as Label[];
  }

  /** Class probabilities of the estimator [nSamples × nClasses]. */
  predictProba(X: Splittable): Matrix {
    return this.#ask('predictProba', X) as Matrix;
  }

  /** Decisions of the estimator. */
  decisionFunction(X: Splittable): number[] | Matrix {
    return this.#ask('decisionFunction', X) as number[] | Matrix;
  }

  /** What the estimator makes of the samples. */
  transform(X: Splittable): Matrix {
    return this.#ask('transform', X) as Matrix;
  }

  /** The score of the estimator. */
  score(X: Splittable, y?: ArrayLike<Label>, options?: ScoreOptions): number {
    return this.#ask('score', X, y, options) as number;
  }

  #ask(method: string, ...given: unknown[]): unknown {
    const { estimator } = this.params;
    const asked: unknown = Reflect.get(estimator, method);
    if (typeof asked === 'function') return asked.apply(estimator, given);
    throw new InvalidParameterError(
      `FrozenEstimator.${method}: the estimator is a ${typeName(estimator)}, which has no ${method}. Freeze one that has it.`,
    );
  }

  /** The labels that the estimator has seen. */
  get classes(): readonly Label[] {
    const { estimator } = this.params;
    if ('classes' in estimator) return estimator.classes as readonly Label[];
    throw new InvalidParameterError(
      `FrozenEstimator.classes: the estimator is a ${typeName(estimator)}, which has no classes. Freeze a classifier.`,
    );
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    return answers(this.params.estimator, question);
  }

  /** The estimator that it holds. */
  get estimator(): E {
    return this.params.estimator;
  }
}

/** Whether an estimator learns nothing in `fit`. */
export const isFrozen = (estimator: AnyEstimator): boolean => FROZEN in estimator;
