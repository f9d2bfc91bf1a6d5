export * from './index.js';
export { type FileSystemStorageOptions, fileSystemStorage } from './storage/file-system.js';
