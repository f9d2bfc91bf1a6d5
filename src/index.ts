export type * from './contracts.js';
export * from './errors.js';
export { clone } from './estimator.js';
export { StandardScaler, type StandardScalerOptions } from './preprocessing/standard-scaler.js';
export type { AsyncOptions, Progress } from './progress.js';
export { setWarningHandler, type Warning, type WarningHandler } from './warnings.js';
