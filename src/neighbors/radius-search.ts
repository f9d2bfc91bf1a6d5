import type { Dense } from '../data/dense.js';
import { reducedDistance } from './metric-space.js';

/** Finds the points around one. */
export interface RadiusSearch {
  /**
   * Numbers of the points at most `radius` away, in any order.
   *
   * @param point - holds the coordinates at `at` and on
   * @param radius - as distances are compared
   * @param found - out, with room for all points
   * @param enough - may stop once so many are found
   * @returns how many were found
   */
  query(point: Float64Array, at: number, radius: number, found: Int32Array, enough: number): number;
}

/** All points one after another: for wide data, and what the trees must agree with. */
export class BruteForceSearch implements RadiusSearch {
  readonly #points: Dense;
  readonly #p: number;

  constructor(points: Dense, p: number) {
    this.#points = points;
    this.#p = p;
  }

  query(
    point: Float64Array,
    at: number,
    radius: number,
    found: Int32Array,
    enough: number,
  ): number {
    const { data, rows, columns } = this.#points;
    const p = this.#p;
    let count = 0;
    for (let i = 0; i < rows && count < enough; i++) {
      if (reducedDistance(point, at, data, i * columns, columns, p) <= radius) found[count++] = i;
    }
    return count;
  }
}
