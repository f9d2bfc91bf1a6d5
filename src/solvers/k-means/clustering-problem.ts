import type { Dense } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import { drain, inStretches, type Steps } from '../../progress.js';

/** Samples to be clustered. */
export interface ClusteringProblem {
  /** [nSamples × nFeatures], centred, so that sums of large coordinates lose no digits. */
  readonly samples: Dense;
  /** [nSamples], at least 0, or undefined for all 1. */
  readonly weights: Float64Array | undefined;
}

/** Σ_i w_i ‖x_i - c(label_i)‖², in feature units squared. */
export function inertiaOf(
  problem: ClusteringProblem,
  centers: Float64Array,
  labels: Int32Array,
): number {
  return drain(inertiaInSteps(problem, centers, labels));
}

/** As `inertiaOf`, in steps of some rows. */
export function* inertiaInSteps(
  { samples, weights }: ClusteringProblem,
  centers: Float64Array,
  labels: Int32Array,
): Steps<number> {
  const { data, rows, columns } = samples;
  let inertia = 0;
  yield* inStretches(rows, columns, (from, to) => {
    let sum = inertia; // of its own: what a closure holds is slower to add to
    for (let i = from, row = from * columns; i < to; i++, row += columns) {
      const distance = squaredDistance(data, row, centers, labels[i] * columns, columns);
      sum += weights === undefined ? distance : weights[i] * distance;
    }
    inertia = sum;
  });
  return inertia;
}
