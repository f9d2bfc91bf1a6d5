import type { Label } from '../../contracts.js';
import { InvalidParameterError } from '../../errors.js';
import { CATEGORICAL, type Tree } from '../../trees/tree.js';
import { count, show } from '../../words.js';

/** A line of its own that LightGBM skips: the labels of the classes, as JSON. */
export const CLASSES_KEY = 'fitpredict_classes';

/** The line of the labels, where they are not 0, 1, … anyway. */
export function classesLine(classes: readonly Label[]): string[] {
  if (classes.every((label, k) => label === k)) return [];
  // LightGBM refuses a line with two equals signs.
  return [`${CLASSES_KEY}=${JSON.stringify(classes).replaceAll('=', '\\u003d')}`];
}

/**
 * Names of columns that LightGBM keeps as they are.
 *
 * @throws InvalidParameterError for a wrong number of them, one that occurs twice, and characters that it changes or refuses
 */
export function checkNames(
  names: readonly string[] | undefined,
  nFeatures: number,
  where: string,
): readonly string[] {
  if (names === undefined) return Array.from({ length: nFeatures }, (_, j) => `Column_${j}`);
  if (!Array.isArray(names) || names.length !== nFeatures) {
    throw new InvalidParameterError(
      `${where}: featureNames must be a list of ${count(nFeatures, 'name')}, but got ${show(names)}. Pass one for each column, or leave them out.`,
    );
  }
  const seen = new Set<unknown>();
  for (const [j, name] of names.entries()) {
    const usable = typeof name === 'string' && name !== '' && !/[\s\p{Cc}"[\]{}:,]/u.test(name);
    if (usable && !seen.has(name)) seen.add(name);
    else {
      throw new InvalidParameterError(
        `${where}: featureNames[${j}] is ${show(name)}, ${usable ? 'which another column has too' : 'but LightGBM takes no spaces and none of "[]{}:, in a name'}. Pass another name.`,
      );
    }
  }
  return names;
}

/** What the header says of each column: its categories, or nothing. */
export function featureInfos(trees: readonly Tree[], nFeatures: number): string[] {
  const found = new Map<number, Set<number>>();
  for (const { left, flags, feature, threshold, categories } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] === 0 || (flags[node] & CATEGORICAL) === 0) continue;
      const set = found.get(feature[node]) ?? new Set();
      found.set(feature[node], set);
      const start = threshold[node];
      for (let c = 0; c < 32 * categories[start]; c++) {
        if ((categories[start + 1 + (c >> 5)] >>> (c & 31)) & 1) set.add(c);
      }
    }
  }
  return Array.from({ length: nFeatures }, (_, j) => {
    const set = found.get(j);
    return set === undefined ? 'none' : [-1, ...[...set].sort((a, b) => a - b)].join(':');
  });
}
