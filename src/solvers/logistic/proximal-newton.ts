import type { Steps } from '../../progress.js';
import { minimiseModel } from './coordinate-descent.js';
import {
  createRenewal,
  createRoundingCheck,
  type MinimiseOptions,
  type Minimum,
  ROUNDING,
  type SmoothObjective,
  searchLine,
} from './lbfgs.js';

/** Slow steps that are taken before the Hessian is renewed: minimising the model costs as much. */
const PATIENCE = 5;

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
 * @param columnLasso - lasso of each column, at least 0: parameter j is of column j % columnLasso.length
 * @yields the value after each step, penalty included, and nothing now and then within one
 */
export function* minimiseSparse(
  objective: SmoothObjective,
  start: Float64Array,
  columnLasso: Float64Array,
  { maxIter, tol, unit, hessian: known }: MinimiseOptions,
): Generator<number | undefined, Minimum, void> {
  const { size, fresh, hessianCost } = objective;
  const renewal = createRenewal(fresh, Math.min(hessianCost, PATIENCE));
  const lasso = Float64Array.from({ length: size }, (_, j) => columnLasso[j % columnLasso.length]);
  let x = start.slice();
  let gradient = new Float64Array(size);
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const target = new Float64Array(size);
  const direction = new Float64Array(size);
  const rounding = createRoundingCheck();
  let penalty = absoluteSum(lasso, x);
  let value = (yield* objective.evaluate(x, gradient)) + penalty;
  let hessian = known ?? (yield* objective.hessian(x));
  function* renew(): Steps<void> {
    hessian = yield* objective.hessian(x);
    renewal.done();
  }

  /** Minimises the model; returns the decrease that its linear part and the penalty promise. */
  const aim = (): number => {
    target.set(x);
    minimiseModel(hessian, gradient, lasso, x, target);
    let decrease = 0;
    for (let j = 0; j < size; j++) {
      direction[j] = target[j] - x[j];
      // Where the sign stays, both terms are proportional to the change: no digits are lost.
      const sign = Math.sign(x[j]);
      decrease -=
        sign === Math.sign(target[j])
          ? (gradient[j] + lasso[j] * sign) * direction[j]
          : gradient[j] * direction[j] + lasso[j] * (Math.abs(target[j]) - Math.abs(x[j]));
    }
    return decrease;
  };

  if (known !== undefined) renewal.spend();
  for (let nIter = 0; ; ) {
    let decrement = aim();
    if (renewal.isDue(decrement)) {
      yield* renew();
      decrement = aim();
    }
    const result = { x, value, nIter };
    if (decrement <= tol * tol * Math.min(unit, value) || rounding.isAll(decrement, value)) {
      return { ...result, converged: true };
    }
    if (nIter === maxIter) return { ...result, converged: false };

    let nextValue = 0;
    let nextPenalty = 0;
    const isNew = renewal.isNew();
    const accepted = yield* searchLine(function* (step) {
      // A whole step takes the target itself, so that its zeros are exact.
      for (let j = 0; j < size; j++) nextX[j] = step === 1 ? target[j] : x[j] + step * direction[j];
      nextPenalty = absoluteSum(lasso, nextX);
      nextValue = (yield* objective.evaluate(nextX, nextGradient)) + nextPenalty;
      renewal.spend();
      if (nextValue <= value - 1e-4 * step * decrement) return true;
      return nextValue <= value * (1 + ROUNDING) && decrement <= ROUNDING * value;
    });
    if (!accepted) {
      if (decrement <= ROUNDING * value) return { ...result, converged: true };
      if (isNew) return { ...result, converged: false };
      yield* renew();
      continue;
    }
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    penalty = nextPenalty;
    nIter++;
    yield value;
  }
}

function absoluteSum(lasso: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += lasso[j] * Math.abs(x[j]);
  return sum;
}
