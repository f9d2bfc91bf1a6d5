export { readCsvFile } from './data/csv/read-csv-file.js';
export * from './index.js';
export {
  FileSystemStorage,
  type FileSystemStorageOptions,
} from './storage/file-system/file-system-storage.js';
export { type Environment, storageFromEnv } from './storage/storage-from-env.js';
