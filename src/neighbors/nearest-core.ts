import type { Dense } from '../data/dense.js';
import { KdTree } from './kd-tree.js';
import { createMetricSpace, type MetricName } from './metric-space.js';

/** A metric by name, and how far neighbours may be apart in its units. */
export interface NamedMetric {
  readonly metric: MetricName;
  /** Order of 'minkowski'; not used by the others. */
  readonly p: number;
  readonly eps: number;
}

/**
 * Which core sample is nearest to each sample by a metric that has a name. Cost: a tree, and log nCores a sample
 * where columns are few.
 *
 * @param cores - [nCores × nFeatures]
 * @param samples - [nSamples × nFeatures]
 * @param where - the method that was called, for messages
 * @returns [nSamples], the first on a tie; -1 where none is within eps
 */
export function nearestCores(
  cores: Dense,
  samples: Dense,
  { metric, p, eps }: NamedMetric,
  where: string,
): Int32Array {
  // Both at once, so that a row of zeros gets the same column of its own in both.
  const space = createMetricSpace(concatenate(cores, samples), metric, p, where);
  const { data, columns } = space.points;
  const split = cores.rows * columns;
  const corePoints = { data: data.subarray(0, split), rows: cores.rows, columns };
  const tree = KdTree.build(corePoints, space.p);
  const radius = space.reduce(eps);
  const nearest = new Int32Array(samples.rows);
  const distance = new Float64Array(1);
  const number = new Int32Array(1);
  for (let i = 0; i < samples.rows; i++) {
    tree.nearest(data, split + i * columns, 1, distance, number);
    nearest[i] = distance[0] <= radius ? number[0] : -1;
  }
  return nearest;
}

/**
 * As `nearestCores`, by distances that are asked for one by one. Cost: nSamples × nCores.
 *
 * @param distance - of sample i and core sample c
 */
export function nearestCoresBy(
  distance: (i: number, c: number) => number,
  nSamples: number,
  nCores: number,
  eps: number,
): Int32Array {
  const nearest = new Int32Array(nSamples).fill(-1);
  for (let i = 0; i < nSamples; i++) {
    let least = eps;
    for (let c = 0; c < nCores; c++) {
      const apart = distance(i, c);
      if (apart < least || (apart === least && nearest[i] < 0)) {
        least = apart;
        nearest[i] = c;
      }
    }
  }
  return nearest;
}

function concatenate(first: Dense, second: Dense): Dense {
  const data = new Float64Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { data, rows: first.rows + second.rows, columns: first.columns };
}
