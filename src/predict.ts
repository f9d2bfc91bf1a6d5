/** Saved models that only predict: no training code, no ml-matrix. */

export { loadPredictor, loadTreePredictor, type ModelFile } from './predict/load-predictor.js';
export type { Predictor } from './predict/predictor.js';
export type { Rows } from './predict/rows.js';
