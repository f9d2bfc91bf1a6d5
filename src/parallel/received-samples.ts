import { toMatrix } from '../data/dense.js';
import { Table } from '../data/table.js';
import type { SentX } from '../model-selection/sent-samples.js';

/** X as it was given to the other thread: of the same kind, with the same values. */
export function receivedX(X: SentX): unknown {
  if (X.kind === 'table') return new Table(X.columns);
  if (X.kind === 'values') return X.values;
  const { kind, data, rows, columns } = X;
  if (kind === 'flat') return { data, rows, columns };
  if (kind === 'matrix') return toMatrix(data as Float64Array, rows, columns);
  return Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
}
