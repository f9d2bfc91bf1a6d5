import type { Dense } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import type { PackedCenters } from './packed-centers.js';

/** What is found of each sample, by its place in the block. */
export interface NearestTwo {
  /** Nearest centre, the lowest index on a tie. */
  readonly labels: Int32Array;
  /** Squared distance to it. */
  readonly nearest: Float64Array;
  /** Squared distance to the nearest other centre, Infinity without one. */
  readonly second: Float64Array;
}

/** Which samples meet the centres. */
export interface Meeting {
  readonly samples: Dense;
  readonly centers: PackedCenters;
  /** The samples that do, all without it. */
  readonly listed?: Int32Array;
}

/** As `findNearestTwo`, of rows that are longer than it has room for: one sample and one centre at a time. */
export function findPlainly({ samples, centers, listed }: Meeting, out: NearestTwo): void {
  const { data, columns } = samples;
  for (let at = 0; at < (listed?.length ?? samples.rows); at++) {
    const i = listed === undefined ? at : listed[at];
    let label = 0;
    let nearest = Infinity;
    let second = Infinity;
    for (let c = 0; c * columns < centers.centers.length; c++) {
      const distance = squaredDistance(data, i * columns, centers.centers, c * columns, columns);
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        label = c;
      } else if (distance < second) second = distance;
    }
    out.labels[i] = label;
    out.nearest[i] = nearest;
    out.second[i] = second;
  }
}
