/** Models that travel: those of other libraries become models of this one, and the other way round. */

export {
  type FromLightGBMOptions,
  fromLightGBM,
  type LightGBMModel,
} from './interop/lightgbm/from-lightgbm.js';
export {
  type PipelineFromLightGBMOptions,
  pipelineFromLightGBM,
} from './interop/lightgbm/pipeline-from-lightgbm.js';
export {
  type LightGBMWritable,
  type ToLightGBMOptions,
  toLightGBM,
  type VerifiedLightGBM,
} from './interop/lightgbm/to-lightgbm.js';
export type { ONNXPrecision } from './interop/onnx/graph-builder.js';
export {
  type ToONNXOptions,
  toONNX,
  type VerifiedONNX,
  type VerifyONNXOptions,
} from './interop/onnx/to-onnx.js';
export type { ONNXVerification, SampleRows } from './interop/onnx/verify-model.js';
export { fromScikitLearn } from './interop/sklearn/from-scikit-learn.js';
export { toScikitLearn } from './interop/sklearn/to-scikit-learn.js';
export type { TablePipeline } from './interop/table-pipeline.js';
export type { Verified, VerifiedFile } from './interop/verify.js';
export {
  type FromXGBoostOptions,
  fromXGBoost,
  type XGBoostModel,
} from './interop/xgboost/from-xgboost.js';
export {
  type PipelineFromXGBoostOptions,
  pipelineFromXGBoost,
} from './interop/xgboost/pipeline-from-xgboost.js';
export {
  type ToXGBoostOptions,
  toXGBoost,
  type XGBoostWritable,
} from './interop/xgboost/to-xgboost.js';
