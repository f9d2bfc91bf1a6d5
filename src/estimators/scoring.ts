import type { Label, ScoreOptions } from '../contracts.js';
import { checkLength, parseTargets, weightsOf } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { rSquared } from '../numeric/statistics.js';
import { warn } from '../warnings.js';

/**
 * The `score` of every classifier: the weighted share of right labels.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when y or the weights have another length
 */
export function accuracyOf(
  predicted: readonly Label[],
  y: ArrayLike<Label>,
  options: ScoreOptions,
  where: string,
): number {
  checkLength(y, predicted.length, 'y', where);
  const weights = weightsOf(options, predicted.length, where);
  let right = 0;
  let total = 0;
  for (let i = 0; i < predicted.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    if (predicted[i] === y[i]) right += weight;
  }
  return right / total;
}

/**
 * The `score` of every regressor: R²; NaN, with a warning, for a single sample.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when y or the weights do not fit
 */
export function r2Of(
  predicted: readonly number[],
  y: ArrayLike<number>,
  options: ScoreOptions,
  where: string,
): number {
  const targets = parseTargets(y, predicted.length, where);
  const weights = weightsOf(options, predicted.length, where);
  if (predicted.length < 2) {
    warn('data', `${where}: R² is not defined for one sample. Pass more samples.`);
    return Number.NaN;
  }
  return rSquared(targets, predicted, weights);
}

/**
 * Predictions, which must be numbers: a sum may be beyond their range though every summand is within.
 *
 * @param where - the method that was called, for messages
 * @param perRow - how many numbers say it of one row
 * @throws InvalidInputError naming the row
 */
export function finitePredictions<Values extends ArrayLike<number>>(
  predictions: Values,
  where: string,
  perRow = 1,
): Values {
  let probe = 0; // stays 0 while all are finite: two thirds of the time of asking each
  for (let i = 0; i < predictions.length; i++) probe += predictions[i] * 0;
  if (probe === 0) return predictions;
  for (let i = 0; i < predictions.length; i++) {
    if (Number.isFinite(predictions[i])) continue;
    throw new InvalidInputError(
      `${where}: the prediction for row ${Math.floor(i / perRow)} is beyond the range of numbers. Pass features as large as those of fit.`,
    );
  }
  return predictions;
}
