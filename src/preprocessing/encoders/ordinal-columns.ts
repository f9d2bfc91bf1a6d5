import type { Cell, Column } from '../../data/columns.js';
import { countMissing } from '../../data/columns.js';
import { InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';
import { valueCounts } from '../columns/column-statistics.js';
import { allCategories, givenCategories, type KnownCategories } from './categories.js';
import { codesOf, encodeColumn, MISSING, UNKNOWN } from './encode-column.js';
import { unknownCategory } from './nearest-known.js';

/** What `OrdinalEncoder` knows of a column. */
export interface EncodedColumn extends KnownCategories {
  name: string;
  /** The code of the value that fit saw most often, the smallest on a tie. */
  mostFrequent: number;
}

/** A column whose categories are the values that are there. */
export function seenIn(column: Column): EncodedColumn {
  const categories = valueCounts(column).map(({ value }) => value);
  return { name: column.name, categories, missing: countMissing(column) > 0, mostFrequent: 0 };
}

/** A column of categories that were given. */
export function given(name: string, values: readonly Cell[]): EncodedColumn {
  return { name, ...givenCategories(values), mostFrequent: 0 };
}

/** What each code stands for: null where missing values have a place among the others, which no value is coded by. */
export function codedValues(column: EncodedColumn): Cell[] {
  return column.missing === true ? column.categories : allCategories(column);
}

/** The code that occurs most often, the smallest on a tie. */
export function mostFrequentCode(column: Column, fitted: EncodedColumn): number {
  const coded = codedValues(fitted);
  const counts = new Int32Array(coded.length);
  for (const code of encodeColumn(column, codesOf(coded))) if (code >= 0) counts[code]++;
  let best = coded[0] === null ? 1 : 0;
  for (let code = 1; code < counts.length; code++) if (counts[code] > counts[best]) best = code;
  return best;
}

/**
 * That no code of an option is the code of a category.
 *
 * @throws InvalidParameterError when one is
 */
export function checkCodes(
  column: EncodedColumn,
  handleUnknown: string,
  unknownValue: number | null,
  encodedMissingValue: number,
  where: string,
): void {
  const coded = codedValues(column);
  const taken = (code: number | null) => code !== null && (coded[code] ?? null) !== null;
  const clash =
    handleUnknown === 'useEncodedValue' && taken(unknownValue)
      ? `unknownValue is ${unknownValue}`
      : column.missing !== false && taken(encodedMissingValue)
        ? `encodedMissingValue is ${encodedMissingValue}`
        : undefined;
  if (clash !== undefined) {
    throw new InvalidParameterError(
      `${where}: ${clash}, which is the code of a category of column ${show(column.name)}. Pass a code that is none of 0 to ${coded.length - 1}, or NaN.`,
    );
  }
}

/** The positions of a column's values, all of which must be known. */
export function encodeKnown(column: Column, fitted: EncodedColumn, where: string): Int32Array {
  const { categories, missing } = fitted;
  const positions = encodeColumn(column, codesOf(codedValues(fitted)));
  const i = positions.findIndex(
    (code) => code === UNKNOWN || (code === MISSING && missing === false),
  );
  if (i < 0) return positions;
  throw unknownCategory(column, i, categories, 'useEncodedValue', where);
}
