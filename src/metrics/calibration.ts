import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { weightedQuantiles } from '../numeric/quantiles.js';
import { sortedQuantile } from '../numeric/statistics.js';
import { show } from '../words.js';
import { checkPair, parseNumbers } from './pairs.js';
import { positives } from './positive-class.js';
import {
  checkColumns,
  checkProbabilities,
  checkRows,
  encodeAs,
  isMatrix,
  sampleCount,
} from './score-columns.js';

/** Which labels the probabilities of `brierScoreLoss` are of, and how samples count. */
export interface BrierScoreLossOptions {
  /** With one probability a sample: the label it is of. Default: 1, true, or the later of two labels. */
  posLabel?: Label;
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** Whether to halve the sum over the classes, so that it is at most 1. Default `'auto'`: with two classes. */
  scaleByHalf?: boolean | 'auto';
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Mean squared difference of probabilities and what happened: Σ_k (p_k - y_k)².
 * Source: Brier, Monthly Weather Review 78 (1950).
 *
 * @param yTrue - true labels [nSamples]
 * @param yProba - probabilities of the positive label [nSamples], or of each class [nSamples × nClasses]
 * @returns at least 0, best 0; at most 1 when halved, else 2
 * @throws InvalidInputError when shapes do not fit, or probabilities leave [0, 1] or do not sum to 1
 * @throws InvalidParameterError for a posLabel that does not occur
 */
export function brierScoreLoss(
  yTrue: ArrayLike<Label>,
  yProba: ArrayLike<number> | MatrixLike,
  options: BrierScoreLossOptions = {},
): number {
  const where = 'brierScoreLoss';
  const {
    posLabel,
    labels,
    scaleByHalf = 'auto',
    sampleWeight,
  } = readNamed(options, where, ['posLabel', 'labels', 'scaleByHalf', 'sampleWeight']);
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  let sum = 0;
  let total = 0;
  let nClasses = 2;
  if (isMatrix(yProba)) {
    const shares = parseFeatures(yProba, where);
    const { codes, classes } = encodeAs(yTrue, labels, where);
    checkRows(shares, rows, where);
    checkColumns(shares, classes, where);
    checkProbabilities(shares, where);
    nClasses = shares.columns;
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = weights === undefined ? 1 : weights[i];
      for (let k = 0; k < nClasses; k++, at++) {
        sum += weight * (shares.data[at] - (codes[i] === k ? 1 : 0)) ** 2;
      }
      total += weight;
    }
  } else {
    const isPositive = positives(yTrue, posLabel, where);
    const shares = parseShares(yProba, rows, where);
    for (let i = 0; i < rows; i++) {
      const weight = weights === undefined ? 1 : weights[i];
      sum += 2 * weight * (shares[i] - isPositive[i]) ** 2;
      total += weight;
    }
  }
  const halved = scaleByHalf === 'auto' ? nClasses === 2 : scaleByHalf;
  return (halved ? sum / 2 : sum) / total;
}

/** Into which bins `calibrationCurve` sorts the probabilities, and which label they are of. */
export interface CalibrationCurveOptions {
  /** The label that the probabilities are of. Default: 1, true, or the later of two labels. */
  posLabel?: Label;
  /** How many bins, at least 1; empty ones are left out. Default 5. */
  nBins?: number;
  /** Whether bins have the same width, or hold the same number of samples. Default `'uniform'`. */
  strategy?: 'uniform' | 'quantile';
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** Points of a calibration curve: on the diagonal, probabilities mean what they say. */
export interface CalibrationCurve {
  /** Share of positives in each bin that is not empty. */
  readonly probTrue: number[];
  /** Mean probability in it. */
  readonly probPred: number[];
}

/**
 * How often what was given a probability happened.
 *
 * @param yTrue - labels of two classes [nSamples]
 * @param yProb - probabilities of the positive label [nSamples]
 * @throws InvalidInputError for more than two labels, other lengths, or probabilities that leave [0, 1]
 * @throws InvalidParameterError for a posLabel that does not occur, or an option out of range
 */
export function calibrationCurve(
  yTrue: ArrayLike<Label>,
  yProb: ArrayLike<number>,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  const where = 'calibrationCurve';
  const {
    posLabel,
    nBins = 5,
    strategy = 'uniform',
    sampleWeight,
  } = readNamed(options, where, ['posLabel', 'nBins', 'strategy', 'sampleWeight']);
  checkPair(yTrue, yProb, where, ['yTrue', 'yProb']);
  if (!Number.isInteger(nBins) || nBins < 1) {
    throw new InvalidParameterError(
      `${where}: nBins must be an integer >= 1, but got ${show(nBins)}.`,
    );
  }
  if (strategy !== 'uniform' && strategy !== 'quantile') {
    throw new InvalidParameterError(
      `${where}: strategy must be one of "uniform", "quantile", but got ${show(strategy)}.`,
    );
  }
  const rows = yTrue.length;
  const weights = parseWeights(sampleWeight, rows, where);
  const isPositive = positives(yTrue, posLabel, where);
  const shares = parseShares(yProb, rows, where);
  const inner = innerEdges(shares, weights, nBins, strategy);
  const predicted = new Float64Array(nBins);
  const happened = new Float64Array(nBins);
  const mass = new Float64Array(nBins);
  for (let i = 0; i < rows; i++) {
    let bin = 0;
    while (bin < inner.length && inner[bin] < shares[i]) bin++;
    const weight = weights === undefined ? 1 : weights[i];
    predicted[bin] += weight * shares[i];
    happened[bin] += weight * isPositive[i];
    mass[bin] += weight;
  }
  const filled = Array.from(mass.keys()).filter((bin) => mass[bin] > 0);
  return {
    probTrue: filled.map((bin) => happened[bin] / mass[bin]),
    probPred: filled.map((bin) => predicted[bin] / mass[bin]),
  };
}

/**
 * Where one bin ends and the next begins [nBins - 1]. Shares such as 0.3 lie on an edge, so that edges are rounded
 * as `np.linspace` and `np.percentile` round them. With weights a quantile is the share up to which its weight lies.
 */
function innerEdges(
  shares: Float64Array,
  weights: Float64Array | undefined,
  nBins: number,
  strategy: 'uniform' | 'quantile',
): number[] {
  const step = 1 / nBins;
  const edges = Array.from({ length: nBins - 1 }, (_, b) => (b + 1) * step);
  if (strategy === 'uniform') return edges;
  const places = edges.map((edge) => (100 * edge) / 100);
  if (weights !== undefined) return weightedQuantiles(shares, weights, places);
  const sorted = shares.slice().sort();
  return places.map((q) => sortedQuantile(sorted, q));
}

function parseShares(values: ArrayLike<number>, rows: number, where: string): Float64Array {
  const shares = parseNumbers(values, rows, 'yProba', where);
  const wrong = shares.findIndex((share) => share < 0 || share > 1);
  if (wrong >= 0) {
    throw new InvalidInputError(
      `${where}: the probability [${wrong}] is ${shares[wrong]}, which is not from 0 to 1. Pass probabilities, not scores.`,
    );
  }
  return shares;
}
