import { StorageError, type StorageErrorReason } from '../errors.js';
import type { ModelStorage, StorageOptions, StoredModel } from './model-storage.js';

/** Whether an error is a StorageError for one of these reasons. */
export function hasReason(error: unknown, ...reasons: StorageErrorReason[]): error is StorageError {
  return error instanceof StorageError && reasons.includes(error.reason);
}

/** A model with its bytes; undefined when there is none. */
export async function getIfThere(
  storage: ModelStorage,
  key: string,
  options: StorageOptions,
): Promise<StoredModel | undefined> {
  try {
    return await storage.get(key, options);
  } catch (error) {
    if (hasReason(error, 'missing')) return undefined;
    throw error;
  }
}

/** Why a storage failed; whatever is not a failure is thrown again. */
export function failureOf(error: unknown): string {
  if (hasReason(error, 'failed')) return error.message;
  throw error;
}
