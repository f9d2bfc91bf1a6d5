import { InvalidInputError } from '../errors.js';
import type { TabularPreprocessor } from '../preprocessing/tabular/tabular-preprocessor.js';
import { count } from '../words.js';

/** The rows to train on, but for those that are dropped as outliers. */
export function withoutDropped(
  rows: Int32Array,
  preprocessor: TabularPreprocessor,
  where: string,
): Int32Array {
  const dropped = new Set(preprocessor.droppedRows);
  const kept = rows.filter((_, i) => !dropped.has(i));
  if (kept.length >= 2) return kept;
  throw new InvalidInputError(
    `${where}: ${count(dropped.size, 'row')} of ${rows.length} are outliers, which leaves too few to train on. Pass another preprocessing.outliers, or outlierAction: "clip".`,
  );
}
