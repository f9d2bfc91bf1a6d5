import { axpy, dot } from '../numeric/vectors.js';
import { type BlockDiagonal, factorise } from './hessian.js';

/** A convex function with a gradient, and an estimate of its second derivatives. */
export interface SmoothObjective {
  readonly size: number;
  /** The value at x; writes the gradient there. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** The second derivatives at x, or the part of them that is affordable. */
  hessian(x: Float64Array): BlockDiagonal;
  /** What `hessian` costs, in calls of `evaluate`. */
  readonly hessianCost: number;
  /** Whether the Hessian is exact and cheap enough to be computed at every step: Newton's method then. */
  readonly fresh: boolean;
}

export interface MinimiseOptions {
  readonly maxIter: number;
  /**
   * Stop when the squared Newton decrement g'H⁻¹g, twice the decrease that is left to gain, is at
   * most tol² × min(unit, value).
   */
  readonly tol: number;
  readonly unit: number;
  /** The Hessian near the start, if it is known. */
  readonly hessian?: BlockDiagonal;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly nIter: number;
  readonly converged: boolean;
  /** The Hessian last used. */
  readonly hessian: BlockDiagonal;
}

/** Steps that the quasi-Newton update remembers. */
const MEMORY = 10;
/** A step that leaves more of the decrement than this has made slow progress. */
export const SLOW = 0.1;
export const MAX_HALVINGS = 40;
/** Changes of the value below this, relative to it, are rounding. */
export const ROUNDING = 1e-12;

/**
 * Minimise a convex function by L-BFGS preconditioned with a Hessian that is renewed when progress
 * is slow, or at each step where that is cheap, which makes it Newton's method.
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5; acceptance of
 * steps at rounding level: Hager and Zhang, SIAM Journal on Optimization 16 (2005), Eq. 4.1.
 *
 * @param start - [size], left as it is
 * @yields the value after each step
 */
export function* minimise(
  objective: SmoothObjective,
  start: Float64Array,
  { maxIter, tol, unit, hessian: known }: MinimiseOptions,
): Generator<number, Minimum, void> {
  const { size, fresh, hessianCost } = objective;
  let x = start.slice();
  let gradient = new Float64Array(size);
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const history = createHistory(size);
  let value = objective.evaluate(x, gradient);
  let hessian = known ?? objective.hessian(x);
  let precondition = factorise(hessian);
  let spent = 0; // evaluations since the Hessian was renewed
  let previous = Infinity;
  for (let nIter = 0; ; nIter++) {
    history.apply(gradient, direction, precondition);
    let decrement = -dot(gradient, direction);
    const slow = decrement > SLOW * previous && spent >= hessianCost;
    if (spent > 0 && (fresh || slow)) {
      hessian = objective.hessian(x);
      precondition = factorise(hessian);
      history.clear();
      spent = 0;
      history.apply(gradient, direction, precondition);
      decrement = -dot(gradient, direction);
    }
    const result = { x, value, nIter, hessian };
    if (decrement <= tol * tol * Math.min(unit, value)) return { ...result, converged: true };
    if (nIter === maxIter) return { ...result, converged: false };
    previous = decrement;

    let step = 1;
    let nextValue = 0;
    for (let halvings = 0; ; halvings++) {
      for (let j = 0; j < size; j++) nextX[j] = x[j] + step * direction[j];
      nextValue = objective.evaluate(nextX, nextGradient);
      spent++;
      if (nextValue <= value - 1e-4 * step * decrement) break;
      const atRounding = nextValue <= value * (1 + ROUNDING);
      if (atRounding && Math.abs(dot(nextGradient, direction)) <= 0.8 * decrement) break;
      if (halvings === MAX_HALVINGS) {
        // No step is left that the arithmetic can tell from none.
        return { ...result, converged: decrement <= ROUNDING * value };
      }
      step *= 0.5;
    }
    history.push(x, nextX, gradient, nextGradient);
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    yield value;
  }
}

interface History {
  push(x: Float64Array, nextX: Float64Array, g: Float64Array, nextG: Float64Array): void;
  clear(): void;
  /** direction = -B⁻¹ gradient (Nocedal and Wright, algorithm 7.4). */
  apply(
    gradient: Float64Array,
    direction: Float64Array,
    precondition: (v: Float64Array) => void,
  ): void;
}

function createHistory(size: number): History {
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  const products: number[] = [];
  const scaled = new Float64Array(size);
  const alpha = new Float64Array(MEMORY);
  return {
    clear() {
      steps.length = 0;
      changes.length = 0;
      products.length = 0;
    },
    push(x, nextX, g, nextG) {
      const full = steps.length === MEMORY;
      const step = (full && steps.shift()) || new Float64Array(size);
      const change = (full && changes.shift()) || new Float64Array(size);
      if (full) products.shift();
      for (let j = 0; j < size; j++) {
        step[j] = nextX[j] - x[j];
        change[j] = nextG[j] - g[j];
      }
      const product = dot(step, change);
      if (!(product > 0)) return; // rounding: the function is convex
      steps.push(step);
      changes.push(change);
      products.push(product);
    },
    apply(gradient, direction, precondition) {
      for (let j = 0; j < size; j++) direction[j] = -gradient[j];
      for (let m = steps.length - 1; m >= 0; m--) {
        alpha[m] = dot(steps[m], direction) / products[m];
        axpy(-alpha[m], changes[m], direction);
      }
      precondition(direction);
      const last = steps.length - 1;
      if (last >= 0) {
        scaled.set(changes[last]);
        precondition(scaled);
        const factor = products[last] / dot(changes[last], scaled);
        for (let j = 0; j < size; j++) direction[j] *= factor;
      }
      for (let m = 0; m < steps.length; m++) {
        const beta = dot(changes[m], direction) / products[m];
        axpy(alpha[m] - beta, steps[m], direction);
      }
    },
  };
}
