import type { Rng } from '../../random/rng.js';
import { createNormal, permutation } from '../../random/sampling.js';

/** Independent standard normal numbers. */
export function normals(length: number, rng: Rng): Float64Array {
  const normal = createNormal(rng);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = normal();
  return values;
}

/** Independent numbers, uniform from `low` to `high`. */
export function uniforms(length: number, low: number, high: number, rng: Rng): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = low + (high - low) * rng.next();
  return values;
}

/** Samples and their targets in the same random order. */
export function shuffleSamples(
  X: Float64Array,
  y: number[],
  rng: Rng,
): { X: Float64Array; y: number[] } {
  const width = X.length / y.length;
  const order = permutation(y.length, rng);
  const shuffled = new Float64Array(X.length);
  for (let i = 0; i < order.length; i++) {
    const from = order[i] * width;
    shuffled.set(X.subarray(from, from + width), i * width);
  }
  return { X: shuffled, y: Array.from(order, (i) => y[i]) };
}

/** The columns in another order, row by row, in place: column `order[j]` becomes column j. */
export function reorderColumns(X: Float64Array, order: Int32Array): void {
  const width = order.length;
  const row = new Float64Array(width);
  for (let start = 0; start < X.length; start += width) {
    row.set(X.subarray(start, start + width));
    for (let j = 0; j < width; j++) X[start + j] = row[order[j]];
  }
}
