/** Every declaration that is published. */

export * as library from 'fitpredict';
export * as datasets from 'fitpredict/datasets';
export * as interop from 'fitpredict/interop';
export * as parallel from 'fitpredict/parallel';
export * as predict from 'fitpredict/predict';
export * as indexedDb from 'fitpredict/storage/indexeddb';
export * as r2 from 'fitpredict/storage/r2';
export * as s3 from 'fitpredict/storage/s3';
export * as worker from 'fitpredict/worker';
