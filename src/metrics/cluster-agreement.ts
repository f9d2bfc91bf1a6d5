import type { Label } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { exp, log } from '../numeric/exp-log.js';
import { show } from '../words.js';
import { type Contingency, countOverlaps } from './contingency.js';

/*
 * How well clusters agree with true classes by what one labelling tells of the other, whatever the labels are
 * called. All are symmetric in their two labellings but homogeneity and completeness, which change places.
 */

/** How two entropies become the greatest mutual information that could be: as in scikit-learn. */
export type EntropyAverage = 'min' | 'geometric' | 'arithmetic' | 'max';

/** What the mutual information of two clusterings is divided by. */
export interface MutualInformationOptions {
  /** Mean of the two entropies to divide by. Default 'arithmetic'. */
  averageMethod?: EntropyAverage;
}

/** How `vMeasureScore` weighs completeness against homogeneity. */
export interface VMeasureOptions {
  /** Weight of completeness against homogeneity, at least 0: above 1 it counts more. Default 1. */
  beta?: number;
}

/** Mutual information of the labellings in nats, at least 0. Parameters and errors as `adjustedRandScore`. */
export function mutualInfoScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): number {
  return mutualInformation(countOverlaps(labelsTrue, labelsPred, 'mutualInfoScore'));
}

/**
 * Mutual information as a share of the mean entropy, 0 to 1; not corrected for chance.
 * Parameters and errors as `adjustedRandScore`.
 *
 * @throws InvalidParameterError for an unknown averageMethod
 */
export function normalizedMutualInfoScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
  options: MutualInformationOptions = {},
): number {
  const { averageMethod = 'arithmetic' } = readNamed(options, 'normalizedMutualInfoScore', [
    'averageMethod',
  ]);
  checkAverage(averageMethod, 'normalizedMutualInfoScore');
  const overlaps = countOverlaps(labelsTrue, labelsPred, 'normalizedMutualInfoScore');
  if (overlaps.counts.length === 1) return 1; // one class, one cluster
  const information = mutualInformation(overlaps);
  return information === 0 ? 0 : information / meanEntropy(overlaps, averageMethod);
}

/**
 * Mutual information corrected for chance: 0 on average for random clusters, 1 for equal ones.
 * Source: Vinh, Epps and Bailey, JMLR 11 (2010). Cost: classes × clusters × their overlap.
 * Parameters and errors as `normalizedMutualInfoScore`.
 */
export function adjustedMutualInfoScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
  options: MutualInformationOptions = {},
): number {
  const { averageMethod = 'arithmetic' } = readNamed(options, 'adjustedMutualInfoScore', [
    'averageMethod',
  ]);
  checkAverage(averageMethod, 'adjustedMutualInfoScore');
  const overlaps = countOverlaps(labelsTrue, labelsPred, 'adjustedMutualInfoScore');
  if (overlaps.counts.length === 1) return 1;
  if (overlaps.rowSums.length === 1 || overlaps.columnSums.length === 1) return 0;
  const expected = expectedMutualInformation(overlaps);
  return (
    awayFromZero(mutualInformation(overlaps) - expected) /
    awayFromZero(meanEntropy(overlaps, averageMethod) - expected)
  );
}

/** Whether each cluster holds one class only, 0 to 1. Parameters and errors as `adjustedRandScore`. */
export function homogeneityScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): number {
  return vMeasure(countOverlaps(labelsTrue, labelsPred, 'homogeneityScore'), 1).homogeneity;
}

/** Whether each class lies in one cluster only, 0 to 1. Parameters and errors as `adjustedRandScore`. */
export function completenessScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
): number {
  return vMeasure(countOverlaps(labelsTrue, labelsPred, 'completenessScore'), 1).completeness;
}

/**
 * Weighted harmonic mean of homogeneity and completeness, 0 to 1.
 * Source: Rosenberg and Hirschberg, EMNLP-CoNLL (2007). Parameters and errors as `adjustedRandScore`.
 *
 * @throws InvalidParameterError for a negative beta
 */
