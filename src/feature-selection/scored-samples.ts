import type { Label } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { type EncodedLabels, encodeLabels } from '../data/labels.js';
import { InvalidInputError } from '../errors.js';
import {
  type NumberColumns,
  type NumberInput,
  parseColumns,
  refuseMissing,
} from '../preprocessing/columns/number-columns.js';
import { show } from '../words.js';

/** What a function says of each feature. */
export interface FeatureScores {
  /** [nFeatures]: the larger, the more the feature tells of the target; NaN where it has no score. */
  readonly scores: number[];
  /** How likely so large a score is by chance [nFeatures], from 0 to 1; absent where the function does not tell. */
  readonly pValues?: number[];
}

/**
 * Features to score.
 *
 * @throws InvalidInputError when X is ragged, empty, not finite, or holds text
 */
export function parseScored(X: NumberInput, where: string): { samples: Dense } & NumberColumns {
  const parsed = parseColumns(X, where);
  refuseMissing(parsed.samples.data, parsed.nFeatures, where);
  return parsed;
}

/**
 * Labels to score features by: at least two, and no numbers with fractions, which are amounts.
 *
 * @throws InvalidInputError for those, another length, mixed types or missing labels
 */
export function parseClasses<L extends Label>(
  y: ArrayLike<L>,
  rows: number,
  where: string,
): EncodedLabels<L> {
  const encoded = encodeLabels(y, rows, where);
  const { classes } = encoded;
  const amount = classes.find((label) => typeof label === 'number' && !Number.isInteger(label));
  if (amount !== undefined) {
    throw new InvalidInputError(
      `${where}: y holds ${show(amount)}, but labels are whole numbers, text or booleans. Use fRegression or mutualInfoRegression for amounts, or pass y.map(String) to make every number a class.`,
    );
  }
  if (classes.length < 2) {
    throw new InvalidInputError(
      `${where}: y holds only ${show(classes[0])}, but features are compared between at least two classes. Check how the samples were chosen.`,
    );
  }
  return encoded;
}
