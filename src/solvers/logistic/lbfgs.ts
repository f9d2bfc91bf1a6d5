import { axpy, dot } from '../../numeric/vectors.js';
import type { Steps } from '../../progress.js';
import { type BlockDiagonal, factorise } from './block-diagonal.js';

/** A convex function with a gradient, and an estimate of its second derivatives, computed in steps of some rows. */
export interface SmoothObjective {
  readonly size: number;
  /** The value at x; writes the gradient there. */
  evaluate(x: Float64Array, gradient: Float64Array): Steps<number>;
  /** The second derivatives at x, or the part of them that is affordable. */
  hessian(x: Float64Array): Steps<BlockDiagonal>;
  /** What `hessian` costs, in calls of `evaluate`. */
  readonly hessianCost: number;
  /** Whether it is exact, or as good as. */
  readonly exact: boolean;
  /** Whether it is exact and so cheap that it is computed at every step: Newton's method then. */
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
}

/** Steps that the quasi-Newton update remembers. */
const MEMORY = 10;
/** A step that leaves more of the decrement than this has made slow progress. */
const SLOW = 0.1;
const MAX_HALVINGS = 40;
const MAX_IDLE = 5;
/** Changes of the value below this, relative to it, are rounding. */
export const ROUNDING = 1e-12;

/**
 * Minimise a convex function by L-BFGS preconditioned with a Hessian that is renewed when progress
 * is slow, or at each step where that is cheap, which makes it Newton's method.
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5; acceptance of
 * steps at rounding level: Hager and Zhang, SIAM Journal on Optimization 16 (2005), Eq. 4.1.
 *
 * @param start - [size], left as it is
 * @yields the value after each step, and nothing now and then within one
 */
export function* minimise(
  objective: SmoothObjective,
  start: Float64Array,
  { maxIter, tol, unit, hessian: known }: MinimiseOptions,
): Generator<number | undefined, Minimum, void> {
  const { size, hessianCost, exact, fresh } = objective;
  // A Hessian that is not exact is not much better than what the updates have learned.
  const renewal = createRenewal(fresh, exact ? hessianCost : Math.max(hessianCost, 2 * MEMORY));
  let x = start.slice();
  let gradient = new Float64Array(size);
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const history = createHistory(size);
  const rounding = createRoundingCheck();
  let value = yield* objective.evaluate(x, gradient);
  let hessian = known ?? (yield* objective.hessian(x));
  let precondition = factorise(hessian);
  function* renew(): Steps<void> {
    hessian = yield* objective.hessian(x);
    precondition = factorise(hessian);
    history.clear();
    renewal.done();
  }
  /** Points the direction downhill; returns the squared Newton decrement. */
  const aim = (): number => {
    history.apply(gradient, direction, precondition);
    return -dot(gradient, direction);
  };
  if (known !== undefined) renewal.spend(); // it may be another function's
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
    const isNew = renewal.isNew();
    const accepted = yield* searchLine(function* (step) {
      for (let j = 0; j < size; j++) nextX[j] = x[j] + step * direction[j];
      nextValue = yield* objective.evaluate(nextX, nextGradient);
      renewal.spend();
      if (nextValue <= value - 1e-4 * step * decrement) return true;
      if (nextValue > value * (1 + ROUNDING)) return false;
      return Math.abs(dot(nextGradient, direction)) <= 0.8 * decrement;
    });
    if (!accepted) {
      // No step is left that the arithmetic can tell from none, unless the Hessian misleads.
      if (decrement <= ROUNDING * value) return { ...result, converged: true };
      if (isNew) return { ...result, converged: false };
      yield* renew();
      continue;
    }
    history.push(x, nextX, gradient, nextGradient);
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    nIter++;
    yield value;
  }
}

/** Tells when what is left to gain is rounding, which no more steps make smaller. */
export function createRoundingCheck(): { isAll(decrement: number, value: number): boolean } {
  let best = Infinity;
  let idle = 0; // steps since the decrement was halved
  return {
    isAll(decrement, value) {
      idle = decrement < 0.5 * best ? 0 : idle + 1;
      if (idle === 0) best = decrement;
      return idle >= MAX_IDLE && decrement <= ROUNDING * value;
    },
  };
}

/** Try steps 1, ½, ¼, … @returns whether one was accepted */
export function* searchLine(accepts: (step: number) => Steps<boolean>): Steps<boolean> {
  for (let halvings = 0, step = 1; halvings <= MAX_HALVINGS; halvings++, step *= 0.5) {
    if (yield* accepts(step)) return true;
  }
  return false;
}

/** Decides when a Hessian is worth computing anew. */
export interface Renewal {
  /** Counts an evaluation. */
  spend(): void;
  /** Starts counting again: the Hessian is new. */
  done(): void;
  isNew(): boolean;
  /** Whether the step before `decrement` was slow, and as much was spent since as the Hessian costs. */
  isDue(decrement: number): boolean;
}

/** @param patience - evaluations to wait from one Hessian to the next */
export function createRenewal(fresh: boolean, patience: number): Renewal {
  let spent = 0;
  let previous = Infinity;
  return {
    spend: () => {
      spent++;
    },
    done: () => {
      spent = 0;
    },
    isNew: () => spent === 0,
    isDue(decrement) {
      const slow = decrement > SLOW * previous && spent >= patience;
      previous = decrement;
      return spent > 0 && (fresh || slow);
    },
  };
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
