import type { Column } from '../data/table.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import type { CatalogueEntry, SupervisedTask, Task } from './catalogue.js';

/** What a target is to be used for, and why. */
export interface DetectedTask {
  readonly task: SupervisedTask;
  /** A sentence for the report. */
  readonly reason: string;
}

/** Whole numbers with at most this many different values read as class codes, not as amounts. */
const MAX_CLASS_CODES = 20;

/**
 * What a model is to do with a target: what the target looks like, as far as the model leaves a choice.
 *
 * @param target - without missing values
 * @param asked - the task the caller wants, if any
 * @throws InvalidInputError when model and target do not go together
 */
export function detectTask(
  target: Column,
  model: CatalogueEntry,
  asked: SupervisedTask | undefined,
  where: string,
): DetectedTask {
  const able = Object.keys(model.estimators) as Task[];
  if (asked !== undefined) {
    if (!able.includes(asked)) throw unable(model, asked, able, where);
    if (asked === 'regression') requireNumbers(target, where);
    return { task: asked, reason: 'it was asked for' };
  }
  const seen = lookAt(target);
  if (able.includes(seen.task)) return seen;
  if (seen.task === 'regression') {
    throw new InvalidInputError(
      `${where}: ${model.name} predicts classes, but ${seen.reason}. Use a model for regression, or pass task: "classification" to make every number a class.`,
    );
  }
  if (target.type === 'number') {
    return { task: 'regression', reason: `${model.name} predicts numbers` };
  }
  throw new InvalidInputError(
    `${where}: ${model.name} predicts numbers, but ${seen.reason}. Use a model for classification such as "logisticRegression".`,
  );
}

function lookAt(target: Column): DetectedTask {
  const name = show(target.name);
  if (target.type === 'text') return { task: 'classification', reason: `${name} is text` };
  if (target.type === 'boolean') {
    return { task: 'classification', reason: `${name} is true or false` };
  }
  const different = new Set(target.data);
  const whole = target.data.every(Number.isInteger);
  const repeated = different.size <= target.data.length / 2;
  if (whole && repeated && different.size <= MAX_CLASS_CODES) {
    return {
      task: 'classification',
      reason: `${name} holds only ${different.size} different whole numbers`,
    };
  }
  const kind = whole ? 'whole numbers' : 'numbers';
  return { task: 'regression', reason: `${name} holds ${different.size} different ${kind}` };
}

function requireNumbers(target: Column, where: string): void {
  if (target.type === 'number') return;
  throw new InvalidInputError(
    `${where}: regression needs numbers, but the target ${show(target.name)} is ${target.type}. Pass task: "classification", or another target.`,
  );
}

function unable(
  model: CatalogueEntry,
  asked: Task,
  able: readonly Task[],
  where: string,
): InvalidInputError {
  return new InvalidInputError(
    `${where}: ${model.name} cannot do ${show(asked)}, only ${able.join(' and ')}. Pass another model or task.`,
  );
}
