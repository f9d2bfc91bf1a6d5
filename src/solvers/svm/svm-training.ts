import type { Dense } from '../../data/dense.js';
import type { Rng } from '../../random/rng.js';
import { permutation, range } from '../../random/sampling.js';
import { fitSigmoid } from './platt.js';
import { type SmoSolution, type SmoStep, solveSmo } from './smo.js';
import { createEvaluator, machineValues } from './svm-decision.js';
import { createKernelRows, type KernelSpec, takeRows } from './svm-kernels.js';

/** What all machines of a fit share. */
export interface SvmSettings {
  readonly kernel: KernelSpec;
  readonly tol: number;
  readonly maxIter: number;
  readonly cacheBytes: number;
  readonly shrinking: boolean;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** Classes to tell apart, by code; samples with a code below 0 take no part. */
export interface SvcProblem {
  readonly samples: Dense;
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** Upper bound of α of each sample: C times its weight [nSamples]. */
  readonly bounds: Float64Array;
}

/** One machine for each pair of classes s < t, in the order (0,1), (0,2), … (1,2), …; positive means s. */
export interface SvcFit {
  /** Samples with a coefficient that is not 0, class by class, ascending within. */
  readonly support: Int32Array;
  /** Support vectors of each class [nClasses]. */
  readonly nSupport: Int32Array;
  /**
   * Row-major [nClasses - 1 × nSupport]: a support vector of class s has one for each other class,
   * those of the classes before s first.
   */
  readonly dualCoef: Float64Array;
  /** [nPairs] */
  readonly intercept: Float64Array;
  /** [nPairs] */
  readonly nIter: Int32Array;
  readonly converged: boolean;
}

/** Solve C-SVC for every pair of classes. */
export function* fitSvc(
  problem: SvcProblem,
  settings: SvmSettings,
): Generator<SmoStep, SvcFit, void> {
  const { samples, codes, nClasses } = problem;
  const rows = samples.rows;
  const nPairs = (nClasses * (nClasses - 1)) / 2;
  // Coefficient of sample i against another class: at its slot, as in dualCoef.
  const coefficients = new Float64Array((nClasses - 1) * rows);
  const intercept = new Float64Array(nPairs);
  const nIter = new Int32Array(nPairs);
  let converged = true;
  let before = 0;
  for (let s = 0, pair = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++, pair++) {
      const members = membersOf(codes, s, t);
      const solution = yield* counted(solvePair(problem, members, s, settings), before);
      for (let k = 0; k < members.length; k++) {
        const slot = codes[members[k]] === s ? t - 1 : s;
        coefficients[slot * rows + members[k]] = solution.beta[k];
      }
      intercept[pair] = solution.intercept;
      nIter[pair] = solution.nIter;
      converged &&= solution.converged;
      before += solution.nIter;
    }
  }
  return { ...collectSupport(problem, coefficients), intercept, nIter, converged };
}

function collectSupport(
  { samples: { rows }, codes, nClasses }: SvcProblem,
  coefficients: Float64Array,
): Pick<SvcFit, 'support' | 'nSupport' | 'dualCoef'> {
  const nSupport = new Int32Array(nClasses);
  const chosen: number[] = [];
  for (let k = 0; k < nClasses; k++) {
    for (let i = 0; i < rows; i++) {
      if (codes[i] !== k) continue;
      let used = false;
      for (let slot = 0; slot < nClasses - 1; slot++) {
        used ||= coefficients[slot * rows + i] !== 0;
      }
      if (!used) continue;
      chosen.push(i);
      nSupport[k]++;
    }
  }
  const support = Int32Array.from(chosen);
  const dualCoef = new Float64Array((nClasses - 1) * support.length);
  for (let slot = 0, at = 0; slot < nClasses - 1; slot++) {
    for (let v = 0; v < support.length; v++)
      dualCoef[at++] = coefficients[slot * rows + support[v]];
  }
  return { support, nSupport, dualCoef };
}

/** The samples of two classes, ascending. */
function membersOf(codes: Int32Array, s: number, t: number): Int32Array {
  return range(codes.length).filter((i) => codes[i] === s || codes[i] === t);
}

/** C-SVC on some samples, those of class `s` positive. */
function solvePair(
  { samples, codes, bounds }: SvcProblem,
  members: Int32Array,
  s: number,
  settings: SvmSettings,
): Generator<SmoStep, SmoSolution, void> {
  const z = Float64Array.from(members, (i) => (codes[i] === s ? 1 : -1));
  const lower = Float64Array.from(members, (i) => (codes[i] === s ? 0 : -bounds[i]));
  const upper = Float64Array.from(members, (i) => (codes[i] === s ? bounds[i] : 0));
  const { data, columns } = samples;
  const kernel = createKernelRows(settings.kernel, data, columns, members, settings.where);
  return solveSmo({ z, lower, upper, epsilon: 0, kernel }, settings);
}

export interface SvrFit {
  /** Samples with a coefficient that is not 0, ascending. */
  readonly support: Int32Array;
  /** [nSupport] */
  readonly dualCoef: Float64Array;
  readonly intercept: number;
  readonly nIter: number;
  readonly violation: number;
  readonly converged: boolean;
}

