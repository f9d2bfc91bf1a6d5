import { type Cell, type Column, cellAt } from '../../data/columns.js';
import { createColumn } from '../../data/create-column.js';
import { InvalidInputError } from '../../errors.js';
import { count, show } from '../../words.js';
import type { EditableSamples } from './editable-samples.js';

type Cells = Record<string | number, Cell | undefined>;

/** Records by column name, or rows of cells by position. Shallow copies of them are changed in place. */
export class RowSamples implements EditableSamples {
  readonly rows: number;
  readonly names: readonly string[];
  readonly #given: readonly Cells[];
  readonly #edited: Cells[];
  /** What stands for a column in a row: its name in records, its position in rows of cells. */
  readonly #keys: readonly (string | number)[];
  readonly #where: string;

  /** @throws InvalidInputError when records and rows are mixed, or rows are of different lengths */
  constructor(X: readonly unknown[], where: string) {
    const isRecords = !isRow(X[0]);
    for (const [i, row] of X.entries()) {
      if (typeof row === 'object' && row !== null && isRow(row) !== isRecords) continue;
      const kind = isRecords ? 'an object by column name' : 'an array of cells';
      throw new InvalidInputError(
        `${where}: X[${i}] is ${show(row)}, but X[0] is ${kind}. Pass rows of one kind.`,
      );
    }
    this.#keys = isRecords ? keysOf(X) : positionsOf(X as ArrayLike<unknown>[], where);
    this.#given = X as readonly Cells[];
    this.#edited = this.#given.map(copyOf);
    this.names = this.#keys.map((key) => (typeof key === 'number' ? `x${key}` : key));
    this.rows = X.length;
    this.#where = where;
  }

  column(j: number): Column {
    const key = this.#keys[j];
    const values = this.#given.map((row) => (Object.hasOwn(row, key) ? row[key] : null));
    return createColumn(this.names[j], values, this.#where);
  }

  set(j: number, values: Column): void {
    const key = this.#keys[j];
    for (let i = 0; i < this.rows; i++) put(this.#edited[i], key, cellAt(values, i));
  }

  restore(j: number): void {
    const key = this.#keys[j];
    for (let i = 0; i < this.rows; i++) {
      if (Object.hasOwn(this.#given[i], key)) put(this.#edited[i], key, this.#given[i][key]);
      else delete this.#edited[i][key];
    }
  }

  between(from: number, to: number): Cells[] {
    return this.#edited.slice(from, to);
  }
}

/** A column may be called as a property that every object has, such as `__proto__`. */
function put(row: Cells, key: string | number, value: Cell | undefined): void {
  if (typeof key === 'number') row[key] = value;
  else
    Object.defineProperty(row, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

function copyOf(row: Cells): Cells {
  return (
    Array.isArray(row) || ArrayBuffer.isView(row) ? Array.from(row as never) : { ...row }
  ) as Cells;
}

const isRow = (row: unknown): boolean => Array.isArray(row) || ArrayBuffer.isView(row);

/** All keys that occur, in order of first appearance. */
function keysOf(records: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const record of records) for (const key of Object.keys(record as object)) keys.add(key);
  return [...keys];
}

function positionsOf(rows: readonly ArrayLike<unknown>[], where: string): number[] {
  const { length } = rows[0];
  const ragged = rows.findIndex((row) => row.length !== length);
  const hollow = rows.findIndex((row) => length > 0 && !(length - 1 in row));
  if (ragged < 0 && hollow >= 0) {
    throw new InvalidInputError(
      `${where}: the last value of X[${hollow}] is not there. Pass arrays without holes.`,
    );
  }
  if (ragged < 0) return Array.from({ length }, (_, j) => j);
  throw new InvalidInputError(
    `${where}: X is ragged: row 0 has ${count(length, 'value')}, row ${ragged} has ${rows[ragged].length}. Give every row the same columns.`,
  );
}
