import type { Matrix } from 'ml-matrix';
import type {
  Classifier,
  FitAsyncOptions,
  FitOptions,
  Label,
  ScoreOptions,
} from '../../contracts.js';
import { lengthOf } from '../../data/array-like.js';
import { type AnyEstimator, Estimator, type EstimatorInfo } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { ANSWERS } from '../../estimator-parts.js';
import { accuracyOf } from '../../estimators/scoring.js';
import { type Fitting, fitAtOnce, fitInSlices } from '../../fitting.js';
import {
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  parameter,
  seed,
} from '../../hyperparameters.js';
import { getScorer, type Scorer } from '../../metrics/scorers.js';
import type { CrossValidation } from '../../model-selection/splitter.js';
import { savedCrossValidation } from '../../model-selection/splitter-data.js';
import { toArray } from '../../numeric/vectors.js';
import type { Splittable } from '../../preprocessing/splitting/splittable.js';
import type { Seed } from '../../random/rng.js';
import * as schema from '../../serialization/schema.js';
import { presentSamples } from '../present-samples.js';
import { askInner } from './ask-inner.js';
import {
  checkTwo,
  labelsAt,
  positiveScores,
  problemOfResponse,
  problemOfTwo,
  type Response,
  type ResponseMethod,
  responseOf,
  thresholdHyperparameters,
} from './positive-scores.js';
import { meanCurve } from './threshold-curve.js';
import { tuneThreshold } from './tuning.js';

/** What a `TunedThresholdClassifierCV` divides, and by which metric it chooses where. */
export interface TunedThresholdClassifierCVOptions {
  /** The classifier of two labels whose threshold is moved. `fit` trains copies. */
  estimator: AnyEstimator;
  /** What is to be largest: the name of a metric of labels in either spelling, or a scorer. Default 'balanced_accuracy'. */
  scoring?: string | Scorer;
  /** What is compared with the threshold: `'auto'` is `'predictProba'` where there is one, else `'decisionFunction'`. Default 'auto'. */
  responseMethod?: ResponseMethod;
  /** How many thresholds to try, evenly between the smallest and the largest score, or which ones. Default 100. */
  thresholds?: number | ArrayLike<number>;
  /**
   * How samples are cut into folds, each of which judges a copy trained without it: a number of folds, a splitter, pairs
   * of indices, or a share below 1 of the samples that is held out once. Default 5.
   */
  cv?: CrossValidation;
  /** Whether to train on all samples in the end; without, `cv` must be a single pair, whose model is kept. Default true. */
  refit?: boolean;
  /** A seed for repeatable results, or null for new ones at every fit. Only a share of `cv` takes chance. Default null. */
  randomState?: Seed | null;
  /** Whether to keep the metric at each threshold, as `cvResults`. Default false. */
  storeCvResults?: boolean;
}

export interface TunedThresholdClassifierCVState {
  classes: Label[];
  estimator: AnyEstimator;
  response: Response;
  bestThreshold: number;
  bestScore: number;
  results: { thresholds: Float64Array; scores: Float64Array } | null;
}

const folds = savedCrossValidation();
const share = aReal({ above: 0, below: 1 });

const hyperparameters = {
  ...thresholdHyperparameters(),
  scoring: parameter(
    {
      type: 'scoring',
      range: 'the name of a metric or a scorer',
      accepts: (value) =>
        typeof value === 'string' ||
        (typeof value === 'object' && value !== null && 'score' in value),
    },
    { default: 'balanced_accuracy', about: 'what is to be largest.' },
  ),
  thresholds: parameter(
    either(anInteger({ min: 1 }), {
      type: 'thresholds',
      range: 'ascending numbers',
      accepts: areThresholds,
    }),
    {
      default: 100,
      about: 'how many thresholds to try, evenly between the smallest and the largest score.',
    },
  ),
  cv: { ...folds, ...either(share, folds), about: folds.about, default: folds.default },
  refit: boolean({ default: true, about: 'whether to train on all samples in the end.' }),
  randomState: seed(),
  storeCvResults: boolean({
    default: false,
    about: 'whether to keep the metric at each threshold, as `cvResults`.',
  }),
} satisfies Record<keyof TunedThresholdClassifierCVOptions, Hyperparameter>;

function areThresholds(value: unknown): boolean {
  const length = lengthOf(value);
  // A length is a promise: the last threshold must be there.
  if (length === undefined || !(length - 1 in Object(value))) return false;
  const numbers = Array.from(value as ArrayLike<unknown>) as number[];
  return numbers.every((at, i) => Number.isFinite(at) && (i === 0 || at > numbers[i - 1]));
}

/**
 * A classifier of two labels, and the threshold between them at which a metric is largest on samples that it has not
 * seen. At one half, accuracy is best; where labels are rare or errors cost unlike, other metrics are best elsewhere.
 *
 * @example
 * const X = [[0], [1], [2], [3], [4], [5], [6], [7]]
 * const y = [0, 0, 0, 1, 0, 0, 1, 1]
 * const model = new TunedThresholdClassifierCV({ estimator: new LogisticRegression(), scoring: 'f1', cv: 2 })
 * model.fit(X, y).bestThreshold // below 0.5: positives are few
 */
