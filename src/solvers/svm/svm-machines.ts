/** The machines of a classification, each of two classes or of a part of their samples: one after another, or by workers. */

import { type Dense, pickRowsInSteps } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { goesToPool, type KernelName, SharedWork, tellOnce } from '../../parallel-work.js';
import { mapReports, type Steps } from '../../progress.js';
import { range } from '../../random/sampling.js';
import type { KeptRows } from './kept-rows.js';
import { solveSmo } from './smo.js';
import type { SmoProblem, SmoSolution, SmoStep } from './smo-problem.js';
import { createEvaluatorInSteps, machineValuesInSteps } from './svm-decision.js';
import { createKernelRows, type KernelSpec } from './svm-kernels.js';

/** What all machines of a fit share. */
export interface SvmSettings {
  readonly kernel: KernelSpec;
  readonly tol: number;
  readonly maxIter: number;
  readonly cacheBytes: number;
  readonly shrinking: boolean;
  /** Rows that fits on the same samples share, where there are more than one. */
  readonly kept?: KeptRows;
  /** The method that was called, for messages. */
  readonly where: string;
}

/** Classes to tell apart, by code; samples with a code below 0 take no part. */
export interface SvcProblem {
  readonly samples: Dense;
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** How much each sample counts [nSamples]. */
  readonly weights: Float64Array;
  /** Upper bound of α of each sample: C times its weight [nSamples]. */
  readonly bounds: Float64Array;
}

/** A machine of a classification. */
export const FIT_MACHINE: KernelName = { name: 'support vector machines', estimators: true };

/** What the machines share. */
export interface MachinePlan {
  readonly problem: SvcProblem;
  readonly settings: SvmSettings;
}

/** What a machine learns from, and what it is asked. */
export interface MachineTask {
  /** The class that is positive. */
  readonly s: number;
  readonly inside: Int32Array;
  /** Samples whose decision values are wanted. */
  readonly outside?: Int32Array;
  /** Number of the machine where all its samples take part, so that its rows can be kept. */
  readonly pair?: number;
}

/** What came of a machine. */
export interface FittedMachine extends SmoSolution {
  readonly values?: Float64Array;
}

/** Elementary operations of a search for each value of its kernel matrix, about: for each feature, and beside. */
const WORK_OF_FEATURE = 1 / 8;
const WORK_OF_VALUE = 2;

/**
 * Fit all machines. Reports the iterations of each; where workers fit, each machine.
 *
 * @param take - takes what came of each, in their order; in steps, where that is work of its own
 * @returns iterations of all
 */
export function* fitMachines(
  plan: MachinePlan,
  tasks: readonly MachineTask[],
  nJobs: number | null,
  take: (found: FittedMachine, task: number) => Steps<void> | undefined,
): Generator<SmoStep | undefined, number, void> {
  let before = 0;
  function* note(found: FittedMachine, task: number): Steps<void> {
    before += found.nIter;
    yield* take(found, task) ?? [];
  }
  if (!goToPool(plan, tasks, nJobs)) {
    for (const [at, task] of tasks.entries()) {
      yield* note(yield* mapReports(fitting(plan, task), goOnFrom(before)), at);
      yield;
    }
    return before;
  }
  const work = new SharedWork<MachineTask, FittedMachine>(FIT_MACHINE, plan, tasks, nJobs);
  try {
    for (const [at, task] of tasks.entries()) {
      const found = yield* work.resultOf(at, () => fitMachine(plan, task));
      yield* note(found, at);
      yield { nIter: before, violation: found.violation };
    }
  } finally {
    work.close();
  }
  return before;
}

function goToPool(
  { problem, settings }: MachinePlan,
  tasks: readonly MachineTask[],
  nJobs: number | null,
): boolean {
  const { kernel, kept, where } = settings;
  if (tasks.length < 2 || kept !== undefined) return false;
  const { columns } = problem.samples;
  const values = tasks.reduce((sum, { inside }) => sum + inside.length ** 2, 0);
  const work = values * (WORK_OF_VALUE + WORK_OF_FEATURE * columns);
  if (!goesToPool({ kernel: FIT_MACHINE, nJobs, where, work })) return false;
  if (typeof kernel.type !== 'function') return true;
  tellOnce(
    `${where}: the kernel is a function, which cannot be sent to workers, so all work is done on the caller's thread. Pass the name of a kernel, or leave nJobs out.`,
  );
  return false;
}

