import type { Matrix } from 'ml-matrix';
import type {
  FitAsyncOptions,
  FitOptions,
  Label,
  ProbabilisticClassifier,
  ScoreOptions,
} from '../../contracts.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { decodeLabels } from '../../data/labels.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers } from '../../estimator-kind.js';
import { LinearSVC } from '../../estimators/linear/linear-svc.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import { type Hyperparameter, oneOf, parameter } from '../../hyperparameters.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import { savedCrossValidation } from '../../model-selection/splitter-data.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows } from '../../solvers/linear-margins.js';
import { meanBlock } from '../answers.js';
import { isFrozen } from '../frozen-estimator.js';
import { classesOf, isOfKind, problemOfTrained, typeName } from '../members.js';
import { presentSamples } from '../present-samples.js';
import { calibrateFolds, calibrateOnce } from './calibrating.js';
import {
  type CalibrationMethod,
  type Calibrators,
  calibrated,
  calibratorFields,
  problemOfCalibrators,
} from './calibrators.js';
import { scoresFrom } from './scores.js';

/** Which classifier a `CalibratedClassifierCV` corrects, and how. */
export interface CalibratedClassifierCVOptions {
  /** The classifier whose probabilities are to be right, or null for `LinearSVC`. `fit` trains copies. Default null. */
  estimator?: AnyEstimator | null;
  /**
   * What turns scores into probabilities: `'sigmoid'`, two numbers a class; `'isotonic'`, any rising curve, which needs
   * a thousand samples or more; `'temperature'`, one number in all, which keeps the order of the classes. Default 'sigmoid'.
   */
  method?: CalibrationMethod;
  /**
   * How samples are cut into folds, each of which corrects what was trained without it: a number of folds, a splitter, or
   * pairs of indices. Default 5.
   */
  cv?: CrossValidation;
  /**
   * Whether the copies of all folds are kept, each with its own correction, and averaged. Without, one classifier is
   * trained on all samples, and corrected once by what the copies say. `'auto'` is true, but for a `FrozenEstimator`.
   * Default 'auto'.
   */
  ensemble?: boolean | 'auto';
}

interface CalibratedPair extends Calibrators {
  estimator: AnyEstimator;
}

interface CalibratedClassifierCVState {
  classes: Label[];
  pairs: CalibratedPair[];
}

const hyperparameters = {
  estimator: parameter(
    {
      type: 'estimator',
      range: 'an estimator or null',
      accepts: (value) => value === null || value instanceof Estimator,
    },
    {
      default: null,
      about: 'the classifier whose probabilities are to be right, or null for `LinearSVC`.',
    },
  ),
  method: oneOf(['sigmoid', 'isotonic', 'temperature'], {
    default: 'sigmoid',
    about: 'what turns scores into probabilities.',
  }),
  cv: savedCrossValidation(),
  ensemble: oneOf([true, false, 'auto'], {
    default: 'auto',
    about: 'whether the copies of all folds are kept, each with its own correction, and averaged.',
  }),
} satisfies Record<keyof CalibratedClassifierCVOptions, Hyperparameter>;

/**
 * A classifier whose probabilities are made to be right: of samples that are told 0.8, eight in ten are of the class. The
 * correction is learned from samples that the classifier has not seen. A classifier that is trained already is corrected
 * as a `FrozenEstimator`, with samples of its own.
 *
 * @example
 * const model = new CalibratedClassifierCV({ estimator: new SVC(), cv: 2 })
 * model.fit([[0], [1], [2], [3], [4], [5]], ['no', 'yes', 'no', 'no', 'yes', 'yes'])
 * model.predictProba([[9]]).get(0, 1) // the probability of 'yes', which SVC alone has not
 */
