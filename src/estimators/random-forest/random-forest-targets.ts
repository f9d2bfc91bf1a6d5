/** What a forest of numbers checks of its targets, and how it judges itself by them. */

import { InvalidInputError } from '../../errors.js';
import { rSquared } from '../../numeric/statistics.js';
import { LARGEST } from './random-forest-plan.js';
import { warnSeenByAll } from './random-forest-training.js';

/** R² over the samples that some tree has not seen. */
export function outOfBagR2(
  predicted: Float64Array,
  targets: Float64Array,
  weights: Float64Array | undefined,
): number {
  const isJudged = (_: number, i: number) => !Number.isNaN(predicted[i]);
  const judged = predicted.filter(isJudged);
  warnSeenByAll('RandomForestRegressor', predicted.length - judged.length);
  if (judged.length === 0) return Number.NaN;
  return rSquared(targets.filter(isJudged), judged, weights?.filter(isJudged));
}

/** Sums of squares overflow long before the targets themselves do. */
export function checkRange(targets: Float64Array, where: string): void {
  for (let i = 0; i < targets.length; i++) {
    if (Math.abs(targets[i]) <= LARGEST) continue;
    throw new InvalidInputError(
      `${where}: y[${i}] is ${targets[i]}, so large that sums of squares overflow. Scale the target first.`,
    );
  }
}

/** The Poisson deviance is of counts: none below 0, and not all 0. */
export function checkCounts(targets: Float64Array, where: string): void {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] < 0) {
      throw new InvalidInputError(
        `${where}: y[${i}] is ${targets[i]}, but the criterion 'poisson' needs targets >= 0. Choose 'squaredError' for numbers of either sign.`,
      );
    }
    sum += targets[i];
  }
  if (sum === 0) {
    throw new InvalidInputError(
      `${where}: all targets are 0, and the criterion 'poisson' needs a sum above 0. Choose 'squaredError', or check the target.`,
    );
  }
}
