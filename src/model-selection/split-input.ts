/** What splitters are given, checked: how many samples there are, their strata and their groups. */

import type { Label } from '../contracts.js';
import { reading } from '../data/array-like.js';
import { type EncodedLabels, encodeLabels } from '../data/labels.js';
import { checkLength } from '../data/targets.js';
import { InvalidInputError } from '../errors.js';
import { parseSplittable, type Splittable } from '../preprocessing/splitting/splittable.js';
import { warn } from '../warnings.js';
import { count, show } from '../words.js';

/**
 * How many samples there are.
 *
 * @param where - the method that was called, for messages
 * @throws InvalidInputError when X is nothing that has rows
 */
export function countSamples(X: Splittable | undefined, where: string, name = 'X'): number {
  return reading(where, name, () => parseSplittable(X, name, where).length);
}

/** As `countSamples`, where y need not be there but must fit. */
export function countWith(X: Splittable, y: ArrayLike<Label> | undefined, where: string): number {
  const samples = countSamples(X, where);
  if (y !== undefined) checkLength(y, samples, 'y', where);
  return samples;
}

/**
 * The classes that each fold must hold in the shares of all.
 *
 * @throws InvalidInputError without labels, for another length than X, and for numbers with fractions
 */
export function strataOf(
  y: ArrayLike<Label> | undefined,
  samples: number,
  where: string,
): EncodedLabels<Label> {
  if (y === undefined) {
    throw new InvalidInputError(`${where}: y is missing. Pass the labels to stratify by.`);
  }
  const strata = encodeLabels(y, samples, where);
  const amount = strata.classes.find(isAmount);
  if (amount === undefined) return strata;
  throw new InvalidInputError(
    `${where}: y holds ${show(amount)}, but strata are classes: whole numbers, text or booleans. Use KFold for amounts.`,
  );
}

/** Whether a value is a number with a fraction, which is no class. */
export function isAmount(value: unknown): boolean {
  return typeof value === 'number' && !Number.isInteger(value);
}

/**
 * The group of each sample.
 *
 * @throws InvalidInputError without groups, and for another length than X
 */
export function groupsOf(
  groups: ArrayLike<Label> | undefined,
  samples: number,
  where: string,
): EncodedLabels<Label> {
  if (groups === undefined) {
    throw new InvalidInputError(
      `${where}: groups is missing. Pass the group of each sample, such as the patient it is of.`,
    );
  }
  return encodeLabels(groups, samples, where, 'groups');
}

/** Groups that a splitter does not look at would leak: it warns of them. */
export function passOverGroups(groups: ArrayLike<Label> | undefined, type: string): void {
  if (groups === undefined) return;
  warn(
    'data',
    `${type}.split: groups are passed over: their samples may fall into different folds. Use GroupKFold or StratifiedGroupKFold to keep them together.`,
  );
}

/** How many of each class or group there are [nClasses]. */
export function sizesOf({ codes, classes }: EncodedLabels<Label>): Int32Array {
  const sizes = new Int32Array(classes.length);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]]++;
  return sizes;
}

/** @throws InvalidInputError when there are more folds than things to deal out */
export function checkEnough(nSplits: number, things: number, noun: string, where: string): void {
  if (nSplits <= things) return;
  throw new InvalidInputError(
    `${where}: nSplits is ${nSplits}, but there ${things === 1 ? 'is' : 'are'} only ${count(things, noun)}. Pass fewer folds, or more ${noun}s.`,
  );
}
