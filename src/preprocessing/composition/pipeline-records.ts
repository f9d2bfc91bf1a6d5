/** Records on their way into a pipeline: steps take tables. */

import { reading } from '../../data/array-like.js';
import type { Cell, Column } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { Table, type TableRecord } from '../../data/table.js';
import { InvalidInputError } from '../../errors.js';
import * as schema from '../../serialization/schema.js';
import { show } from '../../words.js';
import { isTableGiven } from '../columns/cells.js';

/** A column of the table that a pipeline was fitted on. */
export interface SeenColumn {
  name: string;
  type: Column['type'];
}

export const seenColumnSchema = /* @__PURE__ */ schema.object<SeenColumn>({
  name: /* @__PURE__ */ schema.string(),
  type: /* @__PURE__ */ schema.oneOf('number', 'text', 'boolean'),
});

/** What a pipeline is fitted on, records as a table, and the columns of the table; null for what is none. */
export function samplesOfFit(X: unknown): { samples: unknown; columns: SeenColumn[] | null } {
  const where = 'Pipeline.fit';
  const samples = reading(where, 'X', () => tableOfRecords(X, null, where));
  const columns = isTableGiven(samples, where)
    ? samples.columns.map(({ name, type }) => ({ name, type }))
    : null;
  return { samples, columns };
}

/**
 * Records as a table; everything else as it is.
 *
 * @param seen - the columns of fit, which give a column without values its type; null where they are not known
 * @throws InvalidInputError when only some of the records have a column of fit, or a value is of another type than there
 */
export function tableOfRecords(X: unknown, seen: readonly SeenColumn[] | null, where: string) {
  if (!isRecords(X)) return X;
  if (seen === null) return Table.fromRecords(X);
  const columns: Column[] = [];
  for (const { name, type } of seen) {
    const lacking = X.findIndex((record) => !Object.hasOwn(record, name));
    if (lacking >= 0) {
      if (X.some((record) => Object.hasOwn(record, name))) {
        throw new InvalidInputError(
          `${where}: column ${show(name)} is missing in row ${lacking}. Pass null where a value is not known.`,
        );
      }
      continue; // a step that needs it says so
    }
    const values = X.map((record) => record[name]);
    const asked = type === 'text' && values.some(isKnown) ? undefined : type; // text would take numbers in
    columns.push(createColumn(name, values, where, asked));
  }
  return new Table(columns);
}

function isRecords(X: unknown): X is readonly TableRecord[] {
  return Array.isArray(X) && X.length > 0 && X.every(isRecord);
}

/** An object that is no row of values: one may have a column called "length". */
function isRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isRow = Array.isArray(value) || ArrayBuffer.isView(value);
  return !isRow && !('length' in value && '0' in value);
}

const isKnown = (value: Cell | undefined) =>
  value !== null && value !== undefined && !Number.isNaN(value);
