/** Models that travel: those of other libraries become models of this one, and the other way round. */

export { fromScikitLearn } from './interop/sklearn/from-scikit-learn.js';
export { toScikitLearn } from './interop/sklearn/to-scikit-learn.js';
export {
  type FromXGBoostOptions,
  fromXGBoost,
  type XGBoostModel,
} from './interop/xgboost/from-xgboost.js';
