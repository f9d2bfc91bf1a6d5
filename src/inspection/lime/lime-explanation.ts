import type { Label } from '../../contracts.js';
import type { Cell } from '../../data/columns.js';
import type { OutputUnit } from '../tables/table-answers.js';

/** Local models of what a model says about rows of a table. */
export interface LimeExplanation<L extends Label = Label> {
  /** What the numbers are: probabilities or margins of classes, decisions on outliers, or predicted values. */
  readonly unit: OutputUnit;
  /** One for each row. */
  readonly rows: readonly LimeRow<L>[];
}

/** The local models around one row. */
export interface LimeRow<L extends Label = Label> {
  /** What the model predicts. */
  readonly predicted: L;
  /** One for each class, in the order of the model's `classes`; a single one where there are no classes. */
  readonly outputs: readonly [LimeOutput<L>, ...LimeOutput<L>[]];
}

/** A linear model that says nearly what the model says near a row. */
export interface LimeOutput<L extends Label = Label> {
  /** The class that the number is of; null where there are no classes. */
  readonly label: L | null;
  /** What the model says of the row. */
  readonly prediction: number;
  /** What the local model says of it: the intercept and the terms of the row. */
  readonly localPrediction: number;
  /** What the local model says where no condition is met. */
  readonly intercept: number;
  /** How well the local model agrees with the model near the row: R², 1 at best. Where it is low, the weights say little. */
  readonly score: number;
  /** What the local model is made of, the largest weight first, whatever its sign. */
  readonly terms: readonly LimeTerm[];
}

/** One term of a local model. */
export interface LimeTerm {
  /** The column that it is made of. */
  readonly column: string;
  /** The value of the column in the row; null where it is missing. */
  readonly value: Cell;
  /** What the term says: a condition that the row meets, or in what the number counts. */
  readonly condition: string;
  /** What the condition adds, or each standard deviation. */
  readonly weight: number;
}
