import type { Label } from '../contracts.js';
import { encodeLabels } from '../data/labels.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { warn } from '../warnings.js';
import { show } from '../words.js';
import type { Average } from './class-scores.js';

/**
 * The label of two that counts as positive: the one that is named, else 1, true, or the later one.
 *
 * @param classes - the labels that occur, ascending
 * @returns its position, or -1 when a single label occurs and is the other one
 * @throws InvalidParameterError when the label that is named is neither of the two that occur
 */
export function positiveClass(
  classes: readonly Label[],
  posLabel: Label | undefined,
  where: string,
): number {
  const k = classes.indexOf(posLabel ?? defaultPositive(classes));
  // Only negatives, as in a small fold: nothing is positive, which is no mistake.
  if (k >= 0 || classes.length < 2) return k;
  throw new InvalidParameterError(
    `${where}: posLabel ${show(posLabel)} is not among the labels ${show(classes)}. Pass one of them.`,
  );
}

function defaultPositive(classes: readonly Label[]): Label {
  if (typeof classes[0] === 'boolean') return true;
  if (typeof classes[0] === 'number' && classes.every((label) => label === 0 || label === 1))
    return 1;
  if (typeof classes[0] === 'number' && classes.every((label) => label === -1 || label === 1))
    return 1;
  return classes[classes.length - 1];
}

/**
 * Which samples are positive [nSamples]: 1 or 0.
 *
 * @throws InvalidInputError when there are more than two labels
 * @throws InvalidParameterError when the label that is named does not occur
 */
export function positives(
  yTrue: ArrayLike<Label>,
  posLabel: Label | undefined,
  where: string,
): Uint8Array {
  const { codes, classes } = encodeLabels(yTrue, yTrue.length, where);
  if (classes.length > 2) {
    throw new InvalidInputError(
      `${where}: yTrue has ${classes.length} classes, but there must be two. Pass one class against the rest: yTrue.map((label) => label === 'a').`,
    );
  }
  const positive = positiveClass(classes, posLabel, where);
  return Uint8Array.from(codes, (code) => (code === positive ? 1 : 0));
}

/** Warn of a positive class that the average does not ask for. */
export function checkPosLabel(
  posLabel: Label | undefined,
  average: Average | null,
  where: string,
): void {
  if (posLabel === undefined || average === 'binary') return;
  warn(
    'data',
    `${where}: posLabel ${show(posLabel)} is ignored, since average is ${show(average)}. Pass labels: [${show(posLabel)}] to score that class alone.`,
  );
}

/** Position of the class that `'binary'` scores. */
export function binaryClass(
  classes: readonly Label[],
  posLabel: Label | undefined,
  where: string,
): number {
  if (classes.length > 2) {
    throw new InvalidInputError(
      `${where}: there are ${classes.length} classes, but average is "binary". Pass average: "macro", "micro", "weighted" or null.`,
    );
  }
  return positiveClass(classes, posLabel, where);
}
