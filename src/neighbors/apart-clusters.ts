import { type Dense, pickRows } from '../data/dense.js';
import { mapReports, type Progress, Stretch } from '../progress.js';
import { groupsApart } from './apart-groups.js';
import type { Density, DensityClusters } from './density-clusters.js';
import { clusterByLeaves } from './leaf-clusters.js';
import { clusterByRows } from './row-clusters.js';
import { LEAF_SIZE } from './tree-memory.js';

/**
 * DBSCAN on each group of samples that columns with gaps part from all others: 50 000 rows with 16 numbers and four texts of
 * some 50 values take a second so, and more than a minute on one tree. The result is that of `clusterByQueries`, to the label.
 *
 * @param radius - the distance of neighbours as it is compared
 * @param width - a difference of one column that is no more than that, about
 */
export function* clusterApart(
  points: Dense,
  p: number,
  [radius, width]: readonly [radius: number, width: number],
  density: Density,
): Generator<Progress | undefined, DensityClusters, void> {
  const { data, rows, columns } = points;
  const { groups, nGroups } = yield* groupsApart(points, p, radius, width);
  if (nGroups === 1) return yield* clusterByLeaves(points, p, radius, density);
  const { weights, minSamples } = density;
  const members = membersOf(groups, nGroups);
  yield;
  const total = members.reduce((sum, own) => sum + pairsOf(own), 0);
  const labels = new Int32Array(rows).fill(-1);
  const isCore = new Uint8Array(rows);
  const stretch = new Stretch();
  let done = 0;
  let nClusters = 0;
  for (const own of members) {
    if (weights !== undefined || own.length >= minSamples) {
      const samples = { data: pickRows(data, columns, own), rows: own.length, columns };
      const ofGroup = { ...density, weights: weights && pickRows(weights, 1, own) };
      const found =
        own.length <= LEAF_SIZE
          ? clusterByRows({ points: samples, p, radius, density: { ...ofGroup, jobs: undefined } })
          : clusterByLeaves(samples, p, radius, ofGroup);
      const before = done;
      const share = pairsOf(own);
      const clusters = yield* mapReports(found, (step) => ({
        done: Math.min(before + Math.floor((share * step.done) / step.total), total - 1),
        total,
        unit: 'pair',
      }));
      let most = -1;
      for (let t = 0; t < own.length; t++) {
        const label = clusters.labels[t];
        isCore[own[t]] = clusters.isCore[t];
        if (label >= 0) labels[own[t]] = nClusters + label;
        if (label > most) most = label;
      }
      nClusters += most + 1;
    }
    done += pairsOf(own);
    if (stretch.spend(own.length * columns)) yield;
  }
  numberByFirstCore(labels, isCore, nClusters);
  yield { done: total, total, unit: 'pair' };
  return { labels, isCore };
}

/** Pairs that a group reports at most: each is met in up to three passes. */
const pairsOf = ({ length }: Int32Array): number => 3 * length * length;

/** The samples of each group, ascending. */
function membersOf(groups: Int32Array, nGroups: number): Int32Array[] {
  const sizes = new Int32Array(nGroups);
  for (let i = 0; i < groups.length; i++) sizes[groups[i]]++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  for (let i = 0; i < groups.length; i++) members[groups[i]][sizes[groups[i]]++] = i;
  return members;
}

/** Number clusters anew, in place, in the order of their first core samples among all. */
function numberByFirstCore(labels: Int32Array, isCore: Uint8Array, nClusters: number): void {
  const numbers = new Int32Array(nClusters).fill(-1);
  let next = 0;
  for (let i = 0; i < labels.length; i++) {
    if (isCore[i] === 1 && numbers[labels[i]] === -1) numbers[labels[i]] = next++;
  }
  for (let i = 0; i < labels.length; i++) if (labels[i] >= 0) labels[i] = numbers[labels[i]];
}
