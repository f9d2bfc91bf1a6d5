import { dot } from '../numeric/vectors.js';
import { minimiseModel } from './coordinate-descent.js';
import type { SmoothObjective } from './lbfgs.js';
import { MAX_HALVINGS, type MinimiseOptions, type Minimum, ROUNDING, SLOW } from './lbfgs.js';

/**
 * Minimise a convex function plus Σ lasso_j |x_j| by the proximal Newton method: each step minimises
 * the quadratic model of the smooth part plus the penalty, then goes along that way as far as it helps.
 * Source: Lee, Sun and Saunders, SIAM Journal on Optimization 24 (2014), algorithm 1; the model is
 * minimised by coordinate descent as in Friedman, Hastie and Tibshirani, Journal of Statistical
 * Software 33 (2010). The Hessian is renewed when progress is slow, or at each step where it is cheap.
 *
 * Stops when the decrease that the model promises is at most tol² × min(unit, value); without a
 * penalty that decrease is the squared Newton decrement of `minimise`.
 *
 * @param start - [size], left as it is
 * @param lasso - [size], at least 0
 * @yields the value after each step, penalty included
 */
export function* minimiseSparse(
  objective: SmoothObjective,
  start: Float64Array,
  lasso: Float64Array,
  { maxIter, tol, unit, hessian: known }: MinimiseOptions,
): Generator<number, Minimum, void> {
  const { size, fresh, hessianCost } = objective;
  let x = start.slice();
  let gradient = new Float64Array(size);
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const target = new Float64Array(size);
  const direction = new Float64Array(size);
  let penalty = absoluteSum(lasso, x);
  let value = objective.evaluate(x, gradient) + penalty;
  let hessian = known ?? objective.hessian(x);
  let spent = 0; // evaluations since the Hessian was renewed
  let previous = Infinity;

  /** Minimises the model; returns the decrease that its linear part and the penalty promise. */
  const aim = (): number => {
    target.set(x);
    minimiseModel(hessian, gradient, lasso, x, target);
    for (let j = 0; j < size; j++) direction[j] = target[j] - x[j];
    return penalty - absoluteSum(lasso, target) - dot(gradient, direction);
  };

  for (let nIter = 0; ; nIter++) {
    let decrement = aim();
    const slow = decrement > SLOW * previous && spent >= hessianCost;
    if (spent > 0 && (fresh || slow)) {
      hessian = objective.hessian(x);
      spent = 0;
      decrement = aim();
    }
    const result = { x, value, nIter, hessian };
    if (decrement <= tol * tol * Math.min(unit, value)) return { ...result, converged: true };
    if (nIter === maxIter) return { ...result, converged: false };
    previous = decrement;

    let step = 1;
    let nextValue = 0;
    let nextPenalty = 0;
    for (let halvings = 0; ; halvings++) {
      // A whole step takes the target itself, so that its zeros are exact.
      for (let j = 0; j < size; j++) nextX[j] = step === 1 ? target[j] : x[j] + step * direction[j];
      nextPenalty = absoluteSum(lasso, nextX);
      nextValue = objective.evaluate(nextX, nextGradient) + nextPenalty;
      spent++;
      if (nextValue <= value - 1e-4 * step * decrement) break;
      if (nextValue <= value * (1 + ROUNDING) && decrement <= ROUNDING * value) break;
      if (halvings === MAX_HALVINGS) {
        return { ...result, converged: decrement <= ROUNDING * value };
      }
      step *= 0.5;
    }
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    penalty = nextPenalty;
    yield value;
  }
}

function absoluteSum(lasso: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += lasso[j] * Math.abs(x[j]);
  return sum;
}
