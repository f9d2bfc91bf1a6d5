import type { Dense } from '../data/dense.js';
import { InvalidInputError } from '../errors.js';
import { asin } from '../numeric/arctangent.js';
import { exp, log } from '../numeric/exp-log.js';
import { cos, sin } from '../numeric/trigonometry.js';

/** Names of distances, as users write them. */
export const METRIC_NAMES = [
  'euclidean',
  'manhattan',
  'chebyshev',
  'minkowski',
  'cosine',
  'haversine',
] as const;

/** How far apart two samples are. */
export type MetricName = (typeof METRIC_NAMES)[number];

/**
 * Points whose Minkowski distance of order p stands for the metric: distances are compared as sums of
 * |difference|^p (the greatest difference for p = ∞), which saves the root. Cosine becomes the Euclidean
 * distance of unit vectors and haversine that of points on the sphere, so that trees and grids serve both.
 */
export interface MetricSpace {
  readonly points: Dense;
  /** 1, 2, Infinity, or any number from 1. */
  readonly p: number;
  /** A distance of the metric as it is compared. */
  reduce(distance: number): number;
  /** The way back. */
  restore(reduced: number): number;
}

/**
 * @param p - order of 'minkowski'; not used by the others
 * @param where - the method that was called, for messages
 * @throws InvalidInputError for haversine when there are not two columns, latitude within ±π/2 and longitude
 *   within ±π, in radians
 */
export function createMetricSpace(
  samples: Dense,
  metric: MetricName,
  p: number,
  where: string,
): MetricSpace {
  switch (metric) {
    case 'euclidean':
      return euclidean(samples);
    case 'manhattan':
      return { points: samples, p: 1, reduce: (d) => d, restore: (d) => d };
    case 'chebyshev':
      return { points: samples, p: Infinity, reduce: (d) => d, restore: (d) => d };
    case 'minkowski':
      if (p === 2) return euclidean(samples);
      if (p === 1 || p === Infinity)
        return { points: samples, p, reduce: (d) => d, restore: (d) => d };
      return { points: samples, p, reduce: (d) => power(d, p), restore: (d) => power(d, 1 / p) };
    case 'cosine':
      return {
        points: toUnitVectors(samples),
        p: 2,
        reduce: (d) => 2 * d,
        restore: (d) => d / 2,
      };
    case 'haversine':
      return {
        points: toSphere(samples, where),
        p: 2,
        // The chord of an angle is 2 sin(angle / 2); beyond π it grows no more.
        reduce: (d) => (d >= Math.PI ? 5 : 4 * sin(d / 2) ** 2),
        restore: (d) => 2 * asin(Math.min(1, Math.sqrt(d) / 2)),
      };
  }
}

function euclidean(points: Dense): MetricSpace {
  return { points, p: 2, reduce: (d) => d * d, restore: Math.sqrt };
}

/** x^p for x >= 0, from our own exp and log: the same bits on every engine. */
export function power(x: number, p: number): number {
  if (x === 0) return 0;
  if (p === 3) return x * x * x;
  return exp(p * log(x));
}

/** Rows of length 1. A row of zeros stands at right angles to all others: in a column of its own. */
function toUnitVectors({ data, rows, columns }: Dense): Dense {
  const width = columns + 1;
  const unit = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    let largest = 0;
    for (let j = 0; j < columns; j++) largest = Math.max(largest, Math.abs(data[i * columns + j]));
    if (largest === 0) {
      unit[i * width + columns] = 1;
      continue;
    }
    let squares = 0;
    for (let j = 0; j < columns; j++) squares += (data[i * columns + j] / largest) ** 2;
    const length = Math.sqrt(squares);
    for (let j = 0; j < columns; j++) {
      unit[i * width + j] = data[i * columns + j] / largest / length;
    }
  }
  return { data: unit, rows, columns: width };
}

function toSphere({ data, rows, columns }: Dense, where: string): Dense {
  if (columns !== 2) {
    throw new InvalidInputError(
      `${where}: the metric "haversine" needs two columns, latitude and longitude, but X has ${columns}.`,
    );
  }
  const points = new Float64Array(3 * rows);
  for (let i = 0; i < rows; i++) {
    const latitude = data[2 * i];
    const longitude = data[2 * i + 1];
    checkAngle(latitude, Math.PI / 2, i, 0, where);
    checkAngle(longitude, Math.PI, i, 1, where);
    points[3 * i] = cos(latitude) * cos(longitude);
    points[3 * i + 1] = cos(latitude) * sin(longitude);
    points[3 * i + 2] = sin(latitude);
  }
  return { data: points, rows, columns: 3 };
}

function checkAngle(angle: number, most: number, i: number, j: number, where: string): void {
  if (Math.abs(angle) <= most * (1 + 1e-9)) return;
  const [name, bound] = j === 0 ? ['latitude', 'π/2'] : ['longitude', 'π'];
  throw new InvalidInputError(
    `${where}: X[${i}][${j}] is ${angle}, but the metric "haversine" needs a ${name} within ±${bound}. Pass radians: degrees × π / 180.`,
  );
}

/** Distance of two points as it is compared: at `a` in A and at `b` in B. */
export function reducedDistance(
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
  columns: number,
  p: number,
): number {
  let sum = 0;
  if (p === 2) {
    for (let j = 0; j < columns; j++) {
      const difference = A[a + j] - B[b + j];
      sum += difference * difference;
    }
  } else if (p === 1) {
    for (let j = 0; j < columns; j++) sum += Math.abs(A[a + j] - B[b + j]);
  } else if (p === Infinity) {
    for (let j = 0; j < columns; j++) {
      const size = Math.abs(A[a + j] - B[b + j]);
      if (size > sum) sum = size;
    }
  } else {
    for (let j = 0; j < columns; j++) sum += power(Math.abs(A[a + j] - B[b + j]), p);
  }
  return sum;
}
