import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { hasCode, unless } from './file-errors.js';

/*
 * Where a model is, so that no path leads out of the root.
 *
 * The model of the key `churn/v1` is the file `churn/v1` below the root. Where a file system cannot have
 * that, as for `churn` beside `churn/v1`, it is `.fitpredict-beside/churn/.model`: there each key has a
 * folder of its own, so that none is in the way of another. A model moves there when its name is needed for
 * a folder, and stays until it is deleted: who looks at both places in this order finds it.
 */

/** The folder of the models that cannot stand where their keys say. */
export const BESIDE = '.fitpredict-beside';
/** The file of such a model in the folder of its key; no part of a key begins with a dot. */
export const BESIDE_FILE = '.model';

/** A place where the model of a key can be. */
export interface Place {
  readonly path: string;
  /** The names of the folders to it, from the root. */
  readonly folders: readonly string[];
}

/** What the key says. */
export function ownPlace(root: string, key: string): Place {
  return { path: join(root, key), folders: key.split('/').slice(0, -1) };
}

export function besidePlace(root: string, key: string): Place {
  return { path: join(root, BESIDE, key, BESIDE_FILE), folders: [BESIDE, ...key.split('/')] };
}

/** Where a new version of a model goes: beside when it is there already, or the key is a folder. */
export async function placeToWrite(root: string, key: string): Promise<Place> {
  const [own, beside] = [ownPlace(root, key), besidePlace(root, key)];
  const kind = await kindOf(own.path);
  if (kind === 'folder') return beside;
  return kind === undefined && (await kindOf(beside.path)) === 'file' ? beside : own;
}

/** What stands at a path; undefined for nothing, and for links and other things that no model is. */
export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const stats = await unless(['ENOENT', 'ENOTDIR'], lstat(path));
  return stats?.isDirectory() ? 'folder' : stats?.isFile() ? 'file' : undefined;
}

export interface FoundFile {
  readonly path: string;
  readonly file: FileHandle;
}

/** The root without symbolic links on the way to it; undefined while it does not exist. */
export function realRoot(folder: string): Promise<string | undefined> {
  return unless(['ENOENT'], realpath(folder));
}

/**
 * Open the file of a key for reading; undefined when there is none.
 *
 * @throws StorageError when a symbolic link or another spelling stands in its place
 */
export async function openModel(root: string, key: string): Promise<FoundFile | undefined> {
  return (
    (await openFile(ownPlace(root, key).path, key)) ??
    (await openFile(besidePlace(root, key).path, key))
  );
}

async function openFile(path: string, key: string): Promise<FoundFile | undefined> {
  try {
    await checkPlace(path, key);
    if (!(await lstat(path)).isFile()) return undefined;
    // O_NOFOLLOW: a link that was put there since is refused by the system itself. Windows has none.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    return { path, file };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Refuse a path that leads somewhere else: through a symbolic link, or to a name spelt otherwise. */
async function checkPlace(path: string, key: string): Promise<void> {
  const actual = (await realpath(path)).normalize('NFC');
  const expected = path.normalize('NFC');
  if (actual === expected) return;
  if (actual.toLowerCase() === expected.toLowerCase()) {
    throw new StorageError(
      `FileSystemStorage: this file system does not tell ${show(key)} from a key that differs in capitals only, and holds that one. Use the spelling that list() shows, or another key.`,
    );
  }
  throw new StorageError(
    `FileSystemStorage: the key ${show(key)} leads through a symbolic link, which could point out of the root. Replace the link by what it points to.`,
  );
}

/**
 * Make the folders of a place one by one, so that none is made behind a symbolic link.
 *
 * @param clear - called with the names of a folder in whose place a file stands; is to move the file away
 */
export async function makeFolders(
  root: string,
  key: string,
  { folders }: Place,
  clear: (folders: readonly string[]) => Promise<void>,
): Promise<void> {
  let folder = root;
  for (let depth = 1; depth <= folders.length; depth++) {
    const parent = folder;
    folder = join(parent, folders[depth - 1]);
    let isMade = await makeFolder(folder);
    await checkPlace(folder, key);
    if (!isMade && (await kindOf(folder)) === 'file') {
      await clear(folders.slice(0, depth));
      isMade = await makeFolder(folder);
    }
    if (isMade) await flushFolder(parent);
  }
}

/** Whether the folder was made; false where something of its name is there. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Make the names in a folder survive a power cut. Windows does that by itself and opens no folders. A folder that
 * somebody has removed meanwhile, empty, has no names to keep.
 */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch (error) {
    // Some network file systems cannot flush.
    if (!hasCode(error, 'ENOENT', 'EINVAL', 'ENOTSUP')) throw error;
  } finally {
    await folder?.close();
  }
}

/** Remove the folders above a deleted file as far as they are empty. */
export async function removeEmptyFolders(path: string, root: string): Promise<void> {
  try {
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
      await rmdir(folder);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM', 'EACCES')) throw error;
  }
}
