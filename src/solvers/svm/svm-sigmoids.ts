import { pickRows } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { mapReports } from '../../progress.js';
import type { Rng } from '../../random/rng.js';
import { permutation, range } from '../../random/sampling.js';
import { centreForKernel } from './linear-centring.js';
import { fitSigmoid } from './platt.js';
import type { SmoStep } from './smo-problem.js';
import { createEvaluator, machineValuesInSteps } from './svm-decision.js';
import {
  goOnFrom,
  membersByClass,
  mergeAscending,
  type SvcProblem,
  type SvmSettings,
  solvePair,
} from './svm-training.js';

/** Folds of the cross-validation, and the fewest rows of a class that it is made for. */
export const FOLDS = 5;

/** One sigmoid a pair of classes: P(s | s or t) = 1 / (1 + exp(A value + B)). */
export interface Sigmoids {
  readonly A: Float64Array;
  readonly B: Float64Array;
  /** Iterations of all machines fitted for them. */
  readonly nIter: number;
  /** Codes of the classes that have fewer rows than there are folds. */
  readonly rare: readonly number[];
}

/**
 * For each pair of classes the sigmoid of its decision values, which come from machines that have
 * not seen the sample: five folds, in each of which both classes keep their share.
 *
 * Where a class has fewer rows than folds, some machines have not seen it at all, and say the contrary of what
 * the whole machine says. Then the decision values are the machine's own, and the sigmoid is one half where
 * they are 0, so that it takes the side of the decision.
 *
 * @throws InvalidInputError when numbers overflow
 */
export function* fitSigmoids(
  given: SvcProblem,
  settings: SvmSettings,
  rng: Rng,
): Generator<SmoStep | undefined, Sigmoids, void> {
  const { codes, nClasses, weights } = given;
  const { samples } = centreForKernel(given.samples, weights, settings.kernel);
  const problem = { ...given, samples };
  const byClass = membersByClass(codes, nClasses);
  const isRare = byClass.map((members) => members.length < FOLDS);
  const A: number[] = [];
  const B: number[] = [];
  let nIter = 0;
  for (let s = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++) {
      const members = mergeAscending(byClass[s], byClass[t]);
      const few = isRare[s] || isRare[t];
      const found = few
        ? yield* mapReports(valuesFor(problem, members, members, s, settings), goOnFrom(nIter))
        : yield* mapReports(crossValidate(problem, members, s, settings, rng), goOnFrom(nIter));
      nIter += found.nIter;
      const positive = Uint8Array.from(members, (i) => (codes[i] === s ? 1 : 0));
      const sigmoid = fitSigmoid(found.values, positive, pickRows(weights, 1, members), few);
      if (!Number.isFinite(sigmoid.A) || !Number.isFinite(sigmoid.B)) {
        throw new InvalidInputError(
          `${settings.where}: numbers overflowed when probabilities were learned. Scale the features with StandardScaler, or lower C or the weights.`,
        );
      }
      A.push(sigmoid.A);
      B.push(sigmoid.B);
    }
  }
  const rare = Array.from(range(nClasses)).filter((k) => isRare[k]);
  return { A: Float64Array.from(A), B: Float64Array.from(B), nIter, rare };
}

interface DecisionValues {
  readonly values: Float64Array;
  readonly nIter: number;
}

/** Decision values of the members of a pair, each from a machine that has not seen it. */
function* crossValidate(
  problem: SvcProblem,
  members: Int32Array,
  s: number,
  settings: SvmSettings,
  rng: Rng,
): Generator<SmoStep | undefined, DecisionValues, void> {
  const fold = dealFolds(members, problem.codes, rng);
  const values = new Float64Array(members.length);
  let nIter = 0;
  for (let f = 0; f < FOLDS; f++) {
    const inside = members.filter((_, k) => fold[k] !== f);
    const outside = members.filter((_, k) => fold[k] === f);
    const held = yield* mapReports(
      valuesFor(problem, inside, outside, s, settings),
      goOnFrom(nIter),
    );
    nIter += held.nIter;
    let next = 0;
    for (let k = 0; k < members.length; k++) if (fold[k] === f) values[k] = held.values[next++];
  }
  return { values, nIter };
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

/** Decision values of the samples `outside` from a machine that learned from those `inside`. */
function* valuesFor(
  problem: SvcProblem,
  inside: Int32Array,
  outside: Int32Array,
  s: number,
  settings: SvmSettings,
): Generator<SmoStep | undefined, DecisionValues, void> {
  const { beta, intercept, nIter } = yield* solvePair(problem, inside, s, settings);
  const used = range(inside.length).filter((k) => beta[k] !== 0);
  const support = used.map((k) => inside[k]);
  const { data, columns } = problem.samples;
  const precomputed = settings.kernel.type === 'precomputed';
  const machine = {
    kernel: settings.kernel,
    nFeatures: columns,
    support,
    supportVectors: precomputed ? new Float64Array(0) : pickRows(data, columns, support),
  };
  const rows = { data: pickRows(data, columns, outside), rows: outside.length, columns };
  const coef = Float64Array.from(used, (k) => beta[k]);
  const evaluate = createEvaluator(machine, settings.where);
  const values = yield* machineValuesInSteps(evaluate, coef, intercept, rows);
  return { values, nIter };
}
