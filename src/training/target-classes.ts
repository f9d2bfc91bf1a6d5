import type { Label } from '../contracts.js';
import { sortLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import type { Choice } from './detect-task.js';

/** Rows of each class, ascending by label. */
export type ClassCounts = ReadonlyMap<Label, number>;

/** So many classes are never too many. */
const FEW_CLASSES = 20;
/** Largest share of the rows that may be classes of their own: with more, most have fewer than five rows to learn from. */
const LARGEST_SHARE = 0.2;
/** A class is rare that has less than this share of the rows that each would have in equal shares. */
const RARE_SHARE = 0.2;

/**
 * The classes of a target.
 *
 * @throws InvalidInputError when there is one class only, or nearly as many as rows
 */
export function classCountsOf(
  y: readonly Label[],
  target: string,
  { estimators }: Choice,
  where: string,
): ClassCounts {
  const counts = new Map<Label, number>();
  for (const label of y) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size < 2) {
    throw new InvalidInputError(
      `${where}: the target ${show(target)} has only the class ${show(y[0])}. Pass a target with at least two.`,
    );
  }
  if (counts.size > FEW_CLASSES && counts.size > LARGEST_SHARE * y.length) {
    const amounts = 'regression' in estimators ? 'task: "regression"' : 'a model for regression';
    const remedy =
      typeof y[0] === 'number'
        ? `Pass ${amounts} if they are amounts, or join the rare ones.`
        : 'Join the rare ones, or pass another target.';
    throw new InvalidInputError(
      `${where}: the target ${show(target)} has ${counts.size} different values in ${y.length} rows, too many to learn as classes: there may be ${FEW_CLASSES}, or one in five rows. ${remedy}`,
    );
  }
  return new Map(sortLabels([...counts.keys()]).map((label) => [label, counts.get(label) ?? 0]));
}

/** Whether one class is so rare that a model which never names it is right nearly always. */
export function isUneven(counts: ClassCounts): boolean {
  let smallest = Infinity;
  let total = 0;
  for (const size of counts.values()) {
    smallest = Math.min(smallest, size);
    total += size;
  }
  return smallest * counts.size < RARE_SHARE * total;
}
