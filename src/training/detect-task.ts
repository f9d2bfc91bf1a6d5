import type { Column } from '../data/columns.js';
import { InvalidInputError } from '../errors.js';
import { show } from '../words.js';
import type { SupervisedTask, Task } from './catalogue.js';

/** What is to learn a target: a model of the catalogue, or several at once. */
export interface Choice {
  readonly name: string;
  /** Something for each task that can be done. */
  readonly estimators: Readonly<Partial<Record<Task, unknown>>>;
}

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
  model: Choice,
  asked: SupervisedTask | undefined,
  where: string,
): DetectedTask {
  const able = Object.keys(model.estimators) as Task[];
  if (asked !== undefined) {
    if (!able.includes(asked)) throw unable(model, asked, able, where);
    if (asked === 'regression') requireNumbers(target, where);
    else refuseAmounts(target, able, where);
    return { task: asked, reason: 'it was asked for' };
  }
  const seen = lookAt(target);
  if (able.includes(seen.task)) return { task: seen.task, reason: seen.reason };
  if (seen.task === 'regression') {
    throw new InvalidInputError(
      `${where}: ${model.name} predicts classes, but ${seen.reason}. Use a model for regression${seen.whole ? ', or pass task: "classification" to make every number a class' : ''}.`,
    );
  }
  if (target.type === 'number') {
    return { task: 'regression', reason: `${model.name} predicts numbers` };
  }
  throw new InvalidInputError(
    `${where}: ${model.name} predicts numbers, but ${seen.reason}. Use a model for classification such as "logisticRegression".`,
  );
}

/** What the target looks like, and whether its numbers are whole. */
function lookAt(target: Column): DetectedTask & { whole: boolean } {
  const name = show(target.name);
  if (target.type === 'text')
    return { task: 'classification', reason: `${name} is text`, whole: false };
  if (target.type === 'boolean') {
    return { task: 'classification', reason: `${name} is true or false`, whole: false };
  }
  const different = new Set(target.data);
  const whole = target.data.every(Number.isInteger);
  const repeated = different.size <= target.data.length / 2;
  if (whole && repeated && different.size <= MAX_CLASS_CODES) {
    return {
      task: 'classification',
      reason: `${name} holds only ${different.size} different whole numbers`,
      whole,
    };
  }
  const kind = whole ? 'whole numbers' : 'numbers';
  return { task: 'regression', reason: `${name} holds ${different.size} different ${kind}`, whole };
}

function requireNumbers(target: Column, where: string): void {
  if (target.type === 'number') return;
  throw new InvalidInputError(
    `${where}: regression needs numbers, but the target ${show(target.name)} is ${target.type}. Pass task: "classification", or another target.`,
  );
}

/** Numbers with fractions are amounts, which no class has two of. */
function refuseAmounts(target: Column, able: readonly Task[], where: string): void {
  const fraction =
    target.type === 'number' ? target.data.find((value) => !Number.isInteger(value)) : undefined;
  if (fraction === undefined) return;
  const model = able.includes('regression') ? 'task: "regression"' : 'a model for regression';
  throw new InvalidInputError(
    `${where}: classification needs classes, but the target ${show(target.name)} holds numbers such as ${fraction}, which are amounts. Pass ${model}, or make classes of them, as text for example.`,
  );
}

function unable(
  model: Choice,
  asked: Task,
  able: readonly Task[],
  where: string,
): InvalidInputError {
  return new InvalidInputError(
    `${where}: ${model.name} cannot do ${show(asked)}, only ${able.join(' and ')}. Pass another model or task.`,
  );
}
