/** Models that travel: those of other libraries become models of this one, and the other way round. */

export type { Verified, VerifiedFile } from './interop/verify.js';
export {
  type FromXGBoostOptions,
  fromXGBoost,
  type XGBoostModel,
} from './interop/xgboost/from-xgboost.js';
export {
  type ToXGBoostOptions,
  toXGBoost,
  type XGBoostWritable,
} from './interop/xgboost/to-xgboost.js';
