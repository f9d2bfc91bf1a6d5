import { warn } from '../../warnings.js';
import { listRemarks, show } from '../../words.js';
import type { Column } from '../columns.js';
import type { Batch } from './csv-batch.js';
import { type ColumnOptions, typeOfField } from './csv-columns.js';
import type { Notation } from './csv-notation.js';
import { SpellingWatch } from './csv-spelling.js';

/** What a column was found to be. */
export interface InferredColumn extends ColumnOptions {
  /** Why it stays text although all its values are numbers. */
  readonly loss?: string;
}

/**
 * What a column is by the first values of it.
 *
 * @param most - how many rows to look at
 * @returns undefined when they have no value
 */
export function inferColumn(
  batches: readonly Batch[],
  j: number,
  most: number,
  notation: Notation,
): InferredColumn | undefined {
  const spelling = new SpellingWatch(notation);
  let type: Column['type'] | undefined;
  let left = most;
  for (const { rows } of batches) {
    for (let i = 0; i < rows.length && left > 0; i++, left--) {
      const text = rows[i][j];
      const value = notation.parseNumber(text);
      const own = typeOfField(text, value, notation);
      if (own === 'missing') continue;
      type ??= own;
      if (own !== type || own === 'text') return { type: 'text' };
      if (own === 'number') spelling.see(text, value);
    }
  }
  if (type !== 'number') return type && { type };
  const { loss } = spelling;
  return loss === undefined ? { type, spelling } : { type: 'text', loss };
}

/** @param losses - why columns stay text, each by name */
export function warnOfLosses(losses: readonly (readonly [string, string])[], where: string): void {
  if (losses.length === 0) return;
  const listed = listRemarks(losses.map(([name, loss]) => `column ${show(name)}: ${loss}`));
  warn(
    'data',
    `${where}: what looks like numbers stays text where numbers would lose something: ${listed}. Pass types, { ${show(losses[0][0])}: "text" } if that is right, or "number" to take the nearest number.`,
  );
}

/** @param padded - a value that starts with zeros of each column of numbers that has one, by name */
export function warnOfLostZeros(padded: readonly (readonly [string, string])[], where: string) {
  if (padded.length === 0) return;
  const listed = listRemarks(padded.map(([name, text]) => `column ${show(name)}: ${show(text)}`));
  warn(
    'data',
    `${where}: numbers lose the zeros that they start with: ${listed}. Pass types, { ${show(padded[0][0])}: "text" } to keep them, or "number" if they mean nothing.`,
  );
}
