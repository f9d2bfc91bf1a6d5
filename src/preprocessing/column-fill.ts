/** What a missing value of a column is replaced by. */

import type { Column } from '../data/columns.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import {
  type Known,
  knownNumbers,
  mean,
  median,
  mostFrequent,
  valueCounts,
} from './columns/column-statistics.js';
import { PLURAL } from './columns/missing-values.js';

export const DEFAULT_FILL = { number: 0, text: 'missing_value', boolean: false } as const;

/**
 * The value that a strategy finds in a column with some known values.
 *
 * @throws InvalidInputError when it needs numbers, and the column holds others
 */
export function fillOf(
  column: Column,
  strategy: 'mean' | 'median' | 'mostFrequent' | 'constant',
  where: string,
): Known {
  if (strategy === 'constant') return DEFAULT_FILL[column.type];
  if (strategy === 'mostFrequent') return mostFrequent(valueCounts(column)).value;
  if (column.type !== 'number') {
    throw new InvalidInputError(
      `${where}: column ${show(column.name)} holds ${PLURAL[column.type]}, but the strategy ${show(strategy)} needs numbers. Use "mostFrequent" or "constant", or select the columns of numbers.`,
    );
  }
  const known = knownNumbers(column);
  return (strategy === 'mean' ? mean(known) : median(known)) + 0; // -0 becomes 0, as in model files
}
