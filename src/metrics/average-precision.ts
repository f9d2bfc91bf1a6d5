import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { show } from '../words.js';
import { averagePrecisionOf, countAbove, countDecisions } from './curves.js';
import type { AreaAverage } from './ranking.js';
import {
  averageOf,
  checkColumns,
  checkRows,
  classWeights,
  column,
  encodeAs,
  isMatrix,
  sampleCount,
} from './score-columns.js';

/** How `averagePrecisionScore` treats classes and samples. */
export interface AveragePrecisionOptions<A extends AreaAverage | null = AreaAverage | null> {
  /** With several classes: how they become one score; `null` keeps them apart. Default `'macro'`. */
  average?: A;
  /** With one score a sample: the label that counts as positive. Default: 1, true, or the later of two. */
  posLabel?: Label;
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** How much each sample counts [nSamples], at least 0. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Area under the precision-recall curve, by steps: Σ (step of recall) · precision.
 *
 * @param yTrue - true labels [nSamples]
 * @param yScore - two classes: higher for positives [nSamples]; several: a column a class [nSamples × nClasses], each
 *   class against the rest
 * @returns from 0 to 1, best 1; one number a class with `average: null` and several classes
 * @throws InvalidInputError when shapes do not fit or scores are NaN
 * @throws InvalidParameterError for an unknown average, or a posLabel that does not occur
 */
export function averagePrecisionScore<A extends AreaAverage | null = 'macro'>(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: AveragePrecisionOptions<A> = {},
): A extends null ? number | number[] : number {
  return score(yTrue, yScore, options) as number;
}

function score(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: AveragePrecisionOptions,
): number | number[] {
  const where = 'averagePrecisionScore';
  const {
    average = 'macro',
    posLabel,
    labels,
    sampleWeight,
  } = readNamed(options, where, ['average', 'posLabel', 'labels', 'sampleWeight']);
  if (!isMatrix(yScore)) {
    return averagePrecisionOf(
      countDecisions(yTrue, yScore, { posLabel, sampleWeight }, where),
      where,
    );
  }
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  const scores = parseFeatures(yScore, where);
  checkRows(scores, rows, where);
  checkColumns(scores, classes, where);
  if (posLabel !== undefined) {
    throw new InvalidParameterError(
      `${where}: posLabel has no meaning where every class has a column. Leave it out.`,
    );
  }
  if (classes.length < 2) {
    throw new InvalidInputError(
      `${where}: yTrue holds only ${show(classes[0])}. Pass labels with all classes of the model.`,
    );
  }
  const { columns } = scores;
  if (average === 'micro') {
    const isOwn = Uint8Array.from(scores.data, (_, at) =>
      codes[Math.floor(at / columns)] === at % columns ? 1 : 0,
    );
    const repeated = weights && scores.data.map((_, at) => weights[Math.floor(at / columns)]);
    return averagePrecisionOf(countAbove(isOwn, scores.data, repeated), where);
  }
  const areas = classes.map((_, k) => {
    const isOwn = Uint8Array.from(codes, (code) => (code === k ? 1 : 0));
    return averagePrecisionOf(countAbove(isOwn, column(scores, k), weights), where);
  });
  if (average === null) return areas;
  if (average !== 'macro' && average !== 'weighted') {
    throw new InvalidParameterError(
      `${where}: average must be one of "macro", "weighted", "micro", null, but got ${show(average)}.`,
    );
  }
  return averageOf(
    areas,
    average === 'macro' ? undefined : classWeights(codes, classes.length, weights),
  );
}
