import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys, isKey, type StoredEntry } from '../model-storage.js';
import { unless } from './file-errors.js';
import { BESIDE, BESIDE_FILE } from './safe-paths.js';

/** Which models to list. */
export interface Range {
  readonly prefix: string;
  /** Only keys after this one. */
  readonly cursor: string | undefined;
}

/** Models below the root in the order of their keys; of a key in both places, the one of its own name. */
export async function* listFiles(root: string, range: Range): AsyncGenerator<StoredEntry> {
  const own = walk(root, '', range, filesOf);
  const folder = join(root, BESIDE);
  // A symbolic link in its place could point out of the root.
  const isThere = (await unless(['ENOENT'], lstat(folder)))?.isDirectory() ?? false;
  if (!isThere) return yield* own;
  const beside = walk(folder, '', range, filesBeside);
  let [a, b] = [await own.next(), await beside.next()];
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value.key, b.value.key);
    const first = order <= 0 ? a : b;
    if (!first.done) yield first.value;
    [a, b] = [order <= 0 ? await own.next() : a, order >= 0 ? await beside.next() : b];
  }
}

/** Something in a folder. */
interface Entry {
  /** That of a folder with a slash at its end, so that it sorts as the keys in it do. */
  readonly key: string;
  readonly path: string;
}

/** What something in a folder, found at a path, says about a key. */
type Reading = (key: string, path: string, isFolder: boolean) => Entry[];

/** A file is a model. */
const filesOf: Reading = (key, path, isFolder) => [{ key: isFolder ? `${key}/` : key, path }];

/** A folder may hold the model of its name, and others below it. */
const filesBeside: Reading = (key, path, isFolder) =>
  isFolder
    ? [
        { key, path: join(path, BESIDE_FILE) },
        { key: `${key}/`, path },
      ]
    : [];

/**
 * Models below a folder in the order of their keys, without opening folders that hold none of them.
 *
 * @param before - key of the folder with a slash at its end; empty for the root
 */
async function* walk(
  folder: string,
  before: string,
  range: Range,
  read: Reading,
): AsyncGenerator<StoredEntry> {
  const { prefix, cursor } = range;
  const found =
    (await unless(['ENOENT', 'ENOTDIR'], readdir(folder, { withFileTypes: true }))) ?? [];
  const entries = found
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .flatMap((entry) => {
      const name = entry.name.normalize('NFC');
      const key = before + name;
      // A name in another normal form is found only where the system ignores that.
      return isKey(key) ? read(key, join(folder, name), entry.isDirectory()) : [];
    })
    .sort((a, b) => compareKeys(a.key, b.key));
  for (const { key, path } of entries) {
    if (key.endsWith('/')) {
      const mayHold = key.startsWith(prefix) || prefix.startsWith(key);
      const isPast =
        cursor !== undefined && compareKeys(key, cursor) < 0 && !cursor.startsWith(key);
      if (mayHold && !isPast) yield* walk(path, key, range, read);
    } else if (key.startsWith(prefix)) {
      if (cursor !== undefined && compareKeys(key, cursor) <= 0) continue;
      const stats = await unless(['ENOENT', 'ENOTDIR'], lstat(path)); // it may be deleted since
      if (stats?.isFile()) yield { key, size: stats.size, modified: stats.mtime };
    }
  }
}
