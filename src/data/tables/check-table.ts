import { InvalidInputError } from '../../errors.js';
import { isSo } from '../../is-so.js';
import { show } from '../../words.js';
import { isTable } from '../is-table.js';

/** @throws InvalidInputError when it is no table */
export function checkTable(table: unknown, where: string): void {
  if (isSo(() => isTable(table))) return;
  throw new InvalidInputError(
    `${where}: table is ${show(table)}. Pass a Table, from Table.fromRecords or parseCsv for example.`,
  );
}
