import { choleskyFactorInSteps, choleskySolveInSteps } from '../../numeric/cholesky.js';
import { type Steps, Stretch } from '../../progress.js';
import { beta } from '../../trees/shap/interventional.js';
import type { Coalitions } from './coalitions.js';

/** What a model says of one sample where only some of its features are known, for one output. */
export interface Game {
  /** Where none is known. */
  readonly empty: number;
  /** Where all are. */
  readonly full: number;
  /** For each coalition. */
  readonly values: Float64Array;
}

/**
 * Shapley values from the values of all coalitions, by their definition.
 *
 * @param values - of `allCoalitions`, in its order
 * @returns [nFeatures]
 */
export function* exactValues(
  { empty, full, values }: Game,
  nFeatures: number,
): Steps<Float64Array> {
  const all = 2 ** nFeatures - 1;
  const worth = (set: number) => (set === 0 ? empty : set === all ? full : values[set - 1]);
  const weights = Array.from({ length: nFeatures }, (_, size) => beta(size, nFeatures - size - 1));
  const result = new Float64Array(nFeatures);
  const stretch = new Stretch();
  for (let set = 0; set < all; set++) {
    let size = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) size++;
    for (let j = 0; j < nFeatures; j++) {
      if ((set >> j) & 1) continue;
      result[j] += weights[size] * (worth(set | (1 << j)) - worth(set));
    }
    if (stretch.spend(nFeatures)) yield;
  }
  return result;
}

/**
 * Shapley values from some coalitions: the sums of features' values that are nearest to what the coalitions have, by
 * least squares, among those whose total is what there is to divide.
 * Source: Lundberg and Lee, NIPS (2017), theorem 2; the constraint by its Lagrange multiplier.
 *
 * @param coalitions - with those of one feature, so that the solution is unique
 * @param games - one an output
 * @returns for each output [nFeatures]
 */
export function* fittedValues(
  { count, members, weights }: Coalitions,
  games: readonly Game[],
  nFeatures: number,
): Steps<Float64Array[]> {
  const gram = new Float64Array(nFeatures * nFeatures);
  const sides = games.map(() => new Float64Array(nFeatures));
  const stretch = new Stretch();
  for (let s = 0, row = 0; s < count; s++, row += nFeatures) {
    for (let j = 0; j < nFeatures; j++) {
      if (members[row + j] === 0) continue;
      for (let k = 0; k <= j; k++) gram[j * nFeatures + k] += weights[s] * members[row + k];
      for (const [o, { empty, values }] of games.entries()) {
        sides[o][j] += weights[s] * (values[s] - empty);
      }
      if (stretch.spend(2 * (j + games.length))) yield;
    }
  }
  yield* choleskyFactorInSteps(gram, nFeatures);
  const slack = new Float64Array(nFeatures).fill(1);
  yield* choleskySolveInSteps(gram, nFeatures, slack);
  for (const [o, { empty, full }] of games.entries()) {
    const side = sides[o];
    yield* choleskySolveInSteps(gram, nFeatures, side);
    const missing = (full - empty - sum(side)) / sum(slack);
    for (let j = 0; j < nFeatures; j++) side[j] += missing * slack[j];
  }
  return sides;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}
