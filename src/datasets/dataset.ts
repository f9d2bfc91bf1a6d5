import type { Matrix } from 'ml-matrix';
import type { NumberColumn, TextColumn } from '../data/columns.js';
import { Table } from '../data/table.js';

/** A data set with numbers to learn from: what scikit-learn calls a bunch. */
export interface Dataset {
  /** The features [nSamples × nFeatures]. */
  data: Matrix;
  /** What to predict [nSamples]. */
  target: number[];
  /** What the columns of `data` are called [nFeatures]. */
  featureNames: string[];
  /** The data with names and types, the target included. */
  table: Table;
  /** What the data is about, where it comes from and under which licence. */
  description: string;
}

/** A data set whose target is a class. */
export interface ClassificationDataset<Label extends string = string> extends Dataset {
  /** The class of each sample, as its position in `targetNames` [nSamples]. */
  target: number[];
  /** What the classes are called; the table has these names. */
  targetNames: Label[];
}

/**
 * Numeric features and a class.
 *
 * @param rows - a line a sample: the features, then the position of its class in `targetNames`
 */
export function classificationDataset<Label extends string>(
  rows: string,
  featureNames: readonly string[],
  targetNames: readonly Label[],
  description: string,
): ClassificationDataset<Label> {
  const cells = cellsOf(rows);
  const codes = Int32Array.from(cells, (row) => Number(row[featureNames.length]));
  const classes: TextColumn = { type: 'text', name: 'target', codes, categories: targetNames };
  const table = new Table([
    ...featureNames.map((name, j) => numberColumn(name, cells, j)),
    classes,
  ]);
  return {
    data: table.select(featureNames).toMatrix(),
    target: Array.from(codes),
    featureNames: [...featureNames],
    targetNames: [...targetNames],
    table,
    description,
  };
}

/** The cells of rows: a line a row, commas between cells. */
export function cellsOf(rows: string): string[][] {
  return rows.split('\n').map((row) => row.split(','));
}

/** Cell `j` of each row as a number; an empty one is missing. */
export function numberColumn(name: string, cells: readonly string[][], j: number): NumberColumn {
  const data = Float64Array.from(cells, (row) => (row[j] === '' ? Number.NaN : Number(row[j])));
  return { type: 'number', name, data };
}
