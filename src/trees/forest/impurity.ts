import { log } from '../../numeric/exp-log.js';
import type { ColumnBins } from './column-bins.js';
import type { Cut, SideLimits } from './cut.js';

/*
 * What a split gains, for each criterion, from sums over the bins of a column. Every criterion scores a
 * side by a concave function of its sums, so that the score of a split less that of the node is the
 * weight × impurity that it removes.
 */

/** A criterion that is a function of sums: of class weights, or of weight and weight × target. */
export interface Impurity {
  /** Improve `cut` by the best way to part the node in this column, if there is a better one. */
  search(
    bins: ColumnBins,
    total: Float64Array,
    feature: number,
    limits: SideLimits,
    cut: Cut,
  ): void;
  /** The score of samples that stay together. */
  score(sums: Float64Array): number;
  /** What a sample alone would score, with weight 1: a node loses what its samples alone score more than it does. */
  alone(target: number): number;
}

/**
 * Try all places between bins, missing values on either side.
 *
 * @param sides - scores the sums of the left side, those of the right being the rest
 */
function searchBins(
  bins: ColumnBins,
  total: Float64Array,
  feature: number,
  limits: SideLimits,
  cut: Cut,
  sides: (left: Float64Array, total: Float64Array) => number,
  weightOf: (sums: Float64Array) => number,
): void {
  const { sums, counts, size, missingCount, missing, left } = bins;
  const width = total.length;
  left.fill(0);
  const counted = limits.minSamples > 1;
  let samples = missingCount;
  for (let b = 0; counted && b < size; b++) samples += counts[b];
  const weight = weightOf(total);
  for (let pass = 0; pass < (missingCount > 0 ? 2 : 1); pass++) {
    const missingLeft = pass === 1;
    if (missingLeft) left.set(missing);
    let leftSamples = missingLeft ? missingCount : 0;
    // With the missing values on the right, all others may stand on the left.
    const end = missingCount > 0 && !missingLeft ? size : size - 1;
    for (let b = 0, at = 0; b < end; b++) {
      for (let k = 0; k < width; k++) left[k] += sums[at++];
      if (counted) {
        leftSamples += counts[b];
        if (leftSamples < limits.minSamples) continue;
        if (samples - leftSamples < limits.minSamples) break;
      }
      if (limits.minWeight > 0) {
        const leftWeight = weightOf(left);
        if (leftWeight < limits.minWeight) continue;
        if (weight - leftWeight < limits.minWeight) break;
      }
      const score = sides(left, total);
      if (score > cut.score) cut.take(score, feature, bins, b, missingLeft);
    }
  }
  if (missingCount === 0 && cut.feature === feature) {
    cut.missingLeft = goesToHeavier(bins, cut, weight, weightOf);
  }
}

/** Values that are missing only in new samples go where most weight went. */
function goesToHeavier(
  { codes, sums, size, left }: ColumnBins,
  cut: Cut,
  weight: number,
  weightOf: (sums: Float64Array) => number,
): boolean {
  left.fill(0);
  for (let b = 0, at = 0; b < size && codes[b] <= cut.last; b++) {
    for (let k = 0; k < left.length; k++) left[k] += sums[at++];
  }
  return 2 * weightOf(left) > weight;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k];
  return total;
}

/** Gini: a side scores Σ class weight² / weight. */
export const gini: Impurity = {
  search(bins, total, feature, limits, cut) {
    const plain = bins.missingCount === 0 && limits.minSamples <= 1 && limits.minWeight <= 0;
    if (plain && total.length === 2) searchTwoClasses(bins, total, feature, cut);
    else searchBins(bins, total, feature, limits, cut, giniSides, sum);
  },
  score(sums) {
    let weight = 0;
    let squares = 0;
    for (let k = 0; k < sums.length; k++) {
      weight += sums[k];
      squares += sums[k] * sums[k];
    }
    return squares / weight;
  },
  alone: () => 1,
};

function giniSides(left: Float64Array, total: Float64Array): number {
  let leftWeight = 0;
  let leftSquares = 0;
  let rightWeight = 0;
  let rightSquares = 0;
  for (let k = 0; k < left.length; k++) {
    const ofLeft = left[k];
    const ofRight = total[k] - ofLeft;
    leftWeight += ofLeft;
    leftSquares += ofLeft * ofLeft;
    rightWeight += ofRight;
    rightSquares += ofRight * ofRight;
  }
  return leftSquares / leftWeight + rightSquares / rightWeight;
}

