import type { Matrix } from 'ml-matrix';
import type {
  Classifier,
  FitAsyncOptions,
  FitOptions,
  Label,
  MatrixLike,
  ScoreOptions,
} from '../../contracts.js';
import { weightClasses } from '../../data/class-weights.js';
import { parseFeaturesInSteps, toMatrix } from '../../data/dense.js';
import { encodeClasses } from '../../data/labels.js';
import { weightsOf } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import type { Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { readOptions } from '../../hyperparameters.js';
import { toArray } from '../../numeric/vectors.js';
import { drain, drainInSlices, type Training } from '../../progress.js';
import * as schema from '../../serialization/schema.js';
import { countOutputs, marginsToCodes } from '../../solvers/linear-margins.js';
import {
  ERROR_LOSSES,
  type ErrorLossName,
  MARGIN_LOSSES,
  type MarginLossName,
} from '../../solvers/sgd/sgd-losses.js';
import { hasProbabilities, sgdProbabilities } from '../../solvers/sgd/sgd-probabilities.js';
import { accuracyOf } from '../scoring.js';
import {
  coefOf,
  decisionsOf,
  type LinearClassesState,
  linearLabels,
  linearScores,
} from './linear-classes.js';
import {
  type SGDClassifierOptions,
  sgdClassifierHyperparameters,
} from './sgd-classifier-options.js';
import { encodePart, type PartialFitOptions } from './sgd-labels.js';
import { checkSgdOptions } from './sgd-options.js';
import { type SgdFit, sgdFields, trainSgd } from './sgd-training.js';

export type { SGDClassifierOptions } from './sgd-classifier-options.js';
export type { PartialFitOptions } from './sgd-labels.js';

interface SGDClassifierState extends LinearClassesState, SgdFit {
  readonly nIter: number;
  readonly converged: boolean;
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
  /** The loss of the last fit, which decides whether there are probabilities. */
  readonly loss: MarginLossName | ErrorLossName;
}

/**
 * Linear classification by stochastic gradient descent: one step a sample, so that `partialFit` learns from parts of what
 * no memory holds. One linear function for two classes, else one a class against the rest. Features must be of about the
 * same scale: put a `StandardScaler` before it. For data in memory `LogisticRegression` and `LinearSVC` reach the optimum itself.
 *
 * @example
 * const model = new SGDClassifier({ loss: 'logLoss', randomState: 0 })
 * const classes = ['high', 'low']
 * for (const X of [[[0], [1]], [[2], [0.5]]]) {
 *   model.partialFit(X, X.map(([x]) => (x < 1 ? 'low' : 'high')), { classes })
 * }
 * model.predict([[0], [3]]) // ['low', 'high']
 */
export class SGDClassifier<L extends Label = Label>
  extends Estimator<SGDClassifierOptions, SGDClassifierState>
  implements Classifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'SGDClassifier',
    hyperparameters: sgdClassifierHyperparameters,
    state: schema.object<SGDClassifierState>(
      {
        nFeatures: schema.size('nFeatures'),
        classes: schema.labels('nClasses'),
        coef: schema.float64(['nOutputs', 'nFeatures']),
        intercept: schema.float64('nOutputs'),
        loss: schema.oneOf(...MARGIN_LOSSES, ...ERROR_LOSSES),
        ...sgdFields('nOutputs'),
      },
      ({ classes, intercept }) =>
        classes.length >= 2 && intercept.length === countOutputs(classes.length)
          ? undefined
          : `${classes.length} classes do not go with ${intercept.length} rows of coefficients`,
    ),
  };

  constructor(options: SGDClassifierOptions = {}) {
    super(SGDClassifier.info, options);
  }

  /**
   * Learn the coefficients in passes over the samples. Warns when all `maxIter` passes still improved.
   * Cost: nSamples × nFeatures a pass, for each class where these are more than two.
   *
   * @param X - [nSamples × nFeatures]
   * @param y - labels [nSamples], at least two different ones
   * @throws InvalidInputError when X is ragged, empty or not finite, y or the weights do not fit, or the steps are so long
   *   that the coefficients leave the range of numbers
   * @throws InvalidParameterError when options do not go together, or `classWeight` names a label that y does not hold
   */
  fit<M extends L>(X: MatrixLike, y: ArrayLike<M>, options: FitOptions = {}): SGDClassifier<M> {
    return drain(this.#train(X, y, options, false));
  }

  /** As `fit`, in time slices: follows `onProgress` and stops on `signal`, and then stays as it was. */
  async fitAsync<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<SGDClassifier<M>> {
    return drainInSlices(this.#train(X, y, options, false), options);
  }

  /**
   * One pass over a part of the data, from where the model stands; a fitted or loaded one goes on. Steps shorten from
   * part to part as they would within one.
   *
   * @param X - [nSamples × nFeatures], columns as in the first part
   * @param y - labels [nSamples]; a part need not hold all of them
   * @param options - weights, and for the first part all labels there will be: `{ classes }`
   * @throws InvalidInputError as `fit`, when X has another number of columns, and when y holds an unknown label
   * @throws InvalidParameterError when options do not go together, or `classes` are missing or others than before
   */
  partialFit<M extends L>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: PartialFitOptions<M> = {},
  ): SGDClassifier<M> {
    const { classes, ...weighted } = readOptions(options, 'SGDClassifier.partialFit');
    return drain(this.#train(X, y, weighted, true, classes));
  }

  *#train<M extends Label>(
    X: MatrixLike,
    y: ArrayLike<M>,
    options: FitOptions,
    isPart: boolean,
    all?: ArrayLike<M>,
  ): Training<SGDClassifier<M>> {
    const owner = 'SGDClassifier';
    const where = `${owner}.${isPart ? 'partialFit' : 'fit'}`;
    const params = this.params;
    checkSgdOptions(params, owner, isPart);
    if (isPart && params.classWeight === 'balanced') {
      throw new InvalidParameterError(
        `${owner}: partialFit cannot know how many samples of each class there will be. Pass a weight for each label as classWeight, or sampleWeight.`,
      );
    }
    const last = this.state;
    const samples = yield* parseFeaturesInSteps(X, where, {
      columns: isPart ? last?.nFeatures : undefined,
    });
    const given = weightsOf(options, samples.rows, where);
    const { codes, classes } = isPart
      ? encodePart(y, samples.rows, { all, known: last?.classes as M[] | undefined, where })
      : encodeClasses(y, samples.rows, where, given);
    yield;
    const weights = weightClasses(params.classWeight, codes, classes, given, owner);
    const restWeights = given ?? new Float64Array(samples.rows).fill(1);
    const nOutputs = countOutputs(classes.length);
    const goesOn =
      isPart ||
      (params.warmStart &&
        last?.nFeatures === samples.columns &&
        last.classes.length === classes.length &&
        classes.every((label, k) => label === last.classes[k]));
    const fit = yield* trainSgd({
      owner,
      params,
      isPart,
      samples,
      given,
      nOutputs,
      output(k) {
        const own = nOutputs === 1 ? 1 : k;
        return {
          targets: new Float64Array(codes).map((code) => (code === own ? 1 : -1)),
          weights:
            nOutputs === 1
              ? weights
              : weights.map((weight, i) => (codes[i] === own ? weight : restWeights[i])),
        };
      },
      codes,
      score: shareOfRight,
      start: goesOn ? last : undefined,
    });
    this.state = { nFeatures: samples.columns, classes, ...fit, loss: params.loss };
    return this as SGDClassifier as SGDClassifier<M>;
  }

  /**
   * The label of each sample: that of the largest decision function, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predict(X: MatrixLike): L[] {
    return linearLabels<L>(this.fitted('predict'), X, 'SGDClassifier.predict', marginsToCodes);
  }

  /**
   * Class probabilities, for the losses `'logLoss'` (the logistic function of each score) and `'modifiedHuber'` (the
   * scores between -1 and 1, moved to [0, 1]), divided by their sum where there are more than two classes.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns [nSamples × nClasses], unitless, rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit
   * @throws InvalidParameterError when the model was fitted with another loss
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  predictProba(X: MatrixLike): Matrix {
    const { loss, classes } = this.fitted('predictProba');
    if (!hasProbabilities(loss)) {
      throw new InvalidParameterError(
        `SGDClassifier.predictProba: the loss "${loss}" gives no probabilities. Fit with loss: "logLoss" or "modifiedHuber", or use decisionFunction.`,
      );
    }
    const { margins, rows, nOutputs } = this.#scores(X, 'predictProba');
    return toMatrix(sgdProbabilities(loss, margins, nOutputs), rows, classes.length);
  }

  /** @internal */
  [ANSWERS](question: Question): boolean {
    return question !== 'predictProba' || hasProbabilities(this.state?.loss ?? this.params.loss);
  }

  /**
   * Scores x · coef + intercept: with two classes one number a sample, above 0 for `classes[1]`; else one column a class.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @returns number[] [nSamples] with two classes, else Matrix [nSamples × nClasses]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X is ragged, not finite, or has another number of columns
   */
  decisionFunction(X: MatrixLike): number[] | Matrix {
    return decisionsOf(this.#scores(X, 'decisionFunction'));
  }

  /**
   * The accuracy: the weighted share of right labels, from 0 to 1.
   *
   * @param X - [nSamples × nFeatures], columns as in fit
   * @param y - true labels [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError when X, y or the weights do not fit
   */
  score(X: MatrixLike, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    this.fitted('score');
    return accuracyOf(this.predict(X), y, options, 'SGDClassifier.score');
  }

  #scores(X: MatrixLike, method: string) {
    return linearScores(this.fitted(method), X, `SGDClassifier.${method}`);
  }

  /** The labels seen in `fit`, or told to `partialFit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** Coefficients: [1 × nFeatures] with two classes, for `classes[1]`; else [nClasses × nFeatures]. */
  get coef(): Matrix {
    return this.shown('coef', coefOf);
  }

  /** Intercepts: [1] with two classes, else [nClasses]; 0 when none was fitted. */
  get intercept(): readonly number[] {
    return this.shown('intercept', ({ intercept }) => toArray(intercept));
  }

  /** Passes that the last fit made, the most over the classes; 1 after `partialFit`. */
  get nIter(): number {
    return this.fitted('nIter').nIter;
  }

  /** Whether the last `fit` ended because passes stopped improving; false after `partialFit`. */
  get converged(): boolean {
    return this.fitted('converged').converged;
  }
}

/** The weighted share of margins on the right side. */
function shareOfRight(targets: Float64Array, said: Float64Array, weights: Float64Array): number {
  let right = 0;
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    total += weights[i];
    if (said[i] > 0 === targets[i] > 0) right += weights[i];
  }
  return right / total;
}
