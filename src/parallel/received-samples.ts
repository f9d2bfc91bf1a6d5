import type { FlatMatrix } from '../contracts.js';
import { toMatrix } from '../data/dense.js';
import { Table } from '../data/table.js';
import type { SentX } from '../model-selection/sent-samples.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';

/** X as it was given to the other thread: of the same kind, with the same values. */
export function receivedX(X: SentX): unknown {
  if (X.kind === 'table') return new Table(X.columns);
  if (X.kind === 'values') return X.values;
  const { kind, data, rows, columns } = X;
  if (kind === 'flat') return { data, rows, columns };
  if (kind === 'matrix') return toMatrix(data as Float64Array, rows, columns);
  return Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
}

/** Some rows of X, of the kind that was given to the other thread: only these are made, where X is numbers. */
export function receivedRows(X: SentX): (rows: Int32Array) => unknown {
  if (X.kind === 'table' || X.kind === 'values') {
    const samples = parseSplittable(receivedX(X), 'X', 'receiving');
    return (rows) => samples.take(rows);
  }
  const { kind, ...all } = X;
  const numbers = parseSplittable(all, 'X', 'receiving');
  return (rows) => receivedX({ kind, ...(numbers.take(rows) as FlatMatrix) });
}
