import type { Matrix } from 'ml-matrix';
import type {
  Classifier,
  FitAsyncOptions,
  FitOptions,
  Label,
  ScoreOptions,
} from '../../contracts.js';
import { type AnyEstimator, clone, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { aChoice, aReal, either, type Hyperparameter, parameter } from '../../hyperparameters.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { presentSamples } from '../present-samples.js';
import { askInner } from './ask-inner.js';
import {
  checkTwo,
  labelsAt,
  positiveOf,
  positiveScores,
  problemOfResponse,
  problemOfTwo,
  type Response,
  type ResponseMethod,
  responseOf,
  thresholdHyperparameters,
} from './positive-scores.js';

/** Where a `FixedThresholdClassifier` divides two labels. */
export interface FixedThresholdClassifierOptions {
  /** The classifier of two labels whose threshold is moved. `fit` trains a copy. */
  estimator: AnyEstimator;
  /** From which score on the positive label is predicted; `'auto'` is 0.5 for probabilities and 0 for decisions. Default 'auto'. */
  threshold?: number | 'auto';
  /** The positive label, or null for the later of the two. Default null. */
  posLabel?: Label | null;
  /** What is compared with the threshold: `'auto'` is `'predictProba'` where there is one, else `'decisionFunction'`. Default 'auto'. */
  responseMethod?: ResponseMethod;
}

export interface FixedThresholdClassifierState {
  classes: Label[];
  estimator: AnyEstimator;
  response: Response;
  positive: number;
  threshold: number;
}

const hyperparameters = {
  ...thresholdHyperparameters(),
  threshold: parameter(either(aReal(), aChoice('auto')), {
    default: 'auto',
    about: 'from which score on the positive label is predicted.',
  }),
  posLabel: parameter(
    {
      type: 'label',
      range: 'a label or null',
      accepts: (value) =>
        value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value),
    },
    { default: null, about: 'the positive label, or null for the later of the two.' },
  ),
} satisfies Record<keyof FixedThresholdClassifierOptions, Hyperparameter>;

/**
 * A classifier of two labels that divides them elsewhere than at one half: where missing a positive costs more than a
 * false alarm, or less.
 *
 * @example
 * const model = new FixedThresholdClassifier({ estimator: new LogisticRegression(), threshold: 0.9 })
 * model.fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes']).predict([[2]]) // ['no']: not sure enough
 */
export class FixedThresholdClassifier<L extends Label = Label>
  extends Estimator<FixedThresholdClassifierOptions, FixedThresholdClassifierState>
  implements Classifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'FixedThresholdClassifier',
    hyperparameters,
    check: (options: Required<FixedThresholdClassifierOptions>) => problemOfResponse(options),
    state: schema.object<FixedThresholdClassifierState>(
      {
        classes: schema.labels('nClasses'),
        estimator: schema.estimator<AnyEstimator>(),
        response: schema.oneOf('predictProba', 'decisionFunction'),
        positive: schema.number({ integer: true, min: 0, max: 1 }),
        threshold: schema.number(),
      },
      ({ estimator, response, classes }) => problemOfTwo(estimator, response, classes),
    ),
  };

  constructor(options: FixedThresholdClassifierOptions) {
    super(FixedThresholdClassifier.info, options ?? {});
  }

  /**
   * Train a copy of the classifier.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimator takes
   * @param y - labels of two kinds [nSamples]
   * @throws InvalidInputError when y holds more labels; whatever the estimator throws
   * @throws InvalidParameterError when `posLabel` is no label of y
   */
  fit<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): FixedThresholdClassifier<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<FixedThresholdClassifier<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<FixedThresholdClassifier<M>> {
    const where = 'FixedThresholdClassifier.fit';
    const { threshold, posLabel, responseMethod } = this.params;
    const samples = presentSamples(X, y, options, where);
    const { classes, weights } = samples;
    checkTwo(classes, where);
    const positive = positiveOf(posLabel, classes, where);
    const estimator = clone(this.params.estimator);
    const sampleWeight = weights && { sampleWeight: weights };
    yield { estimator, X: samples.X, y: samples.y, options: sampleWeight };
    yield { done: 1, total: 1, unit: 'fit' };
    const response = responseOf(estimator, responseMethod);
    const middle = response === 'predictProba' ? 0.5 : 0;
    this.state = {
      classes,
      estimator,
      response,
      positive,
      threshold: threshold === 'auto' ? middle : threshold,
    };
    return this as FixedThresholdClassifier as FixedThresholdClassifier<M>;
  }

  /**
   * The positive label where its score reaches the threshold, else the other one.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @throws NotFittedError before fit; whatever the estimator throws
   */
  predict(X: Splittable): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): L[] {
    const state = this.fitted(method);
    const where = `FixedThresholdClassifier.${method}`;
    const scores = positiveScores(state.estimator, X, state, where);
    return labelsAt(scores, state.threshold, { ...state, classes: state.classes as L[] });
  }

  /** Class probabilities of the classifier, which the threshold does not change [nSamples × 2]. */
  predictProba(X: Splittable): Matrix {
    const { estimator } = this.fitted('predictProba');
    return askInner(estimator, 'predictProba', X, 'FixedThresholdClassifier') as Matrix;
  }

  /** Decisions of the classifier, which the threshold does not change [nSamples]. */
  decisionFunction(X: Splittable): number[] {
    const { estimator } = this.fitted('decisionFunction');
    return askInner(estimator, 'decisionFunction', X, 'FixedThresholdClassifier') as number[];
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'FixedThresholdClassifier.score');
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    const estimator = this.state?.estimator ?? this.params.estimator;
    return question === 'predict' || answers(estimator, question);
  }

  /** The two labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trained classifier. */
  get estimator(): AnyEstimator {
    return this.fitted('estimator').estimator;
  }
}
