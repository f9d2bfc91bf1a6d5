import { dot } from '../../numeric/vectors.js';
import { inStretches, type Steps, Stretch } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import {
  type LinearSvmIterations,
  type LinearSvmProblem,
  measure,
  measureRounding,
  type SolverOptions,
} from './linear-svm-problem.js';

/** Largest projected gradient that is accepted before the duality gap is looked at, and how it shrinks while the gap is too large. */
const FIRST_VIOLATION = 0.1;
const TIGHTENING = 0.2;

/**
 * Maximise D(β) one multiplier at a time, in random order, with shrinking; for data so wide that no
 * Hessian is affordable. One pass costs what two products of Z with a vector cost.
 *
 * Along β_i the dual is -½ Q (β - β_i)² - G (β - β_i) - ε |β|, where θ = Z'β is kept up to date and
 *
 *   Q = z_i'z_i + 1/(2 C_i),   G = z_i'θ - y_i + β_i/(2 C_i)     (q = 2; without the fractions for q = 1),
 *
 * which is solved in closed form and cut to the bounds. A multiplier at a bound or at 0 that is
 * pushed there harder than any other was pulled away in the last pass is left out (shrunk) until the
 * others are done. Source: Ho and Lin, JMLR 13 (2012), Algorithm 4; with ε = 0 and one side free of
 * charge this is Algorithm 3 of Hsieh et al., ICML (2008).
 *
 * @yields after each pass, with P(θ) where it was computed, and nothing now and then within one
 */
export function* maximiseByCoordinates(
  problem: LinearSvmProblem,
  rng: Rng,
  { tol, maxIter }: SolverOptions,
): LinearSvmIterations {
  const { rows, width } = problem;
  const descent = yield* createDescent(problem);
  const { theta, beta } = descent;
  const r = new Float64Array(rows);
  const rounding = yield* measureRounding(problem);
  const order = range(rows);
  let active = rows;
  let last = Infinity; // the largest violation of the last pass
  let accepted = FIRST_VIOLATION;
  for (let nIter = 1; ; nIter++) {
    const pass = yield* sweep(problem, descent, order, active, last, rng);
    let objective: number | undefined;
    active = pass.active;
    last = pass.violation > 0 ? pass.violation : Infinity;
    const unshrunk = active === rows;
    if (pass.violation <= accepted || nIter === maxIter) {
      if (unshrunk || nIter === maxIter) {
        theta.fill(0); // the updates carry rounding
        yield* inStretches(rows, width, (from, to) => addRows(problem, theta, beta, from, to));
        yield* inStretches(rows, width, (from, to) => placeResiduals(problem, theta, r, from, to));
        const found = measure(problem, theta, r, beta);
        objective = found.objective;
        const converged = found.lossGap <= Math.max(tol * tol * objective, rounding(theta, r));
        if (converged || nIter === maxIter) return { theta, beta, nIter, converged };
        accepted *= TIGHTENING;
      }
      active = rows;
      last = Infinity;
    }
    yield { loss: objective };
  }
}

interface Descent {
  /** Z'β [width] */
  readonly theta: Float64Array;
  readonly beta: Float64Array;
  /** Q [rows] */
  readonly curvature: Float64Array;
  /** 1/(2 C_i), or 0 for q = 1 [rows]. */
  readonly softness: Float64Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

function* createDescent(problem: LinearSvmProblem): Steps<Descent> {
  const { rows, width, up, down, power } = problem;
  const softness = new Float64Array(rows);
  if (power === 2) for (let i = 0; i < rows; i++) softness[i] = 0.5 / Math.max(up[i], down[i]);
  const curvature = new Float64Array(rows);
  yield* inStretches(rows, width, (from, to) =>
    placeCurvatures(problem, softness, from, to, curvature),
  );
  const bound = (cost: number) => (power === 1 || cost === 0 ? cost : Infinity);
  return {
    theta: new Float64Array(width),
    beta: new Float64Array(rows),
    curvature,
    softness,
    upper: up.map(bound),
    lower: down.map((cost) => -bound(cost)),
  };
}

function placeCurvatures(
  { Z, width }: LinearSvmProblem,
  softness: Float64Array,
  from: number,
  to: number,
  curvature: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const row = Z.subarray(i * width, (i + 1) * width);
    // A row of zeros has no curvature: its multiplier goes straight to its bound.
    curvature[i] = Math.max(dot(row, row) + softness[i], Number.MIN_VALUE);
  }
}

