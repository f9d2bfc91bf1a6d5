import { type Dense, pickRows } from '../../data/dense.js';
import { mapReports } from '../../progress.js';
import { createRng, type Seed } from '../../random/rng.js';
import { maximiseByCoordinates } from './linear-svm-dual.js';
import { minimiseByNewton, startFromZero } from './linear-svm-newton.js';
import {
  appendIntercept,
  type LinearSvmIteration,
  type LinearSvmProblem,
  type LinearSvmSolution,
} from './linear-svm-problem.js';

export interface LinearSvmOptions {
  readonly C: number;
  /** Value of the column that stands for the intercept; 0 for no intercept. */
  readonly interceptScaling: number;
  /** 1 for the plain loss, 2 for the squared one. */
  readonly power: 1 | 2;
  readonly tol: number;
  /** Most iterations for each linear function. */
  readonly maxIter: number;
  /** Seeds the order of the coordinates of wide data. */
  readonly randomState: Seed | null;
}

/** One linear function a class, or a single one. */
export interface LinearSvmFit {
  /** Row-major [nOutputs × nFeatures]. */
  readonly coef: Float64Array;
  /** [nOutputs] */
  readonly intercept: Float64Array;
  /** The most iterations that one function took. */
  readonly nIter: number;
  readonly converged: boolean;
}

/** One finished step: iterations so far, those of finished functions counted as `maxIter`. */
export interface LinearSvmStep {
  readonly done: number;
  readonly loss?: number;
}

/** Samples of at least two classes. */
export interface ClassifiedSamples {
  readonly samples: Dense;
  /** Class of each sample, from 0; anything where the weight is 0 [nSamples]. */
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** Weight of each sample, those of the classes multiplied in [nSamples]. */
  readonly weights: Float64Array;
  /** Weight of each sample on the side of "the rest", where LIBLINEAR leaves those of the classes out [nSamples]. */
  readonly restWeights: Float64Array;
}

/** Widest data that Newton's method is begun on at once, whose steps cost width³/3 beside their passes. */
const NARROW = 300;
/** Widest data that it takes over where coordinate descent has not converged after some passes. */
const WIDEST = 1000;
const TRIAL_PASSES = 200;

/**
 * Linear support vector classifiers: one for two classes, above 0 for the second; else one a class
 * against the rest.
 *
 * @param where - the method that was called, for messages
 * @yields after each iteration, and nothing now and then within one
 * @throws InvalidInputError when a value is beyond 1e150, whose square is no number
 */
export function* fitLinearSvc(
  { samples, codes, nClasses, weights, restWeights }: ClassifiedSamples,
  options: LinearSvmOptions,
  where: string,
): Generator<LinearSvmStep | undefined, LinearSvmFit, void> {
  const { Z, width, kept } = yield* appendIntercept(
    samples,
    options.interceptScaling,
    weights,
    where,
  );
  const first = nClasses === 2 ? 1 : 0;
  const rest = nClasses === 2 ? weights : restWeights;
  const solutions: LinearSvmSolution[] = [];
  for (let k = first; k < nClasses; k++) {
    const rows = kept.length;
    const y = new Float64Array(rows).fill(-1);
    const up = new Float64Array(rows);
    const down = new Float64Array(rows);
    for (let at = 0; at < rows; at++) {
      const i = kept[at];
      if (codes[i] === k) {
        y[at] = 1;
        up[at] = options.C * weights[i];
      } else {
        down[at] = options.C * rest[i];
      }
    }
    yield;
    const { power } = options;
    const problem: LinearSvmProblem = { Z, rows, width, y, up, down, epsilon: 0, power };
    solutions.push(yield* solve(problem, options, (k - first) * options.maxIter));
  }
  return toFit(solutions, samples.columns, options);
}

/** What a regression learns from. */
export interface LinearSvrData {
  readonly samples: Dense;
  /** [nSamples] */
  readonly targets: Float64Array;
  /** [nSamples], at least 0 */
  readonly weights: Float64Array;
  /** Error that costs nothing, in units of the targets. */
  readonly epsilon: number;
}

/**
 * A linear support vector regression, of one output.
 *
 * @param where - the method that was called, for messages
 * @yields after each iteration, and nothing now and then within one
 * @throws InvalidInputError when a value is beyond 1e150, whose square is no number
 */
export function* fitLinearSvr(
  { samples, targets, weights, epsilon }: LinearSvrData,
  options: LinearSvmOptions,
  where: string,
): Generator<LinearSvmStep | undefined, LinearSvmFit, void> {
  const { Z, width, kept } = yield* appendIntercept(
    samples,
    options.interceptScaling,
    weights,
    where,
  );
  const cost = pickRows(weights, 1, kept).map((weight) => options.C * weight);
  const problem: LinearSvmProblem = {
    Z,
    rows: kept.length,
    width,
    y: pickRows(targets, 1, kept),
    up: cost,
    down: cost,
    epsilon,
    power: options.power,
  };
  return toFit([yield* solve(problem, options, 0)], samples.columns, options);
}

/** The optimum, by the way that suits the width of the data. */
function* solve(
  problem: LinearSvmProblem,
  options: LinearSvmOptions,
  before: number,
): Generator<LinearSvmStep | undefined, LinearSvmSolution, void> {
  const { width } = problem;
  const { tol, maxIter, randomState } = options;
  if (width <= NARROW) {
    return yield* mapReports(
      minimiseByNewton(problem, startFromZero(problem), options),
      goOnFrom(before),
    );
  }
  const passes = width <= WIDEST ? Math.min(TRIAL_PASSES, maxIter) : maxIter;
  const byCoordinates = maximiseByCoordinates(problem, createRng(randomState), {
    tol,
    maxIter: passes,
  });
  const near = yield* mapReports(byCoordinates, goOnFrom(before));
  if (near.converged || passes === maxIter) return near;
  const byNewton = minimiseByNewton(problem, near, { tol, maxIter: maxIter - passes });
  const found = yield* mapReports(byNewton, goOnFrom(before + passes));
  return { ...found, nIter: passes + found.nIter };
}

/** Reports whose iterations go on from those before. */
function goOnFrom(before: number) {
  return ({ loss }: LinearSvmIteration, count: number): LinearSvmStep => ({
    done: before + count,
    loss,
  });
}

function toFit(
  solutions: readonly LinearSvmSolution[],
  nFeatures: number,
  { interceptScaling }: LinearSvmOptions,
): LinearSvmFit {
  const coef = new Float64Array(solutions.length * nFeatures);
  const intercept = new Float64Array(solutions.length);
  let nIter = 0;
  for (const [k, { theta, nIter: own }] of solutions.entries()) {
    coef.set(theta.subarray(0, nFeatures), k * nFeatures);
    if (interceptScaling > 0) intercept[k] = theta[nFeatures] * interceptScaling;
    nIter = Math.max(nIter, own);
  }
  return { coef, intercept, nIter, converged: solutions.every(({ converged }) => converged) };
}
