import { type Hyperparameter, parameter } from '../hyperparameters.js';
import { hex } from './hash.js';
import { ModelDatabase, result } from './indexeddb/model-database.js';
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
import { resolveOptions } from './resolve-options.js';

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
  readonly #database: ModelDatabase;

  constructor(options: IndexedDBStorageOptions = {}) {
    const { name } = resolveOptions<Required<IndexedDBStorageOptions>>(
      'IndexedDBStorage',
      OPTIONS,
      options,
    );
    this.#database = new ModelDatabase(name);
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'IndexedDBStorage.put';
    checkPut(key, bytes, options, where);
    const copy = new Uint8Array(bytes); // the caller may go on to change them while they are written
    const id = binaryKey(key);
    const { ifAbsent, ifMatch, signal } = options;
    return this.#database.transact('readwrite', where, signal, async (infos, contents) => {
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
    const found = await this.#database.transact(
      'readonly',
      where,
      signal,
      async (infos, contents) => {
        const entry: Entry | undefined = await result(infos.get(id));
        if (entry === undefined) return undefined;
        const bytes: Uint8Array<ArrayBuffer> = await result(contents.get(id));
        return { ...infoOf(entry), bytes };
      },
    );
    if (found === undefined) throw missing(key, where);
    return found;
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    const where = 'IndexedDBStorage.head';
    const signal = checkCall(key, options, where);
    return this.#database.transact('readonly', where, signal, async (infos) => {
      const entry: Entry | undefined = await result(infos.get(binaryKey(key)));
      return entry && infoOf(entry);
    });
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    const where = 'IndexedDBStorage.exists';
    const signal = checkCall(key, options, where);
    return this.#database.transact(
      'readonly',
      where,
      signal,
      async (infos) => (await result(infos.count(binaryKey(key)))) > 0,
    );
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'IndexedDBStorage.list';
    const { prefix, limit, cursor, signal } = checkList(options, where);
    return this.#database.transact('readonly', where, signal, async (infos) => {
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
    await this.#database.transact('readwrite', where, signal, async (infos, contents) => {
      infos.delete(id);
      contents.delete(id);
    });
  }
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
