import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import { isDate } from './array-like.js';
import type { Cell, Column } from './columns.js';

/** Who made a table, in messages. */
export const TABLE = 'Table';

/**
 * A typed column from values of one type; null, undefined and NaN are missing. All missing makes a number column.
 *
 * @param where - who reads the values, for messages
 * @param asked - the type that the column must have; text takes the other types too
 */
export function createColumn(
  name: string,
  given: ArrayLike<Cell | undefined>,
  where = TABLE,
  asked?: Column['type'],
): Column {
  const values = asked === 'text' ? Array.from(given, asText) : given;
  const type = typeOf(name, values, where, asked);
  const { length } = values;
  if (type === 'text') {
    const codes = new Int32Array(length);
    const known = new Map<string, number>();
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (typeof value !== 'string') {
        codes[i] = -1;
        continue;
      }
      let code = known.get(value);
      if (code === undefined) {
        code = known.size;
        known.set(value, code);
      }
      codes[i] = code;
    }
    return { type, name, codes, categories: [...known.keys()] };
  }
  if (type === 'boolean') {
    const data = new Int8Array(length);
    for (let i = 0; i < length; i++)
      data[i] = values[i] === true ? 1 : values[i] === false ? 0 : -1;
    return { type, name, data };
  }
  const data = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    data[i] = typeof value === 'number' ? value : Number.NaN;
  }
  return { type, name, data };
}

/** Numbers and booleans as text; what is missing stays so. */
function asText(value: Cell | undefined): Cell | undefined {
  const isKnown = typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value));
  return isKnown ? String(value) : value;
}

const TYPES: Readonly<Record<string, Column['type']>> = {
  number: 'number',
  string: 'text',
  boolean: 'boolean',
};

function typeOf(
  name: string,
  values: ArrayLike<unknown>,
  where: string,
  asked: Column['type'] | undefined,
): Column['type'] {
  let type = asked;
  let first = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    const own = TYPES[typeof value];
    if (own === undefined) {
      const remedy = isDate(value)
        ? 'Pass a date as its ISO text, date.toISOString()'
        : 'Pass numbers, text, booleans, or null for missing';
      throw new InvalidInputError(
        `${where}: row ${i} of column ${show(name)} is ${show(value)}. ${remedy}.`,
      );
    }
    type ??= own;
    if (own !== type) {
      const problem =
        first < 0
          ? `is to be of type ${type}, but row ${i} is ${show(value)}`
          : `mixes types: row ${first} is a ${typeof values[first]}, row ${i} is the ${typeof value} ${show(value)}`;
      const remedy =
        where === TABLE
          ? `, or read all as text: Table.fromRecords(records, { types: { ${show(name)}: "text" } })`
          : '';
      throw new InvalidInputError(
        `${where}: column ${show(name)} ${problem}. Give a column one type${remedy}.`,
      );
    }
    if (first < 0) first = i;
  }
  return type ?? 'number';
}
