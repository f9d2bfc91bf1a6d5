import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import type { NeighborQuery } from './density-clusters.js';

/** A distance of one's own: of two rows, symmetric, at least 0. */
export type DistanceFunction = (a: readonly number[], b: readonly number[]) => number;

/**
 * Neighbours by a function, asked of every pair.
 *
 * @throws InvalidInputError when it gives what is no distance, naming the two rows
 */
export function distanceQuery(
  { data, rows, columns }: Dense,
  distance: DistanceFunction,
  eps: number,
  where: string,
): NeighborQuery {
  const points = Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
  return (i, found, enough) => {
    let size = 0;
    for (let j = 0; j < rows && size < enough; j++) {
      const apart = distance(points[i], points[j]);
      if (!(apart >= 0)) {
        throw new InvalidInputError(
          `${where}: the metric gives ${show(apart)} for rows ${i} and ${j}, but a distance is a number >= 0.`,
        );
      }
      if (apart <= eps) found[size++] = j;
    }
    return size;
  };
}