/** The same as `searchBins` with `giniSides`, for the case that most forests are: a third of its time. */
function searchTwoClasses(bins: ColumnBins, total: Float64Array, feature: number, cut: Cut): void {
  const { sums, size } = bins;
  const total0 = total[0];
  const total1 = total[1];
  let left0 = 0;
  let left1 = 0;
  let best = cut.score;
  let position = -1;
  let weightOfBest = 0;
  for (let b = 0, at = 0; b < size - 1; b++, at += 2) {
    left0 += sums[at];
    left1 += sums[at + 1];
    const right0 = total0 - left0;
    const right1 = total1 - left1;
    const score =
      (left0 * left0 + left1 * left1) / (left0 + left1) +
      (right0 * right0 + right1 * right1) / (right0 + right1);
    if (score > best) {
      best = score;
      position = b;
      weightOfBest = left0 + left1;
    }
  }
  if (position < 0) return;
  cut.take(best, feature, bins, position, 2 * weightOfBest > total0 + total1);
}

/** Entropy in bits: a side scores Σ class weight · log₂(class share). */
export const entropy: Impurity = {
  search(bins, total, feature, limits, cut) {
    searchBins(bins, total, feature, limits, cut, entropySides, sum);
  },
  score(sums) {
    let weight = 0;
    let informed = 0;
    for (let k = 0; k < sums.length; k++) {
      weight += sums[k];
      informed += xLogX(sums[k]);
    }
    return (informed - xLogX(weight)) / Math.LN2;
  },
  alone: () => 0,
};

function entropySides(left: Float64Array, total: Float64Array): number {
  let leftWeight = 0;
  let rightWeight = 0;
  let informed = 0;
  for (let k = 0; k < left.length; k++) {
    const ofLeft = left[k];
    const ofRight = total[k] - ofLeft;
    leftWeight += ofLeft;
    rightWeight += ofRight;
    informed += xLogX(ofLeft) + xLogX(ofRight);
  }
  return (informed - xLogX(leftWeight) - xLogX(rightWeight)) / Math.LN2;
}

/** x · log x, and 0 at 0; rounding may bring a class that is used up a hair below. */
function xLogX(x: number): number {
  return x > 0 ? x * log(x) : 0;
}

/** Squared error: a side scores (Σ weight · target)² / Σ weight. Targets lie around 0, so that no digits are lost. */
export const squaredError: Impurity = {
  search(bins, total, feature, limits, cut) {
    const plain = bins.missingCount === 0 && limits.minSamples <= 1 && limits.minWeight <= 0;
    if (plain) searchMoments(bins, total, feature, cut);
    else searchBins(bins, total, feature, limits, cut, squaredSides, firstOf);
  },
  score: (sums) => (sums[1] * sums[1]) / sums[0],
  alone: (target) => target * target,
};

function squaredSides(left: Float64Array, total: Float64Array): number {
  const right = total[1] - left[1];
  return (left[1] * left[1]) / left[0] + (right * right) / (total[0] - left[0]);
}

function firstOf(sums: Float64Array): number {
  return sums[0];
}

/** The same as `searchBins` with `squaredSides`, for the case that most forests are. */
function searchMoments(bins: ColumnBins, total: Float64Array, feature: number, cut: Cut): void {
  const { sums, size } = bins;
  const weight = total[0];
  const moment = total[1];
  let leftWeight = 0;
  let leftMoment = 0;
  let best = cut.score;
  let position = -1;
  let weightOfBest = 0;
  for (let b = 0, at = 0; b < size - 1; b++, at += 2) {
    leftWeight += sums[at];
    leftMoment += sums[at + 1];
    const rightMoment = moment - leftMoment;
    const score =
      (leftMoment * leftMoment) / leftWeight + (rightMoment * rightMoment) / (weight - leftWeight);
    if (score > best) {
      best = score;
      position = b;
      weightOfBest = leftWeight;
    }
  }
  if (position < 0) return;
  cut.take(best, feature, bins, position, 2 * weightOfBest > weight);
}

/** Half Poisson deviance: a side scores Σ weight · target · log(mean). A side whose targets are all 0 is not split off. */
export const poisson: Impurity = {
  search(bins, total, feature, limits, cut) {
    searchBins(bins, total, feature, limits, cut, poissonSides, firstOf);
  },
  score: (sums) => (sums[1] > 0 ? sums[1] * log(sums[1] / sums[0]) : 0),
  alone: xLogX,
};

function poissonSides(left: Float64Array, total: Float64Array): number {
  const rightMoment = total[1] - left[1];
  // As in scikit-learn: the deviance from a mean of 0 has no value. What rounding leaves of 0 counts as 0.
  const least = total[1] * 1e-14;
  if (!(left[1] > least && rightMoment > least)) return -Infinity;
  return left[1] * log(left[1] / left[0]) + rightMoment * log(rightMoment / (total[0] - left[0]));
}
