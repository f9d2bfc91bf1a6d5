import { weightedQuantile } from '../../numeric/quantiles.js';

/** The weighted mean: the best constant of the squared error. */
export function mean(values: Float64Array, weights: Float64Array): number {
  let moment = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    moment += weights[i] * values[i];
    total += weights[i];
  }
  return moment / total;
}

/** Slope and curvature of a convex loss of one margin at a target. */
interface ConvexLoss {
  gradient(margin: number, target: number): number;
  curvature(margin: number, target: number): number;
}

/** Newton's method needs a handful of steps from the median; halving alone would need these. */
const MAX_STEPS = 200;

/**
 * The constant margin with the smallest loss, for losses that are least at their target: Newton's method from the
 * median, kept between the bounds that the sign of the slope gives, and halving them where it leaves them.
 */
export function bestConstant(
  { gradient, curvature }: ConvexLoss,
  targets: Float64Array,
  weights: Float64Array,
): number {
  let lower = weightedQuantile(targets, weights, 0);
  let upper = weightedQuantile(targets, weights, 1);
  let at = weightedQuantile(targets, weights, 0.5);
  for (let step = 0; step < MAX_STEPS && lower < upper; step++) {
    let slope = 0;
    let bend = 0;
    for (let i = 0; i < targets.length; i++) {
      slope += weights[i] * gradient(at, targets[i]);
      bend += weights[i] * curvature(at, targets[i]);
    }
    if (slope === 0) break;
    if (slope > 0) upper = at;
    else lower = at;
    const newton = at - slope / bend;
    const next = newton > lower && newton < upper ? newton : lower / 2 + upper / 2;
    if (next === at || next <= lower || next >= upper) break;
    at = next;
  }
  return at;
}
