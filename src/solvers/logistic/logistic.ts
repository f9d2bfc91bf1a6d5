import type { Dense } from '../../data/dense.js';
import { mapReports } from '../../progress.js';
import { countOutputs } from '../linear-margins.js';
import type { BlockDiagonal } from './block-diagonal.js';
import { createDesign, type Design } from './design.js';
import type { LabelledDesign, Penalty } from './labelled-design.js';
import { type MinimiseOptions, type Minimum, minimise, type SmoothObjective } from './lbfgs.js';
import { createLogisticObjective } from './logistic-objective.js';
import { sampleSizes, sum, takeSample } from './logistic-samples.js';
import { minimiseSparse } from './proximal-newton.js';
import { createRowSpace } from './row-space.js';
import { createThinShares } from './thin-shares.js';
import { minimiseByProducts } from './truncated-newton.js';
import { minimiseOnWorkingSets } from './working-set.js';

/** Samples of at least two classes. */
export interface LogisticProblem {
  readonly samples: Dense;
  /** Class of each sample, from 0 [nSamples]. */
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** Weight of each sample [nSamples]. */
  readonly weights: Float64Array;
}

export interface LogisticOptions {
  readonly C: number;
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  readonly tol: number;
  readonly maxIter: number;
  /** Where to start, or undefined for zero. */
  readonly start?: LinearCoefficients;
}

export interface LinearCoefficients {
  /** Row-major [nOutputs × nFeatures]. */
  readonly coef: Float64Array;
  /** [nOutputs] */
  readonly intercept: Float64Array;
}

export interface LogisticFit extends LinearCoefficients {
  readonly nIter: number;
  readonly converged: boolean;
}

/** One finished step: `nIter` is 0 while the start is looked for. */
export interface LogisticStep {
  readonly nIter: number;
  readonly loss?: number;
}

/** Steps on a sample, and how near its optimum to stop, in relation to how far that is from the optimum of all. */
const SAMPLE_STEPS = 20;
const SAMPLE_TOL = 0.3;
/** A penalty that leaves nothing of a coefficient, and whose products are still numbers. */
const STRONGEST = 1e200;
/** Columns from which on data count as wide. */
const WIDE = 256;
/** Parameters and rows a column from which on classes are coupled by products: with fewer, a whole Hessian or its blocks are quicker. */
const COUPLED = 1024;
const LONG = 300;
/** Multiply-adds spent on a Hessian that couples the classes: at most, where none but it helps; at least; in passes over the data. */
const BUDGET_SPARSE = 5e8;
const BUDGET_MIN = 3e7;
const BUDGET_PASSES = 40;

/**
 * Fit logistic regression: minimise over w and b
 *
 *   Σ_i weight_i · log loss_i + 1/C · (l1Ratio · Σ|w| + (1 - l1Ratio)/2 · Σw²),
 *
 * where the log loss is that of one margin w·x + b for two classes, and of the softmax of one margin
 * a class for more. Samples of weight 0 are left out.
 *
 * The columns are standardised inside, which changes no result: the penalty is that of the original
 * coefficients. Large data start from the optimum of a sample, which itself starts from that of a smaller one; its
 * Hessian also serves to precondition the steps on all data.
 *
 * @yields after each step
 */
export function* fitLogistic(
  { samples, codes, nClasses, weights }: LogisticProblem,
  options: LogisticOptions,
  where: string,
): Generator<LogisticStep | undefined, LogisticFit, void> {
  const { l1Ratio, fitIntercept, tol, maxIter, start } = options;
  const kept = positions(weights);
  const design = yield* createDesign(samples, fitIntercept, where, kept);
  const problem: LabelledDesign = {
    design,
    codes: kept === undefined ? codes : Int32Array.from(kept, (i) => codes[i]),
    nClasses,
    weights: kept === undefined ? weights : Float64Array.from(kept, (i) => weights[i]),
  };
  const nOutputs = countOutputs(nClasses);
  const penalty = createPenalty(design, options);
  const x =
    start === undefined ? new Float64Array(nOutputs * design.width) : toDesign(start, design);
  if (nOutputs > 1 && l1Ratio === 0) centreColumns(x, nOutputs, design.width);
  const how = { maxIter, tol, unit: sum(problem.weights) / design.rows };
  const found = yield* minimiseLoss(problem, penalty, x, start !== undefined, how);
  return {
    ...fromDesign(found.x, design, nOutputs, l1Ratio === 0),
    nIter: found.nIter,
    converged: found.converged,
  };
}

/** The penalty of the original coefficients, for those of the standardised columns. */
function createPenalty(design: Design, { C, l1Ratio }: LogisticOptions): Penalty {
  const ridge = new Float64Array(design.width);
  const lasso = new Float64Array(design.width);
  for (let j = 0; j < design.scale.length; j++) {
    ridge[j] = Math.min((1 - l1Ratio) / C / design.scale[j] ** 2, STRONGEST);
    lasso[j] = Math.min(l1Ratio / C / design.scale[j], STRONGEST);
  }
  return { ridge, lasso };
}

