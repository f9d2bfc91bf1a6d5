import { InvalidInputError, InvalidParameterError, StorageError } from '../errors.js';
import { isSo } from '../is-so.js';
import { didYouMean, nearestNames, show } from '../words.js';
import { checkKey } from './keys.js';
import { checkObject } from './resolve-options.js';

export { checkKey, compareKeys, isKey } from './keys.js';

/**
 * Bytes under keys: what every adapter offers, and what it promises.
 *
 * - A write happens whole or not at all. Readers see the old model or the new one, never a mixture,
 *   whatever crashes or is aborted; of several writers at once one is last.
 * - `ifAbsent` and `ifMatch` are atomic: of several writers that race, one wins and the others get
 *   a `StorageError`, also when they are different processes.
 * - After a write resolves, every later read sees it.
 * - Bytes are copied on the way in and on the way out: changing them changes nothing stored.
 * - Failures are `StorageError`s whose `reason` a program can act on. An abort rejects with the
 *   signal's reason.
 *
 * Keys are names separated by slashes, such as `churn/v1.safetensors`; `checkKey` has their rules.
 * `checkStorage` tests all of this, for adapters of your own too.
 */
export interface ModelStorage {
  /**
   * Store bytes under a key, replacing what is there.
   *
   * @returns what `head` would say from now on
   * @throws StorageError with the reason `exists` or `changed` when a condition does not hold
   */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<StoredInfo>;

  /**
   * The bytes under a key, with the version they are: to change a model safely, put it back with
   * `ifMatch: etag`. A model that is missing costs no more than one that is there.
   *
   * @throws StorageError with the reason `missing` when there is no such model
   */
  get(key: string, options?: StorageOptions): Promise<StoredModel>;

  /** What is known of a model without its bytes; undefined when there is none. */
  head(key: string, options?: StorageOptions): Promise<StoredInfo | undefined>;

  /** Whether there is a model under this key. */
  exists(key: string, options?: StorageOptions): Promise<boolean>;

  /** A page of models in ascending order of their keys, as `compareKeys` orders them. */
  list(options?: ListOptions): Promise<StoredPage>;

  /** Remove a model. Removing one that is not there is no error: it is gone either way, as in S3. */
  delete(key: string, options?: StorageOptions): Promise<void>;
}

/** What every call of a storage takes. */
export interface StorageOptions {
  /** Aborting it gives up and rejects with the signal's reason. A write that is given up changes nothing. */
  signal?: AbortSignal;
}

/** On which condition a model is stored. */
export interface PutOptions extends StorageOptions {
  /** Store only if the key is free. Default false. */
  ifAbsent?: boolean;
  /** Store only if the version with this `etag` is still there. Not together with `ifAbsent`. */
  ifMatch?: string;
}

/** Which models to list, and from where on. */
export interface ListOptions extends StorageOptions {
  /** Only keys that begin with this text, in whole names or not. Default all. */
  prefix?: string;
  /** Most models in a page, from 1 to 1000. Default 1000. */
  limit?: number;
  /** Where to go on: the `cursor` of the page before. */
  cursor?: string;
}

/** A model in a listing. */
export interface StoredEntry {
  /** What it is stored under. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** When it was stored, by the clock of the storage. */
  readonly modified: Date;
}

/** A model without its bytes. */
export interface StoredInfo extends StoredEntry {
  /** Names this version: different bytes under a key have different etags. Compare it, read nothing into it. */
  readonly etag: string;
  /** Where everyone can read it, in a storage that has a public address. */
  readonly url?: string;
}

/** A model with its bytes. */
export interface StoredModel extends StoredInfo {
  /** What was stored, a copy that the caller may change. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** One page of a listing. */
export interface StoredPage {
  /** The models on this page, in ascending order of their keys. */
  readonly models: StoredEntry[];
  /** Where the next page begins; absent on the last page. */
  readonly cursor?: string;
  /** Why models may be left out: a part of the storage fails. Absent where the page is complete. */
  readonly incomplete?: string;
}

const MAX_LIMIT = 1000;

/**
 * What every adapter checks first that reads or deletes a model.
 *
 * @returns the signal of the options, which is not aborted
 * @throws StorageError for the key, InvalidParameterError for the options
 */
export function checkCall(
  key: string,
  options: StorageOptions,
  where: string,
): AbortSignal | undefined {
  checkKey(key, where);
  return checkSignal(options, where, CALL);
}

/** The options of each method: a misspelt `ifAbsent` would be one that replaces what is there. */
const CALL = ['signal'];
const PUT = [...CALL, 'ifAbsent', 'ifMatch'];
const LIST = [...CALL, 'prefix', 'limit', 'cursor'];

/**
 * The signal of options, which must not be aborted.
 *
 * @param known - the names of all options, where nothing else holds them to be these
 * @throws InvalidParameterError for what are no options, and for an unknown name; the signal's reason
 */
export function checkSignal(
  options: StorageOptions,
  where: string,
  known?: readonly string[],
): AbortSignal | undefined {
  const given = checkObject(where, options);
  for (const name of known === undefined ? [] : Object.keys(given)) {
    if (known?.includes(name)) continue;
    throw new InvalidParameterError(
      `${where}: there is no option ${show(name)}. ${didYouMean(name, known ?? [])}`,
    );
  }
  const { signal } = given;
  if (signal === undefined || signal === null) return undefined;
  if (!isSignal(signal)) {
    throw new InvalidParameterError(
      `${where}: signal must be an AbortSignal, but got ${show(signal)}. Pass the signal of an AbortController.`,
    );
  }
  signal.throwIfAborted();
  return signal;
}

/** By its methods, since a page and a test environment may each have an AbortSignal of their own. */
function isSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['throwIfAborted', 'addEventListener', 'removeEventListener'].every(
      (name) => typeof Reflect.get(value, name) === 'function',
    )
  );
}

