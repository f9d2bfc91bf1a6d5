export { readCsvFile } from './data/read-csv-file.js';
export * from './index.js';
export { FileSystemStorage, type FileSystemStorageOptions } from './storage/file-system.js';
export { type Environment, storageFromEnv } from './storage/storage-from-env.js';
