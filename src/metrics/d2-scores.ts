/**
 * Shares of a loss that a model explains: 1 - loss / loss of the best constant prediction. R² is the one of the
 * squared error.
 * Source: Koenker and Machado, JASA 94 (1999), eq. 7, for quantiles.
 */
import type { Label, MatrixLike } from '../contracts.js';
import { parseWeights } from '../data/targets.js';
import { readNamed } from '../named-options.js';
import { log } from '../numeric/exp-log.js';
import { weightedQuantile } from '../numeric/quantiles.js';
import { sumOfWeights } from '../numeric/statistics.js';
import { warn } from '../warnings.js';
import { type BrierScoreLossOptions, brierScoreLoss } from './calibration.js';
import { clipShare, type LogLossOptions, logLoss } from './log-loss.js';
import {
  meanPinballLoss,
  type PinballOptions,
  parsePair,
  type RegressionMetricOptions,
} from './regression.js';
import { classWeights, encodeAs, sampleCount } from './score-columns.js';

/**
 * The share of the pinball loss that the predictions explain, against always the alpha-quantile of yTrue.
 *
 * @param yTrue - true values [nSamples]
 * @param yPred - predicted values [nSamples]
 * @returns at most 1, best 1; 0 for always the quantile; for constant yTrue 1 when it is met exactly and else 0;
 *   NaN, with a warning, for a single sample
 * @throws as `meanPinballLoss`
 */
export function d2PinballScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: PinballOptions = {},
): number {
  const given = readNamed(options, 'd2PinballScore', ['alpha', 'sampleWeight']);
  return explainedPinball(yTrue, yPred, given, 'd2PinballScore');
}

/**
 * The share of the absolute error that the predictions explain, against always the median of yTrue.
 * Parameters, result and errors as `d2PinballScore`.
 */
export function d2AbsoluteErrorScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: RegressionMetricOptions = {},
): number {
  const { sampleWeight } = readNamed(options, 'd2AbsoluteErrorScore', ['sampleWeight']);
  return explainedPinball(yTrue, yPred, { sampleWeight }, 'd2AbsoluteErrorScore');
}

function explainedPinball(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { alpha = 0.5, sampleWeight }: PinballOptions,
  where: string,
): number {
  const { truth, predicted, weights } = parsePair(yTrue, yPred, { sampleWeight }, where);
  const loss = meanPinballLoss(truth, predicted, { alpha, sampleWeight });
  if (truth.length < 2) return undefinedForOne(where);
  const constant = truth.slice().fill(weightedQuantile(truth, weights, alpha));
  const lossOfConstant = meanPinballLoss(truth, constant, { alpha, sampleWeight });
  if (lossOfConstant === 0) return loss === 0 ? 1 : 0;
  return 1 - loss / lossOfConstant;
}

/**
 * The share of the log loss that the probabilities explain, against always the shares of the classes in yTrue.
 *
 * @param yTrue - true labels [nSamples]
 * @param yProba - probabilities, as `logLoss` takes them
 * @returns at most 1, best 1; 0 for always the shares; NaN, with a warning, for a single sample
 * @throws as `logLoss`
 */
export function d2LogLossScore(
  yTrue: ArrayLike<Label>,
  yProba: ArrayLike<number> | MatrixLike,
  options: Omit<LogLossOptions, 'normalize'> = {},
): number {
  const where = 'd2LogLossScore';
  const { labels, sampleWeight } = readNamed(options, where, ['labels', 'sampleWeight']);
  const shares = classShares(yTrue, { labels, sampleWeight }, where);
  const loss = logLoss(yTrue, yProba, { labels, sampleWeight });
  if (yTrue.length < 2) return undefinedForOne(where);
  const lossOfShares = shares.reduce((sum, share) => sum - share * log(clipShare(share)), 0);
  return 1 - loss / lossOfShares;
}

/**
 * The share of the Brier score that the probabilities explain, against always the shares of the classes in yTrue.
 *
 * @param yTrue - true labels [nSamples]
 * @param yProba - probabilities, as `brierScoreLoss` takes them
 * @returns at most 1, best 1; 0 for always the shares; NaN, with a warning, for a single sample
 * @throws as `brierScoreLoss`
 */
export function d2BrierScore(
  yTrue: ArrayLike<Label>,
  yProba: ArrayLike<number> | MatrixLike,
  options: Omit<BrierScoreLossOptions, 'scaleByHalf'> = {},
): number {
  const where = 'd2BrierScore';
  const given = readNamed(options, where, ['posLabel', 'labels', 'sampleWeight']);
  const shares = classShares(yTrue, given, where);
  const loss = brierScoreLoss(yTrue, yProba, { ...given, scaleByHalf: false });
  if (yTrue.length < 2) return undefinedForOne(where);
  const lossOfShares = shares.reduce((sum, share) => sum + share * (1 - share), 0);
  return 1 - loss / lossOfShares;
}

/** Weight of each class, as a share of all [nClasses]. */
function classShares(
  yTrue: ArrayLike<Label>,
  { labels, sampleWeight }: Pick<LogLossOptions, 'labels' | 'sampleWeight'>,
  where: string,
): number[] {
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  const total = sumOfWeights(rows, weights);
  return classWeights(codes, classes.length, weights).map((weight) => weight / total);
}

function undefinedForOne(where: string): number {
  warn('data', `${where}: D² is not defined for one sample. Pass more samples.`);
  return Number.NaN;
}
