import type { Table } from './table.js';
import { IS_TABLE } from './table-mark.js';

/** Whether a value is a Table; throws for one that cannot be looked at, such as a revoked proxy. Bundles no Table. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && IS_TABLE in value;
}
