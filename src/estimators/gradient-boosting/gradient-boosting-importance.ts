import { InvalidParameterError } from '../../errors.js';
import { splitGain } from '../../trees/tree.js';
import { show } from '../../words.js';
import type { BoostedState } from './gradient-boosting-state.js';

/** What a feature's importance is measured by: mean or total gain or cover of its splits, or their number. */
export type ImportanceType = 'gain' | 'weight' | 'cover' | 'totalGain' | 'totalCover';

/** Importance of every feature [nFeatures], in the measure's own units. */
export function boostedImportances(
  { trees: grown, nFeatures }: BoostedState,
  type: ImportanceType,
  where: string,
): number[] {
  const splits = new Float64Array(nFeatures);
  const gain = new Float64Array(nFeatures);
  const cover = new Float64Array(nFeatures);
  for (const tree of grown) {
    for (let node = 0; node < tree.left.length; node++) {
      if (tree.left[node] === 0) continue;
      const feature = tree.feature[node];
      splits[feature]++;
      gain[feature] += Math.max(0, splitGain(tree, node));
      cover[feature] += tree.cover[node];
    }
  }
  const perSplit = (total: Float64Array) =>
    Array.from(total, (value, j) => (splits[j] === 0 ? 0 : value / splits[j]));
  switch (type) {
    case 'gain':
      return perSplit(gain);
    case 'cover':
      return perSplit(cover);
    case 'weight':
      return Array.from(splits);
    case 'totalGain':
      return Array.from(gain);
    case 'totalCover':
      return Array.from(cover);
    default:
      throw new InvalidParameterError(
        `${where}: the type must be one of "gain", "weight", "cover", "totalGain", "totalCover", but got ${show(type)}.`,
      );
  }
}

/** Shares of a sum; all 0 when that is 0. */
export function asShares(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (total > 0 ? value / total : 0));
}
