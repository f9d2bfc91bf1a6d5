import { didYouMean, show } from '../../words.js';
import type { Known } from '../columns/column-statistics.js';

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
