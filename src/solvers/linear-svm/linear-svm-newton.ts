import { choleskyFactor, choleskySolve } from '../../numeric/cholesky.js';
import { dot } from '../../numeric/vectors.js';
import { inStretches, type Steps } from '../../progress.js';
import { addWeightedRows, multiplyRows } from '../linear-products.js';
import { createFreeGram } from './free-gram.js';
import {
  type LinearSvmIterations,
  type LinearSvmProblem,
  type LinearSvmSolution,
  measure,
  measureRounding,
  type SolverOptions,
} from './linear-svm-problem.js';

/** Growth of the stiffness σ of the plain loss after a round that left more than SLOW of the gap. */
const STIFFENING = 4;
const SLOW = 0.25;
/** The most that σ grows from its start: beyond, the rounding of residuals moves samples across their kinks. */
const STIFFEST = 1e12;
/** A round ends when its steps have less to gain than this share of what the round itself lacks. */
const ROUND_SHARE = 0.1;
/** The slope that a line search may leave, in relation to the one it found. */
const SLOPE_LEFT = 0.1;
const LINE_STEPS = 60;

/**
 * Minimise P(θ) by Newton's method in the primal; for data whose width allows a Hessian.
 *
 * The squared loss has a gradient θ - Z'β(θ) whose multipliers β(θ) are linear in pieces, so that
 * Newton steps with an exact line search end after finitely many. Source: Keerthi and DeCoste,
 * JMLR 6 (2005).
 *
 * The plain loss has kinks. It is minimised in rounds by the method of multipliers: each round
 * minimises the loss with its kinks rounded off,
 *
 *   φ(θ) = ½ θ'θ + Σ_i min_u [ C_i loss(u) + β_i (r_i - u) + ½ σ_i (r_i - u)² ],    σ_i = σ C_i,
 *
 * which is again linear-quadratic in pieces, and whose multipliers
 *
 *   β_i(θ) = clip(t - σ_i ε, 0, up_i) - clip(-t - σ_i ε, 0, down_i),    t = β_i + σ_i r_i
 *
 * are those of the next round. The rounds end at the optimum of P itself, for any σ > 0. Source:
 * Yan and Li, Optimization Methods and Software 35 (2020). Only the few samples whose multiplier is
 * between its bounds add to the Hessian, so a step costs little more than two passes over the data.
 * The squared loss is one round of this, with σ = 2, β = 0 and no upper bounds.
 *
 * @param start - where to start: θ, and feasible multipliers for the first round of the plain loss
 * @yields P(θ) after each step, and nothing now and then within one
 */
