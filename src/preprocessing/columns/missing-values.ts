import { type Column, cellAt } from '../../data/columns.js';
import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import { warn } from '../../warnings.js';
import { show } from '../../words.js';
import type { Known } from './column-statistics.js';

/** What stands for a missing value: null for NaN, null and undefined, else one value, beside which those are refused. */
export type Marker = Known | null;

/** The hyperparameter `missingValues`. */
export const missingValues = (): Hyperparameter =>
  parameter(
    {
      type: 'cell',
      range: 'NaN, null, a finite number, text, true or false',
      accepts: (value) =>
        value === null ||
        typeof value === 'string' ||
        typeof value === 'boolean' ||
        (typeof value === 'number' && Math.abs(value) !== Infinity),
    },
    { default: Number.NaN, about: 'the value that stands for a missing one.' },
  );

/** The marker that an option means. -0 is 0, as in model files. */
export function markerOf(value: Marker): Marker {
  return value === null || Number.isNaN(value) ? null : value === 0 ? 0 : value;
}

/** The type of column that a value belongs to. */
export function typeOf(value: Known): Column['type'] {
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number';
}

export const PLURAL = { number: 'numbers', text: 'text', boolean: 'booleans' } as const;

/** The name of the column that tells where values of another were missing. */
export const indicatorName = (name: string) => `missingindicator_${name}`;

/**
 * Columns in which the values that stand for missing ones are missing.
 *
 * @throws InvalidInputError when others are missing already, or no column can hold the marker
 */
export function withMissing(columns: readonly Column[], marker: Marker, where: string): Column[] {
  if (marker === null) return [...columns];
  const type = typeOf(marker);
  if (columns.every((column) => column.type !== type)) {
    throw new InvalidInputError(
      `${where}: missingValues is ${show(marker)}, but no column holds ${PLURAL[type]}. Pass a value of the type of the columns.`,
    );
  }
  return columns.map((column) => {
    refuseHoles(column, marker, where);
    return column.type === type ? emptied(column, marker) : column;
  });
}

/** As `withMissing`, of a matrix. */
export function denseWithMissing(samples: Dense, marker: Marker, where: string): Dense {
  if (marker === null) return samples;
  const { data, columns } = samples;
  const at = data.findIndex(Number.isNaN);
  if (at >= 0) {
    const place = `X[${Math.floor(at / columns)}][${at % columns}] is NaN`;
    throw new InvalidInputError(`${where}: ${place}, but ${besideWords(marker)}`);
  }
  return { ...samples, data: data.map((value) => (value === marker ? Number.NaN : value)) };
}

function refuseHoles(column: Column, marker: Marker, where: string): void {
  const { length } = column.type === 'text' ? column.codes : column.data;
  for (let i = 0; i < length; i++) {
    if (cellAt(column, i) !== null) continue;
    throw new InvalidInputError(
      `${where}: row ${i} of column ${show(column.name)} is missing, but ${besideWords(marker)}`,
    );
  }
}

const besideWords = (marker: Marker) =>
  `missingValues is ${show(marker)}. Write ${show(marker)} there too, or leave missingValues out.`;

/**
 * Warn of columns that are dropped since all their values are missing.
 *
 * @param dropped - their names
 * @param left - how many columns are not dropped
 * @param effect - what follows, as a phrase
 * @throws InvalidInputError when none is left
 */
export function warnOfEmpty(
  dropped: readonly string[],
  left: number,
  effect: string,
  where: string,
): void {
  if (dropped.length === 0) return;
  const which = `${dropped.length === 1 ? 'column' : 'columns'} ${dropped.map(show).join(', ')}`;
  const remedy = 'Pass keepEmptyFeatures: true to keep what is wholly missing.';
  if (left === 0) {
    throw new InvalidInputError(`${where}: ${which}: all values are missing. ${remedy}`);
  }
  warn('data', `${where}: ${which}: all values are missing, so ${effect}. ${remedy}`);
}

function emptied(column: Column, marker: Known): Column {
  if (column.type === 'number') {
    return { ...column, data: column.data.map((value) => (value === marker ? Number.NaN : value)) };
  }
  if (column.type === 'boolean') {
    const code = marker === true ? 1 : 0;
    return { ...column, data: column.data.map((value) => (value === code ? -1 : value)) };
  }
  const code = column.categories.indexOf(String(marker));
  return {
    ...column,
    codes: column.codes.map((value) => (value === code ? -1 : value)),
  };
}
