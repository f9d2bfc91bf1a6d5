import type { Stats } from 'node:fs';
import {
  link,
  lstat,
  mkdir,
  open,
  opendir,
  readdir,
  readFile,
  realpath,
  rename,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StorageError } from '../errors.js';
import { show } from '../words.js';
import {
  alreadyThere,
  checkBytes,
  checkKey,
  type ModelStorage,
  nothingThere,
  pageOf,
  type StoredInfo,
} from './model-storage.js';

export interface FileSystemStorageOptions {
  /** The folder that holds the files; it is made when the first one is stored. */
  root: string;
}

/** Ending of files that are being written: `~` occurs in no key. */
const TEMPORARY = /~\d+-\d+$/;
/** A temporary file this much older than one just written, in milliseconds, is that of a crashed writer. */
const LEFT_OVER_MS = 3_600_000;

/** Counts the files written by this process, so that their temporary names differ. */
let writes = 0;

/**
 * Bytes as files below a folder: the key `penguins/v2` is the file `penguins/v2`.
 *
 * A file is written beside its place, forced to the disk and then renamed, so a crash at any point leaves the
 * old bytes or the new ones. A file of a crashed writer is never listed or read.
 *
 * @example
 * const storage = fileSystemStorage({ root: 'saved_models' })
 * await saveModel(storage, 'penguins', model)
 */
export function fileSystemStorage({ root }: FileSystemStorageOptions): ModelStorage {
  const folder = resolve(root);

  return {
    put: (key, bytes, { ifAbsent = false } = {}) =>
      inWords('put', key, async () => {
        checkBytes(bytes, 'fileSystemStorage.put');
        const path = pathOf(folder, key);
        await mkdir(dirname(path), { recursive: true });
        await stayInside(folder, dirname(path), key, 'put');
        await writeWhole(path, bytes, ifAbsent);
        return infoOf(key, await lstat(path));
      }),

    get: (key) =>
      inWords('get', key, async () => {
        const path = pathOf(folder, key);
        if ((await find(folder, path, key, 'get')) === undefined) {
          throw nothingThere(key, 'fileSystemStorage.get');
        }
        return new Uint8Array(await readFile(path));
      }),

    head: (key) =>
      inWords('head', key, async () => {
        const found = await find(folder, pathOf(folder, key), key, 'head');
        return found && infoOf(key, found);
      }),

    async list(options = {}) {
      const { keys, cursor } = pageOf(
        await inWords('list', undefined, () => keysBelow(folder)),
        options,
        'fileSystemStorage.list',
      );
      const entries: StoredInfo[] = [];
      for (const key of keys) {
        const found = await this.head(key);
        if (found !== undefined) entries.push(found); // else deleted meanwhile
      }
      return { entries, ...(cursor && { cursor }) };
    },

    delete: (key) =>
      inWords('delete', key, async () => {
        const path = pathOf(folder, key);
        if ((await find(folder, path, key, 'delete')) === undefined) return false;
        try {
          await unlink(path);
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return false; // someone else was faster
          throw error;
        }
        await syncFolder(dirname(path));
        return true;
      }),
  };
}

/** Write beside the place, force to the disk, and put in place in one step. */
async function writeWhole(path: string, bytes: Uint8Array, ifAbsent: boolean): Promise<void> {
  const temporary = `${path}~${process.pid}-${++writes}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await removeLeftOvers(path, (await lstat(temporary)).mtimeMs - LEFT_OVER_MS);
    if (ifAbsent) {
      await link(temporary, path); // unlike rename it fails when there is something
      await unlink(temporary);
    } else {
      await rename(temporary, path);
    }
  } catch (error) {
    await unlink(temporary).catch(() => {}); // it may never have come to be
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Delete what crashed writers of the same file have left. */
async function removeLeftOvers(path: string, before: number): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!TEMPORARY.test(name) || !name.startsWith(`${basename(path)}~`)) continue;
    const left = join(dirname(path), name);
    const found = await lstat(left).catch(() => undefined); // it may be gone by now
    if (found !== undefined && found.mtimeMs < before) await unlink(left).catch(() => {});
  }
}

/** Force the names in a folder to the disk; where a platform cannot open folders, it does so by itself. */
async function syncFolder(folder: string): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}

function pathOf(folder: string, key: string): string {
  return join(folder, ...key.split('/'));
}

/** The file of a key, if there is one; a folder or a link is none. */
async function find(
  folder: string,
  path: string,
  key: string,
  method: string,
): Promise<Stats | undefined> {
  let found: Stats;
  try {
    found = await lstat(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  if (!found.isFile()) return undefined;
  await stayInside(folder, dirname(path), key, method);
  return found;
}

/** Refuse a way that leads out of the root through a link. */
async function stayInside(
  folder: string,
  inner: string,
  key: string,
  method: string,
): Promise<void> {
  const [root, real] = await Promise.all([realpath(folder), realpath(inner)]);
  if (real === root || real.startsWith(root + sep)) return;
  throw new StorageError(
    `fileSystemStorage.${method}: the key ${show(key)} leads out of the root through a link. Choose another key.`,
  );
}

/** Keys of all files below a folder, without following links; none when the folder is not there yet. */
async function keysBelow(folder: string, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isDirectory()) {
        keys.push(...(await keysBelow(join(folder, entry.name), `${prefix}${entry.name}/`)));
      } else if (entry.isFile() && !TEMPORARY.test(entry.name)) {
        keys.push(prefix + entry.name);
      }
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return keys;
}

function infoOf(key: string, { size, mtimeMs, ino }: Stats): StoredInfo {
  return { key, size, etag: `${ino}-${mtimeMs}-${size}` };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space',
  EDQUOT: 'the disk quota is used up. Free some space',
  EACCES: 'permission was denied. Check the rights on the root',
  EPERM: 'permission was denied. Check the rights on the root',
  EROFS: 'the file system is read-only. Choose another root',
  ENOTDIR: 'a part of the path is a file. Choose another key or root',
  EISDIR: 'the key is a folder of other keys. Choose another key',
  ENOTEMPTY: 'the key is a folder of other keys. Choose another key',
};

/** Run an operation; an error of the file system becomes one of ours. */
async function inWords<T>(
  method: string,
  key: string | undefined,
  operation: () => Promise<T>,
): Promise<T> {
  const where = `fileSystemStorage.${method}`;
  if (key !== undefined) checkKey(key, where);
  try {
    return await operation();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const named = key ?? '';
    if (code === 'EEXIST' && method === 'put') throw alreadyThere(named, where);
    const remedy = REMEDIES[code] ?? `the file system answered ${code}. Check the root`;
    const of = key === undefined ? '' : ` for the key ${show(key)}`;
    throw new StorageError(`${where}:${of} ${remedy}.`, { cause: error });
  }
}
