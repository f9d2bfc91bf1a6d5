import { StorageError } from '../errors.js';
import { type Hyperparameter, parameter } from '../hyperparameters.js';
import { show } from '../words.js';
import { hex } from './hash.js';
import {
  alreadyStored,
  changed,
  checkCall,
  checkList,
  checkPut,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from './model-storage.js';
import { readOptions } from './read-options.js';

/** Which database an `IndexedDBStorage` keeps models in. */
export interface IndexedDBStorageOptions {
  /** Name of the database; each has models of its own. Default `fitpredict`. */
  name?: string;
}

const OPTIONS = {
  name: parameter(
    {
      type: 'text',
      range: 'text',
      accepts: (value) => typeof value === 'string' && value !== '',
    },
    { default: 'fitpredict', about: 'A name for the database.' },
  ),
} satisfies Record<keyof IndexedDBStorageOptions, Hyperparameter>;

/** What is stored of a model in `INFOS`, apart from its bytes, so that listings do not read those. */
interface Entry {
  readonly key: string;
  readonly size: number;
  readonly modified: number;
  readonly etag: string;
}

/** Raised when the stores change; older pages must then be closed or reloaded. */
const DATABASE_VERSION = 1;
const INFOS = 'infos';
const BYTES = 'bytes';

/**
 * Models in the browser's IndexedDB: they stay when the page is closed, and all tabs and workers of
 * an origin share them.
 *
 * A write is one transaction, flushed to disk, so that conditions are atomic among all tabs. Browsers
 * may clear the storage of sites that are seldom visited unless `navigator.storage.persist()` was
 * granted, and private windows forget it.
 *
 * @example
 * const storage = new IndexedDBStorage()
 * await saveModel(storage, 'churn', model)
 */
export class IndexedDBStorage implements ModelStorage {
  readonly #name: string;
  #database: Promise<IDBDatabase> | undefined;

  constructor(options: IndexedDBStorageOptions = {}) {
    const { name } = readOptions<Required<IndexedDBStorageOptions>>(
      'IndexedDBStorage',
      OPTIONS,
      options,
    );
    this.#name = name;
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'IndexedDBStorage.put';
    checkPut(key, bytes, options, where);
    const copy = new Uint8Array(bytes); // the caller may go on to change them while they are written
    const id = binaryKey(key);
    const { ifAbsent, ifMatch, signal } = options;
    return this.#transact('readwrite', where, signal, async (infos, contents) => {
      const current: Entry | undefined = await result(infos.get(id));
      if (ifAbsent && current !== undefined) throw alreadyStored(key, where);
      if (ifMatch !== undefined && ifMatch !== current?.etag) throw changed(key, where);
      const entry = { key, size: copy.length, modified: Date.now(), etag: newEtag() };
      infos.put(entry, id);
      contents.put(copy, id);
      return infoOf(entry);
    });
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    const where = 'IndexedDBStorage.get';
    const signal = checkCall(key, options, where);
    const id = binaryKey(key);
    const found = await this.#transact('readonly', where, signal, async (infos, contents) => {
      const entry: Entry | undefined = await result(infos.get(id));
      if (entry === undefined) return undefined;
      const bytes: Uint8Array<ArrayBuffer> = await result(contents.get(id));
      return { ...infoOf(entry), bytes };
    });
    if (found !== undefined) return found;
    const { models } = await this.list({ signal });
    throw missing(
      key,
      models.map((model) => model.key),
      where,
    );
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    const where = 'IndexedDBStorage.head';
    const signal = checkCall(key, options, where);
    return this.#transact('readonly', where, signal, async (infos) => {
      const entry: Entry | undefined = await result(infos.get(binaryKey(key)));
      return entry && infoOf(entry);
    });
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    const where = 'IndexedDBStorage.exists';
    const signal = checkCall(key, options, where);
    return this.#transact(
      'readonly',
      where,
      signal,
      async (infos) => (await result(infos.count(binaryKey(key)))) > 0,
    );
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'IndexedDBStorage.list';
    const { prefix, limit, cursor, signal } = checkList(options, where);
    return this.#transact('readonly', where, signal, async (infos) => {
      const range = rangeOf(prefix, cursor);
      if (range === undefined) return { models: [] };
      const entries: Entry[] = await result(infos.getAll(range, limit + 1));
      const models = entries.slice(0, limit).map(({ key, size, modified }) => ({
        key,
        size,
        modified: new Date(modified),
      }));
      return entries.length > limit ? { models, cursor: models[limit - 1].key } : { models };
    });
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'IndexedDBStorage.delete';
    const signal = checkCall(key, options, where);
    const id = binaryKey(key);
    await this.#transact('readwrite', where, signal, async (infos, contents) => {
      infos.delete(id);
      contents.delete(id);
    });
  }

  /**
   * Run work in one transaction: all of it is done, or nothing. The work may wait for requests of the
   * transaction only, for anything else would end it.
   */
  async #transact<T>(
    mode: IDBTransactionMode,
    where: string,
    signal: AbortSignal | undefined,
    work: (infos: IDBObjectStore, contents: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      const transaction = await this.#begin(mode);
      const abort = () => abortIfRunning(transaction);
      signal?.throwIfAborted();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        const ended = settled(transaction);
        ended.catch(() => undefined); // also when the work fails first
        const value = await work(transaction.objectStore(INFOS), transaction.objectStore(BYTES));
        await ended;
        return value;
      } catch (error) {
        abort(); // nothing of it shall stay
        throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw inWords(error, where, this.#name);
    }
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const stores = [INFOS, BYTES];
    try {
      return (await this.#open()).transaction(stores, mode, { durability: 'strict' });
    } catch (error) {
      // The connection was closed, for another tab changes or deletes the database: take a new one.
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      this.#database = undefined;
      return (await this.#open()).transaction(stores, mode, { durability: 'strict' });
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#database === undefined) {
      const opening = openDatabase(this.#name, () => {
        if (this.#database === opening) this.#database = undefined;
      });
      this.#database = opening;
      opening.catch(() => {
        if (this.#database === opening) this.#database = undefined;
      });
    }
    return this.#database;
  }
}

/** @param onClose - called when the connection can no longer be used */
function openDatabase(name: string, onClose: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (globalThis.indexedDB === undefined) {
      throw new StorageError(
        'IndexedDBStorage: there is no IndexedDB here. Use it in a browser, outside of sandboxed frames; elsewhere take another storage.',
      );
    }
    const request = indexedDB.open(name, DATABASE_VERSION);
    let isBlocked = false;
    request.onupgradeneeded = () => {
      request.result.createObjectStore(INFOS);
      request.result.createObjectStore(BYTES);
    };
    request.onblocked = () => {
      isBlocked = true;
      reject(
        new StorageError(
          `IndexedDBStorage: another tab holds an older version of the database ${show(name)} open. Close or reload the other tabs of this site.`,
        ),
      );
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      const close = () => {
        database.close();
        onClose();
      };
      database.onversionchange = close; // so that this tab does not block another
      database.onclose = onClose;
      if (isBlocked) {
        close(); // nobody waits for it any more
      } else if ([INFOS, BYTES].every((store) => database.objectStoreNames.contains(store))) {
        resolve(database);
      } else {
        close();
        reject(
          new StorageError(
            `IndexedDBStorage: the database ${show(name)} is not one of models. Choose another name.`,
          ),
        );
      }
    };
  });
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when everything is on disk, rejects when nothing is. */
function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError'));
  });
}

