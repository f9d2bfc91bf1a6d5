/** What `fitpredict/interop` offers: models that come from other engines, and models that go to them. */

export type { Precision } from './onnx/graph-builder.js';
export {
  type ToONNXOptions,
  toONNX,
  type VerifiedONNX,
  type VerifyONNXOptions,
} from './onnx/to-onnx.js';
export type { SampleRows, Verification } from './onnx/verify-model.js';
