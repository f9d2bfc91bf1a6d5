import type { MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures, takeRows } from '../../data/dense.js';
import { Table } from '../../data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { isTableGiven } from '../../preprocessing/columns/cells.js';
import { list, nullable, string } from '../../serialization/schema.js';
import { count } from '../../words.js';

/** What bagging takes rows and columns of. */
export type BagInput = MatrixLike | Table;

/** Samples of which parts can be taken. */
export interface Bags {
  readonly rows: number;
  readonly columns: number;
  /** Names of the columns of a table; null of a matrix. */
  readonly names: string[] | null;
  /**
   * Some rows of some columns, of the same kind as the whole.
   *
   * @param rows - null for all
   * @param features - null for all
   */
  take(rows: Int32Array | null, features: Int32Array | null): BagInput;
}

/** The samples of fit. A missing value is left for the estimators to judge. */
export function parseBags(X: BagInput, where: string): Bags {
  if (isTableGiven(X, where)) {
    if (X.rowCount === 0) {
      throw new InvalidInputError(`${where}: X has no rows. Pass at least one sample.`);
    }
    return {
      rows: X.rowCount,
      columns: X.columns.length,
      names: [...X.columnNames],
      take(rows, features) {
        const picked = features === null ? X : new Table(Array.from(features, (j) => X.columns[j]));
        return rows === null ? picked : picked.rows(rows);
      },
    };
  }
  const dense = parseFeatures(X, where, { allowMissing: true });
  return {
    rows: dense.rows,
    columns: dense.columns,
    names: null,
    take(rows, features) {
      const picked = features === null ? dense : takeColumns(dense, features);
      return rows === null ? picked : takeRows(picked, rows);
    },
  };
}

/** The samples of `predict`, whose columns must be those of fit. */
export function parseBagsAs(
  X: BagInput,
  { columns, names }: Pick<Bags, 'columns' | 'names'>,
  where: string,
): Bags {
  if (isTableGiven(X, where)) {
    if (names !== null) return parseBags(X.select(names), where);
    throw new InvalidInputError(
      `${where}: X is a Table, but the model was fitted on a matrix. Pass X.toMatrix().`,
    );
  }
  const bags = parseBags(X, where);
  if (names !== null) {
    throw new InvalidInputError(
      `${where}: X is a matrix, but the model was fitted on a Table. Pass a Table with its columns.`,
    );
  }
  if (bags.columns === columns) return bags;
  throw new InvalidInputError(
    `${where}: X has ${count(bags.columns, 'feature')}, but the model was fitted on ${columns}. Pass the columns of fit, in the same order.`,
  );
}

/** The form of the names in a model file. */
export const bagNames = () => nullable(list(string(), 'nFeatures'));

/** @throws InvalidParameterError for a table, whose names differ */
export function checkRepeatable({ names }: Bags, owner: string): void {
  if (names === null) return;
  throw new InvalidParameterError(
    `${owner}: bootstrapFeatures can draw a column twice, but the names of a Table differ. Leave it out, or pass a matrix.`,
  );
}

function takeColumns({ data, rows, columns }: Dense, features: Int32Array): Dense {
  const width = features.length;
  const picked = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) picked[i * width + j] = data[i * columns + features[j]];
  }
  return { data: picked, rows, columns: width };
}
