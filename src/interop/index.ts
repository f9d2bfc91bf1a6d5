/** Models of other libraries: `fitpredict/interop`. */
export { type FromLightGBMOptions, fromLightGBM } from './lightgbm/from-lightgbm.js';
