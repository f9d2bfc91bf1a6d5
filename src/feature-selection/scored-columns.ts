import type { Label } from '../contracts.js';
import type { NumberInput } from '../preprocessing/columns/number-columns.js';
import type { Steps } from '../progress.js';
import { float64, nullable } from '../serialization/schema.js';
import { type ScoredFeatures, type ScoreFunctionOptions, scoreFeatures } from './score-function.js';
import { parseScored } from './scored-samples.js';
import { type SelectedColumns, selectedColumns } from './selector.js';

/** What is learned by those that score each column alone. */
export interface ScoredColumns extends SelectedColumns, ScoredFeatures {}

/** The form of `ScoredColumns` in a model file. */
export const scoredColumns = () => ({
  ...selectedColumns(),
  scores: float64('nFeatures', { nonFinite: true }),
  pValues: nullable(float64('nFeatures', { nonFinite: true })),
});

/**
 * The score of each column, and what the columns are: all that is learned but which are kept.
 *
 * @throws InvalidInputError when X is ragged, empty, not finite or holds text, or y does not suit the scoring function
 */
export function* scoreColumns(
  X: NumberInput,
  y: ArrayLike<Label> | undefined,
  rules: Required<ScoreFunctionOptions>,
  where: string,
): Steps<Omit<ScoredColumns, 'kept'>> {
  const { samples, nFeatures, names } = parseScored(X, where);
  return { nFeatures, names, ...(yield* scoreFeatures(samples, y, rules, where)) };
}

/** Scores that can be compared: the least number in place of NaN. */
export function comparable(scores: Float64Array): Float64Array {
  return scores.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
}
