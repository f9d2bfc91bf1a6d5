/** Classifiers that divide two classes at a threshold. */

import type { FixedThresholdClassifierState } from '../../ensembles/thresholds/fixed-threshold-classifier.js';
import type { Response } from '../../ensembles/thresholds/positive-scores.js';
import type { TunedThresholdClassifierCVState } from '../../ensembles/thresholds/tuned-threshold-classifier-cv.js';
import { block, pick } from './features.js';
import { refused } from './refusals.js';
import { type Writing, type Written, writerOf } from './writing.js';

/** From which score on which of two classes is predicted. */
interface Division {
  readonly value: number;
  /** The position of the class that is predicted from there on. */
  readonly positive: number;
  /** What is compared; by default probabilities where there are some. */
  readonly response?: Response;
}

/** Two classes, divided at a threshold. */
export function divided(
  written: Written,
  { value, positive, response }: Division,
  { graph, where }: Pick<Writing, 'graph' | 'where'>,
): Written {
  if (written.kind !== 'classes') throw refused(where, 'its threshold divides no classes');
  const { probabilities, decision } = written;
  const asked = response ?? (probabilities === undefined ? 'decisionFunction' : 'predictProba');
  const scores =
    asked === 'predictProba'
      ? probabilities && pick(graph, block(probabilities, 2), [positive]).tensor
      : decision && (positive === 1 ? decision.tensor : graph.add('Neg', [decision.tensor]));
  if (scores === undefined) throw refused(where, `its threshold is one of ${asked}`);
  const below = graph.add('Less', [scores, graph.numbers([value], [])]);
  const other = graph.integers([1 - positive]);
  const codes = graph.add('Where', [below, other, graph.integers([positive])]);
  return { ...written, codes: graph.flat(codes) };
}

export const fixedThresholdClassifier = writerOf<FixedThresholdClassifierState>({
  input: ({ state }, { where, inputOf }) => inputOf(state.estimator, where),
  write({ state }, input, writing) {
    const { estimator, threshold, positive, response } = state;
    const written = writing.write(estimator, input, `${writing.where}: its estimator`);
    return divided(written, { value: threshold, positive, response }, writing);
  },
});

export const tunedThresholdClassifier = writerOf<TunedThresholdClassifierCVState>({
  input: ({ state }, { where, inputOf }) => inputOf(state.estimator, where),
  write({ state }, input, writing) {
    const { estimator, bestThreshold, response } = state;
    const written = writing.write(estimator, input, `${writing.where}: its estimator`);
    return divided(written, { value: bestThreshold, positive: 1, response }, writing);
  },
});
