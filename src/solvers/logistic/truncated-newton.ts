import { axpy, dot } from '../../numeric/vectors.js';
import type { Steps } from '../../progress.js';
import { createRoundingCheck, type MinimiseOptions, type Minimum, ROUNDING } from './lbfgs.js';

/** A convex function with a gradient, and products of its second derivatives with a vector. */
export interface CurvedObjective {
  readonly size: number;
  /** The value at x; writes the gradient there, and keeps what the second derivatives there are made of. */
  evaluate(x: Float64Array, gradient: Float64Array): Steps<number>;
  /** out = H v, where `evaluate` was last. */
  multiply(v: Float64Array, out: Float64Array): Steps<void>;
  /** How to solve for something near H, in place. */
  precondition(): Steps<(v: Float64Array) => void>;
}

/** What a step may leave of the gradient, in the norm of the preconditioner, while the model is not to be trusted, and when it is. */
const LOOSE = 0.3;
const TIGHT = 0.05;
/** The model is trusted when what a step gained is within this share of what it promised. */
const TRUST = 0.25;
const MAX_PRODUCTS = 200;
const MAX_TRIES = 40;
/** A step that was too long is shortened to this share at most. */
const SHORTEST = 0.1;

/**
 * Minimise a convex function by Newton's method, its steps found by conjugate gradients.
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithm 7.1.
 *
 * @param start - [size], left as it is
 * @yields the value after each step, and nothing now and then within one
 */
export function* minimiseByProducts(
  objective: CurvedObjective,
  start: Float64Array,
  { maxIter, tol, unit }: MinimiseOptions,
): Generator<number | undefined, Minimum, void> {
  const { size } = objective;
  let x = start.slice();
  let gradient = new Float64Array(size);
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const rounding = createRoundingCheck();
  let value = yield* objective.evaluate(x, gradient);
  let leave = LOOSE;
  for (let nIter = 0; ; ) {
    yield* aim(objective, gradient, leave, direction);
    const decrement = -dot(gradient, direction);
    const result = { x, value, nIter };
    if (decrement <= tol * tol * Math.min(unit, value) || rounding.isAll(decrement, value)) {
      return { ...result, converged: true };
    }
    if (nIter === maxIter) return { ...result, converged: false };

    let nextValue = 0;
    let step = 1;
    let accepted = false;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      for (let j = 0; j < size; j++) nextX[j] = x[j] + step * direction[j];
      nextValue = yield* objective.evaluate(nextX, nextGradient);
      const rise = nextValue - value;
      accepted =
        rise <= -1e-4 * step * decrement ||
        (rise <= value * ROUNDING && Math.abs(dot(nextGradient, direction)) <= 0.8 * decrement);
      if (accepted) break;
      // Where the parabola through what is known of this way has its vertex; 0 where the rise is no number.
      const vertex = (step * step * decrement) / (2 * (rise + step * decrement)) || 0;
      step = Math.max(SHORTEST * step, Math.min(vertex, step / 2));
    }
    if (!accepted) return { ...result, converged: decrement <= ROUNDING * value };
    const promise = step * (1 - step / 2) * decrement;
    leave = Math.abs(value - nextValue - promise) <= TRUST * promise ? TIGHT : LOOSE;
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    nIter++;
    yield value;
  }
}

/** direction ≈ -H⁻¹ gradient, by preconditioned conjugate gradients from 0: it points downhill wherever they end. */
function* aim(
  objective: CurvedObjective,
  gradient: Float64Array,
  leave: number,
  direction: Float64Array,
): Steps<void> {
  const solve = yield* objective.precondition();
  const residual = gradient.map((slope) => -slope);
  const solved = residual.slice();
  solve(solved);
  const way = solved.slice();
  const product = new Float64Array(way.length);
  direction.fill(0);
  let norm = dot(residual, solved);
  const enough = leave * leave * norm;
  for (let products = 0; products < MAX_PRODUCTS && norm > enough; products++) {
    yield* objective.multiply(way, product);
    const curvature = dot(way, product);
    if (!(curvature > 0)) return;
    axpy(norm / curvature, way, direction);
    axpy(-norm / curvature, product, residual);
    solved.set(residual);
    solve(solved);
    const next = dot(residual, solved);
    for (let j = 0; j < way.length; j++) way[j] = solved[j] + (next / norm) * way[j];
    norm = next;
  }
}
