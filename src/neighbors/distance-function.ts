import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import type { NeighborQuery } from './density-clusters.js';

/** A distance of one's own: of two rows, symmetric, at least 0. */
export type DistanceFunction = (a: readonly number[], b: readonly number[]) => number;

/**
 * Distances of the rows of A and B by a function.
 *
 * @returns of row i of A and row j of B
 * @throws InvalidInputError when it is called and the function gives what is no distance, naming the two rows
 */
export function distanceBetween(
  A: Dense,
  B: Dense,
  distance: DistanceFunction,
  where: string,
): (i: number, j: number) => number {
  const rowsOfA = toRows(A);
  const rowsOfB = A === B ? rowsOfA : toRows(B);
  return (i, j) => {
    const apart = distance(rowsOfA[i], rowsOfB[j]);
    if (apart >= 0) return apart;
    const rows = A === B ? `rows ${i} and ${j}` : `row ${i} and core sample ${j}`;
    throw new InvalidInputError(
      `${where}: the metric gives ${show(apart)} for ${rows}, but a distance is a number >= 0.`,
    );
  };
}

/** Neighbours by a function, asked of every pair. Errors as `distanceBetween`. */
export function distanceQuery(
  samples: Dense,
  distance: DistanceFunction,
  eps: number,
  where: string,
): NeighborQuery {
  const between = distanceBetween(samples, samples, distance, where);
  return (i, found, enough) => {
    let size = 0;
    for (let j = 0; j < samples.rows && size < enough; j++) {
      if (between(i, j) <= eps) found[size++] = j;
    }
    return size;
  };
}

function toRows({ data, rows, columns }: Dense): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}
