import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidParameterError, StorageError } from '../../errors.js';
import { show } from '../../words.js';
import {
  alreadyStored,
  changed,
  checkKey,
  checkList,
  checkPut,
  compareKeys,
  isKey,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredEntry,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from '../model-storage.js';
import { hasCode, openWorkFolder, type WorkFolder } from './work-folder.js';

/** Where a `FileSystemStorage` keeps models. */
export interface FileSystemStorageOptions {
  /** The folder that holds the models; made when the first is stored. No key leads out of it. */
  root: string | URL;
}

const READ_BYTES = 1 << 24;
/** Other processes may remove an empty folder just when this one wants to use it. */
const MOST_ATTEMPTS = 10;

/**
 * Models as files in a folder: the key `churn/v1.safetensors` is that file below the root.
 *
 * A model is written to a temporary file, flushed and then renamed, so that a crash or a power cut
 * at any moment leaves the old or the new model. Writers of one key take turns, in all processes.
 * Symbolic links below the root are not followed. Hidden files, and files whose names are no keys,
 * are not listed. Where the file system takes `Model` and `model` for one name, the one that was
 * stored first keeps it and the other is refused. A model cannot be stored as `a` beside `a/b`.
 *
 * @example
 * const storage = new FileSystemStorage({ root: './models' })
 * await saveModel(storage, 'churn.safetensors', model)
 */
export class FileSystemStorage implements ModelStorage {
  readonly #folder: string;
  #cleaned = false;

  constructor({ root }: FileSystemStorageOptions) {
    if (!(root instanceof URL) && (typeof root !== 'string' || root === '')) {
      throw new InvalidParameterError(
        `FileSystemStorage: root must be a path or a file URL, but got ${show(root)}. Pass the folder that holds the models.`,
      );
    }
    this.#folder = resolve(root instanceof URL ? fileURLToPath(root) : root);
  }

  async #workFolder(): Promise<WorkFolder> {
    const work = await openWorkFolder(this.#folder);
    if (!this.#cleaned) {
      this.#cleaned = true;
      await work.clean();
    }
    return work;
  }

  async #find(key: string): Promise<FoundFile | undefined> {
    const base = await realRoot(this.#folder);
    return base === undefined ? undefined : openModel(base, key);
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'FileSystemStorage.put';
    checkPut(key, bytes, options, where);
    const copy = bytes.slice(); // the caller may go on to change them while they are written
    return guarded(where, this.#folder, async () => {
      const { signal } = options;
      const work = await this.#workFolder();
      const temporary = await work.write(copy, signal);
      try {
        const release = await work.lock(lockName(key), signal);
        try {
          await checkConditions(await this.#find(key), key, options, where);
          signal?.throwIfAborted();
          const path = await moveInto(
            this.#folder,
            key,
            temporary,
            options.ifAbsent === true,
            where,
          );
          const { mtime } = await stat(path);
          return { key, size: copy.length, modified: mtime, etag: etagOf(copy) };
        } finally {
          await release();
        }
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  async get(key: string, { signal }: StorageOptions = {}): Promise<StoredModel> {
    const where = 'FileSystemStorage.get';
    checkKey(key, where);
    signal?.throwIfAborted();
    return guarded(where, this.#folder, async () => {
      const found = await this.#find(key);
      if (found === undefined) {
        const { models } = await this.list({ signal });
        throw missing(
          key,
          models.map((model) => model.key),
          where,
        );
      }
      const { bytes, modified } = await read(found, signal);
      return { key, size: bytes.length, modified, etag: etagOf(bytes), bytes };
    });
  }

  async head(key: string, { signal }: StorageOptions = {}): Promise<StoredInfo | undefined> {
    checkKey(key, 'FileSystemStorage.head');
    signal?.throwIfAborted();
    return guarded(
      'FileSystemStorage.head',
      this.#folder,
      async (): Promise<StoredInfo | undefined> => {
        const found = await this.#find(key);
        if (found === undefined) return undefined;
        const { bytes, modified } = await read(found, signal);
        return { key, size: bytes.length, modified, etag: etagOf(bytes) };
      },
    );
  }

  async exists(key: string, { signal }: StorageOptions = {}): Promise<boolean> {
    checkKey(key, 'FileSystemStorage.exists');
    signal?.throwIfAborted();
    return guarded('FileSystemStorage.exists', this.#folder, async () => {
      const found = await this.#find(key);
      await found?.file.close();
      return found !== undefined;
    });
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'FileSystemStorage.list';
    const { prefix, limit, cursor } = checkList(options, where);
    return guarded(where, this.#folder, async () => {
      const models: StoredEntry[] = [];
      const base = await realRoot(this.#folder);
      if (base === undefined) return { models };
      for await (const entry of walk(base, '', prefix, cursor)) {
        options.signal?.throwIfAborted();
        if (models.length === limit) return { models, cursor: models[limit - 1].key };
        models.push(entry);
      }
      return { models };
    });
  }

  async delete(key: string, { signal }: StorageOptions = {}): Promise<void> {
    checkKey(key, 'FileSystemStorage.delete');
    signal?.throwIfAborted();
    await guarded('FileSystemStorage.delete', this.#folder, async () => {
      const found = await this.#find(key);
      if (found === undefined) return;
      await found.file.close();
      const release = await (await this.#workFolder()).lock(lockName(key), signal);
      try {
        await rm(found.path, { force: true });
        await flushFolder(dirname(found.path));
      } finally {
        await release();
      }
      await removeEmptyFolders(found.path, await realpath(this.#folder));
    });
  }
}

interface FoundFile {
  readonly path: string;
  readonly file: FileHandle;
}

/** The root without symbolic links on the way to it; undefined while it does not exist. */
async function realRoot(folder: string): Promise<string | undefined> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Open the file of a key for reading; undefined when there is none.
 *
 * @throws StorageError when a symbolic link or another spelling stands in its place
 */
async function openModel(root: string, key: string): Promise<FoundFile | undefined> {
  const path = join(root, key);
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

async function read(
  { file }: FoundFile,
  signal: AbortSignal | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; modified: Date }> {
  try {
    const { size, mtime } = await file.stat();
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, at, Math.min(READ_BYTES, size - at), at);
      if (bytesRead === 0) {
        throw new StorageError(
          'FileSystemStorage: the file shrank while it was read. Write models through the storage only.',
        );
      }
      at += bytesRead;
    }
    return { bytes, modified: mtime };
  } finally {
    await file.close();
  }
}

async function checkConditions(
  current: FoundFile | undefined,
  key: string,
  { ifAbsent, ifMatch, signal }: PutOptions,
  where: string,
): Promise<void> {
  if (current !== undefined && ifMatch !== undefined) {
    const { bytes } = await read(current, signal);
    if (etagOf(bytes) !== ifMatch) throw changed(key, where);
    return;
  }
  await current?.file.close();
  if (ifMatch !== undefined) throw changed(key, where);
  if (ifAbsent && current !== undefined) throw alreadyStored(key, where);
}

/** Give the temporary file the name of the key, in one step that the disk has done or not. Returns its path. */
async function moveInto(
  folder: string,
  key: string,
  temporary: string,
  exclusive: boolean,
  where: string,
): Promise<string> {
  const root = await realpath(folder);
  const path = join(root, key);
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolders(root, key, where);
      if (exclusive) await linkOrRename(temporary, path);
      else await rename(temporary, path);
      await flushFolder(dirname(path));
      return path;
    } catch (error) {
      if (hasCode(error, 'EEXIST') && exclusive) throw alreadyStored(key, where);
      if (hasCode(error, 'EISDIR', 'EEXIST', 'ENOTEMPTY')) throw occupied(key, where);
      if (!hasCode(error, 'ENOENT') || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** A link is never made over an existing file, whoever made that. A few file systems have none: there the lock must do. */
async function linkOrRename(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    await rename(temporary, path);
  }
}

/** Make the folders of a key one by one, so that none is made behind a symbolic link. */
async function makeFolders(root: string, key: string, where: string): Promise<void> {
  let folder = root;
  for (const name of key.split('/').slice(0, -1)) {
    const parent = folder;
    folder = join(parent, name);
    let made = true;
    try {
      await mkdir(folder);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      made = false;
    }
    if (made) await flushFolder(parent);
    await checkPlace(folder, key);
    if (!(await lstat(folder)).isDirectory()) {
      const taken = folder.slice(root.length + 1).replaceAll('\\', '/');
      throw new StorageError(
        `${where}: the key ${show(key)} needs a folder ${show(taken)}, but a model is stored under that key. Choose another key.`,
      );
    }
  }
}

function occupied(key: string, where: string): StorageError {
  return new StorageError(
    `${where}: the key ${show(key)} is the folder of other models. Choose another key.`,
  );
}

/**
 * Make the names in a folder survive a power cut. Windows does that by itself and opens no folders. A folder that
 * somebody has removed meanwhile, empty, has no names to keep.
 */
async function flushFolder(path: string): Promise<void> {
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
async function removeEmptyFolders(path: string, root: string): Promise<void> {
  try {
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
      await rmdir(folder);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM', 'EACCES')) throw error;
  }
}

/**
 * Models below a folder in the order of their keys, without opening folders that hold none of them.
 *
 * @param before - key of the folder with a slash at its end; empty for the root
 * @param cursor - only keys after this one
 */
async function* walk(
  folder: string,
  before: string,
  prefix: string,
  cursor: string | undefined,
): AsyncGenerator<StoredEntry> {
  // With its slash, a folder sorts as the keys in it do.
  const entries = (await readFolder(folder))
    .map((entry) => ({ entry, name: entry.name.normalize('NFC') }))
    .filter(({ name }) => isKey(before + name))
    .map(({ entry, name }) => ({
      entry,
      path: join(folder, name), // a name in another normal form is found only where the system ignores that
      key: before + name + (entry.isDirectory() ? '/' : ''),
    }))
    .sort((a, b) => compareKeys(a.key, b.key));
  for (const { entry, path, key } of entries) {
    if (entry.isDirectory()) {
      const mayHold = key.startsWith(prefix) || prefix.startsWith(key);
      const isPast =
        cursor !== undefined && compareKeys(key, cursor) < 0 && !cursor.startsWith(key);
      if (mayHold && !isPast) yield* walk(path, key, prefix, cursor);
    } else if (entry.isFile() && key.startsWith(prefix)) {
      if (cursor !== undefined && compareKeys(key, cursor) <= 0) continue;
      const stats = await lstat(path).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return undefined; // deleted since
        throw error;
      });
      if (stats?.isFile()) yield { key, size: stats.size, modified: stats.mtime };
    }
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []; // removed since
    throw error;
  }
}

function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Keys that some file system takes for one have one lock. */
function lockName(key: string): string {
  return key.toLowerCase();
}

/** What to do about a failure of the file system, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space.',
  EDQUOT: 'The quota is used up: free some space.',
  EFBIG: 'The file would be larger than is allowed here: raise the limit or store a smaller model.',
  EACCES: 'The rights do not allow it: check the owner and the rights of the folder.',
  EPERM: 'The rights do not allow it: check the owner and the rights of the folder.',
  EROFS: 'The file system is read-only: choose another root.',
  ENOTDIR: 'A file stands where a folder is needed: choose another root.',
  EEXIST: 'A file stands where a folder is needed: choose another root.',
  ENOENT: 'A folder above it does not exist and cannot be made: check the root.',
  ENAMETOOLONG: 'The path is too long for this file system: choose a shorter key or root.',
  EMFILE: 'Too many files are open: run fewer operations at once.',
  EXDEV: 'A folder below the root is another file system: make it a storage of its own.',
};

/** Run an operation and turn failures of the file system into StorageErrors. */
async function guarded<T>(where: string, folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    const code = 'code' in cause ? String(cause.code) : '';
    const remedy = REMEDIES[code] ?? 'Check the folder.';
    throw new StorageError(
      `${where}: the folder ${folder} cannot be used: ${cause.message}. ${remedy}`,
      {
        cause,
      },
    );
  }
}