/**
 * Solve ε-SVR.
 *
 * @param bounds - C times the weight of each sample; those of 0 take no part [nSamples]
 */
export function* fitSvr(
  { data, rows, columns }: Dense,
  targets: Float64Array,
  bounds: Float64Array,
  epsilon: number,
  settings: SvmSettings,
): Generator<SmoStep, SvrFit, void> {
  const members = range(rows).filter((i) => bounds[i] > 0);
  const z = takeRows(targets, 1, members);
  const upper = takeRows(bounds, 1, members);
  const lower = upper.map((bound) => -bound);
  const kernel = createKernelRows(settings.kernel, data, columns, members, settings.where);
  const { beta, ...solution } = yield* solveSmo({ z, lower, upper, epsilon, kernel }, settings);
  const support = members.filter((_, k) => beta[k] !== 0);
  return { ...solution, support, dualCoef: beta.filter((value) => value !== 0) };
}

/** Reports whose iterations go on from those of the machines before. */
function* counted<T>(
  steps: Generator<SmoStep, T, void>,
  before: number,
): Generator<SmoStep, T, void> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield { nIter: before + step.value.nIter, violation: step.value.violation };
  }
}

const FOLDS = 5;

/** One sigmoid a pair of classes: P(s | s or t) = 1 / (1 + exp(A value + B)). */
export interface Sigmoids {
  readonly A: Float64Array;
  readonly B: Float64Array;
  /** Iterations of all machines fitted for them. */
  readonly nIter: number;
}

/**
 * For each pair of classes the sigmoid of its decision values, which come from machines that have
 * not seen the sample: five folds, in each of which both classes keep their share.
 *
 * @param weights - how much each sample counts [nSamples]
 */
export function* fitSigmoids(
  problem: SvcProblem,
  weights: Float64Array,
  settings: SvmSettings,
  rng: Rng,
): Generator<SmoStep, Sigmoids, void> {
  const { codes, nClasses } = problem;
  const A: number[] = [];
  const B: number[] = [];
  let nIter = 0;
  for (let s = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++) {
      const members = membersOf(codes, s, t);
      const fold = dealFolds(members, codes, rng);
      const values = new Float64Array(members.length);
      for (let f = 0; f < FOLDS; f++) {
        const inside = members.filter((_, k) => fold[k] !== f);
        const outside = members.filter((_, k) => fold[k] === f);
        if (outside.length === 0) continue;
        const held = yield* heldOutValues(problem, inside, outside, s, settings, nIter);
        nIter += held.nIter;
        let next = 0;
        for (let k = 0; k < members.length; k++) if (fold[k] === f) values[k] = held.values[next++];
      }
      const positive = Uint8Array.from(members, (i) => (codes[i] === s ? 1 : 0));
      const sigmoid = fitSigmoid(values, positive, takeRows(weights, 1, members));
      A.push(sigmoid.A);
      B.push(sigmoid.B);
    }
  }
  return { A: Float64Array.from(A), B: Float64Array.from(B), nIter };
}

/** Fold of each member: the members of each class are dealt in turn, in random order. */
function dealFolds(members: Int32Array, codes: Int32Array, rng: Rng): Uint8Array {
  const fold = new Uint8Array(members.length);
  const dealt = new Map<number, number>();
  for (const k of permutation(members.length, rng)) {
    const code = codes[members[k]];
    const turn = dealt.get(code) ?? 0;
    fold[k] = turn % FOLDS;
    dealt.set(code, turn + 1);
  }
  return fold;
}

function* heldOutValues(
  problem: SvcProblem,
  inside: Int32Array,
  outside: Int32Array,
  s: number,
  settings: SvmSettings,
  before: number,
): Generator<SmoStep, { values: Float64Array; nIter: number }, void> {
  const { samples, codes } = problem;
  const positive = inside.reduce((count, i) => count + (codes[i] === s ? 1 : 0), 0);
  if (positive === 0 || positive === inside.length) {
    // One class is left: it is all that such a machine would say. LIBSVM does the same.
    const value = inside.length === 0 ? 0 : positive > 0 ? 1 : -1;
    return { values: new Float64Array(outside.length).fill(value), nIter: 0 };
  }
  const solution = yield* counted(solvePair(problem, inside, s, settings), before);
  const { beta, intercept, nIter } = solution;
  const used = range(inside.length).filter((k) => beta[k] !== 0);
  const support = used.map((k) => inside[k]);
  const { data, columns } = samples;
  const precomputed = settings.kernel.type === 'precomputed';
  const machine = {
    kernel: settings.kernel,
    nFeatures: columns,
    support,
    supportVectors: precomputed ? new Float64Array(0) : takeRows(data, columns, support),
  };
  const rows = { data: takeRows(data, columns, outside), rows: outside.length, columns };
  const coef = Float64Array.from(used, (k) => beta[k]);
  const values = machineValues(createEvaluator(machine, settings.where), coef, intercept, rows);
  return { values, nIter };
}
