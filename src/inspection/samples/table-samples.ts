import { type Column, columnBetween } from '../../data/columns.js';
import { Table } from '../../data/table.js';
import type { EditableSamples } from './editable-samples.js';

/** The rows of a table. A change replaces one column, and the others are shared. */
export class TableSamples implements EditableSamples {
  readonly rows: number;
  readonly names: readonly string[];
  readonly #given: readonly Column[];
  readonly #edited: Column[];

  constructor(table: Table) {
    this.#given = table.columns;
    this.#edited = [...table.columns];
    this.rows = table.rowCount;
    this.names = table.columnNames;
  }

  column(j: number): Column {
    return this.#given[j];
  }

  set(j: number, values: Column): void {
    this.#edited[j] = { ...values, name: this.names[j] };
  }

  restore(j: number): void {
    this.#edited[j] = this.#given[j];
  }

  between(from: number, to: number): Table {
    return new Table(this.#edited.map((column) => columnBetween(column, from, to)));
  }
}
