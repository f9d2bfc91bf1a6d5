/** Models that travel: those of other libraries become models of this one, and the other way round. */

export {
  type FromXGBoostOptions,
  fromXGBoost,
  type XGBoostModel,
} from './interop/xgboost/from-xgboost.js';
