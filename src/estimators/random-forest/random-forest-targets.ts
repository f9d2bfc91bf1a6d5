/** What a forest of numbers checks of its targets. */

import { InvalidInputError } from '../../errors.js';
import { LARGEST } from './random-forest-plan.js';

/** Sums of squares over- and underflow long before the targets themselves do. */
export function checkRange(targets: Float64Array, where: string): void {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < targets.length; i++) {
    least = Math.min(least, targets[i]);
    most = Math.max(most, targets[i]);
    if (Math.abs(targets[i]) <= LARGEST) continue;
    throw new InvalidInputError(
      `${where}: y[${i}] is ${targets[i]}, so large that sums of squares overflow. Scale the target first.`,
    );
  }
  const spread = most - least;
  if (spread === 0 || spread >= SMALLEST_SPREAD) return;
  throw new InvalidInputError(
    `${where}: the values of y differ by at most ${spread}, so little that sums of squares underflow. Scale the target first.`,
  );
}

/** Squares of what is left to explain in deep nodes are normal numbers down to here. */
const SMALLEST_SPREAD = 1e-140;

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
