import type { StorageError, StorageErrorReason } from '../../errors.js';
import type { ModelStorage } from '../../storage/model-storage.js';
import { show } from '../../words.js';

/** What is asked of a storage, by its words. Each check is given an empty storage. */
export type StorageChecks = Readonly<Record<string, (storage: ModelStorage) => Promise<void>>>;

/** Bytes that differ from seed to seed, and whose parts differ too. */
export function pattern(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed * 101 + 1) & 255;
  return bytes;
}

/** The keys of all pages of a listing. */
export async function keysOf(
  storage: ModelStorage,
  options: { prefix?: string; limit?: number } = {},
): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.list({ ...options, cursor });
    for (const { key } of page.models) keys.push(key);
    cursor = page.cursor;
    if (keys.length > 10_000) throw new Error('the pages of list never end');
  } while (cursor !== undefined);
  return keys;
}

export async function failure(use: () => Promise<unknown>): Promise<unknown> {
  try {
    await use();
  } catch (error) {
    return error;
  }
  throw new Error('it should have been refused, but was not');
}

/** The call rejects with a StorageError of this reason, whose message has these words. */
export async function rejects(
  use: () => Promise<unknown>,
  reason: StorageErrorReason,
  words: string,
): Promise<void> {
  const error = await rejectsWith(use, 'StorageError', words);
  equal((error as StorageError).reason, reason, 'the reason');
}

/** The call rejects with an error of this class, whose message has these words. */
export async function rejectsWith(
  use: () => Promise<unknown>,
  name: string,
  words: string,
): Promise<Error> {
  const error = await failure(use);
  if (!(error instanceof Error) || error.name !== name) {
    throw new Error(`the error should be a ${name}, but is ${String(error)}`);
  }
  if (!error.message.includes(words)) {
    throw new Error(`the message should speak of ${show(words)}, but is ${show(error.message)}`);
  }
  return error;
}

export function equal(given: unknown, expected: unknown, what: string): void {
  if (!Object.is(given, expected)) {
    throw new Error(`${what} should be ${show(expected)}, but is ${show(given)}`);
  }
}

export function equalKeys(given: readonly string[], expected: readonly string[]): void {
  equal(JSON.stringify(given), JSON.stringify(expected), 'the keys');
}

export function equalBytes(given: Uint8Array, expected: Uint8Array, what: string): void {
  if (!sameBytes(given, expected)) throw new Error(`${what} should come back as they were stored`);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
