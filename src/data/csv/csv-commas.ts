import { warn } from '../../warnings.js';
import { listRemarks, show } from '../../words.js';
import type { Batch } from './csv-batch.js';
import type { Notation } from './csv-notation.js';

/** Numbers as half the world writes them, `1.234,5`, and as the other half does, `1,234.5`. */
const DECIMAL_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/;
const COMMA_OF_THOUSANDS = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;

/** A column of text that would be numbers, if a comma were read in another way. */
export interface CommaNumbers {
  /** A value that has one. */
  readonly example: string;
  /** The options that read it so. */
  readonly remedy: string;
}

/**
 * Whether a column of text holds numbers with commas, and how they would be read. Ends at the first value that is none,
 * which in other text is one of the first.
 *
 * @param most - how many rows to look at
 */
export function commaNumbersIn(
  batches: readonly Batch[],
  j: number,
  most: number,
  notation: Notation,
): CommaNumbers | undefined {
  let example: string | undefined;
  let points = false;
  let asDecimal = true;
  let asThousands = true;
  let left = most;
  for (const { rows } of batches) {
    for (let i = 0; i < rows.length && left > 0; i++, left--) {
      if (notation.isMissing(rows[i][j])) continue;
      const text = rows[i][j].trim();
      asDecimal &&= DECIMAL_COMMA.test(text);
      asThousands &&= COMMA_OF_THOUSANDS.test(text);
      if (!asDecimal && !asThousands) return undefined;
      if (text.includes(',')) example ??= text;
      points ||= text.includes('.');
    }
  }
  if (example === undefined) return undefined;
  const decimal = points ? "decimal: ',', thousands: '.'" : "decimal: ','";
  const remedies = [...(asDecimal ? [decimal] : []), ...(asThousands ? ["thousands: ','"] : [])];
  return { example, remedy: remedies.join(' or ') };
}

/** @param found - columns of text that would be numbers, by name */
export function warnOfCommas(
  found: readonly (readonly [string, CommaNumbers])[],
  where: string,
): void {
  if (found.length === 0) return;
  const listed = listRemarks(
    found.map(([name, { example }]) => `column ${show(name)}: ${show(example)}`),
  );
  const [[name, { remedy }]] = found;
  warn(
    'data',
    `${where}: what looks like numbers with commas stays text: ${listed}. Pass ${remedy} to read numbers, or types, { ${show(name)}: "text" } if text is right.`,
  );
}
