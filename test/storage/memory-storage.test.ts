import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/storage/memory-storage.js';
import { storageChecks } from '../../src/testing/check-storage.js';

describe('the contract of a storage', () => {
  for (const { name, run } of storageChecks(() => new MemoryStorage())) it(name, run);
});

it('names the stored model nearest to a missing one', async () => {
  const storage = new MemoryStorage();
  await storage.put('churn/v1.safetensors', Uint8Array.of(1));
  await expect(storage.get('chrun/v1.safetensors')).rejects.toThrow(
    'MemoryStorage.get: there is no model "chrun/v1.safetensors". Did you mean "churn/v1.safetensors"?',
  );
  await expect(storage.get('zebra')).rejects.toThrow('See list() for those that are stored.');
  await expect(new MemoryStorage().get('zebra')).rejects.toThrow(
    'The storage holds none. Save one first.',
  );
});
