import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { toMatrix } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { type Hyperparameter, oneOf } from '../../hyperparameters.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import { fitTransformEnsemble } from '../fit-transform.js';
import { byName, classesOf, problemOfFitted, problemOfTrained, typeName } from '../members.js';
import { presentSamples } from '../present-samples.js';
import { fitStack, type StackState, stackedFeatures, stackedNames, stackFields } from './stack.js';
import {
  problemOfStack,
  type StackingOptions,
  stackingHyperparameters,
} from './stacking-options.js';

/** Who answers in a `StackingClassifier`, what is asked, and who learns from the answers. */
export interface StackingClassifierOptions extends StackingOptions {
  /**
   * What the estimators are asked: `'predictProba'`, `'decisionFunction'`, `'predict'`, or `'auto'` for the first of
   * these that they have. Default 'auto'.
   */
  stackMethod?: 'auto' | Question;
}

interface StackingClassifierState extends StackState {
  classes: Label[];
}

const QUESTIONS = ['predictProba', 'decisionFunction', 'predict'] as const;

const hyperparameters = {
  ...stackingHyperparameters('classifier'),
  stackMethod: oneOf(['auto', ...QUESTIONS], {
    default: 'auto',
    about: 'what the estimators are asked.',
  }),
} satisfies Record<keyof StackingClassifierOptions, Hyperparameter>;

/** A classifier as the last one is asked. */
interface Answering {
  predict(X: unknown): Label[];
  predictProba(X: unknown): Matrix;
  decisionFunction(X: unknown): number[] | Matrix;
}

/**
 * Several classifiers, and one that learns from their answers which to believe where. What it learns from are answers
 * about samples that the answering copy has not seen, so that one which knows its samples by heart is not believed.
 *
 * @example
 * const model = new StackingClassifier({
 *   estimators: [['linear', new LogisticRegression()], ['forest', new RandomForestClassifier()]],
 *   cv: 2,
 * })
 * model.fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes']).predict([[4]]) // ['yes']
 */
