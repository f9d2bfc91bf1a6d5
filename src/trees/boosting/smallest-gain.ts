import { mean } from './best-constant.js';

/** A gain this small is rounding, where gradients are of order 1: XGBoost's kRtEps. */
export const SMALLEST_GAIN = 1e-6;
/** Targets whose variance is above this keep XGBoost's bound. */
const SMALL_VARIANCE = 2 ** -10;

/**
 * The gain below which a split is rounding, where gradients have the unit of the targets: XGBoost's bound does not know the
 * unit, and lets no tree learn targets of 1e-5.
 *
 * @param steepest - largest gradient of the loss
 * @returns 0 where the squares of what the targets differ by underflow
 */
export function smallestGain(
  targets: Float64Array,
  weights: Float64Array,
  steepest = Infinity,
): number {
  const center = mean(targets, weights);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    const gradient = Math.min(Math.abs(targets[i] - center), steepest);
    sum += weights[i] * gradient * gradient;
    total += weights[i];
  }
  const variance = sum / total;
  if (variance < SMALLEST_VARIANCE) return 0;
  return variance < SMALL_VARIANCE ? SMALLEST_GAIN * (variance / SMALL_VARIANCE) : SMALLEST_GAIN;
}

/** What late rounds gain, a small share of this, is still a normal number. */
const SMALLEST_VARIANCE = 1e-280;
