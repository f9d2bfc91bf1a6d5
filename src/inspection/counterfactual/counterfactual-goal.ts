import type { Label } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { didYouMean, show } from '../../words.js';
import type { TableAnswers } from '../tables/table-answers.js';
import type { CounterfactualOptions } from './counterfactual-options.js';

/** What is to be predicted, as a search asks about it. */
export interface Goal {
  /** In words, behind "predicts". */
  readonly words: string;
  /** Whether a prediction will do. */
  reached(predicted: Label): boolean;
  /** How near a row is to it, the higher the nearer, by what the model predicts and what it says (row i of its answers). */
  closeness(predicted: Label, said: Dense, i: number): number;
}

/**
 * The goal that a target names.
 *
 * @param predicted - what the model predicts now
 * @throws InvalidParameterError for what the model does not predict
 */
export function readGoal<L extends Label>(
  { labels, unit, where }: TableAnswers<L>,
  target: NonNullable<CounterfactualOptions<L>['target']> | null,
  predicted: L,
): Goal {
  if (unit === 'value') return interval(target, where);
  if (unit === 'decision') return ordinariness(target ?? -(predicted as number), where);
  const classes: readonly Label[] = labels ?? [];
  if (target === null) return otherThan(classes, predicted);
  const k = classes.indexOf(target as Label);
  if (k < 0) {
    throw new InvalidParameterError(
      `${where}: target is ${show(target)}, which is no label of the model. ${didYouMean(String(target), classes.map(String))}`,
    );
  }
  return {
    words: show(target),
    reached: (label) => label === target,
    closeness: (_, said, i) => lead(said, i, k),
  };
}

function otherThan(classes: readonly Label[], predicted: Label): Goal {
  const k = classes.indexOf(predicted);
  return {
    words: `another label than ${show(predicted)}`,
    reached: (label) => label !== predicted,
    closeness: (_, said, i) => -lead(said, i, k),
  };
}

/** How far output k is above the highest of the others. */
function lead({ data, columns }: Dense, i: number, k: number): number {
  let highest = -Infinity;
  for (let o = 0; o < columns; o++) {
    if (o !== k) highest = Math.max(highest, data[i * columns + o]);
  }
  return columns === 1 ? 0 : data[i * columns + k] - highest;
}

function interval(target: unknown, where: string): Goal {
  const isPair = Array.isArray(target) && target.length === 2;
  const [lowest, highest]: unknown[] = isPair ? target : [];
  if (typeof lowest !== 'number' || typeof highest !== 'number' || !(lowest <= highest)) {
    throw new InvalidParameterError(
      `${where}: target must be the lowest and the highest number that will do, but got ${show(target)}. Pass [250, Infinity] for at least 250.`,
    );
  }
  return {
    words: `a number from ${lowest} to ${highest}`,
    reached: (value) => (value as number) >= lowest && (value as number) <= highest,
    closeness: (value) => -Math.max(0, lowest - (value as number), (value as number) - highest),
  };
}

function ordinariness(target: unknown, where: string): Goal {
  if (target !== 1 && target !== -1) {
    throw new InvalidParameterError(
      `${where}: target must be 1 for what is ordinary or -1 for an outlier, but got ${show(target)}. Pass one of them.`,
    );
  }
  return {
    words: target === 1 ? 'what is ordinary' : 'an outlier',
    reached: (label) => label === target,
    closeness: (_, said, i) => target * said.data[i],
  };
}
