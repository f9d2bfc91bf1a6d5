/** The entry point `fitpredict/storage/s3`. */

export { type R2S3Options, r2Storage } from './s3/r2-storage.js';
export type { S3StorageOptions } from './s3/s3-options.js';
export { S3Storage } from './s3/s3-storage.js';
