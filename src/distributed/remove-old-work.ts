import { type Hyperparameter, integer, type Resolved } from '../hyperparameters.js';
import { checkSignal, type ModelStorage, type StoredEntry } from '../storage/model-storage.js';
import { anyValue, checkStorageArgument, resolveOptions } from '../storage/resolve-options.js';
import { ARRAYS, arraysOfWork, FOLDER, WORK_FILE } from './stored-work.js';

/** What is old, and where. */
export interface RemoveOldWorkOptions {
  /** Holds data and results: that of `createQueue`. */
  storage: ModelStorage;
  /** Milliseconds for which nothing of a work was stored or asked for, from a day on. Default 604800000, a week. */
  olderThan?: number;
  /** Aborting it stops between two files. */
  signal?: AbortSignal;
}

/** What was removed. */
export interface RemovedWork {
  /** How many files: data, and results of parts. */
  readonly files: number;
  /** How many bytes they had together. */
  readonly bytes: number;
}

const DAY = 86_400_000;

const table = {
  storage: anyValue('the storage of the queue.'),
  olderThan: integer({
    min: DAY,
    default: 7 * DAY,
    about: 'milliseconds for which nothing of a work was stored or asked for.',
  }),
  signal: { ...anyValue('a signal that stops it.'), default: undefined },
} satisfies Record<keyof RemoveOldWorkOptions, Hyperparameter>;

/**
 * Remove what queues have stored and nobody has used for a while: the data and results of works of which nothing was stored or
 * asked for, and large arrays that no other work reads. Queues may be at work meanwhile, and it may be called as often as
 * one likes: what it leaves when it is stopped, the next call removes.
 *
 * @example
 * await removeOldWork({ storage, olderThan: 3 * 86_400_000 })
 *
 * @throws InvalidParameterError for an unknown option, a value out of range or a missing storage; StorageError when the storage
 *   fails; the signal's reason
 */
export async function removeOldWork(options: RemoveOldWorkOptions): Promise<RemovedWork> {
  const where = 'removeOldWork';
  const given = resolveOptions<Resolved<RemoveOldWorkOptions>>(where, table, options, ['storage']);
  const { storage, olderThan } = given;
  checkStorageArgument(where, 'storage', storage);
  const signal = checkSignal(options.signal === undefined ? {} : { signal: options.signal }, where);
  const before = Date.now() - olderThan;
  const isOld = ({ modified }: StoredEntry) => modified.getTime() < before;
  let [files, bytes] = [0, 0];

  /** Remove a file, unless it was stored anew meanwhile. */
  const remove = async ({ key }: StoredEntry): Promise<void> => {
    signal?.throwIfAborted();
    const now = await storage.head(key);
    if (now === undefined || !isOld(now)) return;
    await storage.delete(key);
    files++;
    bytes += now.size;
  };

  const folders = await listFolders(storage, signal);
  const arrays = folders.get(ARRAYS) ?? [];
  folders.delete(ARRAYS);
  for (const [work, entries] of folders) {
    if (!entries.every(isOld)) continue;
    for (const entry of entries) await remove(entry);
    folders.delete(work);
  }
  const old = arrays.filter(isOld);
  if (old.length === 0) return { files, bytes };
  const read = new Set<string>();
  for (const [work, entries] of folders) {
    signal?.throwIfAborted();
    if (!entries.some(({ key }) => key.endsWith(`/${WORK_FILE}`))) continue;
    for (const id of await arraysOfWork(storage, work)) read.add(id);
  }
  for (const entry of old) if (!read.has(entry.key.split('/')[2])) await remove(entry);
  return { files, bytes };
}

/** All that is stored, by the folder within that of queues. */
async function listFolders(
  storage: ModelStorage,
  signal: AbortSignal | undefined,
): Promise<Map<string, StoredEntry[]>> {
  const folders = new Map<string, StoredEntry[]>();
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    signal?.throwIfAborted();
    const prefix = `${FOLDER}/`;
    const page = await storage.list(cursor === undefined ? { prefix } : { prefix, cursor });
    for (const entry of page.models) {
      const folder = entry.key.split('/')[1];
      const entries = folders.get(folder) ?? [];
      entries.push(entry);
      folders.set(folder, entries);
    }
    cursor = page.cursor;
  }
  return folders;
}