/**
 * What every adapter's `put` checks first.
 *
 * @throws StorageError for the key, InvalidInputError for the bytes, InvalidParameterError for the conditions
 */
export function checkPut(key: string, bytes: Uint8Array, options: PutOptions, where: string): void {
  checkKey(key, where);
  if (!isSo(() => bytes instanceof Uint8Array)) {
    throw new InvalidInputError(
      `${where}: bytes must be a Uint8Array, but got ${show(bytes)}. Pass what serialize returns.`,
    );
  }
  checkSignal(options, where, PUT);
  const { ifAbsent, ifMatch } = options;
  if (ifAbsent !== undefined && typeof ifAbsent !== 'boolean') {
    throw new InvalidParameterError(
      `${where}: ifAbsent must be true or false, but got ${show(ifAbsent)}. Leave it out to replace what is there.`,
    );
  }
  if (ifMatch !== undefined && typeof ifMatch !== 'string') {
    throw new InvalidParameterError(
      `${where}: ifMatch must be text, but got ${show(ifMatch)}. Pass the etag of what get or head gave.`,
    );
  }
  if (ifAbsent && ifMatch !== undefined) {
    throw new InvalidParameterError(
      `${where}: ifAbsent and ifMatch cannot both hold. Pass one of them.`,
    );
  }
}

/** What every adapter's `list` checks first, defaults filled in. */
export function checkList(
  options: ListOptions,
  where: string,
): {
  prefix: string;
  limit: number;
  cursor: string | undefined;
  signal: AbortSignal | undefined;
} {
  const signal = checkSignal(options, where, LIST);
  const { prefix = '', limit = MAX_LIMIT, cursor } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new InvalidParameterError(
      `${where}: limit must be an integer >= 1 and <= ${MAX_LIMIT}, but got ${show(limit)}. Pass how many models a page may hold.`,
    );
  }
  if (typeof prefix !== 'string') {
    throw new InvalidParameterError(
      `${where}: prefix must be text, but got ${show(prefix)}. Pass how the keys begin.`,
    );
  }
  if (cursor !== undefined && typeof cursor !== 'string') {
    throw new InvalidParameterError(
      `${where}: cursor must be text, but got ${show(cursor)}. Pass the cursor of the page before.`,
    );
  }
  return { prefix, limit, cursor, signal };
}

/**
 * The error for a model that is not there. A miss costs what a hit costs: no storage lists what it holds for the sake
 * of the message.
 *
 * @param known - keys that are there, where they are at hand
 */
export function missing(key: string, where: string, known?: readonly string[]): StorageError {
  const near = nearestNames(key, known ?? [])
    .map(show)
    .join(' or ');
  const remedy =
    near !== ''
      ? `Did you mean ${near}?`
      : known?.length === 0
        ? 'The storage holds none. Save one first.'
        : 'See list() for those that are stored.';
  return new StorageError(`${where}: there is no model ${show(key)}. ${remedy}`, {
    reason: 'missing',
  });
}

/** The error for `ifAbsent` where the key is taken. */
export function alreadyStored(key: string, where: string): StorageError {
  return new StorageError(
    `${where}: there is already a model ${show(key)}. Choose another key, or leave out ifAbsent to replace it.`,
    { reason: 'exists' },
  );
}

/** The error for `ifMatch` where another version, or none, is stored. */
export function changed(key: string, where: string): StorageError {
  return new StorageError(
    `${where}: the model ${show(key)} is no longer the version that ifMatch names. Get it again, and repeat the change.`,
    { reason: 'changed' },
  );
}
