import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { inWords } from './browser-failures.js';

/** The database of an `IndexedDBStorage`, opened when it is first needed and again when another tab had it closed. */
export class ModelDatabase {
  readonly #name: string;
  #connection: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Run work in one transaction: all of it is done, or nothing. The work may wait for requests of the
   * transaction only, for anything else would end it.
   */
  async transact<T>(
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
      this.#connection = undefined;
      return (await this.#open()).transaction(stores, mode, { durability: 'strict' });
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#connection === undefined) {
      const opening = openDatabase(this.#name, () => {
        if (this.#connection === opening) this.#connection = undefined;
      });
      this.#connection = opening;
      opening.catch(() => {
        if (this.#connection === opening) this.#connection = undefined;
      });
    }
    return this.#connection;
  }
}

/** Raised when the stores change; older pages must then be closed or reloaded. */
const DATABASE_VERSION = 1;
const INFOS = 'infos';
const BYTES = 'bytes';

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

/** What a request gives. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
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
