import { exp } from '../../numeric/exp-log.js';
import { logistic } from '../../numeric/special.js';
import type { Tree } from '../../trees/tree.js';
import type { AddLeafValues, Asked } from '../../trees/walk.js';
import type { BoostedState } from './gradient-boosting-state.js';

/** How trees are divided among outputs and rounds. */
export type Rounds = Pick<BoostedState, 'nOutputs' | 'numParallelTree'>;

/** The output that tree t is for: round after round, output after output. */
export function outputOfTree({ nOutputs, numParallelTree }: Rounds, t: number): number {
  return Math.floor(t / numParallelTree) % nOutputs;
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

/** What margins are made of. */
export type MarginParts = Rounds &
  Pick<BoostedState, 'arithmetic'> & {
    readonly trees: readonly Tree[];
    readonly start: Float64Array;
  };

/**
 * Margins of samples: the start, and what the trees of each output add to it.
 *
 * @param add - adds the leaves' values; all ways give the same bits
 * @param margins - out [nSamples × nOutputs]
 */
export function fillMargins(
  state: MarginParts,
  samples: Asked,
  add: AddLeafValues,
  margins: Float64Array,
): void {
  const { nOutputs, start, arithmetic } = state;
  for (const [k, own] of treesByOutput(state).entries()) {
    if (arithmetic === 'single') {
      // Every sum is rounded to single precision, from the start on and tree by tree.
      const sums = new Float32Array(samples.rows).fill(start[k]);
      add(own, samples, 1, sums);
      for (let i = 0; i < sums.length; i++) margins[i * nOutputs + k] = sums[i];
    } else if (nOutputs === 1) {
      margins.fill(start[0]);
      add(own, samples, 1, margins);
    } else {
      const said = new Float64Array(samples.rows);
      add(own, samples, 1, said);
      for (let i = 0; i < said.length; i++) margins[i * nOutputs + k] = start[k] + said[i];
    }
  }
}

/** How predictions follow from margins. 'logistic' comes by interop only: no loss here is of that kind. */
export type Link = 'identity' | 'log' | 'logistic';

/** Predictions in place of margins. */
export function applyLink(link: Link, margins: Float64Array): void {
  if (link === 'identity') return;
  const predict = link === 'log' ? exp : logistic;
  for (let i = 0; i < margins.length; i++) margins[i] = predict(margins[i]);
}
