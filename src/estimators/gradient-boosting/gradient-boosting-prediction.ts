import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { addByWalk } from '../../trees/boosting/boost.js';
import type { TreeEnsemble } from '../../trees/ensemble.js';
import { packTrees } from '../../trees/packed-trees.js';
import type { Tree } from '../../trees/tree.js';
import { show } from '../../words.js';
import { classColumns } from '../class-columns.js';
import type { BoostingPredictOptions } from './gradient-boosting-options.js';
import type { BoostedState } from './gradient-boosting-state.js';

/** The margins of so many samples before the first round. */
export function repeatStart(start: Float64Array, rows: number, where: string): Float64Array {
  const margins = classColumns(rows, start.length, where);
  for (let at = 0; at < margins.length; at += start.length) margins.set(start, at);
  return margins;
}

type Rounds = Pick<BoostedState, 'nOutputs' | 'numParallelTree'>;

/** The output that tree t is for: round after round, output after output. */
function outputOfTree({ nOutputs, numParallelTree }: Rounds, t: number): number {
  return Math.floor(t / numParallelTree) % nOutputs;
}

/** Add what whole rounds of trees say of all samples. */
export function addTrees(
  grown: readonly Tree[],
  rounds: Rounds,
  samples: Dense,
  margins: Float64Array,
): void {
  for (const [t, tree] of grown.entries()) {
    addByWalk(tree, samples, rounds.nOutputs, outputOfTree(rounds, t), margins);
  }
}

/** Trees by the output they are for, in the order of the rounds; kept so that they are packed once. */
const byOutput = /* @__PURE__ */ new WeakMap<readonly Tree[], readonly (readonly Tree[])[]>();

function treesByOutput(state: Rounds & { readonly trees: readonly Tree[] }) {
  const { trees: grown, nOutputs } = state;
  let found = byOutput.get(grown);
  if (found === undefined) {
    found = Array.from({ length: nOutputs }, (_, k) =>
      grown.filter((_tree, t) => outputOfTree(state, t) === k),
    );
    byOutput.set(grown, found);
  }
  return found;
}

/**
 * Margins of samples [nSamples × nOutputs].
 *
 * @throws InvalidParameterError for a range of rounds that are not there
 */
export function boostedMargins(
  state: BoostedState,
  samples: Dense,
  options: BoostingPredictOptions,
  where: string,
): Float64Array {
  const { iterationRange } = readNamed(options, where, ['iterationRange']);
  const { nOutputs, start, arithmetic } = state;
  if (arithmetic === 'single') return singleMargins(state, samples, iterationRange, where);
  const margins = repeatStart(start, samples.rows, where);
  if (iterationRange !== undefined) {
    addTrees(treesOfRounds(state, iterationRange, where), state, samples, margins);
    return margins;
  }
  for (const [k, own] of treesByOutput(state).entries()) {
    if (nOutputs === 1) {
      packTrees(own, 1).addLeafValues(samples, margins);
      continue;
    }
    const said = new Float64Array(samples.rows);
    packTrees(own, 1).addLeafValues(samples, said);
    for (let i = 0; i < said.length; i++) margins[i * nOutputs + k] += said[i];
  }
  return margins;
}

function treesOfRounds(
  { nOutputs, numParallelTree, trees: grown }: BoostedState,
  range: readonly [number, number],
  where: string,
): readonly Tree[] {
  const perRound = nOutputs * numParallelTree;
  const [from, to] = checkRange(range, grown.length / perRound, where);
  return grown.slice(from * perRound, to * perRound);
}

/** Margins whose every sum is rounded to single precision, from the start on and tree by tree. */
function singleMargins(
  state: BoostedState,
  samples: Dense,
  range: readonly [number, number] | undefined,
  where: string,
): Float64Array {
  const { nOutputs, start } = state;
  const margins = classColumns(samples.rows, nOutputs, where);
  const trees = range === undefined ? state.trees : treesOfRounds(state, range, where);
  for (const [k, own] of treesByOutput({ ...state, trees }).entries()) {
    const sums = new Float32Array(samples.rows).fill(start[k]);
    packTrees(own, 1).addLeafValues(samples, sums);
    for (let i = 0; i < sums.length; i++) margins[i * nOutputs + k] = sums[i];
  }
  return margins;
}

/** The trees as what explains them sees them: each adds to the margin of one output. */
export function boostedEnsemble(state: BoostedState): TreeEnsemble {
  const { trees: grown, nFeatures, start } = state;
  return { trees: grown, nFeatures, start, scale: 1, outputOf: (t) => outputOfTree(state, t) };
}

function checkRange(
  range: readonly [number, number],
  rounds: number,
  where: string,
): readonly [number, number] {
  const [from, to] = Array.isArray(range) ? range : [Number.NaN, Number.NaN];
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to >= from && to <= rounds) {
    return range;
  }
  throw new InvalidParameterError(
    `${where}: iterationRange must be two rounds from 0 to ${rounds}, the first not after the second, but got ${show(range)}.`,
  );
}
