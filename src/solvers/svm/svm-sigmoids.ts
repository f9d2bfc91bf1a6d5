import { pickRows } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import type { Rng } from '../../random/rng.js';
import { permutation, range } from '../../random/sampling.js';
import { centreForKernel } from './linear-centring.js';
import { fitSigmoidInSteps } from './platt.js';
import type { SmoStep } from './smo-problem.js';
import {
  fitMachines,
  type MachineTask,
  type SvcProblem,
  type SvmSettings,
} from './svm-machines.js';
import { membersByClass, mergeAscending } from './svm-training.js';

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
  nJobs: number | null = null,
): Generator<SmoStep | undefined, Sigmoids, void> {
  const { codes, nClasses, weights } = given;
  const { samples } = yield* centreForKernel(given.samples, weights, settings.kernel);
  const problem = { ...given, samples };
  const byClass = membersByClass(codes, nClasses);
  const isRare = byClass.map((members) => members.length < FOLDS);
  const pairs: PairOfClasses[] = [];
  for (let s = 0; s < nClasses; s++) {
    for (let t = s + 1; t < nClasses; t++) {
      const members = mergeAscending(byClass[s], byClass[t]);
      const few = isRare[s] || isRare[t];
      pairs.push({ s, members, few, fold: few ? undefined : dealFolds(members, codes, rng) });
      yield;
    }
  }
  const tasks = pairs.flatMap((pair) => tasksOf(pair));
  const A = new Float64Array(pairs.length);
  const B = new Float64Array(pairs.length);
  let pair = 0;
  let left = pairs[0].few ? 1 : FOLDS;
  let values = new Float64Array(pairs[0].members.length);
  const nIter = yield* fitMachines({ problem, settings }, tasks, nJobs, function* (found) {
    const { s, members, few, fold } = pairs[pair];
    const held = found.values ?? new Float64Array(0);
    const number = FOLDS - left;
    let next = 0;
    for (let k = 0; k < members.length; k++) {
      if (fold === undefined || fold[k] === number) values[k] = held[next++];
    }
    if (--left > 0) return;
    const positive = Uint8Array.from(members, (i) => (codes[i] === s ? 1 : 0));
    const sigmoid = yield* fitSigmoidInSteps(values, positive, pickRows(weights, 1, members), few);
    if (!Number.isFinite(sigmoid.A) || !Number.isFinite(sigmoid.B)) {
      throw new InvalidInputError(
        `${settings.where}: numbers overflowed when probabilities were learned. Scale the features with StandardScaler, or lower C or the weights.`,
      );
    }
    A[pair] = sigmoid.A;
    B[pair] = sigmoid.B;
    pair++;
    if (pair === pairs.length) return;
    left = pairs[pair].few ? 1 : FOLDS;
    values = new Float64Array(pairs[pair].members.length);
  });
  const rare = Array.from(range(nClasses)).filter((k) => isRare[k]);
  return { A, B, nIter, rare };
}

interface PairOfClasses {
  /** The class that is positive. */
  readonly s: number;
  readonly members: Int32Array;
  readonly few: boolean;
  /** Fold of each member, unless they are few. */
  readonly fold: Uint8Array | undefined;
}

/** The machines that tell the decision values of the members of a pair: each of members that it has not seen, if it can be. */
function tasksOf({ s, members, fold }: PairOfClasses): MachineTask[] {
  if (fold === undefined) return [{ s, inside: members, outside: members }];
  return Array.from({ length: FOLDS }, (_, f) => ({
    s,
    inside: members.filter((_, k) => fold[k] !== f),
    outside: members.filter((_, k) => fold[k] === f),
  }));
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
