/** What a forest of numbers checks of its targets. */

import { InvalidInputError } from '../../errors.js';
import { LARGEST } from './random-forest-plan.js';

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