/** A machine of which nobody hears until it is through. */
export const fitMachine = (plan: MachinePlan, task: MachineTask): Steps<FittedMachine> =>
  mapReports(fitting(plan, task), () => undefined);

function* fitting(
  plan: MachinePlan,
  { s, inside, outside, pair }: MachineTask,
): Generator<SmoStep | undefined, FittedMachine, void> {
  const solution = yield* solvePair(plan.problem, inside, s, plan.settings, pair);
  if (outside === undefined) return solution;
  return { ...solution, values: yield* valuesOf(plan, inside, outside, solution) };
}

/** Decision values of samples under a machine that learned from those `inside`. */
function* valuesOf(
  { problem, settings }: MachinePlan,
  inside: Int32Array,
  outside: Int32Array,
  { beta, intercept }: SmoSolution,
): Steps<Float64Array> {
  const used = range(inside.length).filter((k) => beta[k] !== 0);
  const support = used.map((k) => inside[k]);
  const { data, columns } = problem.samples;
  const precomputed = settings.kernel.type === 'precomputed';
  const machine = {
    kernel: settings.kernel,
    nFeatures: columns,
    support,
    supportVectors: precomputed
      ? new Float64Array(0)
      : yield* pickRowsInSteps(data, columns, support),
  };
  const asked = yield* pickRowsInSteps(data, columns, outside);
  const rows = { data: asked, rows: outside.length, columns };
  const coef = Float64Array.from(used, (k) => beta[k]);
  const evaluate = yield* createEvaluatorInSteps(machine, settings.where);
  return yield* machineValuesInSteps(evaluate, coef, intercept, rows);
}

/**
 * C-SVC on some samples, those of class `s` positive.
 *
 * @param pair - number of the machine where all its samples take part, so that its rows can be kept
 */
function* solvePair(
  { samples, codes, bounds }: SvcProblem,
  members: Int32Array,
  s: number,
  settings: SvmSettings,
  pair?: number,
): Generator<SmoStep | undefined, SmoSolution, void> {
  const z = new Float64Array(members.length);
  const lower = new Float64Array(members.length);
  const upper = new Float64Array(members.length);
  for (let t = 0; t < members.length; t++) {
    const i = members[t];
    const positive = codes[i] === s;
    z[t] = positive ? 1 : -1;
    lower[t] = positive ? 0 : -bounds[i];
    upper[t] = positive ? bounds[i] : 0;
  }
  const { data, columns } = samples;
  const rows = yield* createKernelRows(settings.kernel, data, columns, members, settings.where);
  const kernel = (pair !== undefined && settings.kept?.around(pair, rows)) || rows;
  return yield* solveChecked({ z, lower, upper, epsilon: 0, kernel }, settings);
}

/** The optimum, unless there is none or numbers do not hold it. */
export function* solveChecked(
  problem: SmoProblem,
  settings: SvmSettings,
): Generator<SmoStep | undefined, SmoSolution, void> {
  const solution = yield* solveSmo(problem, settings);
  if (solution.diverged) {
    throw new InvalidParameterError(
      `${settings.where}: C is Infinity, which allows no errors, but no function of this kernel fits all samples. Pass a finite C.`,
    );
  }
  if (Number.isFinite(solution.intercept) && solution.beta.every(Number.isFinite)) return solution;
  throw new InvalidInputError(
    `${settings.where}: numbers overflowed in training. Scale the features with StandardScaler, or lower C or the weights.`,
  );
}

/** Reports whose iterations go on from those of the machines before. */
function goOnFrom(before: number): (step: SmoStep) => SmoStep {
  return ({ nIter, violation }) => ({ nIter: before + nIter, violation });
}
