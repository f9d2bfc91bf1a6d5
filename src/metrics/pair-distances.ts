import type { MatrixLike } from '../contracts.js';
import { type Dense, parseFeatures, takeRows } from '../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { type DistanceFunction, distanceBetween } from '../neighbors/distance-function.js';
import {
  createMetricSpace,
  METRIC_NAMES,
  type MetricName,
  reducedDistance,
} from '../neighbors/metric-space.js';
import { show } from '../words.js';

/** How far apart two samples are, as an option of metrics. */
export interface DistanceOptions {
  /**
   * How far apart two samples are: a name, `'precomputed'` when X holds the distances [nSamples × nSamples], or a
   * function of two rows. Default `'euclidean'`.
   */
  metric?: MetricName | 'precomputed' | DistanceFunction;
  /** Order of the `'minkowski'` distance, at least 1. Default 2. */
  p?: number;
}

/** Sum of the distances from the sample in place i to those in places `from` to `to`. */
export type DistanceSum = (i: number, from: number, to: number) => number;

/**
 * Features, or the distances where the metric is `'precomputed'`.
 *
 * @throws InvalidParameterError for an unknown metric, or an order below 1
 * @throws InvalidInputError for unusable features, or what is no matrix of distances
 */
export function parseDistant(
  X: MatrixLike,
  { metric, p }: Required<DistanceOptions>,
  where: string,
): Dense {
  const known: readonly unknown[] = [...METRIC_NAMES, 'precomputed'];
  if (typeof metric !== 'function' && !known.includes(metric)) {
    throw new InvalidParameterError(
      `${where}: metric must be one of ${known.map(show).join(', ')}, or a function of two rows, but got ${show(metric)}.`,
    );
  }
  if (!(p >= 1)) {
    throw new InvalidParameterError(`${where}: p must be a number >= 1, but got ${show(p)}.`);
  }
  const samples = parseFeatures(X, where);
  if (metric === 'precomputed') checkDistances(samples, where);
  return samples;
}

/**
 * Distances of samples in an order of one's choice, so that those of one cluster are a plain loop.
 *
 * @param samples - what `parseDistant` gave
 * @param order - the sample in each place [nPlaces]
 * @throws InvalidInputError for angles that the metric cannot take, and when a sum is asked for and the function gives
 *   what is no distance
 */
export function distanceSums(
  samples: Dense,
  order: Int32Array,
  { metric, p }: Required<DistanceOptions>,
  where: string,
): DistanceSum {
  if (metric === 'precomputed') {
    return sumOf((i, j) => samples.data[order[i] * samples.columns + order[j]]);
  }
  if (typeof metric === 'function') {
    const between = distanceBetween(samples, samples, metric, where);
    return sumOf((i, j) => between(order[i], order[j]));
  }
  const space = createMetricSpace(samples, metric, p, where);
  const { data, columns } = takeRows(space.points, order);
  if (metric === 'euclidean') return (i, from, to) => euclideanSum(data, columns, i, from, to);
  const { restore } = space;
  return sumOf((i, j) =>
    restore(reducedDistance(data, i * columns, data, j * columns, columns, space.p)),
  );
}

function sumOf(distance: (i: number, j: number) => number): DistanceSum {
  return (i, from, to) => {
    let sum = 0;
    for (let j = from; j < to; j++) if (j !== i) sum += distance(i, j);
    return sum;
  };
}

function euclideanSum(
  data: Float64Array,
  columns: number,
  i: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  const row = i * columns;
  for (let other = from * columns; other < to * columns; other += columns) {
    sum += Math.sqrt(squaredDistance(data, row, data, other, columns));
  }
  return sum;
}

/** Squared Euclidean distance of the points at `aStart` in a and at `bStart` in b. */
export function squaredDistance(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  length: number,
): number {
  let sum = 0;
  for (let j = 0; j < length; j++) {
    const difference = a[aStart + j] - b[bStart + j];
    sum += difference * difference;
  }
  return sum;
}

/** As scikit-learn, a sample may be 100 roundings away from itself. */
const NEAR_ZERO = 100 * Number.EPSILON;

function checkDistances({ data, rows, columns }: Dense, where: string): void {
  if (rows !== columns) {
    throw new InvalidInputError(
      `${where}: the metric "precomputed" needs a square matrix of distances, but X is ${rows} × ${columns}. Pass the distance of each sample to each.`,
    );
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      if (data[at] < 0) {
        throw new InvalidInputError(
          `${where}: X[${i}][${j}] is ${data[at]}, but a distance is a number >= 0. Pass distances, not similarities.`,
        );
      }
    }
    if (data[i * columns + i] > NEAR_ZERO) {
      throw new InvalidInputError(
        `${where}: X[${i}][${i}] is ${data[i * columns + i]}, but the distance of a sample to itself is 0. Pass distances, not similarities.`,
      );
    }
  }
}
