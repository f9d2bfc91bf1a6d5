import { type Column, cellAt } from '../../data/columns.js';
import { InvalidInputError } from '../../errors.js';
import { didYouMean, show } from '../../words.js';
import type { Known } from '../columns/column-statistics.js';

/**
 * The error for a value that is none of the categories of its column.
 *
 * @param i - its row
 * @param takesIt - the `handleUnknown` that does not refuse it
 */
export function unknownCategory(
  column: Column,
  i: number,
  categories: readonly Known[],
  takesIt: string,
  where: string,
): InvalidInputError {
  const value = cellAt(column, i);
  const [what, remedy] =
    value === null
      ? ['missing, which is none of the categories.', 'Fill it with SimpleImputer first']
      : [`${show(value)}, which is no category. ${nearestKnown(value, categories)}`, 'Correct it'];
  return new InvalidInputError(
    `${where}: row ${i} of column ${show(column.name)} is ${what} ${remedy}, or pass handleUnknown: "${takesIt}".`,
  );
}

/**
 * The remedy for a value that is none of the known ones: the nearest of them, by edits for text and
 * by size for numbers, or all of them when none is near.
 */
export function nearestKnown(value: unknown, known: readonly Known[]): string {
  if (typeof value === 'number' && known.length > 0 && known.every((k) => typeof k === 'number')) {
    let nearest = known[0] as number;
    for (const candidate of known as readonly number[]) {
      if (Math.abs(candidate - value) < Math.abs(nearest - value)) nearest = candidate;
    }
    return `The nearest known is ${show(nearest)}.`;
  }
  if (typeof value === 'string' && typeof known[0] === 'string') {
    return didYouMean(value, known as readonly string[]);
  }
  const listed = known.slice(0, 12).map(show).join(', ');
  return `Known: ${listed}${known.length > 12 ? ` and ${known.length - 12} more` : ''}.`;
}
