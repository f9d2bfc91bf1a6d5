import { reading } from '../../data/array-like.js';
import { InvalidInputError } from '../../errors.js';
import { isTabular } from '../../estimator-kind.js';
import { isTableGiven } from '../../preprocessing/columns/cells.js';
import type { EditableSamples } from './editable-samples.js';
import { MatrixSamples } from './matrix-samples.js';
import { RowSamples } from './row-samples.js';
import { TableSamples } from './table-samples.js';

/**
 * @param X - a Table, records by column name, rows of cells, or a matrix
 * @param model - what is to be asked about them
 * @throws InvalidInputError when X is neither, is empty or ragged, or holds an infinite number
 */
export function editableSamples(X: unknown, model: unknown, where: string): EditableSamples {
  const samples = isTableGiven(X, where)
    ? new TableSamples(X)
    : reading(where, 'X', () => editableRows(X, model, where));
  if (samples.rows > 0 && samples.names.length > 0) return samples;
  throw new InvalidInputError(
    `${where}: X has ${samples.rows} rows and ${samples.names.length} columns. Pass at least one sample with one feature.`,
  );
}

/** Rows stay rows where a matrix could not hold them, or is not what the model takes. */
function editableRows(X: unknown, model: unknown, where: string): EditableSamples {
  const takesRows = typeof model === 'object' && model !== null && isTabular(model);
  // An array that does not hold what its length promises is for the matrix to refuse.
  return Array.isArray(X) && X.length - 1 in X && (takesRows || X.some(holdsOther))
    ? new RowSamples(X, where)
    : new MatrixSamples(X, where);
}

/** Whether a row is a record, or holds what is no number. */
function holdsOther(row: unknown): boolean {
  if (typeof row !== 'object' || row === null || ArrayBuffer.isView(row)) return false;
  if (!Array.isArray(row)) return !('length' in row && '0' in row);
  return row.length - 1 in row && row.some((cell) => typeof cell !== 'number');
}
