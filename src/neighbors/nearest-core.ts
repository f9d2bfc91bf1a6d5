import type { Dense } from '../data/dense.js';
import { KdTree } from './kd-tree.js';
import { createMetricSpace, type MetricName, type MetricSpace } from './metric-space.js';

/** Finds which core sample is nearest by a metric that has a name: asked as often as one likes. */
export class CoreSearch {
  readonly #tree: KdTree;
  readonly #spaceOf: (points: Dense) => MetricSpace;

  /**
   * Cost: a tree.
   *
   * @param cores - [nCores × nFeatures]
   * @param p - order of 'minkowski'; not used by the others
   * @param where - the method that was called, for messages
   */
  constructor(cores: Dense, metric: MetricName, p: number, where: string) {
    this.#spaceOf = (points) => createMetricSpace(points, metric, p, where);
    const space = this.#spaceOf(cores);
    this.#tree = KdTree.build(space.points, space.p);
  }

  /**
   * Cost: log nCores a sample where columns are few.
   *
   * @param samples - [nSamples × nFeatures]
   * @param eps - how far neighbours may be apart, in the units of the metric
   * @returns [nSamples], the first on a tie; -1 where none is within eps
   */
  nearest(samples: Dense, eps: number): Int32Array {
    const { points, reduce } = this.#spaceOf(samples);
    const radius = reduce(eps);
    const nearest = new Int32Array(points.rows);
    const distance = new Float64Array(1);
    const number = new Int32Array(1);
    for (let i = 0; i < points.rows; i++) {
      this.#tree.nearest(points.data, i * points.columns, 1, distance, number);
      nearest[i] = distance[0] <= radius ? number[0] : -1;
    }
    return nearest;
  }
}

/**
 * The nearest core sample of each sample, by distances that are asked for one by one, as `CoreSearch` finds it. Cost:
 * nSamples × nCores.
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
