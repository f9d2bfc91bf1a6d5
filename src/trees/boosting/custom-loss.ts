import { type BoostingObjective, squaredError } from './boosting-objectives.js';
import { LEAST_CURVATURE } from './gradient-totals.js';

/**
 * A loss of one's own.
 *
 * @param margins - current margins [nSamples]
 * @param targets - [nSamples]
 * @returns gradient and curvature of each sample's loss, without weights [nSamples] each
 */
export type CustomObjective = (
  margins: Float64Array,
  targets: Float64Array,
) => { readonly gradient: ArrayLike<number>; readonly curvature: ArrayLike<number> };

/**
 * A loss of the user's own; margins are its predictions, and start at the mean of the targets.
 *
 * @param check - gives back what it is given, or throws when that is no list of numbers that can be
 */
export function customLoss(
  loss: CustomObjective,
  check: (values: unknown, name: string, rows: number) => ArrayLike<number>,
): BoostingObjective {
  const { smallestGain: _, ...objective } = squaredError(); // its gradients have a unit of their own
  return {
    ...objective,
    units: undefined,
    *differentiate(margins, targets, weights, gradients) {
      // What it gives back is checked, not trusted.
      const given: Partial<ReturnType<CustomObjective>> =
        loss(margins.slice(), targets.slice()) ?? {};
      yield;
      const gradient = check(given.gradient, 'gradient', targets.length);
      const curvature = check(given.curvature, 'curvature', targets.length);
      for (let i = 0; i < targets.length; i++) {
        gradients[2 * i] = weights[i] * gradient[i];
        gradients[2 * i + 1] = weights[i] * Math.max(curvature[i], LEAST_CURVATURE);
      }
    },
  };
}
