import type { Matrix } from 'ml-matrix';
import { type Dense, toMatrix } from '../../data/dense.js';
import type { IsolationForest } from '../../estimators/isolation-forest.js';

/** What tells outliers, and what is done with them. */
export interface OutlierRules {
  action: 'drop' | 'clip' | 'flag';
  /** The least of each column that is no outlier [nFeatures]. */
  low: Float64Array;
  /** The most of each column that is no outlier [nFeatures]. */
  high: Float64Array;
  /** Tells them in place of bounds; null where those do. */
  forest: IsolationForest | null;
}

/** Samples with their outliers clipped or flagged; with `'drop'`, a copy. */
export function treated(samples: Dense, rules: OutlierRules): Matrix {
  const { data, rows, columns } = samples;
  if (rules.action === 'drop') return toMatrix(data.slice(), rows, columns);
  if (rules.action === 'clip') {
    const { low, high } = rules;
    const clipped = data.slice();
    for (let row = 0; row < clipped.length; row += columns) {
      for (let j = 0; j < columns; j++) {
        if (clipped[row + j] < low[j]) clipped[row + j] = low[j];
        else if (clipped[row + j] > high[j]) clipped[row + j] = high[j];
      }
    }
    return toMatrix(clipped, rows, columns);
  }
  const flagged = new Float64Array(rows * (columns + 1));
  for (let i = 0; i < rows; i++) {
    flagged.set(data.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  }
  for (const i of outlierRows(samples, rules)) flagged[i * (columns + 1) + columns] = 1;
  return toMatrix(flagged, rows, columns + 1);
}

/** The rows that are outliers, ascending. */
export function outlierRows(
  samples: Dense,
  { low, high, forest }: Omit<OutlierRules, 'action'>,
): number[] {
  const { data, rows, columns } = samples;
  const found: number[] = [];
  if (forest !== null) {
    for (const [i, label] of forest.predict(samples).entries()) if (label === -1) found.push(i);
    return found;
  }
  for (let i = 0, row = 0; i < rows; i++, row += columns) {
    for (let j = 0; j < columns; j++) {
      if (data[row + j] < low[j] || data[row + j] > high[j]) {
        found.push(i);
        break;
      }
    }
  }
  return found;
}
