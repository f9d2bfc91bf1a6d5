import type { Matrix } from 'ml-matrix';
import type { MatrixLike } from '../../contracts.js';
import type { Column } from '../../data/columns.js';
import { columnNumbers } from '../../data/columns.js';
import { type Dense, parseFeatures, rowsBetween, toMatrix } from '../../data/dense.js';
import type { EditableSamples } from './editable-samples.js';

/** The samples of a matrix. One copy is changed in place, so that a change costs no more than its column. */
export class MatrixSamples implements EditableSamples {
  readonly rows: number;
  readonly names: readonly string[];
  readonly #given: Dense;
  readonly #edited: Dense;
  readonly #where: string;

  /** @param X - [nSamples × nFeatures]; NaN is left to the model */
  constructor(X: unknown, where: string) {
    this.#given = parseFeatures(X as MatrixLike, where, { allowMissing: true });
    this.#edited = { ...this.#given, data: this.#given.data.slice() };
    this.rows = this.#given.rows;
    this.names = Array.from({ length: this.#given.columns }, (_, j) => `x${j}`);
    this.#where = where;
  }

  column(j: number): Column {
    const { data, rows, columns } = this.#given;
    const values = new Float64Array(rows);
    for (let i = 0, at = j; i < rows; i++, at += columns) values[i] = data[at];
    return { type: 'number', name: this.names[j], data: values };
  }

  set(j: number, values: Column): void {
    const numbers = values.type === 'number' ? values.data : columnNumbers(values, this.#where);
    const { data, rows, columns } = this.#edited;
    for (let i = 0, at = j; i < rows; i++, at += columns) data[at] = numbers[i];
  }

  restore(j: number): void {
    const { data, columns } = this.#given;
    for (let at = j; at < data.length; at += columns) this.#edited.data[at] = data[at];
  }

  between(from: number, to: number): Matrix {
    const { data, rows, columns } = rowsBetween(this.#edited, from, to);
    return toMatrix(data, rows, columns);
  }
}
