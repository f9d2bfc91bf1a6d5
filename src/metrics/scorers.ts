import type { Label, MatrixLike, ScoreOptions } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { answers, type Question } from '../estimator-kind.js';
import { toSnakeCase } from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import { readNamed } from '../named-options.js';
import { didYouMean, show } from '../words.js';
import { averagePrecisionScore } from './average-precision.js';
import { brierScoreLoss } from './calibration.js';
import type { Average } from './class-scores.js';
import { accuracyScore } from './classification.js';
import {
  adjustedMutualInfoScore,
  completenessScore,
  homogeneityScore,
  mutualInfoScore,
  normalizedMutualInfoScore,
  vMeasureScore,
} from './cluster-agreement.js';
import { balancedAccuracyScore, jaccardScore, matthewsCorrcoef } from './confusion-scores.js';
import { d2AbsoluteErrorScore, d2BrierScore, d2LogLossScore } from './d2-scores.js';
import { topKAccuracyScore } from './decision-scores.js';
import { classLikelihoodRatios, type LikelihoodRatios } from './likelihood-ratios.js';
import { logLoss } from './log-loss.js';
import { adjustedRandScore, fowlkesMallowsScore, randScore } from './pair-agreement.js';
import { f1Score, precisionScore, recallScore } from './precision-recall.js';
import { rocAucScore } from './ranking.js';
import {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from './regression.js';
import { column, isMatrix } from './score-columns.js';
import { meanGammaDeviance, meanPoissonDeviance } from './tweedie-deviance.js';

/** What a scorer needs of a model; `X` is whatever the model predicts from. */
export interface Scored<X> {
  /** Labels or target values [nSamples]. */
  predict(X: X): ArrayLike<Label>;
  /** Probabilities [nSamples × nClasses], columns as in `classes`; needed by scores of probabilities. */
  predictProba?(X: X): MatrixLike;
  /** Decisions [nSamples], or [nSamples × nClasses] for more than two classes; above 0 is for the class. */
  decisionFunction?(X: X): ArrayLike<number> | MatrixLike;
  /** The labels in the order of the columns; needed with probabilities and decisions. */
  readonly classes?: readonly Label[];
}

/** A metric by its name, ready to be taken of a model: the higher, the better. */
export interface Scorer {
  /** Its name in scikit-learn, such as `neg_log_loss`. */
  readonly name: string;
  /** The method of the model that it is taken from; `decisionFunction` falls back to `predictProba`. */
  readonly asks?: Question;
  /**
   * Take the metric of a model.
   *
   * @param X - features, as the model predicts from them
   * @param y - truth [nSamples]
   * @returns the metric, or for those that begin with `neg_` minus it, so that higher is better
   * @throws InvalidParameterError when the model has no probabilities or decisions where the metric needs them
   */
  score<X>(model: Scored<X>, X: X, y: ArrayLike<Label>, options?: ScoreOptions): number;
}

type Truth = ArrayLike<Label>;
type Numbers = ArrayLike<number>;

/** What a metric asks of a model, and how it is taken of the answer. */
interface Metric {
  readonly asks: Question;
  take<X>(model: Scored<X>, X: X, y: Truth, options: ScoreOptions): number;
}

const ofLabels = (
  metric: (y: Truth, predicted: Truth, options: ScoreOptions) => number,
  sign = 1,
): Metric => ({
  asks: 'predict',
  take: (model, X, y, options) => sign * metric(y, model.predict(X), options),
});

const ofNumbers = (
  metric: (y: Numbers, predicted: Numbers, options: ScoreOptions) => number,
  sign = 1,
): Metric => ({
  asks: 'predict',
  take: (model, X, y, options) => sign * metric(y as Numbers, model.predict(X) as Numbers, options),
});

interface WithClasses extends ScoreOptions {
  labels?: readonly Label[];
}

const ofProbabilities = (
  name: string,
  metric: (y: Truth, proba: MatrixLike, options: WithClasses) => number,
  sign = 1,
): Metric => ({
  asks: 'predictProba',
  take: (model, X, y, options) => {
    if (model.predictProba === undefined || !answers(model, 'predictProba')) {
      throw hasNot(name, 'probabilities');
    }
    return sign * metric(y, model.predictProba(X), { ...options, labels: model.classes });
  },
});

/** Decisions where the model has them, else probabilities. */
const ofDecisions = (
  name: string,
  metric: (y: Truth, scores: Numbers | MatrixLike, options: WithClasses) => number,
): Metric => ({
  asks: 'decisionFunction',
  take: (model, X, y, options) => {
    const labels = model.classes;
    if (model.decisionFunction !== undefined && answers(model, 'decisionFunction')) {
      return metric(y, model.decisionFunction(X), { ...options, labels });
    }
    if (model.predictProba === undefined || !answers(model, 'predictProba')) {
      throw hasNot(name, 'decisions and no probabilities');
    }
    const proba = parseFeatures(model.predictProba(X), name);
    // Of two classes, the probability of the later one says it all.
    return metric(y, proba.columns === 2 ? column(proba, 1) : proba, { ...options, labels });
  },
});

function hasNot(name: string, what: string): InvalidParameterError {
  return new InvalidParameterError(
    `getScorer(${show(name)}): the model has no ${what}. Choose a metric of labels, such as "accuracy".`,
  );
}

const AVERAGES: readonly Average[] = ['binary', 'macro', 'micro', 'weighted'];

/** `f1`, `f1_macro`, `f1_micro`, `f1_weighted`. */
function averaged(
  name: string,
  metric: (
    y: Truth,
    predicted: Truth,
    options: ScoreOptions & { average: Average; posLabel?: Label; zeroDivision: 0 },
  ) => number,
): Record<string, Metric> {
  const by = (average: Average): Metric => ({
    asks: 'predict',
    take: (model, X, y, options) => {
      // The model says what is positive: a small fold may hold one label only.
      const posLabel =
        average === 'binary' && model.classes?.length === 2 ? model.classes[1] : undefined;
      return metric(y, model.predict(X), { ...options, average, posLabel, zeroDivision: 0 });
    },
  });
  return Object.fromEntries(
    AVERAGES.map((average) => [average === 'binary' ? name : `${name}_${average}`, by(average)]),
  );
}

/** As scikit-learn: a ratio that is not defined says nothing, which is 1. */
function likelihoodRatio(which: keyof LikelihoodRatios, sign = 1): Metric {
  return {
    asks: 'predict',
    take: (model, X, y, options) => {
      const labels = model.classes;
      const given = { ...options, labels, replaceUndefinedBy: 1 };
      return sign * classLikelihoodRatios(y, model.predict(X), given)[which];
    },
  };
}

function clusterAgreement(metric: (y: Truth, labels: Truth) => number): Metric {
  return ofLabels((y, predicted) => metric(y, predicted));
}

function scorers(): Record<string, Metric> {
  return {
    accuracy: ofLabels(accuracyScore),
    balanced_accuracy: ofLabels(balancedAccuracyScore),
    matthews_corrcoef: ofLabels(matthewsCorrcoef),
    ...averaged('precision', precisionScore),
    ...averaged('recall', recallScore),
    ...averaged('f1', f1Score),
    ...averaged('jaccard', jaccardScore),
    positive_likelihood_ratio: likelihoodRatio('positive'),
    neg_negative_likelihood_ratio: likelihoodRatio('negative', -1),
    roc_auc: ofDecisions('roc_auc', rocAucScore),
    roc_auc_ovr: ofProbabilities('roc_auc_ovr', (y, proba, options) =>
      rocAucScore(y, proba, { ...options, multiClass: 'ovr' }),
    ),
    roc_auc_ovo: ofProbabilities('roc_auc_ovo', (y, proba, options) =>
      rocAucScore(y, proba, { ...options, multiClass: 'ovo' }),
    ),
    roc_auc_ovr_weighted: ofProbabilities('roc_auc_ovr_weighted', (y, proba, options) =>
      rocAucScore(y, proba, { ...options, multiClass: 'ovr', average: 'weighted' }),
    ),
    roc_auc_ovo_weighted: ofProbabilities('roc_auc_ovo_weighted', (y, proba, options) =>
      rocAucScore(y, proba, { ...options, multiClass: 'ovo', average: 'weighted' }),
    ),
    average_precision: ofDecisions('average_precision', (y, scores, { labels, sampleWeight }) =>
      isMatrix(scores)
        ? averagePrecisionScore(y, scores, { labels, sampleWeight })
        : averagePrecisionScore(y, scores, { posLabel: labels?.[1], sampleWeight }),
    ),
    top_k_accuracy: ofDecisions('top_k_accuracy', topKAccuracyScore),
    d2_log_loss_score: ofProbabilities('d2_log_loss_score', d2LogLossScore),
    d2_brier_score: ofProbabilities('d2_brier_score', d2BrierScore),
    neg_log_loss: ofProbabilities('neg_log_loss', logLoss, -1),
    neg_brier_score: ofProbabilities('neg_brier_score', brierScoreLoss, -1),
    r2: ofNumbers(r2Score),
    d2_absolute_error_score: ofNumbers(d2AbsoluteErrorScore),
    explained_variance: ofNumbers(explainedVarianceScore),
    neg_max_error: ofNumbers(maxError, -1),
    neg_mean_absolute_error: ofNumbers(meanAbsoluteError, -1),
    neg_median_absolute_error: ofNumbers(medianAbsoluteError, -1),
    neg_mean_absolute_percentage_error: ofNumbers(meanAbsolutePercentageError, -1),
    neg_mean_squared_error: ofNumbers(meanSquaredError, -1),
    neg_root_mean_squared_error: ofNumbers(rootMeanSquaredError, -1),
    neg_mean_squared_log_error: ofNumbers(meanSquaredLogError, -1),
    neg_root_mean_squared_log_error: ofNumbers(rootMeanSquaredLogError, -1),
    neg_mean_poisson_deviance: ofNumbers(meanPoissonDeviance, -1),
    neg_mean_gamma_deviance: ofNumbers(meanGammaDeviance, -1),
    rand_score: clusterAgreement(randScore),
    adjusted_rand_score: clusterAgreement(adjustedRandScore),
    mutual_info_score: clusterAgreement(mutualInfoScore),
    adjusted_mutual_info_score: clusterAgreement(adjustedMutualInfoScore),
    normalized_mutual_info_score: clusterAgreement(normalizedMutualInfoScore),
    homogeneity_score: clusterAgreement(homogeneityScore),
    completeness_score: clusterAgreement(completenessScore),
    v_measure_score: clusterAgreement(vMeasureScore),
    fowlkes_mallows_score: clusterAgreement(fowlkesMallowsScore),
  };
}

/** The names that `getScorer` knows, in scikit-learn's spelling. */
export function getScorerNames(): string[] {
  return Object.keys(scorers()).sort();
}

/**
 * The scorer of a name.
 *
 * @param name - scikit-learn's, such as `'neg_log_loss'`, or the same in camelCase, `'negLogLoss'`
 * @throws InvalidParameterError for an unknown name, with the nearest ones
 *
 * @example
 * getScorer('f1Macro').score(model, XTest, yTest)
 */
export function getScorer(name: string): Scorer {
  const known = scorers();
  const wanted = typeof name === 'string' ? toSnakeCase(name) : '';
  const metric = Object.hasOwn(known, wanted) ? known[wanted] : undefined;
  if (metric === undefined) {
    throw new InvalidParameterError(
      `getScorer: there is no scorer ${show(name)}. ${didYouMean(wanted, Object.keys(known))}`,
    );
  }
  return {
    name: wanted,
    asks: metric.asks,
    score(model, X, y, options = {}) {
      const { sampleWeight } = readNamed(options, `getScorer(${show(wanted)}).score`, [
        'sampleWeight',
      ]);
      if (!isSo(() => typeof model.predict === 'function')) {
        throw new InvalidParameterError(
          `getScorer(${show(wanted)}).score: model must have predict, but got ${show(model)}. Pass a fitted model.`,
        );
      }
      return metric.take(model, X, y, { sampleWeight });
    },
  };
}
