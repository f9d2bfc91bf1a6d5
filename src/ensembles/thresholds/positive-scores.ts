import type { Label } from '../../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, Estimator } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { type Hyperparameter, oneOf, parameter } from '../../hyperparameters.js';
import { count, show } from '../../words.js';
import { decisionsFrom, probabilitiesFrom } from '../answers.js';
import { isOfKind, problemOfTrained, typeName } from '../members.js';

/** What is compared with a threshold. */
export type ResponseMethod = 'auto' | 'predictProba' | 'decisionFunction';

/** What a classifier is asked about its positive label. */
export type Response = Exclude<Question, 'predict'>;

/** The rows of the table that both classifiers with a threshold share. */
export const thresholdHyperparameters = () =>
  ({
    estimator: parameter(
      {
        type: 'classifier',
        range: 'a classifier',
        accepts: (value) => value === null || value instanceof Estimator, // null, the default, is refused by name
      },
      { default: null, about: 'the classifier of two labels whose threshold is moved.' },
    ),
    responseMethod: oneOf(['auto', 'predictProba', 'decisionFunction'], {
      default: 'auto',
      about: 'what is compared with the threshold.',
    }),
  }) satisfies Record<string, Hyperparameter>;

/** What is wrong with the classifier, if anything. */
export function problemOfResponse({
  estimator,
  responseMethod,
}: {
  estimator: AnyEstimator | null;
  responseMethod: ResponseMethod;
}): string | undefined {
  if (estimator === null) {
    return 'estimator is missing. Pass { estimator: new LogisticRegression() } or another classifier.';
  }
  if (!isOfKind(estimator, 'classifier')) {
    return `estimator is a ${typeName(estimator)}, which is no classifier. Pass one.`;
  }
  const response = responseOf(estimator, responseMethod);
  return answers(estimator, response)
    ? undefined
    : `estimator is a ${typeName(estimator)} that has no ${response}, so there is nothing to compare with a threshold. Pass one that has, or another responseMethod.`;
}

/** The question that a response method means: probabilities where there are some, else decisions. */
export function responseOf(estimator: AnyEstimator, wanted: ResponseMethod): Response {
  if (wanted !== 'auto') return wanted;
  return answers(estimator, 'predictProba') || !answers(estimator, 'decisionFunction')
    ? 'predictProba'
    : 'decisionFunction';
}

/** What is wrong with a trained classifier of a model file, if anything. */
export function problemOfTwo(
  estimator: AnyEstimator,
  response: Response,
  classes: readonly Label[],
): string | undefined {
  if (classes.length !== 2) return `it has ${classes.length} classes, not two.`;
  const problem = problemOfTrained(estimator, 'classifier', classes);
  if (problem !== undefined) return `its classifier ${problem}`;
  return answers(estimator, response) ? undefined : `its classifier has no ${response}.`;
}

/**
 * Probabilities or decisions for one of two labels [rows].
 *
 * @param positive - 1 for the later of the two, 0 for the earlier
 */
export function positiveScores(
  estimator: AnyEstimator,
  X: unknown,
  { response, classes, positive }: ScoreRules,
  where: string,
): Float64Array {
  const isShare = response === 'predictProba';
  const { data, rows, columns } = isShare
    ? probabilitiesFrom(estimator, X, classes, where)
    : decisionsFrom(estimator, X, where);
  if (columns !== (isShare ? 2 : 1)) {
    throw new InvalidInputError(
      `${where}: ${typeName(estimator)} gives ${count(columns, 'column')} for two labels. Fit again.`,
    );
  }
  const scores = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    if (isShare) scores[i] = data[2 * i + positive];
    else scores[i] = positive === 1 ? data[i] : -data[i];
  }
  return scores;
}

/** Which score of which label is meant. */
export interface ScoreRules {
  readonly response: Response;
  readonly classes: readonly Label[];
  readonly positive: number;
}

/** The positive label where the score reaches the threshold, else the other one. */
export function labelsAt<L extends Label>(
  scores: Float64Array,
  threshold: number,
  { classes, positive }: { readonly classes: readonly L[]; readonly positive: number },
): L[] {
  return Array.from(scores, (score) => classes[score >= threshold ? positive : 1 - positive]);
}

/** @throws InvalidInputError unless there are two labels */
export function checkTwo(classes: readonly Label[], where: string): void {
  if (classes.length === 2) return;
  throw new InvalidInputError(
    `${where}: y holds ${classes.length} labels, but a threshold divides two. Pass labels of two kinds.`,
  );
}

/** Position of the positive label: the later one where none is named. */
export function positiveOf(
  posLabel: Label | null,
  classes: readonly Label[],
  where: string,
): number {
  const positive = posLabel === null ? 1 : classes.indexOf(posLabel);
  if (positive >= 0) return positive;
  throw new InvalidParameterError(
    `${where}: posLabel is ${show(posLabel)}, which is no label of y. Pass ${show(classes[0])} or ${show(classes[1])}.`,
  );
}
