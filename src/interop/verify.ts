import type { MatrixLike } from '../contracts.js';
import { GradientBoostingClassifier } from '../estimators/gradient-boosting/gradient-boosting-classifier.js';
import type { GradientBoostingRegressor } from '../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type { RandomForestRegressor } from '../estimators/random-forest/random-forest-regressor.js';
import { breadthFirst } from './breadth-first.js';

/** How a written model differs from what it was written from. */
export interface Verification {
  /** How many rows were compared. */
  readonly rows: number;
  /** How many leaves, over all rows and trees, are not the same ones. */
  readonly differentLeaves: number;
  /** The largest difference between predictions: of probabilities, or of numbers in the units of y. */
  readonly largestDifference: number;
}

/** A model of trees that predicts numbers or probabilities. */
type Predicting = GradientBoostingClassifier | GradientBoostingRegressor | RandomForestRegressor;

/**
 * Compare a model with what was read back from its file, row by row.
 *
 * @param sources - for each tree read back the tree of the model that it was written from; -1 for one that is new
 */
export function compareModels(
  model: Predicting,
  readBack: Predicting,
  X: MatrixLike,
  sources: readonly number[],
): Verification {
  const own = model.apply(X);
  const theirs = readBack.apply(X);
  // What is read back is numbered level by level.
  const orders = model.estimators.map(breadthFirst);
  let differentLeaves = 0;
  for (let i = 0; i < own.rows; i++) {
    for (const [t, source] of sources.entries()) {
      if (source >= 0 && orders[source][theirs.get(i, t)] !== own.get(i, source)) differentLeaves++;
    }
  }
  const [said, saidBack] = [predictionsOf(model, X), predictionsOf(readBack, X)];
  let largestDifference = 0;
  for (const [i, value] of said.entries()) {
    // Infinite predictions are equal, not a NaN apart.
    if (value === saidBack[i]) continue;
    largestDifference = Math.max(largestDifference, Math.abs(value - saidBack[i]));
  }
  return { rows: own.rows, differentLeaves, largestDifference };
}

function predictionsOf(model: Predicting, X: MatrixLike): number[] {
  return model instanceof GradientBoostingClassifier
    ? model.predictProba(X).to1DArray()
    : model.predict(X);
}