export class StackingClassifier<L extends Label = Label>
  extends Estimator<StackingClassifierOptions, StackingClassifierState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'StackingClassifier',
    hyperparameters,
    members: { of: 'estimators', word: 'estimator' },
    check: (options: Required<StackingClassifierOptions>) =>
      problemOfStack(options, 'classifier') ?? problemOfMethod(options),
    state: schema.object<StackingClassifierState>(
      { ...stackFields(), classes: schema.labels('nClasses') },
      ({ members, questions, final, classes }) => {
        const problem =
          problemOfFitted(members, 'classifier', classes) ??
          problemOfTrained(final, 'classifier', classes);
        if (problem !== undefined) return problem;
        const silent = members.findIndex(({ estimator }, m) => !answers(estimator, questions[m]));
        if (silent >= 0) return `the estimator ${silent} has no ${questions[silent]}.`;
        const same = classes.every((label, k) => label === classesOf(final)[k]);
        return same ? undefined : 'its last estimator knows other labels.';
      },
    ),
  };

  constructor(options: StackingClassifierOptions) {
    super(StackingClassifier.info, options ?? {});
  }

  /**
   * Train a copy of each classifier on all samples and on each fold, then the last one on what these say.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimators take
   * @param y - labels [nSamples], at least two different ones
   * @param options - `sampleWeight` is handed to every estimator
   * @throws InvalidInputError when y, the weights or the folds do not fit; whatever an estimator throws
   */
  fit<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): StackingClassifier<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fit, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<StackingClassifier<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<StackingClassifier<M>> {
    const where = 'StackingClassifier.fit';
    const { finalEstimator, stackMethod, ...rest } = this.params;
    const samples = presentSamples(X, y, options, where);
    const { classes, weights } = samples;
    yield;
    const stack = yield* fitStack({
      ...rest,
      final: finalEstimator ?? new LogisticRegression(),
      questionTo: (member) => questionTo(member, stackMethod),
      X: samples.X,
      y: samples.y,
      classes,
      options: weights && { sampleWeight: weights },
      where,
    });
    this.state = { ...stack, classes };
    return this as StackingClassifier as StackingClassifier<M>;
  }

  /**
   * The label that the last estimator predicts.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @throws NotFittedError before fit; whatever an estimator throws
   */
  predict(X: Splittable): L[] {
    return this.#askFinal('predict', X, 'predict') as L[];
  }

  /**
   * Class probabilities, as the last estimator gives them.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns [nSamples × nClasses], rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidParameterError when the last estimator has no predictProba
   */
  predictProba(X: Splittable): Matrix {
    return this.#askFinal('predictProba', X);
  }

  /**
   * Decisions of the last estimator.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns number[] [nSamples] with two classes, above 0 for `classes[1]`; else Matrix, as of the last estimator
   * @throws NotFittedError before fit
   * @throws InvalidParameterError when the last estimator has no decisionFunction
   */
  decisionFunction(X: Splittable): number[] | Matrix {
    return this.#askFinal('decisionFunction', X);
  }

  #askFinal<Q extends Question>(
    question: Q,
    X: Splittable,
    method: string = question,
  ): ReturnType<Answering[Q]> {
    const state = this.fitted(method);
    if (!answers(state.final, question)) {
      throw new InvalidParameterError(
        `StackingClassifier.${method}: the last estimator is a ${typeName(state.final)}, which has no ${question}. Use predict, or another finalEstimator.`,
      );
    }
    const features = stackedFeatures(state, X, state.classes, `StackingClassifier.${method}`);
    const final = state.final as AnyEstimator & Answering;
    return final[question](features) as ReturnType<Answering[Q]>;
  }

  /**
   * What the last estimator sees: the answers side by side, of two probabilities the second, and with `passthrough` the
   * columns of X behind them [nSamples × nColumns].
   */
  transform(X: Splittable): Matrix {
    const state = this.fitted('transform');
    const where = 'StackingClassifier.transform';
    const { data, rows, columns } = stackedFeatures(state, X, state.classes, where);
    return toMatrix(data, rows, columns);
  }

  /** `fit`, then `transform` of the same samples, which are answered by copies that have seen them. */
  fitTransform(X: Splittable, y: ArrayLike<L>, options?: FitOptions): Matrix {
    return this.fit(X, y, options).transform(X);
  }

  /** As `fitTransform`, in steps: a generator for who drives it with other work, the fit among it. */
  fitTransformInSteps(X: Splittable, y: ArrayLike<L>): Fitting<Matrix> {
    return fitTransformEnsemble(this, X, y, 'StackingClassifier.fitTransform');
  }

  /**
   * Names of the columns that `transform` gives: `stackingclassifier_forest`, of several columns with a number.
   *
   * @param inputNames - of the columns of X, where these are passed through; by default those of fit
   */
  getFeatureNamesOut(inputNames?: readonly string[]): string[] {
    return stackedNames(this.fitted('getFeatureNamesOut'), 'StackingClassifier', inputNames);
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    const predicted = this.#askFinal('predict', X, 'score');
    return accuracyOf(predicted, y, options, 'StackingClassifier.score');
  }

  /**
   * Change hyperparameters, an estimator by its name (`forest: 'drop'`), or a hyperparameter of one (`forest__maxDepth`).
   *
   * @throws InvalidParameterError for an unknown name or a value out of range; nothing is changed then
   */
  override setParams(
    options: Partial<StackingClassifierOptions> & Readonly<Record<string, unknown>>,
  ): this {
    return super.setParams(options);
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    const final = this.state?.final ?? this.params.finalEstimator;
    return final === null || answers(final, question);
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The classifiers trained on all samples, without those that were dropped. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ members }) => members.map(({ estimator }) => estimator));
  }

  /** The classifiers trained on all samples, by their names. */
  get namedEstimators(): Readonly<Record<string, AnyEstimator>> {
    return this.shown('namedEstimators', ({ members }) => byName(members));
  }

  /** The trained last estimator. */
  get finalEstimator(): AnyEstimator {
    return this.fitted('finalEstimator').final;
  }
}

function questionTo(member: AnyEstimator, wanted: 'auto' | Question): Question {
  if (wanted !== 'auto') return wanted;
  return QUESTIONS.find((question) => answers(member, question)) ?? 'predict';
}

function problemOfMethod({
  estimators,
  stackMethod,
}: Required<StackingClassifierOptions>): string | undefined {
  if (stackMethod === 'auto') return undefined;
  for (const [name, member] of estimators) {
    if (member === 'drop' || answers(member, stackMethod)) continue;
    return `stackMethod is ${show(stackMethod)}, but the estimator ${show(name)} is a ${typeName(member)} that has none. Pass "auto", or another estimator.`;
  }
  return undefined;
}