export class CalibratedClassifierCV<L extends Label = Label>
  extends Estimator<CalibratedClassifierCVOptions, CalibratedClassifierCVState>
  implements ProbabilisticClassifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'CalibratedClassifierCV',
    hyperparameters,
    check: ({ estimator }: Required<CalibratedClassifierCVOptions>) =>
      estimator === null ? undefined : problemOf(estimator),
    state: schema.object<CalibratedClassifierCVState>(
      {
        classes: schema.labels('nClasses'),
        pairs: schema.list(
          schema.object<CalibratedPair>({
            estimator: schema.estimator<AnyEstimator>(),
            ...calibratorFields(),
          }),
        ),
      },
      ({ classes, pairs }) => {
        if (pairs.length === 0 || classes.length < 2) return 'it has no classifiers or classes.';
        for (const [f, { estimator, ...calibrators }] of pairs.entries()) {
          const trained = problemOfTrained(estimator, 'classifier', classes);
          if (trained !== undefined) return `the classifier ${f} ${trained}`;
          const silent = problemOf(estimator);
          if (silent !== undefined) return silent;
          const columns = classes.length === 2 ? 1 : classesOf(estimator).length;
          const problem = problemOfCalibrators(calibrators, columns);
          if (problem !== undefined) return problem;
        }
        return undefined;
      },
    ),
  };

  constructor(options: CalibratedClassifierCVOptions = {}) {
    super(CalibratedClassifierCV.info, options);
  }

  /**
   * Train copies of the classifier, and learn from what they say of samples they have not seen.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimator takes
   * @param y - labels [nSamples], at least two different ones
   * @param options - `sampleWeight` is handed to the classifier, and weighs the samples of the correction
   * @throws InvalidInputError when y, the weights or the folds do not fit; whatever the estimator throws
   */
  fit<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): CalibratedClassifierCV<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fit, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<CalibratedClassifierCV<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<CalibratedClassifierCV<M>> {
    const where = 'CalibratedClassifierCV.fit';
    const { method, cv, ensemble } = this.params;
    const samples = presentSamples(X, y, options, where);
    const template = this.params.estimator ?? new LinearSVC();
    const together = ensemble === 'auto' ? !isFrozen(template) : ensemble;
    const job = { template, samples, method, cv, where };
    const pairs = yield* together ? calibrateFolds(job) : calibrateOnce(job);
    this.state = { classes: samples.classes, pairs };
    return this as CalibratedClassifierCV as CalibratedClassifierCV<M>;
  }

  /**
   * The most probable label of each sample, the first in `classes` on a tie.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @throws NotFittedError before fit; whatever the estimator throws
   */
  predict(X: Splittable): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): L[] {
    const { data, columns } = this.#shares(X, method);
    return decodeLabels(argmaxRows(data, columns), this.fitted(method).classes as L[]);
  }

  /**
   * Class probabilities: the mean of those of all corrected classifiers.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @returns [nSamples × nClasses], rows sum to 1; columns follow `classes`
   * @throws NotFittedError before fit; whatever the estimator throws
   */
  predictProba(X: Splittable): Matrix {
    const { data, rows, columns } = this.#shares(X, 'predictProba');
    return toMatrix(data, rows, columns);
  }

  #shares(X: Splittable, method: string): Dense {
    const { pairs, classes } = this.fitted(method);
    const where = `CalibratedClassifierCV.${method}`;
    return meanBlock(
      pairs.map(({ estimator, ...calibrators }) =>
        calibrated(calibrators, scoresFrom(estimator, X, classes, where), classes.length, where),
      ),
    );
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'CalibratedClassifierCV.score');
  }

  /** The labels seen in `fit`, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => classes.slice() as L[]);
  }

  /** The trained classifiers that are corrected: one a fold, or one in all. */
  get estimators(): readonly AnyEstimator[] {
    return this.shown('estimators', ({ pairs }) => pairs.map(({ estimator }) => estimator));
  }
}

function problemOf(estimator: AnyEstimator): string | undefined {
  if (!isOfKind(estimator, 'classifier')) {
    return `estimator is a ${typeName(estimator)}, which is no classifier. Pass one.`;
  }
  return answers(estimator, 'decisionFunction') || answers(estimator, 'predictProba')
    ? undefined
    : `estimator is a ${typeName(estimator)} that has neither decisionFunction nor predictProba, so there is nothing to correct. Pass one that has.`;
}
