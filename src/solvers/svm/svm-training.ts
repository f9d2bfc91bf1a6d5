import { type Dense, pickRows, pickRowsInSteps } from '../../data/dense.js';
import { inStretches, type Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import { centreForKernel, shiftIntercept } from './linear-centring.js';
import type { SmoStep } from './smo-problem.js';
import { combineRows, linearCoefficients } from './svm-decision.js';
import { createKernelRows } from './svm-kernels.js';
import { fitMachines, type SvcProblem, type SvmSettings, solveChecked } from './svm-machines.js';

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

/**
 * Solve C-SVC for every pair of classes.
 *
 * @returns the machines, and whether some kernel was too coarse even in double precision
 * @throws InvalidInputError when the search overflows
 * @throws InvalidParameterError when C is infinite and two classes cannot be separated
 */
export function* fitSvc(
  given: SvcProblem,
  settings: SvmSettings,
  nJobs: number | null = null,
): Generator<SmoStep | undefined, { fit: SvcFit; lost: boolean }, void> {
  const { codes, nClasses } = given;
  const { rows, columns } = given.samples;
  const nPairs = (nClasses * (nClasses - 1)) / 2;
  const { samples, centre } = yield* centreForKernel(given.samples, given.weights, settings.kernel);
  const problem = { ...given, samples };
  const members = membersByClass(codes, nClasses);
  // Coefficient of sample i against another class: at its slot, as in dualCoef.
  const coefficients = new Float64Array((nClasses - 1) * rows);
  const intercept = new Float64Array(nPairs);
  const nIter = new Int32Array(nPairs);
  let converged = true;
  let lost = false;
  const pairs: { readonly s: number; readonly t: number; readonly inside: Int32Array }[] = [];
  for (let s = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++) {
      pairs.push({ s, t, inside: mergeAscending(members[s], members[t]) });
      yield;
    }
  }
  const tasks = pairs.map(({ s, inside }, pair) => ({ s, inside, pair }));
  yield* fitMachines({ problem, settings }, tasks, nJobs, (found, pair) => {
    const { s, t, inside } = pairs[pair];
    for (let k = 0; k < inside.length; k++) {
      const slot = codes[inside[k]] === s ? t - 1 : s;
      coefficients[slot * rows + inside[k]] = found.beta[k];
    }
    intercept[pair] = found.intercept;
    nIter[pair] = found.nIter;
    converged &&= found.converged;
    lost ||= found.precision === 'lost';
    return undefined;
  });
  const support = yield* collectSupport(problem, coefficients);
  const found = { ...support, intercept, nIter, converged };
  if (centre !== undefined) {
    const vectors = yield* pickRowsInSteps(given.samples.data, columns, found.support);
    const coef = linearCoefficients(found, vectors, columns);
    for (let pair = 0, at = 0; pair < nPairs; pair++, at += columns) {
      const ofPair = coef.subarray(at, at + columns);
      intercept[pair] = shiftIntercept(intercept[pair], centre, ofPair, settings.where);
    }
  }
  return { fit: found, lost };
}

function* collectSupport(
  { samples: { rows }, codes, nClasses }: SvcProblem,
  coefficients: Float64Array,
): Steps<Pick<SvcFit, 'support' | 'nSupport' | 'dualCoef'>> {
  const nSupport = new Int32Array(nClasses);
  const chosen: number[] = [];
  for (let k = 0; k < nClasses; k++) {
    yield* inStretches(rows, nClasses, (from, to) => {
      for (let i = from; i < to; i++) {
        if (codes[i] !== k) continue;
        let used = false;
        for (let slot = 0; slot < nClasses - 1; slot++) {
          used ||= coefficients[slot * rows + i] !== 0;
        }
        if (!used) continue;
        chosen.push(i);
        nSupport[k]++;
      }
    });
  }
  const support = Int32Array.from(chosen);
  const dualCoef = new Float64Array((nClasses - 1) * support.length);
  for (let slot = 0, at = 0; slot < nClasses - 1; slot++) {
    for (let v = 0; v < support.length; v++)
      dualCoef[at++] = coefficients[slot * rows + support[v]];
  }
  return { support, nSupport, dualCoef };
}

/** The samples of each class, ascending. */
export function membersByClass(codes: Int32Array, nClasses: number): Int32Array[] {
  const sizes = new Int32Array(nClasses);
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) sizes[codes[i]]++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code >= 0) members[code][sizes[code]++] = i;
  }
  return members;
}

/** Two ascending lists as one. */
export function mergeAscending(a: Int32Array, b: Int32Array): Int32Array {
  const merged = new Int32Array(a.length + b.length);
  for (let at = 0, i = 0, j = 0; at < merged.length; at++) {
    const fromA = j === b.length || (i < a.length && a[i] < b[j]);
    merged[at] = fromA ? a[i++] : b[j++];
  }
  return merged;
}

/** What a regression learns from. */
export interface SvrProblem {
  readonly samples: Dense;
  /** [nSamples] */
  readonly targets: Float64Array;
  /** How much each sample counts; those of 0 take no part [nSamples]. */
  readonly weights: Float64Array;
  /** Upper bound of |β| of each sample: C times its weight [nSamples]. */
  readonly bounds: Float64Array;
  /** Error that costs nothing, in units of the targets. */
  readonly epsilon: number;
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
  /** Whether the kernel was too coarse even in double precision. */
  readonly lost: boolean;
}

/**
 * Solve ε-SVR.
 *
 * @throws InvalidInputError when the search overflows
 * @throws InvalidParameterError when C is infinite and no function is within ε of all targets
 */
export function* fitSvr(
  { samples: given, targets, weights, bounds, epsilon }: SvrProblem,
  settings: SvmSettings,
): Generator<SmoStep | undefined, SvrFit, void> {
  const { samples, centre } = yield* centreForKernel(given, weights, settings.kernel);
  const { data, rows, columns } = samples;
  const members = range(rows).filter((i) => bounds[i] > 0);
  const z = pickRows(targets, 1, members);
  const upper = pickRows(bounds, 1, members);
  const lower = upper.map((bound) => -bound);
  yield;
  const ofMembers = yield* createKernelRows(
    settings.kernel,
    data,
    columns,
    members,
    settings.where,
  );
  const kernel = settings.kept?.around(0, ofMembers) ?? ofMembers;
  const solution = yield* solveChecked({ z, lower, upper, epsilon, kernel }, settings);
  const { beta, nIter, violation, converged } = solution;
  const support = members.filter((_, k) => beta[k] !== 0);
  const dualCoef = beta.filter((value) => value !== 0);
  let { intercept } = solution;
  if (centre !== undefined) {
    const vectors = yield* pickRowsInSteps(given.data, columns, support);
    const coef = combineRows(dualCoef, vectors, columns);
    intercept = shiftIntercept(intercept, centre, coef, settings.where);
  }
  const lost = solution.precision === 'lost';
  return { support, dualCoef, intercept, nIter, violation, converged, lost };
}
