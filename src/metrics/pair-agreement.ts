/** How well clusters agree with true classes pair of samples by pair: whether both are together in both labellings. */

import type { Matrix } from 'ml-matrix';
import type { Label } from '../contracts.js';
import { toMatrix } from '../data/dense.js';
import { type Contingency, countOverlaps } from './contingency.js';

/**
 * Pairs of samples, counted in both orders: rows tell whether the true classes are equal (no, yes), columns
 * whether the clusters are.
 *
 * @param labelsTrue - true classes [nSamples]
 * @param labelsPred - clusters [nSamples]
 * @returns [2 × 2]
 * @throws InvalidInputError for an empty input, other lengths, missing or mixed labels
 */
export function pairConfusionMatrix(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): Matrix {
  const { neither, predictedOnly, trueOnly, both } = countPairs(
    countOverlaps(labelsTrue, labelsPred, 'pairConfusionMatrix'),
  );
  return toMatrix(Float64Array.of(neither, predictedOnly, trueOnly, both), 2, 2);
}

/** Share of the pairs of samples on which the labellings agree, 0 to 1. Parameters and errors as `adjustedRandScore`. */
export function randScore(labelsTrue: ArrayLike<Label>, labelsPred: ArrayLike<Label>): number {
  const pairs = countPairs(countOverlaps(labelsTrue, labelsPred, 'randScore'));
  const agreeing = pairs.neither + pairs.both;
  const all = agreeing + pairs.predictedOnly + pairs.trueOnly;
  return all === 0 ? 1 : agreeing / all;
}

/**
 * The Rand index corrected for chance: 0 on average for random clusters, 1 for equal ones, at least -0.5.
 * Source: Hubert and Arabie, Journal of Classification 2 (1985). Cost: a sort of the samples.
 *
 * @param labelsTrue - true classes [nSamples], of any type
 * @param labelsPred - clusters [nSamples], of any type
 * @throws InvalidInputError for an empty input, other lengths, missing or mixed labels
 */
export function adjustedRandScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): number {
  const { neither, predictedOnly, trueOnly, both } = countPairs(
    countOverlaps(labelsTrue, labelsPred, 'adjustedRandScore'),
  );
  if (predictedOnly === 0 && trueOnly === 0) return 1;
  const agreement = 2 * (both * neither - trueOnly * predictedOnly);
  return (
    agreement /
    ((both + trueOnly) * (trueOnly + neither) + (both + predictedOnly) * (predictedOnly + neither))
  );
}

/**
 * Geometric mean of the precision and the recall of pairs in one cluster, 0 to 1.
 * Source: Fowlkes and Mallows, JASA 78 (1983). Parameters and errors as `adjustedRandScore`.
 */
export function fowlkesMallowsScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): number {
  const { predictedOnly, trueOnly, both } = countPairs(
    countOverlaps(labelsTrue, labelsPred, 'fowlkesMallowsScore'),
  );
  if (both === 0) return 0;
  return Math.sqrt(both / (both + predictedOnly)) * Math.sqrt(both / (both + trueOnly));
}

interface Pairs {
  readonly neither: number;
  readonly predictedOnly: number;
  readonly trueOnly: number;
  readonly both: number;
}

function countPairs({ samples, counts, rowSums, columnSums }: Contingency): Pairs {
  const squares = sumOfSquares(counts);
  const ofClasses = sumOfSquares(rowSums);
  const ofClusters = sumOfSquares(columnSums);
  return {
    both: squares - samples,
    predictedOnly: ofClusters - squares,
    trueOnly: ofClasses - squares,
    neither: samples * samples - ofClusters - ofClasses + squares,
  };
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
