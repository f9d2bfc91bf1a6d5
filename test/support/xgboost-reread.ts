import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import {
  type FromXGBoostOptions,
  fromXGBoost,
  readFile,
} from '../../src/interop/xgboost/from-xgboost.js';
import { readTrees } from '../../src/interop/xgboost/xgboost-booster.js';
import { readLearner } from '../../src/interop/xgboost/xgboost-learner.js';

/** The boosted trees of a file. */
export function boostedXGBoost(file: Uint8Array | string, options?: FromXGBoostOptions) {
  const model = fromXGBoost(file, options);
  if (model instanceof GradientBoostingClassifier || model instanceof GradientBoostingRegressor) {
    return model;
  }
  throw new Error('no boosted trees');
}

/** Margins as rows of outputs. */
export function marginRows(model: ReturnType<typeof boostedXGBoost>, X: number[][]): number[][] {
  const said = model.decisionFunction(X);
  return Array.isArray(said) ? said.map((margin) => [margin]) : said.to2DArray();
}

/** A file, with leaves in XGBoost's numbering and order: those of a start in the first trees, too. */
export function rereadXGBoost(file: Uint8Array) {
  const model = boostedXGBoost(file);
  const numbers: number[][] = [];
  readTrees(readLearner(readFile(file, 'test'), 'test'), true, numbers);
  const first = numbers.length - model.estimators.length;
  return {
    model,
    margins: (X: number[][]) => marginRows(model, X),
    leaves: (X: number[][]) =>
      model
        .apply(X)
        .to2DArray()
        .map((row) => [
          ...new Array<number>(first).fill(0),
          ...row.map((leaf, t) => numbers[first + t][leaf]),
        ]),
  };
}
