import type { Label } from '../contracts.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import { argsort } from '../numeric/ordering.js';
import { show } from '../words.js';
import { countAbove } from './curves.js';
import { parseNumbers } from './pairs.js';

/** One class against the rest, and the scores that should tell them apart. */
export interface ClassRanking {
  /** Class of each sample [nSamples] */
  readonly codes: Int32Array;
  readonly classes: readonly Label[];
  /** The class that should be scored high. */
  readonly k: number;
  /** [nSamples] */
  readonly scores: Float64Array;
  /** [nSamples]; undefined for all 1 */
  readonly weights: Float64Array | undefined;
}

/**
 * What `rocAucScore` is for two labels and one score a sample, for who has these and nothing else: several classes,
 * parts of the curve and their options add 1.7 kB to a model that scores itself by it.
 *
 * @param weights - checked already
 */
export function areaOfTwo(
  yTrue: ArrayLike<Label>,
  yScore: ArrayLike<number>,
  where: string,
  weights?: Float64Array,
): number {
  const { codes, classes } = encodeLabels(yTrue, yTrue.length, where);
  const scores = parseNumbers(yScore, yTrue.length, 'yScore', where, { infinite: true });
  checkTwo(classes, where);
  return areaOfClass({ codes, classes, k: classes.length - 1, scores, weights }, where);
}

/** Refuse more classes than one score a sample can tell apart. */
export function checkTwo(classes: readonly Label[], where: string): void {
  if (classes.length <= 2) return;
  throw new InvalidInputError(
    `${where}: yTrue has ${classes.length} classes, but yScore one number a sample. Pass a matrix of probabilities, one column a class.`,
  );
}

/**
 * Area of class `k` against the rest: over groups of equal scores, negatives below plus half of
 * those equal, for each positive.
 */
export function areaOfClass(ranking: ClassRanking, where: string): number {
  const { codes, k, scores, weights } = ranking;
  if (weights === undefined) return areaOfCounts(ranking, where);
  const order = argsort(scores);
  let area = 0;
  let negatives = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start]];
    let end = start;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; end < order.length && scores[order[end]] === score; end++) {
      const i = order[end];
      if (codes[i] === k) tiedPositives += weights[i];
      else tiedNegatives += weights[i];
    }
    area += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  checkBoth(positives, negatives, ranking, where);
  return area / (positives * negatives);
}

/**
 * As `areaOfClass`, where all samples count the same: both sides are sorted apart and merged, which needs no order
 * of all samples. A million scores took 0.6 s by their order, and 0.15 s so.
 */
function areaOfCounts(ranking: ClassRanking, where: string): number {
  const { codes, k, scores } = ranking;
  const positives = new Float64Array(scores.length);
  const negatives = new Float64Array(scores.length);
  let nPositives = 0;
  let nNegatives = 0;
  for (let i = 0; i < scores.length; i++) {
    if (codes[i] === k) positives[nPositives++] = scores[i];
    else negatives[nNegatives++] = scores[i];
  }
  checkBoth(nPositives, nNegatives, ranking, where);
  const above = positives.subarray(0, nPositives).sort();
  const below = negatives.subarray(0, nNegatives).sort();
  let area = 0;
  let lower = 0; // negatives below the positive at hand
  let upTo = 0; // and those that are at most as high
  for (let i = 0; i < nPositives; i++) {
    const score = above[i];
    while (lower < nNegatives && below[lower] < score) lower++;
    if (upTo < lower) upTo = lower;
    while (upTo < nNegatives && below[upTo] === score) upTo++;
    area += lower + (upTo - lower) / 2;
  }
  return area / nPositives / nNegatives;
}

/** The area left of `maxFpr`, rescaled from [chance, best] to [0.5, 1]. */
export function partialArea(ranking: ClassRanking, maxFpr: number, where: string): number {
  const { codes, k, scores, weights } = ranking;
  const isPositive = Uint8Array.from(codes, (code) => (code === k ? 1 : 0));
  const { truePositives, falsePositives } = countAbove(isPositive, scores, weights);
  const last = truePositives.length - 1;
  checkBoth(truePositives[last], falsePositives[last], ranking, where);
  let [x, y, area] = [0, 0, 0];
  for (let at = 0; at <= last; at++) {
    const nextX = falsePositives[at] / falsePositives[last];
    const nextY = truePositives[at] / truePositives[last];
    if (nextX > maxFpr) {
      const cut = y + ((nextY - y) * (maxFpr - x)) / (nextX - x);
      area += ((maxFpr - x) * (y + cut)) / 2;
      break;
    }
    area += ((nextX - x) * (y + nextY)) / 2;
    [x, y] = [nextX, nextY];
  }
  const chance = maxFpr ** 2 / 2;
  return (1 + (area - chance) / (maxFpr - chance)) / 2;
}

/** Refuse what has no positive, or no negative, of any weight. */
function checkBoth(
  positives: number,
  negatives: number,
  { classes, k }: Pick<ClassRanking, 'classes' | 'k'>,
  where: string,
): void {
  if (positives > 0 && negatives > 0) return;
  const missing = positives > 0 ? `anything but ${show(classes[k])}` : show(classes[k]);
  throw new InvalidInputError(
    `${where}: yTrue does not hold ${missing}, and the area is not defined for one class. Pass samples of both.`,
  );
}
