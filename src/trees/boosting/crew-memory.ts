/** Memory that the threads of a boosting share. */

import { WIDE_MISSING } from '../bins.js';
import { drawsAll } from './column-sampler.js';
import { MOST_GROUPS, ORDER, type SharedFilling } from './filling-order.js';
import type { GradientTreePlan } from './gradient-tree-plan.js';
import { dealtGroupsOf } from './histogram.js';
import type { CrewPlan, RoundMemory } from './lone-crew.js';
import { lengthsOf, MOST_LEVELS, nodesOf } from './node-table.js';
import { MOST_BLOCKS } from './parting-order.js';
import { floatsFor, integersFor } from './shared-arrays.js';

/** Bytes of histograms of the trees whose nodes are taken by whoever is free. */
const MOST_BYTES = 2 ** 26;

/** Levels of splits where whoever is free may take a node; 0 where nodes are split one after another. */
export function levelsAhead({
  maxDepth,
  maxLeaves,
  shares,
  interactions,
  limits,
  layout,
}: GradientTreePlan): number {
  const isFree =
    maxLeaves === Infinity &&
    maxDepth <= MOST_LEVELS &&
    drawsAll(shares) &&
    interactions === undefined &&
    limits.categorical === undefined;
  return isFree && 2 ** (maxDepth - 1) * 16 * layout.slots <= MOST_BYTES ? maxDepth : 0;
}

/** Memory for those who help in a boosting; undefined where they would have nothing to do. */
export function gatherMemory(
  { threads, tree, loss }: CrewPlan,
  { rows, gradients, integers }: RoundMemory,
): SharedFilling | undefined {
  const groups = dealtGroupsOf(tree.layout);
  const levels = levelsAhead(tree);
  if (groups.length > MOST_GROUPS || (levels === 0 && groups.length === 1)) return undefined;
  const nHistograms = levels > 0 ? 2 ** (levels - 1) : 1;
  const lengths = lengthsOf(nodesOf(levels));
  const nodes = {
    numbers: floatsFor(threads, lengths.numbers),
    states: integersFor(threads, lengths.states),
  };
  return {
    groups,
    rows,
    gradients,
    gradientLength: 2 * tree.features.rows,
    integers,
    scale: floatsFor(threads, 2),
    histograms: floatsFor(threads, 2 * tree.layout.slots * nHistograms),
    isTaken: integersFor(threads, nHistograms),
    parting: {
      codes: tree.features.columnCodes,
      isLeft: new Uint8Array(new SharedArrayBuffer(WIDE_MISSING + 1)),
      parted: integersFor(threads, rows.length),
      moved: integersFor(threads, rows.length),
      lefts: integersFor(threads, MOST_BLOCKS),
    },
    growing: levels > 0 ? { plan: tree, nodes } : undefined,
    loss,
    order: integersFor(threads, ORDER.length),
  };
}
