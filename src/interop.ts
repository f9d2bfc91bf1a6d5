/** Models of other libraries: `fitpredict/interop`. */
export { type FromLightGBMOptions, fromLightGBM } from './interop/lightgbm/from-lightgbm.js';
export {
  type LightGBMWritable,
  type ToLightGBMOptions,
  toLightGBM,
  type VerifiedLightGBM,
} from './interop/lightgbm/to-lightgbm.js';
export type { Verification } from './interop/verify.js';
