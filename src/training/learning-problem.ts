import type { Label } from '../contracts.js';
import {
  type Column,
  cellAt,
  checkFiniteColumn,
  columnLength,
  countMissing,
} from '../data/columns.js';
import type { Table } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { sampleTableInSteps } from '../preprocessing/splitting/sample-table.js';
import { tableRowsInSteps } from '../preprocessing/splitting/table-rows.js';
import type { Steps } from '../progress.js';
import type { Seed } from '../random/rng.js';
import { show } from '../words.js';
import type { SupervisedTask } from './catalogue.js';
import { type Choice, detectTask } from './detect-task.js';
import { type ClassCounts, classCountsOf } from './target-classes.js';

/** A table and the column of it that is to be predicted. */
export interface TargetChoice {
  readonly where: string;
  readonly table: Table;
  readonly target: Column;
  /** The columns to learn from. */
  readonly features: readonly string[];
  /** What is to learn it. */
  readonly entry: Choice;
  /** null leaves it to the target. */
  readonly task: SupervisedTask | null;
  /** The most rows to take; null for all. */
  readonly sampleSize: number | null;
  readonly randomState: Seed | null;
}

/** What is to be learned from the rows whose target is known. */
export interface LearningProblem {
  readonly task: SupervisedTask;
  /** Why this task. */
  readonly reason: string;
  /** These rows, or the sample of them. */
  readonly table: Table;
  /** Their targets [nRows]. */
  readonly y: Label[];
  /** Rows of each class; undefined for regression. */
  readonly classes: ClassCounts | undefined;
  readonly withoutTarget: number;
  readonly notSampled: number;
}

/**
 * Look at a target, and take the rows in which it is known, in steps.
 *
 * @throws InvalidInputError when it cannot be learned
 */
export function* readProblem(choice: TargetChoice): Steps<LearningProblem> {
  const { where, table, target, features, entry, sampleSize, randomState } = choice;
  // Before rows are drawn: a row is named as the caller knows it.
  for (const name of [target.name, ...features]) {
    checkFiniteColumn(table.column(name), where);
    yield;
  }
  const usable = rowsWithTarget(target, where);
  yield;
  const known = usable.length === table.rowCount ? table : yield* tableRowsInSteps(table, usable);
  const detected = detectTask(known.column(target.name), entry, choice.task ?? undefined, where);
  const { task, reason } = detected;
  const stratify = task === 'classification' ? target.name : undefined;
  yield;
  const complete =
    sampleSize === null
      ? known
      : yield* sampleTableInSteps(known, { size: sampleSize, stratify, randomState });
  const y = knownLabels(complete.column(target.name));
  yield;
  const classes =
    task === 'classification' ? classCountsOf(y, target.name, entry, where) : undefined;
  yield;
  return {
    task,
    reason,
    table: complete,
    y,
    classes,
    withoutTarget: countMissing(target),
    notSampled: known.rowCount - complete.rowCount,
  };
}

/** The rows in which the target is known. */
function rowsWithTarget(target: Column, where: string): number[] {
  const rows = columnLength(target);
  if (rows === 0) throw new InvalidInputError(`${where}: the table has no rows. Pass data.`);
  const usable: number[] = [];
  for (let i = 0; i < rows; i++) if (cellAt(target, i) !== null) usable.push(i);
  if (usable.length === 0) {
    throw new InvalidInputError(
      `${where}: the target ${show(target.name)} is missing in every row. Pass another target.`,
    );
  }
  return usable;
}

/** The values of a column that has no missing ones. */
export function knownLabels(column: Column): Label[] {
  const rows = columnLength(column);
  return Array.from({ length: rows }, (_, i) => cellAt(column, i)).filter((cell) => cell !== null);
}
