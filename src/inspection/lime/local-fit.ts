import type { Dense } from '../../data/dense.js';
import { choleskyFactor, choleskySolve } from '../../numeric/cholesky.js';
import { rSquared } from '../../numeric/statistics.js';
import { type Steps, Stretch } from '../../progress.js';

/** Weighted sums of products of terms and outputs, each less its weighted mean: all that ridge regression needs. */
export interface Moments {
  readonly nTerms: number;
  /** Weighted means of the terms. */
  readonly means: Float64Array;
  /** Of two terms [nTerms × nTerms], the lower triangle. */
  readonly gram: Float64Array;
  /** Of a term and an output [nOutputs][nTerms]. */
  readonly sides: readonly Float64Array[];
  /** Weighted means of the outputs. */
  readonly outputs: Float64Array;
}

/** A linear model of one output. */
export interface LocalFit {
  readonly intercept: number;
  /** One for each term that was asked for, in the order asked. */
  readonly coef: Float64Array;
}

/**
 * The moments of samples.
 *
 * @param terms - [nSamples × nTerms]
 * @param said - what a model says of them [nSamples × nOutputs]
 */
export function* momentsOf(terms: Dense, said: Dense, weights: Float64Array): Steps<Moments> {
  const { rows, columns: nTerms } = terms;
  const means = weightedMeans(terms, weights);
  const outputs = weightedMeans(said, weights);
  const gram = new Float64Array(nTerms * nTerms);
  const sides = Array.from(outputs, () => new Float64Array(nTerms));
  const centred = new Float64Array(nTerms);
  const stretch = new Stretch();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < nTerms; j++) centred[j] = terms.data[i * nTerms + j] - means[j];
    for (let j = 0; j < nTerms; j++) {
      const weighted = weights[i] * centred[j];
      for (let k = 0; k <= j; k++) gram[j * nTerms + k] += weighted * centred[k];
      for (const [o, side] of sides.entries()) {
        side[j] += weighted * (said.data[i * said.columns + o] - outputs[o]);
      }
    }
    if (stretch.spend(nTerms * (nTerms + sides.length))) yield;
  }
  return { nTerms, means, gram, sides, outputs };
}

function weightedMeans({ data, rows, columns }: Dense, weights: Float64Array): Float64Array {
  const means = new Float64Array(columns);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += weights[i];
    for (let j = 0; j < columns; j++) means[j] += weights[i] * data[i * columns + j];
  }
  return means.map((sum) => sum / total);
}

/**
 * Ridge regression of one output on some of the terms, whose intercept is free.
 *
 * @param alpha - above 0, so that there is one solution
 */
export function fitRidge(
  { nTerms, means, gram, sides, outputs }: Moments,
  chosen: ArrayLike<number>,
  output: number,
  alpha: number,
): LocalFit {
  const size = chosen.length;
  const factor = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      const [high, low] = [Math.max(chosen[a], chosen[b]), Math.min(chosen[a], chosen[b])];
      factor[a * size + b] = gram[high * nTerms + low] + (a === b ? alpha : 0);
    }
  }
  choleskyFactor(factor, size);
  const coef = Float64Array.from(chosen, (j) => sides[output][j]);
  choleskySolve(factor, size, coef);
  let intercept = outputs[output];
  for (let a = 0; a < size; a++) intercept -= coef[a] * means[chosen[a]];
  return { intercept, coef };
}

/** How much of what a model says of the samples a local model tells: R², weighted. */
export function fidelity(
  { intercept, coef }: LocalFit,
  chosen: ArrayLike<number>,
  terms: Dense,
  said: Float64Array,
  weights: Float64Array,
): number {
  const told = said.map((_, i) => {
    let sum = intercept;
    for (let a = 0; a < coef.length; a++)
      sum += coef[a] * terms.data[i * terms.columns + chosen[a]];
    return sum;
  });
  return rSquared(said, told, weights);
}