export function* minimiseByNewton(
  problem: LinearSvmProblem,
  start: Pick<LinearSvmSolution, 'theta' | 'beta'>,
  { tol, maxIter }: SolverOptions,
): LinearSvmIterations {
  const { Z, rows, width, power } = problem;
  const theta = start.theta.slice();
  const r = new Float64Array(rows);
  yield* placeResiduals(problem, theta, r);
  const round = createRound(problem);
  if (power === 1) round.beta.set(start.beta);
  const stiffest = STIFFEST * round.sigma;
  const gram = createFreeGram(Z, rows, width, round.c);
  const gradient = new Float64Array(width);
  const direction = new Float64Array(width);
  const H = new Float64Array(width * width);
  const change = new Float64Array(rows);
  const rounding = yield* measureRounding(problem);
  let exact = true; // whether r was computed from theta, and not updated
  let moved = false; // whether the round has taken a step: without one its multipliers overshoot
  let lastGap = 0; // of the round before; the first is always stiffened
  let nIter = 0;
  let reported = 0;
  for (;;) {
    placeMultipliers(round, r);
    yield;
    gradient.fill(0);
    yield* inStretches(rows, width, (from, to) =>
      addWeightedRows(Z, from, to, width, round.next.subarray(from, to), 1, gradient),
    );
    for (let j = 0; j < width; j++) gradient[j] = theta[j] - gradient[j];
    const { objective, lossGap } = measure(problem, theta, r, round.next);
    yield nIter > reported ? { loss: objective } : undefined;
    reported = nIter;
    if (!(objective < Infinity)) break;
    solveNewton(yield* gram.update(round.free), round.sigma, gradient, direction, H);
    yield;
    const slope = dot(gradient, direction);
    const gain = -0.5 * slope; // what the round still has to gain, once the pieces are found
    const done = gain + lossGap <= Math.max(tol * tol * objective, rounding(theta, r));
    const roundDone = power === 1 && moved && gain <= ROUND_SHARE * lossGap;
    if ((done || roundDone) && !exact) {
      yield* placeResiduals(problem, theta, r);
      exact = true;
      continue;
    }
    if (done) return { theta, beta: round.next, nIter, converged: true };
    if (roundDone) {
      round.beta.set(round.next);
      if (lossGap > SLOW * lastGap && round.sigma < stiffest) round.sigma *= STIFFENING;
      lastGap = lossGap;
      moved = false;
      continue;
    }
    if (nIter === maxIter || !(slope < 0)) break;
    yield* inStretches(rows, width, (from, to) =>
      multiplyRows(Z, from, to, width, direction, 1, change.subarray(from, to)),
    );
    const step = yield* searchLine(round, theta, direction, r, change, slope);
    for (let j = 0; j < width; j++) theta[j] += step * direction[j];
    for (let i = 0; i < rows; i++) r[i] -= step * change[i];
    exact = false;
    moved = true;
    nIter++;
  }
  return { theta, beta: round.next, nIter, converged: false };
}

/** No coefficients and no multipliers yet. */
export function startFromZero({
  rows,
  width,
}: LinearSvmProblem): Pick<LinearSvmSolution, 'theta' | 'beta'> {
  return { theta: new Float64Array(width), beta: new Float64Array(rows) };
}

/** y - Zθ of each sample, in steps of some rows. */
function placeResiduals(
  { Z, rows, width, y }: LinearSvmProblem,
  theta: Float64Array,
  r: Float64Array,
): Steps<void> {
  return inStretches(rows, width, (from, to) => {
    multiplyRows(Z, from, to, width, theta, 1, r.subarray(from, to));
    for (let i = from; i < to; i++) r[i] = y[i] - r[i];
  });
}

/** One round: everything that β(θ) depends on but the residuals. */
interface Round {
  /** C of each sample, the larger of its two sides [rows]. */
  readonly c: Float64Array;
  /** Bounds of the multipliers on either side [rows]; Infinity for the squared loss. */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly epsilon: number;
  /** Multipliers that the round starts from [rows]. */
  readonly beta: Float64Array;
  /** β(θ) [rows] */
  readonly next: Float64Array;
  /** 1 where β(θ) follows the residual, 0 where it stays at a bound [rows]. */
  readonly free: Uint8Array;
  sigma: number;
}

function createRound({ rows, y, up, down, epsilon, power }: LinearSvmProblem): Round {
  let size = 0;
  for (let i = 0; i < rows; i++) size += Math.abs(y[i]);
  const bound = (cost: number) => (power === 1 || cost === 0 ? cost : Infinity);
  return {
    c: up.map((cost, i) => Math.max(cost, down[i])),
    upper: up.map(bound),
    lower: down.map(bound),
    epsilon,
    beta: new Float64Array(rows),
    next: new Float64Array(rows),
    free: new Uint8Array(rows),
    // A residual of the size of y starts with a multiplier of C/2, free to move, so that the first
    // step is near that of least squares. At C or beyond it took up to 30 times the steps.
    sigma: power === 2 ? 2 : size > 0 ? (0.5 * rows) / size : 1,
  };
}