/**
 * One pass over the first `active` samples of `order`, which is shuffled; those that are shrunk are
 * moved behind the others.
 *
 * @param last - the largest violation of the last pass
 * @returns how many samples are left, and the largest violation met
 */
function* sweep(
  { Z, width, y, epsilon }: LinearSvmProblem,
  { theta, beta, curvature, softness, upper, lower }: Descent,
  order: Int32Array,
  active: number,
  last: number,
  rng: Rng,
): Steps<{ active: number; violation: number }> {
  const stretch = new Stretch();
  let left = active;
  let largest = 0;
  for (let at = 0; at < left; at++) {
    if (stretch.spend(2 * width)) yield;
    swap(order, at, at + rng.nextInteger(left - at));
    const i = order[at];
    const row = i * width;
    const b = beta[i];
    const G = product(Z, row, theta) - y[i] + softness[i] * b;
    const right = G + epsilon; // slope of -D to the right of 0, and to its left
    const leftSlope = G - epsilon;
    let violation = 0;
    let shrink = false;
    if (b === 0) {
      if (right < 0 && upper[i] > 0) violation = -right;
      else if (leftSlope > 0 && lower[i] < 0) violation = leftSlope;
      else shrink = (upper[i] === 0 || right > last) && (lower[i] === 0 || leftSlope < -last);
    } else if (b >= upper[i]) {
      if (right > 0) violation = right;
      else shrink = right < -last;
    } else if (b <= lower[i]) {
      if (leftSlope < 0) violation = -leftSlope;
      else shrink = leftSlope > last;
    } else {
      violation = Math.abs(b > 0 ? right : leftSlope);
    }
    if (shrink) {
      swap(order, at, left - 1);
      left--;
      at--;
      continue;
    }
    if (violation > largest) largest = violation;
    if (violation === 0) continue;

    const Q = curvature[i];
    const target = right < Q * b ? b - right / Q : leftSlope > Q * b ? b - leftSlope / Q : 0;
    const next = Math.min(Math.max(target, lower[i]), upper[i]);
    const change = next - b;
    if (change === 0) continue;
    beta[i] = next;
    for (let j = 0; j < width; j++) theta[j] += change * Z[row + j];
  }
  return { active: left, violation: largest };
}

function product(Z: Float64Array, row: number, theta: Float64Array): number {
  let sum0 = 0;
  let sum1 = 0;
  let j = 0;
  for (; j + 1 < theta.length; j += 2) {
    sum0 += Z[row + j] * theta[j];
    sum1 += Z[row + j + 1] * theta[j + 1];
  }
  if (j < theta.length) sum0 += Z[row + j] * theta[j];
  return sum0 + sum1;
}

/** θ += Z'β over the rows from `from` up to `to`. */
function addRows(
  { Z, width }: LinearSvmProblem,
  theta: Float64Array,
  beta: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from, row = from * width; i < to; i++, row += width) {
    const b = beta[i];
    if (b !== 0) for (let j = 0; j < width; j++) theta[j] += b * Z[row + j];
  }
}

/** y - Zθ of the rows from `from` up to `to`. */
function placeResiduals(
  { Z, width, y }: LinearSvmProblem,
  theta: Float64Array,
  r: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) r[i] = y[i] - product(Z, i * width, theta);
}

function swap(values: Int32Array, a: number, b: number): void {
  const kept = values[a];
  values[a] = values[b];
  values[b] = kept;
}
