import type { Label, MatrixLike } from '../contracts.js';
import { type Dense, parseFeaturesInSteps } from '../data/dense.js';
import { parseWeights } from '../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { drain, type Steps } from '../progress.js';
import { show } from '../words.js';
import { areaOfClass, checkTwo, partialArea } from './class-area.js';
import { parseNumbers } from './pairs.js';
import {
  averageOf,
  checkColumns,
  checkProbabilities,
  checkRows,
  classWeights,
  column,
  encodeAs,
  isMatrix,
  sampleCount,
} from './score-columns.js';

/**
 * How the areas of several classes become one: their mean, their mean weighted by size, or that of all
 * decisions together.
 */
export type AreaAverage = 'macro' | 'weighted' | 'micro';

/** How `rocAucScore` treats several classes, which part of the curve counts, and how samples count. */
export interface RocAucOptions<A extends AreaAverage | null = AreaAverage | null> {
  /** How classes become one score; `null` keeps them apart. Default `'macro'`. */
  average?: A;
  /**
   * With more than two classes: each against the rest, or each pair of those that occur in yTrue. It must be given then.
   */
  multiClass?: 'ovr' | 'ovo';
  /**
   * With two classes: only the area up to this share of false positives, above 0 and at most 1, rescaled so that
   * guessing scores 0.5 and the best 1. Default null: all of it.
   */
  maxFpr?: number | null;
  /** The classes, in the order of the columns. Default: those that occur, ascending. */
  labels?: readonly Label[];
  /** How much each sample counts [nSamples], at least 0; not with `'ovo'`. Default all 1. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Area under the ROC curve: the probability that a positive sample is scored above a negative one,
 * ties counting half.
 * Source: Fawcett, Pattern Recognition Letters 27 (2006); pairs of classes: Hand and Till, Machine
 * Learning 45 (2001); part of the area: McClish, Medical Decision Making 9 (1989).
 * Cost: a sort of the scores for each class or pair.
 *
 * @param yTrue - true labels [nSamples]
 * @param yScore - two classes: scores of the later label [nSamples]; more: probabilities [nSamples × nClasses]
 * @returns from 0 to 1, best 1; 0.5 for a ranking that says nothing; one number a class with `average: null`
 *   and several classes
 * @throws InvalidInputError when only one class occurs, or with `'ovr'` one does not, when shapes do not fit, scores are NaN, or
 *   probabilities of several classes do not sum to 1
 * @throws InvalidParameterError without `multiClass` where there are more than two classes, and for options that
 *   do not go together
 */
export function rocAucScore<A extends AreaAverage | null = 'macro'>(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: RocAucOptions<A> = {},
): A extends null ? number | number[] : number {
  return drain(rocAucInSteps(yTrue, yScore, options));
}

/** As `rocAucScore`, in a step a class. */
export function rocAucInSteps<A extends AreaAverage | null = 'macro'>(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: RocAucOptions<A> = {},
): Steps<A extends null ? number | number[] : number> {
  return areaOf(yTrue, yScore, options) as Steps<number>;
}

function* areaOf(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number> | MatrixLike,
  options: RocAucOptions,
): Steps<number | number[]> {
  const where = 'rocAucScore';
  const {
    average = 'macro',
    multiClass,
    maxFpr = null,
    labels,
    sampleWeight,
  } = readNamed(options, where, ['average', 'multiClass', 'maxFpr', 'labels', 'sampleWeight']);
  if (average !== null && !['macro', 'weighted', 'micro'].includes(average)) {
    throw new InvalidParameterError(
      `${where}: average must be one of "macro", "weighted", "micro", null, but got ${show(average)}.`,
    );
  }
  if (maxFpr !== null && !(maxFpr > 0 && maxFpr <= 1)) {
    throw new InvalidParameterError(
      `${where}: maxFpr must be a share > 0 and <= 1, or null, but got ${show(maxFpr)}.`,
    );
  }
  const rows = sampleCount(yTrue, where);
  const weights = parseWeights(sampleWeight, rows, where);
  const { codes, classes } = encodeAs(yTrue, labels, where);
  yield;
  const areaOfLater = (scores: Float64Array) => {
    const ranking = { codes, classes, k: classes.length - 1, scores, weights };
    return maxFpr === null || maxFpr === 1
      ? areaOfClass(ranking, where)
      : partialArea(ranking, maxFpr, where);
  };
  if (!isMatrix(yScore)) {
    const scores = parseNumbers(yScore, rows, 'yScore', where, { infinite: true });
    checkTwo(classes, where);
    return areaOfLater(scores);
  }
  const scores = yield* parseFeaturesInSteps(yScore, where);
  checkRows(scores, rows, where);
  if (classes.length === 2 && scores.columns === 2) return areaOfLater(column(scores, 1));
  checkColumns(scores, classes, where);
  checkProbabilities(scores, where);
  yield;
  if (multiClass !== 'ovr' && multiClass !== 'ovo') {
    throw new InvalidParameterError(
      `${where}: with ${classes.length} classes multiClass must be one of "ovr", "ovo", but got ${show(multiClass)}. Pass "ovr" for each class against the rest.`,
    );
  }
  if (maxFpr !== null && maxFpr !== 1) {
    throw new InvalidParameterError(
      `${where}: maxFpr ${maxFpr} has a meaning with two classes alone, but there are ${classes.length}. Leave it out.`,
    );
  }
  if (multiClass === 'ovr') {
    if (average === 'micro') return pooledArea(codes, scores, weights, where);
    const areas: number[] = [];
    for (const k of classes.keys()) {
      areas.push(areaOfClass({ codes, classes, k, scores: column(scores, k), weights }, where));
      yield;
    }
    if (average === null) return areas;
    const sizes = average === 'macro' ? undefined : classWeights(codes, classes.length, weights);
    return averageOf(areas, sizes);
  }
  if (average === 'micro' || average === null) {
    throw new InvalidParameterError(
      `${where}: average ${show(average)} cannot be used with multiClass "ovo". Pass "macro" or "weighted".`,
    );
  }
  if (weights !== undefined) {
    throw new InvalidParameterError(
      `${where}: sampleWeight cannot be used with multiClass "ovo". Pass "ovr".`,
    );
  }
  return pairwiseArea(codes, classes, scores, average, where);
}

/** Each probability is a decision of its own: whether the sample is of that class. */
function pooledArea(
  codes: Int32Array,
  { data, columns }: Dense,
  weights: Float64Array | undefined,
  where: string,
): number {
  const isOwn = Int32Array.from(data, (_, at) =>
    codes[Math.floor(at / columns)] === at % columns ? 1 : 0,
  );
  const repeated = weights && data.map((_, at) => weights[Math.floor(at / columns)]);
  const classes = [false, true];
  return areaOfClass({ codes: isOwn, classes, k: 1, scores: data, weights: repeated }, where);
}

/** Mean over all pairs of the classes that occur, each taken both ways among the samples of the two. */
function pairwiseArea(
  codes: Int32Array,
  classes: readonly Label[],
  scores: Dense,
  average: 'macro' | 'weighted',
  where: string,
): number {
  const counts = classWeights(codes, classes.length, undefined);
  const occurring = Array.from(counts.keys()).filter((k) => counts[k] > 0);
  if (occurring.length < 2) {
    throw new InvalidInputError(
      `${where}: yTrue holds only ${show(classes[occurring[0]])}, and a pair needs two classes. Pass samples of at least two.`,
    );
  }
  const areas: number[] = [];
  const sizes: number[] = [];
  for (const [at, a] of occurring.entries()) {
    for (const b of occurring.slice(at + 1)) {
      const members: number[] = [];
      for (let i = 0; i < codes.length; i++) {
        if (codes[i] === a || codes[i] === b) members.push(i);
      }
      const truth = Int32Array.from(members, (i) => (codes[i] === b ? 1 : 0));
      const scoreOf = (k: number) =>
        Float64Array.from(members, (i) => scores.data[i * scores.columns + k]);
      const pair = { codes: truth, classes: [classes[a], classes[b]], weights: undefined };
      const ofA = areaOfClass({ ...pair, k: 0, scores: scoreOf(a) }, where);
      const ofB = areaOfClass({ ...pair, k: 1, scores: scoreOf(b) }, where);
      areas.push((ofA + ofB) / 2);
      sizes.push(members.length / codes.length);
    }
  }
  return averageOf(areas, average === 'macro' ? undefined : sizes);
}
