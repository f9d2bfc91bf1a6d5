import type { Label } from '../../contracts.js';
import type { Cell } from '../../data/columns.js';
import type { OutputUnit } from '../tables/table-answers.js';

/** How the rows of a table were explained, and what of them. */
export interface Explanation<L extends Label = Label> {
  /** How the contributions were found: of trees and linear models from themselves, of any other by asking it. */
  readonly method: 'treeShap' | 'linearShap' | 'kernelShap';
  /**
   * What base values, contributions and predictions are in: a class's `'probability'`; its `'margin'`, which says more the
   * farther it is above 0; the predicted `'value'` or its `'logarithm'`; for outliers the `'pathLength'` in an isolation
   * forest, shorter for what is more abnormal, or the `'decision'`, negative for outliers.
   */
  readonly unit: OutputUnit | 'logarithm' | 'pathLength';
  /**
   * What the base value is of: `'training'` the training rows on average, `'typicalRow'` one row of the medians and most
   * frequent values of training, `'background'` the rows that were given, on average.
   */
  readonly comparedWith: 'training' | 'typicalRow' | 'background';
  /** The column that is predicted; null where the model does not tell, or has none. */
  readonly target: string | null;
  /** One for each row. */
  readonly rows: readonly RowExplanation<L>[];
}

/** Why a model says what it says of one row. */
export interface RowExplanation<L extends Label = Label> {
  /** What the model predicts: a label, a number, or 1 and -1 for what is ordinary and what is not. */
  readonly predicted: L;
  /** One for each class, in the order of the model's `classes`; a single one where there are no classes. */
  readonly outputs: readonly [OutputExplanation<L>, ...OutputExplanation<L>[]];
}

/** What each column adds to one number that a model gives for a row: `baseValue` and the contributions sum to `prediction`. */
export interface OutputExplanation<L extends Label = Label> {
  /** The class that the number is of; null where there are no classes. */
  readonly label: L | null;
  /** What the number is for the rows that are compared with, where nothing is known of this one. */
  readonly baseValue: number;
  /** What the number is for this row. */
  readonly prediction: number;
  /** What each column that the model uses adds, the largest first, whatever its sign. */
  readonly contributions: readonly Contribution[];
}

/** What one column adds. */
export interface Contribution {
  /** Its name in the table. */
  readonly column: string;
  /** Its value in the row; null where it is missing. */
  readonly value: Cell;
  /** What it adds, in the unit of the explanation. */
  readonly contribution: number;
}