function abortIfRunning(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
  }
}

/** What to do about a failure of the browser, by its name. */
const REMEDIES: Readonly<Record<string, string>> = {
  QuotaExceededError:
    'The browser gives this site no more space, which in private windows is little: delete models, or ask for more with navigator.storage.persist().',
  VersionError:
    'A newer version of fitpredict has changed the database: reload the page to get that version.',
  SecurityError: 'The browser denies this page its storage: allow cookies and site data for it.',
  InvalidStateError:
    'The browser keeps no data for this page, as in private windows of some: open it in a normal window.',
  UnknownError: 'The disk may be full, or the data of the browser damaged: free some space.',
};

/** A failure of the browser as a StorageError; other errors as they are. */
function inWords(error: unknown, where: string, name: string): unknown {
  if (!(error instanceof DOMException)) return error;
  const remedy = REMEDIES[error.name] ?? 'Try again, or reload the page.';
  return new StorageError(
    `${where}: the database ${show(name)} cannot be used: ${error.name}: ${error.message} ${remedy}`,
    { cause: error },
  );
}

/** Keys as UTF-8, which IndexedDB compares byte by byte: the order that listings promise. */
function binaryKey(key: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(key);
}

/** The keys that begin with a prefix and come after a cursor; undefined when there can be none. */
function rangeOf(prefix: string, cursor: string | undefined): IDBKeyRange | undefined {
  if (/\p{Cs}/u.test(prefix)) return undefined; // half a character, which no key holds
  const first = binaryKey(prefix);
  const last = Uint8Array.of(...first, 0xff); // no byte of UTF-8 is 0xff
  const after = cursor === undefined ? undefined : binaryKey(cursor);
  if (after === undefined || indexedDB.cmp(after, first) < 0) {
    return IDBKeyRange.bound(first, last);
  }
  return indexedDB.cmp(after, last) < 0 ? IDBKeyRange.bound(after, last, true) : undefined;
}

function infoOf({ key, size, modified, etag }: Entry): StoredInfo {
  return { key, size, modified: new Date(modified), etag };
}

function newEtag(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
