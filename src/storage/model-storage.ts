import { InvalidInputError, InvalidParameterError, StorageError } from '../errors.js';
import { nearestNames, show } from '../words.js';

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
   * `ifMatch: etag`.
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

const MAX_KEY_BYTES = 1024;
/** The limit of most file systems. */
const MAX_NAME_BYTES = 255;
const MAX_LIMIT = 1000;
const EXAMPLE = 'Use names separated by single slashes, such as "churn/v1.safetensors".';

/**
 * Refuse a key that some storage could not hold, so that a model can move between all of them.
 *
 * A key is one or more names separated by `/`. Letters of every script are fine, in the Unicode
 * normal form C, up to 255 bytes of UTF-8 a name and 1024 in all. A name must not begin with a dot
 * (so there is no `..`) or a space, end with either, hold control characters, a backslash or one of
 * `< > : " | ? *`, or be one of the names that Windows keeps for devices, such as `con` or `nul.txt`.
 *
 * @throws StorageError that says which rule is broken, with the reason `invalidKey`
 */
export function checkKey(key: string, where: string): void {
  const problem = keyProblem(key);
  if (problem !== undefined) {
    throw new StorageError(`${where}: the key ${show(key)} ${problem}`, { reason: 'invalidKey' });
  }
}

/** Whether a key keeps the rules of `checkKey`. */
export function isKey(key: string): boolean {
  return keyProblem(key) === undefined;
}

function keyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return `is not text. ${EXAMPLE}`;
  if (key === '') return `is empty. ${EXAMPLE}`;
  const bytes = byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    return `has ${bytes} bytes as UTF-8, but at most ${MAX_KEY_BYTES} are allowed. Shorten it.`;
  }
  if (/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(key)) {
    return 'holds a control character or half a character. Leave it out.';
  }
  if (key.includes('\\')) return `holds a backslash. ${EXAMPLE}`;
  if (key !== key.normalize('NFC')) {
    return "is not in Unicode normal form C, so it could be stored twice. Pass key.normalize('NFC').";
  }
  for (const name of key.split('/')) {
    const problem = nameProblem(name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === '') return `begins or ends with a slash, or has two in a row. ${EXAMPLE}`;
  if (name.startsWith('.')) {
    return `has the name ${show(name)}, and names must not begin with a dot. ${EXAMPLE}`;
  }
  if (/^ |[ .]$/.test(name)) {
    return `has the name ${show(name)}, and names must not begin or end with a space, or end with a dot. Leave it out.`;
  }
  const special = /[<>:"|?*]/.exec(name);
  if (special !== null) {
    return `holds the character ${special[0]}, which file names on Windows cannot. Replace it.`;
  }
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i.test(name)) {
    return `has the name ${show(name)}, which Windows keeps for a device. Choose another name.`;
  }
  const bytes = byteLength(name);
  if (bytes > MAX_NAME_BYTES) {
    return `has a name of ${bytes} bytes as UTF-8, but at most ${MAX_NAME_BYTES} are allowed between slashes. Shorten it.`;
  }
  return undefined;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The order of keys in listings: by code point, which is the order of their UTF-8 bytes, as S3 has it.
 * JavaScript's own order of text differs beyond U+FFFF.
 *
 * @returns negative when a comes first, positive when b does, 0 when they are the same
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Puts halves of characters beyond U+FFFF (0xd800 to 0xdfff) after all other code units. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}

/**
 * What every adapter's `put` checks first.
 *
 * @throws StorageError for the key, InvalidInputError for the bytes, InvalidParameterError for the conditions
 */
export function checkPut(
  key: string,
  bytes: Uint8Array,
  { ifAbsent, ifMatch, signal }: PutOptions,
  where: string,
): void {
  checkKey(key, where);
  if (!(bytes instanceof Uint8Array)) {
    throw new InvalidInputError(
      `${where}: bytes must be a Uint8Array, but got ${show(bytes)}. Pass what serialize returns.`,
    );
  }
  if (ifAbsent && ifMatch !== undefined) {
    throw new InvalidParameterError(
      `${where}: ifAbsent and ifMatch cannot both hold. Pass one of them.`,
    );
  }
  signal?.throwIfAborted();
}

/** What every adapter's `list` checks first, defaults filled in. */
export function checkList(
  { prefix = '', limit = MAX_LIMIT, cursor, signal }: ListOptions,
  where: string,
): { prefix: string; limit: number; cursor: string | undefined } {
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
  signal?.throwIfAborted();
  return { prefix, limit, cursor };
}

/**
 * The error for a model that is not there. `known` are keys that are, as far as they are cheap to list;
 * undefined where they cannot be listed.
 */
export function missing(
  key: string,
  known: readonly string[] | undefined,
  where: string,
): StorageError {
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
