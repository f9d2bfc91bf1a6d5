/** Models that travel: those of other libraries become models of this one, and the other way round. */

export type { ONNXPrecision } from './interop/onnx/graph-builder.js';
export {
  type ToONNXOptions,
  toONNX,
  type VerifiedONNX,
  type VerifyONNXOptions,
} from './interop/onnx/to-onnx.js';
export type { ONNXVerification, SampleRows } from './interop/onnx/verify-model.js';