export function vMeasureScore(
  labelsTrue: ArrayLike<Label>,
  labelsPred: ArrayLike<Label>,
  options: VMeasureOptions = {},
): number {
  const { beta = 1 } = readNamed(options, 'vMeasureScore', ['beta']);
  if (!(Number.isFinite(beta) && beta >= 0)) {
    throw new InvalidParameterError(
      `vMeasureScore: beta must be a number >= 0, but got ${show(beta)}. Pass the weight of completeness.`,
    );
  }
  return vMeasure(countOverlaps(labelsTrue, labelsPred, 'vMeasureScore'), beta).vMeasure;
}

function mutualInformation(overlaps: Contingency): number {
  const { samples, rows, columns, counts, rowSums, columnSums } = overlaps;
  if (rowSums.length === 1 || columnSums.length === 1) return 0;
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const expected = rowSums[rows[cell]] * columnSums[columns[cell]];
    const term = (counts[cell] / samples) * log((counts[cell] * samples) / expected);
    if (Math.abs(term) >= Number.EPSILON) sum += term;
  }
  return Math.max(0, sum);
}

function entropy(sums: Float64Array, samples: number): number {
  let sum = 0;
  for (const count of sums) sum -= (count / samples) * log(count / samples);
  return sum;
}

function meanEntropy(
  { samples, rowSums, columnSums }: Contingency,
  average: EntropyAverage,
): number {
  const ofClasses = entropy(rowSums, samples);
  const ofClusters = entropy(columnSums, samples);
  switch (average) {
    case 'min':
      return Math.min(ofClasses, ofClusters);
    case 'geometric':
      return Math.sqrt(ofClasses * ofClusters);
    case 'max':
      return Math.max(ofClasses, ofClusters);
    default:
      return (ofClasses + ofClusters) / 2;
  }
}

function vMeasure(
  overlaps: Contingency,
  beta: number,
): { homogeneity: number; completeness: number; vMeasure: number } {
  const { samples, rowSums, columnSums } = overlaps;
  const information = mutualInformation(overlaps);
  const share = (sums: Float64Array) =>
    sums.length === 1 ? 1 : information / entropy(sums, samples);
  const homogeneity = share(rowSums);
  const completeness = share(columnSums);
  const divisor = beta * homogeneity + completeness;
  const measure = divisor === 0 ? 0 : ((1 + beta) * homogeneity * completeness) / divisor;
  return { homogeneity, completeness, vMeasure: measure };
}

/**
 * Mean mutual information of all labellings with these class and cluster sizes: each possible overlap
 * times its hypergeometric probability (Vinh et al., theorem 1).
 */
function expectedMutualInformation({ samples, rowSums, columnSums }: Contingency): number {
  const lf = logFactorials(samples);
  let sum = 0;
  for (const a of rowSums) {
    for (const b of columnSums) {
      const fixed = lf[a] + lf[b] + lf[samples - a] + lf[samples - b] - lf[samples];
      for (let n = Math.max(1, a + b - samples); n <= Math.min(a, b); n++) {
        const probability = exp(fixed - lf[n] - lf[a - n] - lf[b - n] - lf[samples - a - b + n]);
        sum += (n / samples) * log((samples * n) / (a * b)) * probability;
      }
    }
  }
  return sum;
}

/** log(n!) of 0 to `largest`; summed with the rounding errors carried along, which exp would blow up. */
function logFactorials(largest: number): Float64Array {
  const table = new Float64Array(largest + 1);
  let sum = 0;
  let lost = 0;
  for (let n = 2; n <= largest; n++) {
    const term = log(n) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
    table[n] = sum;
  }
  return table;
}

/** Rounding makes differences of equal numbers any sign of tiny; a perfect match must give 1. */
function awayFromZero(difference: number): number {
  return difference < 0
    ? Math.min(difference, -Number.EPSILON)
    : Math.max(difference, Number.EPSILON);
}

function checkAverage(average: EntropyAverage, where: string): void {
  if (!['min', 'geometric', 'arithmetic', 'max'].includes(average)) {
    throw new InvalidParameterError(
      `${where}: averageMethod must be one of "min", "geometric", "arithmetic", "max", but got ${show(average)}.`,
    );
  }
}
