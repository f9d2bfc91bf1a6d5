/**
 * What this library itself uses of ml-matrix, in 0.5 kB gzipped where that is 17.4: the members by which a result is read.
 * For a page whose bundler is told to take it in place of ml-matrix (`alias: { 'ml-matrix': 'fitpredict/matrix' }`),
 * and which does no arithmetic on the matrices that it gets.
 */

/** A matrix of numbers, under the names and with the behaviour of ml-matrix's. */
export class Matrix {
  /** What ml-matrix knows its own by: `new Matrix(small)` of the real one copies this one. */
  get klass(): string {
    return 'Matrix';
  }

  /** The rows, each an array of its own [rows][columns]. */
  data: Float64Array[];
  /** How many rows there are. */
  readonly rows: number;
  /** How many columns there are. */
  readonly columns: number;

  /**
   * @param source - the rows, or how many zeros there are to be of them
   * @param columns - with a number of rows, the number of columns
   * @throws RangeError when the rows are of different lengths
   */
  constructor(source: number | ArrayLike<ArrayLike<number>>, columns = 0) {
    this.data =
      typeof source === 'number'
        ? Array.from({ length: source }, () => new Float64Array(columns))
        : Array.from(source, (row) => Float64Array.from(row));
    this.rows = this.data.length;
    this.columns = typeof source === 'number' ? columns : (this.data[0]?.length ?? 0);
    if (this.data.some((row) => row.length !== this.columns)) {
      throw new RangeError('Inconsistent array dimensions');
    }
  }

  /** Whether a value is a matrix of ml-matrix, or one like it. */
  static isMatrix(value: unknown): boolean {
    return (
      typeof value === 'object' && value !== null && 'klass' in value && value.klass === 'Matrix'
    );
  }

  /** How many values there are. */
  get size(): number {
    return this.rows * this.columns;
  }

  /** The value in row `row` and column `column`, both from 0. */
  get(row: number, column: number): number {
    return this.data[row][column];
  }

  /** Change one value; gives the matrix itself. */
  set(row: number, column: number, value: number): this {
    this.data[row][column] = value;
    return this;
  }

  /** A copy of one row [columns]. */
  getRow(row: number): number[] {
    return Array.from(this.data[row]);
  }

  /** A copy of one column [rows]. */
  getColumn(column: number): number[] {
    return this.data.map((row) => row[column]);
  }

  /** All values, row after row [rows × columns]. */
  to1DArray(): number[] {
    return this.data.flatMap((row) => Array.from(row));
  }

  /** The rows as plain arrays [rows][columns]. */
  to2DArray(): number[][] {
    return this.data.map((row) => Array.from(row));
  }

  /** As `to2DArray`: what `JSON.stringify` writes. */
  toJSON(): number[][] {
    return this.to2DArray();
  }

  /** A copy. */
  clone(): Matrix {
    return new Matrix(this.data);
  }

  /** Rows as columns, in a new matrix. */
  transpose(): Matrix {
    return new Matrix(Array.from({ length: this.columns }, (_, j) => this.getColumn(j)));
  }

  /** Row, column and value of each, from left to right, from top to bottom. */
  *entries(): Generator<[row: number, column: number, value: number], void, void> {
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < this.columns; j++) yield [i, j, this.data[i][j]];
    }
  }

  /** As `entries`. */
  [Symbol.iterator](): Generator<[row: number, column: number, value: number], void, void> {
    return this.entries();
  }
}

/** A matrix whose rows are the columns of another, which it reads: `checkEstimator` hands one in. */
export class MatrixTransposeView {
  /** How many rows there are. */
  readonly rows: number;
  /** How many columns there are. */
  readonly columns: number;
  readonly #matrix: Matrix;

  /** @param matrix - what is read; nothing is copied */
  constructor(matrix: Matrix) {
    this.#matrix = matrix;
    this.rows = matrix.columns;
    this.columns = matrix.rows;
  }

  /** The value in row `row` and column `column`, both from 0. */
  get(row: number, column: number): number {
    return this.#matrix.get(column, row);
  }
}
