/** Where a model of two classes divides them, if not where its estimator does. */

import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import { InvalidParameterError } from '../errors.js';
import { givesProbabilities } from '../estimator.js';
import * as schema from '../serialization/schema.js';
import { show } from '../words.js';
import type { TableEstimator } from './table-estimator.js';

/** What the threshold of a `TabularModel` is about. */
export interface ThresholdOptions<L extends Label = Label> {
  /** The label that is predicted from the threshold on. Default: the later one of `classes`. */
  posLabel?: L;
}

/** From which score on the label at `positive` in `classes` is predicted. */
export interface DecisionThreshold {
  value: number;
  positive: number;
}

export const thresholdSchema = /* @__PURE__ */ schema.object<DecisionThreshold>({
  value: /* @__PURE__ */ schema.number(),
  positive: /* @__PURE__ */ schema.number({ integer: true, min: 0, max: 1 }),
});

/** What is wrong with dividing the classes of an estimator by a threshold, if anything. */
export function problemOfThreshold(estimator: TableEstimator): string | undefined {
  const n = estimator.classes?.length ?? 0;
  if (n !== 2) return `it has ${n === 0 ? 'no' : n} classes, but a threshold divides two`;
  return givesProbabilities(estimator) || estimator.decisionFunction !== undefined
    ? undefined
    : 'it has neither probabilities nor decisions to compare with a threshold';
}

/**
 * A threshold for an estimator, checked.
 *
 * @throws InvalidParameterError when it has other than two classes, or the threshold or the label does not fit
 */
export function decisionThreshold(
  estimator: TableEstimator,
  value: number,
  posLabel: Label | undefined,
  where: string,
): DecisionThreshold {
  const problem = problemOfThreshold(estimator);
  if (problem !== undefined) {
    throw new InvalidParameterError(`${where}: the model cannot have one: ${problem}.`);
  }
  const isShare = givesProbabilities(estimator);
  const inRange = Number.isFinite(value) && (!isShare || (value >= 0 && value <= 1));
  if (!inRange) {
    throw new InvalidParameterError(
      `${where}: threshold must be ${isShare ? 'a probability from 0 to 1' : 'a finite number'}, but got ${show(value)}. Pass 0.3 for example, or thresholdReport(…).best.threshold.`,
    );
  }
  const classes = estimator.classes ?? [];
  const positive = posLabel === undefined ? 1 : classes.indexOf(posLabel);
  if (positive < 0) {
    throw new InvalidParameterError(
      `${where}: posLabel is ${show(posLabel)}, which is no label of the model. Pass ${show(classes[0])} or ${show(classes[1])}.`,
    );
  }
  return { value, positive };
}

/**
 * What an estimator predicts, divided at a threshold where there is one.
 *
 * @param X - [nSamples × nFeatures]
 * @param probabilities - of the same samples, where they are known already
 */
export function predictDivided(
  estimator: TableEstimator,
  X: MatrixLike,
  threshold: DecisionThreshold | null,
  probabilities?: Matrix,
): Label[] {
  if (threshold === null) return estimator.predict(X);
  const { value, positive } = threshold;
  const labels = estimator.classes ?? [];
  return positiveScores(estimator, X, positive, probabilities).map(
    (score) => labels[score >= value ? positive : 1 - positive],
  );
}

/** The probability of the positive label, or its decision where there are no probabilities [nSamples]. */
function positiveScores(
  estimator: TableEstimator,
  X: MatrixLike,
  positive: number,
  known?: Matrix,
): number[] {
  const probabilities =
    known ?? (givesProbabilities(estimator) ? estimator.predictProba(X) : undefined);
  if (probabilities !== undefined) return probabilities.getColumn(positive);
  const decisions = estimator.decisionFunction?.(X) ?? [];
  const margins = Array.isArray(decisions) ? decisions : decisions.to1DArray();
  return positive === 1 ? margins : margins.map((margin) => -margin);
}
