import { float64, nullable } from '../serialization/schema.js';
import type { ScoredFeatures } from './score-function.js';
import { type SelectedColumns, selectedColumns } from './selector.js';

/** What is learned by those that score each column alone. */
export interface ScoredColumns extends SelectedColumns, ScoredFeatures {}

/** The form of `ScoredColumns` in a model file. */
export const scoredColumns = () => ({
  ...selectedColumns(),
  scores: float64('nFeatures', { nonFinite: true }),
  pValues: nullable(float64('nFeatures', { nonFinite: true })),
});

/** Scores that can be compared: the least number in place of NaN. */
export function comparable(scores: Float64Array): Float64Array {
  return scores.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
}
