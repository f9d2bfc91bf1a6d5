import type { Dense } from '../../data/dense.js';
import { squaredDistance } from '../../numeric/distances.js';
import type { PackedCenters } from './packed-centers.js';

/** What is found of each sample, by its place in the block. */
export interface NearestThree {
  /** Nearest centre, the lowest index on a tie. */
  readonly labels: Int32Array;
  /** Squared distance to it. */
  readonly nearest: Float64Array;
  /** Nearest other centre, 0 without one. */
  readonly others: Int32Array;
  /** Squared distance to it, Infinity without one. */
  readonly second: Float64Array;
  /** At most the squared distance to any other centre than these two; Infinity without one. */
  readonly third: Float64Array;
}

/** Room for what is found of so many samples. */
export function createNearestThree(rows: number): NearestThree {
  return {
    labels: new Int32Array(rows),
    others: new Int32Array(rows),
    nearest: new Float64Array(rows),
    second: new Float64Array(rows),
    third: new Float64Array(rows),
  };
}

/** Which samples meet the centres. */
export interface Meeting {
  readonly samples: Dense;
  readonly centers: PackedCenters;
  /** The samples that do, all without it. */
  readonly listed?: Int32Array;
}

/** As `findNearestThree`, of rows that are longer than it has room for: one sample and one centre at a time. */
export function findPlainly({ samples, centers, listed }: Meeting, out: NearestThree): void {
  const { data, columns } = samples;
  for (let at = 0; at < (listed?.length ?? samples.rows); at++) {
    const i = listed === undefined ? at : listed[at];
    let label = 0;
    let nearest = Infinity;
    let other = 0;
    let second = Infinity;
    let third = Infinity;
    for (let c = 0; c * columns < centers.centers.length; c++) {
      const distance = squaredDistance(data, i * columns, centers.centers, c * columns, columns);
      if (distance < nearest) {
        third = second;
        other = label;
        second = nearest;
        label = c;
        nearest = distance;
      } else if (distance < second) {
        third = second;
        other = c;
        second = distance;
      } else if (distance < third) third = distance;
    }
    out.labels[i] = label;
    out.nearest[i] = nearest;
    out.others[i] = other;
    out.second[i] = second;
    out.third[i] = third;
  }
}