export class TunedThresholdClassifierCV<L extends Label = Label>
  extends Estimator<TunedThresholdClassifierCVOptions, TunedThresholdClassifierCVState>
  implements Classifier<L>
{
  static readonly info: EstimatorInfo = {
    type: 'TunedThresholdClassifierCV',
    hyperparameters,
    check(options: Required<TunedThresholdClassifierCVOptions>) {
      if (typeof options.scoring === 'string') getScorer(options.scoring); // an unknown name is refused with the nearest ones
      return problemOfResponse(options);
    },
    state: schema.object<TunedThresholdClassifierCVState>(
      {
        classes: schema.labels('nClasses'),
        estimator: schema.estimator<AnyEstimator>(),
        response: schema.oneOf('predictProba', 'decisionFunction'),
        bestThreshold: schema.number(),
        bestScore: schema.number({ nonFinite: true }),
        results: schema.nullable(
          schema.object<{ thresholds: Float64Array; scores: Float64Array }>({
            thresholds: schema.float64('nThresholds'),
            scores: schema.float64('nThresholds', { nonFinite: true }),
          }),
        ),
      },
      ({ estimator, response, classes }) => problemOfTwo(estimator, response, classes),
    ),
  };

  constructor(options: TunedThresholdClassifierCVOptions) {
    super(TunedThresholdClassifierCV.info, options ?? {});
  }

  /**
   * Train copies of the classifier, and choose the threshold by what they say of samples they have not seen.
   *
   * @param X - [nSamples × nFeatures], of any kind that the estimator takes
   * @param y - labels of two kinds [nSamples]; the later one is the positive
   * @param options - `sampleWeight` is handed to the classifier and to the metric
   * @throws InvalidInputError when y holds more labels, folds do not fit, or the metric is not defined; whatever the
   *   estimator throws
   * @throws InvalidParameterError when `refit` is off and there are several folds
   */
  fit<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions = {},
  ): TunedThresholdClassifierCV<M> {
    return fitAtOnce(this.#train(X, y, options));
  }

  /** As `fit`, in time slices: `onProgress` hears of each fit, `signal` stops it, and the old model stands then. */
  async fitAsync<M extends L>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitAsyncOptions = {},
  ): Promise<TunedThresholdClassifierCV<M>> {
    return fitInSlices(this.#train(X, y, options), options);
  }

  *#train<M extends Label>(
    X: Splittable,
    y: ArrayLike<M>,
    options: FitOptions,
  ): Fitting<TunedThresholdClassifierCV<M>> {
    const where = 'TunedThresholdClassifierCV.fit';
    const { params } = this;
    const samples = presentSamples(X, y, options, where);
    checkTwo(samples.classes, where);
    const response = responseOf(params.estimator, params.responseMethod);
    const scorer = typeof params.scoring === 'string' ? getScorer(params.scoring) : params.scoring;
    const thresholds =
      typeof params.thresholds === 'number'
        ? params.thresholds
        : Float64Array.from(params.thresholds);
    const job = { ...params, scorer, thresholds, samples, response, where };
    const { estimator, curves } = yield* tuneThreshold(job);
    const mean = meanCurve(curves, thresholds);
    const best = mean.scores.reduce((top, score, i) => (score > mean.scores[top] ? i : top), 0);
    this.state = {
      classes: samples.classes,
      estimator,
      response,
      bestThreshold: mean.thresholds[best],
      bestScore: mean.scores[best],
      results: params.storeCvResults ? { ...mean } : null,
    };
    return this as TunedThresholdClassifierCV as TunedThresholdClassifierCV<M>;
  }

  /**
   * The later label where its score reaches the threshold, else the earlier one.
   *
   * @param X - [nSamples × nFeatures], as in fit
   * @throws NotFittedError before fit; whatever the estimator throws
   */
  predict(X: Splittable): L[] {
    return this.#predict(X, 'predict');
  }

  #predict(X: Splittable, method: string): L[] {
    const { estimator, response, bestThreshold, classes } = this.fitted(method);
    const where = `TunedThresholdClassifierCV.${method}`;
    const scores = positiveScores(estimator, X, { response, classes, positive: 1 }, where);
    return labelsAt(scores, bestThreshold, { classes: classes as L[], positive: 1 });
  }

  /** Class probabilities of the classifier, which the threshold does not change [nSamples × 2]. */
  predictProba(X: Splittable): Matrix {
    const { estimator } = this.fitted('predictProba');
    return askInner(estimator, 'predictProba', X, 'TunedThresholdClassifierCV') as Matrix;
  }

  /** Decisions of the classifier, which the threshold does not change [nSamples]. */
  decisionFunction(X: Splittable): number[] {
    const { estimator } = this.fitted('decisionFunction');
    return askInner(estimator, 'decisionFunction', X, 'TunedThresholdClassifierCV') as number[];
  }

  /** The accuracy: the weighted share of right labels, from 0 to 1. */
  score(X: Splittable, y: ArrayLike<L>, options: ScoreOptions = {}): number {
    return accuracyOf(this.#predict(X, 'score'), y, options, 'TunedThresholdClassifierCV.score');
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

  /** The score from which on the later label is predicted. */
  get bestThreshold(): number {
    return this.fitted('bestThreshold').bestThreshold;
  }

  /** The metric at that threshold, the mean over the folds. */
  get bestScore(): number {
    return this.fitted('bestScore').bestScore;
  }

  /** The metric at each threshold, the mean over the folds; null without `storeCvResults`. */
  get cvResults(): {
    readonly thresholds: readonly number[];
    readonly scores: readonly number[];
  } | null {
    return this.shown(
      'cvResults',
      ({ results }) =>
        results &&
        Object.freeze({
          thresholds: Object.freeze(toArray(results.thresholds)),
          scores: Object.freeze(toArray(results.scores)),
        }),
    );
  }
}
