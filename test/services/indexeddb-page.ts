import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { IndexedDBStorage } from '../../src/storage/indexeddb.js';
import { storageChecks } from '../../src/testing/check-storage.js';

/*
 * What the tests of IndexedDBStorage run in pages of a browser. Each task is called by name, with
 * arguments and a result that JSON can hold.
 */
let databases = 0;

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { name: string; reason?: string; message: string }) =>
      `${error.reason ?? error.name}: ${error.message}`,
  );

/** A connection that does not give way when the database is to be changed. */
function hold(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const tasks = {
  /** The checks that fail, and how many there are. */
  async check(): Promise<{ total: number; failures: string[] }> {
    const checks = storageChecks(() => new IndexedDBStorage({ name: `check-${databases++}` }));
    const failures: string[] = [];
    for (const { name, run } of checks) {
      const how = await outcome(Promise.resolve(run()));
      if (how !== 'done') failures.push(`${name}: ${how}`);
    }
    return { total: checks.length, failures };
  },

  put(name: string, key: string, size: number, condition: object = {}): Promise<string> {
    return outcome(new IndexedDBStorage({ name }).put(key, new Uint8Array(size), condition));
  },

  async size(name: string, key: string): Promise<number | undefined> {
    return (await new IndexedDBStorage({ name }).head(key))?.size;
  },

  /** Raise a counter so many times, against other tabs that do the same. */
  async raise(name: string, steps: number): Promise<void> {
    const storage = new IndexedDBStorage({ name });
    await outcome(storage.put('counter', Uint8Array.of(0, 0), { ifAbsent: true }));
    for (let left = steps; left > 0; ) {
      const { bytes, etag } = await storage.get('counter');
      const next = new Uint8Array(Uint16Array.of(new Uint16Array(bytes.buffer)[0] + 1).buffer);
      const how = await outcome(storage.put('counter', next, { ifMatch: etag }));
      if (how === 'done') left--;
      else if (!how.startsWith('changed')) throw new Error(how);
    }
  },

  async counter(name: string): Promise<number> {
    const { bytes } = await new IndexedDBStorage({ name }).get('counter');
    return new Uint16Array(bytes.buffer)[0];
  },

  async save(name: string, count: number): Promise<number[]> {
    const registry = new ModelRegistry(new IndexedDBStorage({ name }));
    const model = new StandardScaler().fit([[1], [2], [4]]);
    const versions: number[] = [];
    while (versions.length < count)
      versions.push((await registry.save(model, { name: 'm' })).version);
    return versions;
  },

  async load(name: string, version: number): Promise<number[][]> {
    const registry = new ModelRegistry(new IndexedDBStorage({ name }));
    const model = await registry.load('m', { version, expected: StandardScaler });
    return model.transform([[1], [2], [4]]).to2DArray();
  },

  /** A storage whose database is deleted by this page between two writes. */
  async surviveDeletion(name: string): Promise<string[]> {
    const storage = new IndexedDBStorage({ name });
    const first = await outcome(storage.put('a', Uint8Array.of(1)));
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onblocked = () => reject(new Error('the storage blocks the deletion'));
    });
    const second = await outcome(storage.put('b', Uint8Array.of(1)));
    const { models } = await storage.list();
    return [first, second, ...models.map(({ key }) => key)];
  },

  /** Use a database that a newer version of the library, or another program, has made. */
  async useForeign(name: string, version: number): Promise<string> {
    (await hold(name, version)).close();
    return outcome(new IndexedDBStorage({ name }).list());
  },

  /** Open a database as a newer version of the library would, while another page does not let go of it. */
  async upgradeBlocked(name: string): Promise<string> {
    const held = await hold(name, 1);
    const open = indexedDB.open.bind(indexedDB);
    IDBFactory.prototype.open = (database: string) => open(database, 2);
    const how = await outcome(new IndexedDBStorage({ name }).list());
    held.close();
    return how;
  },

  async withoutIndexedDB(): Promise<string> {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
    return outcome(new IndexedDBStorage().list());
  },

  /** Abort a large write at once and a little later, and tell what is there then. */
  async abort(name: string): Promise<{ how: string; size: number }[]> {
    const storage = new IndexedDBStorage({ name });
    await storage.put('a', new Uint8Array(1));
    const ends: { how: string; size: number }[] = [];
    for (const wait of [0, 1, 4, 16, 64]) {
      const controller = new AbortController();
      const writing = outcome(
        storage.put('a', new Uint8Array(3_000_000), { signal: controller.signal }),
      );
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      controller.abort(new Error('enough'));
      const how = await writing;
      ends.push({ how, size: (await storage.get('a')).bytes.length });
      await storage.put('a', new Uint8Array(1));
    }
    return ends;
  },
};

export type Tasks = typeof tasks;

Object.assign(globalThis, { tasks });
