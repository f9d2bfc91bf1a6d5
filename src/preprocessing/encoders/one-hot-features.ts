import type { Matrix } from 'ml-matrix';
import type { Cell, Column } from '../../data/columns.js';
import { type Dense, toMatrix } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { reserveBlock } from '../../memory.js';
import { inStretches, type Steps } from '../../progress.js';
import { count, show } from '../../words.js';
import type { Cells } from '../columns/cells.js';
import { allCategories, missingCode } from './categories.js';
import { codesOf, encodeColumn, MISSING, UNKNOWN } from './encode-column.js';
import { unknownCategory } from './nearest-known.js';
import { groupsOf, groupValues, type OneHotColumn, widthOf } from './one-hot-columns.js';

/** What `OneHotEncoder` has learned. */
export interface OneHotEncoderState {
  named: boolean;
  handleUnknown: 'error' | 'ignore' | 'infrequentIfExist';
  columns: OneHotColumn[];
}

/** How many features all columns become. */
export function totalWidth({ columns }: OneHotEncoderState): number {
  return columns.reduce((sum, column) => sum + widthOf(column), 0);
}

/** The features of all columns, side by side, in steps of some rows of a column. */
export function* featuresOf(
  { columns, rows }: Cells,
  state: OneHotEncoderState,
  where: string,
): Steps<Matrix> {
  const width = totalWidth(state);
  const out = reserveBlock(rows, width, {
    where,
    what: `${count(rows, 'row')} of ${count(width, 'one-hot column')}`,
    remedy: 'Lower maxCategories or raise minFrequency, or use OrdinalEncoder.',
  });
  let first = 0;
  for (const [j, fitted] of state.columns.entries()) {
    const codes = encode(columns[j], fitted, state.handleUnknown, where);
    const { ofCode, ofUnknown } = placesOf(fitted, state.handleUnknown);
    const own = first;
    // A row counts with its whole width: whoever writes to it first has its memory cleared.
    yield* inStretches(rows, width, (from, to) => {
      for (let i = from, at = from * width + own; i < to; i++, at += width) {
        const place = codes[i] >= 0 ? ofCode[codes[i]] : ofUnknown;
        if (place >= 0) out[at + place] = 1;
      }
    });
    first += widthOf(fitted);
  }
  return toMatrix(out, rows, width);
}

/** The place of each category among the features of its column, and that of unknown ones; -1 for none. */
function placesOf(column: OneHotColumn, handleUnknown: string) {
  const { dropped, infrequent } = column;
  const ofCode = groupsOf(column).map((group) =>
    group === dropped ? -1 : dropped !== null && group > dropped ? group - 1 : group,
  );
  const toInfrequent = handleUnknown === 'infrequentIfExist' && infrequent.length > 0;
  return { ofCode, ofUnknown: toInfrequent ? ofCode[infrequent[0]] : -1 };
}

/** The code of each value [nRows]; `UNKNOWN` where that is allowed. */
export function encode(
  column: Column,
  fitted: OneHotColumn,
  handleUnknown: string,
  where: string,
): Int32Array {
  const { categories } = fitted;
  const codes = encodeColumn(column, codesOf(allCategories(fitted)));
  const ofMissing = missingCode(fitted);
  for (let i = 0; i < codes.length; i++) if (codes[i] === MISSING) codes[i] = ofMissing;
  const i = handleUnknown === 'error' ? codes.indexOf(UNKNOWN) : -1;
  if (i < 0) return codes;
  throw unknownCategory(column, i, categories, 'ignore', where);
}

/** The way back: the value of each row of features; null for a missing and for an unknown one. */
export function valuesOf(
  { data, rows }: Dense,
  state: OneHotEncoderState,
  where: string,
): Cell[][] {
  const { columns, handleUnknown } = state;
  const widths = columns.map(widthOf);
  const width = totalWidth(state);
  const values = columns.map(groupValues);
  return Array.from({ length: rows }, (_, i) => {
    let at = i * width;
    return columns.map(({ name, dropped }, j) => {
      const own = data.subarray(at, at + widths[j]);
      at += widths[j];
      let best = -1;
      for (let k = 0; k < own.length; k++) if (own[k] > (best < 0 ? 0 : own[best])) best = k;
      if (best >= 0) return values[j][dropped !== null && best >= dropped ? best + 1 : best];
      if (dropped !== null) return values[j][dropped];
      if (handleUnknown !== 'error') return null;
      throw new InvalidInputError(
        `${where}: row ${i} has no feature of column ${show(name)} above 0. Pass what transform returned.`,
      );
    });
  });
}
