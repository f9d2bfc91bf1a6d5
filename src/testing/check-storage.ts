import type { ModelStorage } from '../storage/model-storage.js';
import { type Check, runChecks } from './checks.js';
import { KEY_CHECKS } from './storage-checks/key-checks.js';
import { LISTING_CHECKS } from './storage-checks/listing-checks.js';
import { MODEL_CHECKS } from './storage-checks/model-checks.js';
import type { StorageChecks } from './storage-checks/storage-assertions.js';
import { WRITE_CHECKS } from './storage-checks/write-checks.js';

type CreateStorage = () => Promise<ModelStorage> | ModelStorage;

/**
 * Throw unless a storage keeps the contract of `ModelStorage`.
 *
 * @param create - makes an empty storage each time it is called
 * @throws Error listing each broken promise
 *
 * @example
 * await checkStorage(() => new MemoryStorage())
 */
export async function checkStorage(create: CreateStorage): Promise<void> {
  await runChecks('The storage', storageChecks(create));
}

/** The checks of `checkStorage` one by one, to be run as tests of their own. */
export function storageChecks(create: CreateStorage): Check[] {
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    run: async () => check(await create()),
  }));
}

const CHECKS: StorageChecks = {
  ...MODEL_CHECKS,
  ...LISTING_CHECKS,
  ...KEY_CHECKS,
  ...WRITE_CHECKS,
};
