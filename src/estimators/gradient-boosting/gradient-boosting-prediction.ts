import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { addByWalk } from '../../trees/boosting/boost.js';
import type { TreeEnsemble } from '../../trees/ensemble.js';
import { addPacked } from '../../trees/packed-trees.js';
import type { Tree } from '../../trees/tree.js';
import type { Asked } from '../../trees/walk.js';
import { show } from '../../words.js';
import { classColumns } from '../class-columns.js';
import { fillMargins, type MarginParts, outputOfTree, type Rounds } from './boosted-margins.js';
import type { BoostingPredictOptions } from './gradient-boosting-options.js';
import type { BoostedState } from './gradient-boosting-state.js';

/** The margins of so many samples before the first round. */
export function repeatStart(start: Float64Array, rows: number, where: string): Float64Array {
  const margins = classColumns(rows, start.length, where);
  if (start.length === 1) return margins.fill(start[0]);
  for (let at = 0; at < margins.length; at += start.length) margins.set(start, at);
  return margins;
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

/**
 * Margins of samples [nSamples × nOutputs].
 *
 * @throws InvalidParameterError for a range of rounds that are not there
 */
export function boostedMargins(
  state: BoostedState,
  samples: Asked,
  options: BoostingPredictOptions,
  where: string,
): Float64Array {
  const { iterationRange } = readNamed(options, where, ['iterationRange']);
  const { start, arithmetic } = state;
  if (iterationRange !== undefined) {
    samples.check?.();
    const trees = treesOfRounds(state, iterationRange, where);
    if (arithmetic === 'single') return allMargins({ ...state, trees }, samples, where);
    const margins = repeatStart(start, samples.rows, where);
    addTrees(trees, state, samples, margins);
    return margins;
  }
  return allMargins(state, samples, where);
}

function allMargins(state: MarginParts, samples: Asked, where: string): Float64Array {
  const margins = classColumns(samples.rows, state.nOutputs, where);
  fillMargins(state, samples, addPacked, margins);
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