/** The optimum, by the way that suits the shape of the data. */
function* minimiseLoss(
  problem: LabelledDesign,
  penalty: Penalty,
  start: Float64Array,
  warm: boolean,
  how: MinimiseOptions,
): Generator<LogisticStep | undefined, Minimum, void> {
  const { design, nClasses } = problem;
  const { rows, width, scale } = design;
  const sparse = penalty.lasso[0] > 0;
  const nOutputs = countOutputs(nClasses);
  if (sparse && width > WIDE) {
    return yield* mapReports(
      minimiseOnWorkingSets(problem, penalty, start, BUDGET_SPARSE, how),
      reportLoss,
    );
  }
  const ridged = penalty.ridge.subarray(0, scale.length).every((ridge) => ridge > 0);
  if (ridged && !sparse && width > WIDE && width > 2 * rows) {
    const space = createRowSpace(design, penalty.ridge);
    const ridge = new Float64Array(space.design.width).fill(1, 0, rows);
    const narrow = { ...problem, design: space.design };
    const own = { ridge, lasso: new Float64Array(ridge.length) };
    const v = space.into(start, nOutputs);
    const found = yield* minimiseLoss(narrow, own, v, warm, how);
    return { ...found, x: space.back(found.x, nOutputs) };
  }

  const solve = (objective: SmoothObjective, x: Float64Array, options: MinimiseOptions) =>
    sparse ? minimiseSparse(objective, x, penalty.lasso, options) : minimise(objective, x, options);
  const pass = rows * width * nOutputs;
  if (!sparse && nOutputs * width >= COUPLED && rows >= LONG * width && nOutputs > 1) {
    return yield* mapReports(minimiseCoupled(problem, penalty, start, how), reportLoss);
  }
  const budget = sparse ? BUDGET_SPARSE : Math.max(BUDGET_MIN, BUDGET_PASSES * pass);
  let x = start;
  let sample = problem;
  let hessian: BlockDiagonal | undefined;
  for (const size of sampleSizes(problem)) {
    sample = yield* takeSample(problem, size);
    if (warm) continue;
    const sampled = createLogisticObjective(sample, penalty, hessian ? budget : BUDGET_MIN);
    const errors = Math.sqrt((start.length * rows) / size); // standard errors that its optimum is off by
    const ownTol = Math.max(how.tol, SAMPLE_TOL * errors);
    const steps = solve(sampled, x, { ...how, maxIter: SAMPLE_STEPS, tol: ownTol, hessian });
    ({ x } = yield* mapReports(steps, () => ({ nIter: 0 })));
    hessian = yield* createLogisticObjective(sample, penalty, budget).hessian(x);
  }
  const objective = createLogisticObjective(problem, penalty, budget, sample);
  return yield* mapReports(solve(objective, x, { ...how, hessian }), reportLoss);
}

/**
 * Many classes of few columns: Newton's method on all parameters at once. Blocks that do not know how the classes hang
 * together, with L-BFGS, were short of the optimum after 100 steps for 15 000 × 10 in 100 classes, where this takes 13.
 */
function minimiseCoupled(
  problem: LabelledDesign,
  penalty: Penalty,
  start: Float64Array,
  how: MinimiseOptions,
): Generator<number | undefined, Minimum, void> {
  const shares = createThinShares(problem, penalty);
  const { size, evaluate } = createLogisticObjective(problem, penalty, 0, problem, shares);
  const { multiply, blocks } = shares;
  return minimiseByProducts({ size, evaluate, multiply, precondition: blocks }, start, how);
}

/** A step of a minimiser, which is the loss after it. */
function reportLoss(loss: number, nIter: number): LogisticStep {
  return { nIter, loss };
}

/** Positions of the samples that weigh something; undefined when all do. */
function positions(weights: Float64Array): Int32Array | undefined {
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) count++;
  if (count === weights.length) return undefined;
  const kept = new Int32Array(count);
  for (let i = 0, at = 0; i < weights.length; i++) if (weights[i] > 0) kept[at++] = i;
  return kept;
}

/** Coefficients for standardised columns: w scale, and b + w · shift. */
function toDesign({ coef, intercept }: LinearCoefficients, design: Design): Float64Array {
  const { width, shift, scale } = design;
  const nFeatures = scale.length;
  const x = new Float64Array(intercept.length * width);
  for (let k = 0; k < intercept.length; k++) {
    let offset = intercept[k];
    for (let j = 0; j < nFeatures; j++) {
      const weight = coef[k * nFeatures + j];
      x[k * width + j] = weight * scale[j];
      offset += weight * shift[j];
    }
    if (design.intercept) x[k * width + nFeatures] = offset;
  }
  return x;
}

/**
 * Coefficients for the columns as they were given. Adding one number to the same coefficient of all
 * classes changes no probability: the one whose sum over the classes is 0 is taken, for the
 * intercepts always, and for the weights where the penalty has no other preference.
 */
function fromDesign(
  x: Float64Array,
  { width, shift, scale, intercept: hasIntercept }: Design,
  nOutputs: number,
  centre: boolean,
): LinearCoefficients {
  const nFeatures = scale.length;
  const coef = new Float64Array(nOutputs * nFeatures);
  const intercept = new Float64Array(nOutputs);
  for (let k = 0; k < nOutputs; k++) {
    for (let j = 0; j < nFeatures; j++) coef[k * nFeatures + j] = x[k * width + j] / scale[j];
  }
  if (nOutputs > 1 && centre) centreColumns(coef, nOutputs, nFeatures);
  if (!hasIntercept) return { coef, intercept };
  for (let k = 0; k < nOutputs; k++) {
    let offset = x[k * width + nFeatures];
    for (let j = 0; j < nFeatures; j++) offset -= coef[k * nFeatures + j] * shift[j];
    intercept[k] = offset;
  }
  if (nOutputs > 1) centreColumns(intercept, nOutputs, 1);
  return { coef, intercept };
}

function centreColumns(values: Float64Array, rows: number, columns: number): void {
  for (let j = 0; j < columns; j++) {
    let total = 0;
    for (let at = j; at < values.length; at += columns) total += values[at];
    for (let at = j; at < values.length; at += columns) values[at] -= total / rows;
  }
}
