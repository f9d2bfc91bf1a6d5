import type { AbstractMatrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { permutationImportance } from '../inspection/permutation-importance.js';
import { columnMoments } from '../numeric/statistics.js';

/** How much one feature counts in a model. */
export interface FeatureImportance {
  /** The name of the feature, as the model has it. */
  readonly feature: string;
  /** Share of all features' importance, at least 0; the shares sum to 1 unless all are 0. */
  readonly importance: number;
}

/** What importance is measured by. */
export type ImportanceMethod = 'impurity' | 'coefficients' | 'permutation';

/** What importance is read from; each model has some of it. */
interface Explained {
  readonly featureImportances?: readonly number[];
  readonly coef?: readonly number[] | AbstractMatrix;
  score(X: MatrixLike, y: ArrayLike<Label>): number;
}

/**
 * Importance of each feature, most important first. Trees carry their own; a linear model's is the
 * size of its coefficient times the standard deviation of the feature, averaged over the classes, so
 * that units do not matter; any other model's is how much shuffling the feature costs.
 *
 * @param X - training features [nSamples × nFeatures], for spreads
 * @param held - features and targets that were held out, for shuffling
 */
export function featureImportance(
  estimator: Explained,
  names: readonly string[],
  X: MatrixLike,
  held: { X: MatrixLike; y: ArrayLike<Label> },
): { method: ImportanceMethod; importances: FeatureImportance[] } {
  const { method, sizes } = measure(estimator, X, held);
  return { method, importances: rankFeatures(names, sizes) };
}

/**
 * The features with their shares of all importance, most important first.
 *
 * @param sizes - importance of each feature in any unit, at least 0 [nFeatures]
 */
export function rankFeatures(
  names: readonly string[],
  sizes: ArrayLike<number>,
): FeatureImportance[] {
  let total = 0;
  for (let j = 0; j < sizes.length; j++) total += sizes[j];
  return names
    .map((feature, j) => ({ feature, importance: total > 0 ? sizes[j] / total : 0 }))
    .sort((a, b) => b.importance - a.importance);
}

/** Coefficients of features, where the model has any: an SVM does with the linear kernel only, and says so by throwing. */
function coefficientsOf(estimator: Explained): Explained['coef'] {
  try {
    return estimator.coef;
  } catch (error) {
    if (error instanceof InvalidParameterError) return undefined;
    throw error;
  }
}

function measure(
  estimator: Explained,
  X: MatrixLike,
  held: { X: MatrixLike; y: ArrayLike<Label> },
): { method: ImportanceMethod; sizes: readonly number[] } {
  if (estimator.featureImportances !== undefined) {
    return { method: 'impurity', sizes: estimator.featureImportances };
  }
  const coef = coefficientsOf(estimator);
  if (coef !== undefined) {
    const rows = 'to2DArray' in coef ? coef.to2DArray() : [coef];
    const { variance } = columnMoments(parseFeatures(X, 'featureImportance'));
    const sizes = Array.from(variance, (squared, j) => {
      const size = rows.reduce((sum, row) => sum + Math.abs(row[j]), 0) / rows.length;
      return size * Math.sqrt(squared);
    });
    return { method: 'coefficients', sizes };
  }
  const { importancesMean } = permutationImportance(estimator, held.X, held.y, { randomState: 0 });
  return { method: 'permutation', sizes: importancesMean.map((loss) => Math.max(0, loss)) };
}
