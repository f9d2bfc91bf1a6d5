import { InvalidParameterError, StorageError } from '../errors.js';
import { show } from '../words.js';

/** What a storage knows of stored bytes without reading them. */
export interface StoredInfo {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Changes whenever the bytes under the key are replaced. */
  readonly etag: string;
}

export interface PutOptions {
  /** Store only if there is nothing under the key yet; of several writers at once, one succeeds. Default false. */
  ifAbsent?: boolean;
}

export interface ListOptions {
  /** Only keys that begin so. Default all. */
  prefix?: string;
  /** Most entries in one answer. Default 1000. */
  limit?: number;
  /** The `cursor` of the answer before. */
  cursor?: string;
}

export interface StoredList {
  /** In ascending order of the keys. */
  readonly entries: StoredInfo[];
  /** Given when there is more: pass it to the next call. */
  readonly cursor?: string;
}

/**
 * Bytes under keys. What is under a key is always whole: the old bytes or the new ones.
 *
 * A key is one or more parts between slashes, such as `penguins/v2`: letters and digits of any script,
 * space and `. _ - + = @ ( ) ,`, at most 512 bytes in UTF-8; no part is `.` or `..`, begins or ends in a
 * space, or ends in a dot. So the same key works on every storage.
 */
export interface ModelStorage {
  /**
   * Store bytes under a key, in place of what was there.
   *
   * @throws StorageError when the condition does not hold or writing fails; what was there is still there then
   * @throws InvalidParameterError for a key that not every storage could keep
   */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<StoredInfo>;
  /**
   * The bytes under a key, as a copy of the caller's own.
   *
   * @throws StorageError when there is nothing under the key, or reading fails
   */
  get(key: string): Promise<Uint8Array>;
  /** What is known of a key; undefined when there is nothing under it. */
  head(key: string): Promise<StoredInfo | undefined>;
  /** The keys there are, page by page. */
  list(options?: ListOptions): Promise<StoredList>;
  /** Delete what is under a key; whether there was something. */
  delete(key: string): Promise<boolean>;
}

const MAX_KEY_BYTES = 512;
/** Bytes that a part of a key may have: what file systems leave beside the temporary files' endings. */
const MAX_PART_BYTES = 200;
/** Half of a surrogate pair is no letter, so it is forbidden too. */
const FORBIDDEN = /[^\p{L}\p{M}\p{N}._\-+=@(), /]/u;
/** Names that Windows keeps for devices, whatever follows the first dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Refuse a key that not every storage could keep.
 *
 * @throws InvalidParameterError saying what is wrong with it
 */
export function checkKey(key: string, where: string): void {
  const wrong = problemOf(key);
  if (wrong !== undefined) {
    throw new InvalidParameterError(
      `${where}: the key ${show(key)} ${wrong}. Pass a key such as "penguins/v2".`,
    );
  }
}

function problemOf(key: unknown): string | undefined {
  if (typeof key !== 'string') return 'is no text';
  if (key === '') return 'is empty';
  const forbidden = FORBIDDEN.exec(key);
  if (forbidden !== null) return `holds ${show(forbidden[0])}`;
  if (key !== key.normalize('NFC')) return 'is not in Unicode normal form C';
  const size = byteLength(key);
  if (size > MAX_KEY_BYTES) return `has ${size} bytes, more than ${MAX_KEY_BYTES}`;
  for (const part of key.split('/')) {
    const named = `has the part ${show(part)}`;
    if (part === '') return 'has an empty part';
    if (part === '.' || part === '..') return named;
    if (/^ |[. ]$/.test(part)) return `${named}, which begins or ends in a space or ends in a dot`;
    if (RESERVED.test(part)) return `${named}, which Windows keeps for a device`;
    if (byteLength(part) > MAX_PART_BYTES) return `${named} of more than ${MAX_PART_BYTES} bytes`;
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Refuse what is no bytes. */
export function checkBytes(bytes: unknown, where: string): asserts bytes is Uint8Array {
  if (bytes instanceof Uint8Array) return;
  throw new InvalidParameterError(
    `${where}: bytes must be a Uint8Array, but got ${show(bytes)}. Pass serialize(model).`,
  );
}

export function nothingThere(key: string, where: string): StorageError {
  return new StorageError(
    `${where}: there is nothing under the key ${show(key)}. List the keys to see what there is.`,
  );
}

/** The error of `ifAbsent`. */
export function alreadyThere(key: string, where: string): StorageError {
  return new StorageError(
    `${where}: there is something under the key ${show(key)} already. Choose another key, or leave ifAbsent out to replace it.`,
  );
}

/**
 * One page of keys, sorted.
 *
 * @throws InvalidParameterError for a limit that is no positive integer
 */
export function pageOf(
  keys: readonly string[],
  { prefix = '', limit = 1000, cursor }: ListOptions,
  where: string,
): { keys: string[]; cursor?: string } {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidParameterError(
      `${where}: limit must be an integer >= 1, but got ${show(limit)}. Pass how many entries to give at once.`,
    );
  }
  const wanted = keys
    .filter((key) => key.startsWith(prefix) && (cursor === undefined || key > cursor))
    .sort();
  const chosen = wanted.slice(0, limit);
  return wanted.length > limit ? { keys: chosen, cursor: chosen[limit - 1] } : { keys: chosen };
}