/** β(θ) of every sample from its residual, into `next`, and whether it is between its bounds, into `free`. */
function placeMultipliers(
  { c, upper, lower, epsilon, beta, sigma, next, free }: Round,
  r: Float64Array,
): void {
  for (let i = 0; i < r.length; i++) {
    const stiffness = sigma * c[i];
    const t = beta[i] + stiffness * r[i];
    const bound = t > 0 ? upper[i] : lower[i];
    const size = Math.abs(t) - stiffness * epsilon;
    const clipped = size <= 0 ? 0 : Math.min(size, bound);
    next[i] = t > 0 ? clipped : -clipped;
    free[i] = size > 0 && size < bound ? 1 : 0;
  }
}

/** dφ/dstep at θ + step · direction. */
function slopeAt(
  { c, upper, lower, epsilon, beta, sigma }: Round,
  along: number,
  curvature: number,
  r: Float64Array,
  change: Float64Array,
  step: number,
): number {
  let slope = along + step * curvature;
  for (let i = 0; i < r.length; i++) {
    const stiffness = sigma * c[i];
    const t = beta[i] + stiffness * (r[i] - step * change[i]);
    const size = Math.abs(t) - stiffness * epsilon;
    if (size <= 0) continue;
    const bound = t > 0 ? upper[i] : lower[i];
    const clipped = Math.min(size, bound);
    slope -= (t > 0 ? clipped : -clipped) * change[i];
  }
  return slope;
}

/**
 * The step at which φ is lowest, near enough. Its slope grows with the step and is linear in pieces:
 * the whole Newton step is right once the pieces are, and false position (the Illinois rule of
 * Dowell and Jarratt, BIT 11 (1971)) finds the zero otherwise. Each slope is a step.
 */
function* searchLine(
  round: Round,
  theta: Float64Array,
  direction: Float64Array,
  r: Float64Array,
  change: Float64Array,
  slope: number,
): Steps<number> {
  const along = dot(theta, direction);
  const curvature = dot(direction, direction);
  const enough = SLOPE_LEFT * Math.abs(slope);
  let low = 0;
  let lowSlope = slope;
  let high = 1;
  let highSlope = slopeAt(round, along, curvature, r, change, high);
  yield;
  for (let k = 0; k < LINE_STEPS && highSlope < -enough; k++) {
    low = high;
    lowSlope = highSlope;
    high *= 2;
    highSlope = slopeAt(round, along, curvature, r, change, high);
    yield;
  }
  if (Math.abs(highSlope) <= enough) return high;
  let side = 0;
  for (let k = 0; k < LINE_STEPS; k++) {
    const step = (low * highSlope - high * lowSlope) / (highSlope - lowSlope);
    const here = slopeAt(round, along, curvature, r, change, step);
    yield;
    if (Math.abs(here) <= enough) return step;
    if (here < 0) {
      low = step;
      lowSlope = here;
      if (side === -1) highSlope /= 2;
      side = -1;
    } else {
      high = step;
      highSlope = here;
      if (side === 1) lowSlope /= 2;
      side = 1;
    }
  }
  return low;
}

/** direction = -(I + σ G)⁻¹ gradient; H is room for the matrix [width × width]. */
function solveNewton(
  G: Float64Array,
  sigma: number,
  gradient: Float64Array,
  direction: Float64Array,
  H: Float64Array,
): void {
  const width = gradient.length;
  for (let jitter = 0; ; jitter = Math.max(1e-15, 100 * jitter)) {
    for (let at = 0; at < G.length; at++) H[at] = sigma * G[at];
    for (let d = 0; d < G.length; d += width + 1) H[d] = 1 + H[d] * (1 + jitter);
    if (choleskyFactor(H, width)) break;
    // Only rounding can spoil a matrix that is at least the identity; numbers that overflow stay bad.
    if (jitter > 1) {
      H.fill(0);
      for (let d = 0; d < G.length; d += width + 1) H[d] = 1;
      break;
    }
  }
  for (let j = 0; j < width; j++) direction[j] = -gradient[j];
  choleskySolve(H, width, direction);
}
