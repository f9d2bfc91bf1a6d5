import { copyFile, link, realpath, rename, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../errors.js';
import { alreadyStored, isKey } from '../model-storage.js';
import { hasCode } from './file-errors.js';
import {
  besidePlace,
  type FoundFile,
  flushFolder,
  kindOf,
  makeFolders,
  openModel,
  ownPlace,
  placeToWrite,
  realRoot,
  removeEmptyFolders,
} from './safe-paths.js';
import { openWorkFolder, type WorkFolder } from './work-folder.js';
import type { Turn } from './writer-turn.js';

/**
 * Other processes may remove an empty folder just when this one wants to use it, or a model may take its
 * place, or another writer the turn of one that was paused.
 */
const MOST_ATTEMPTS = 10;

/** The files of models below a root: found, put in their places and taken away, each in its turn. */
export class ModelFiles {
  readonly #folder: string;
  #cleaned = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async find(key: string): Promise<FoundFile | undefined> {
    const root = await realRoot(this.#folder);
    return root === undefined ? undefined : openModel(root, key);
  }

  /**
   * Stage something and use it in the turn of a key, again where another writer has taken the turn.
   *
   * @param use - fails with ENOENT when it can no longer commit
   */
  async inTurn<T>(
    key: string,
    signal: AbortSignal | undefined,
    stage: (work: WorkFolder) => Promise<string>,
    use: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const work = await this.#workFolder();
      const turn = await work.turn(lockName(key), await stage(work), signal);
      try {
        return await use(turn);
      } catch (error) {
        const isLost = hasCode(error, 'ENOENT') && !(await turn.isOwn());
        if (!isLost || attempt === MOST_ATTEMPTS) throw error;
      } finally {
        await turn.end();
      }
    }
  }

  async #workFolder(): Promise<WorkFolder> {
    const work = await openWorkFolder(this.#folder);
    if (!this.#cleaned) {
      this.#cleaned = true;
      await work.clean();
    }
    return work;
  }

  /** Give the file of a turn the name of the key, in one step that the disk has done or not. */
  async commit(turn: Turn, key: string, exclusive: boolean, where: string): Promise<void> {
    const root = await realpath(this.#folder);
    for (let attempt = 1; ; attempt++) {
      const place = await placeToWrite(root, key);
      try {
        await makeFolders(root, key, place, (folders) =>
          this.#moveBeside(root, folders.join('/'), where),
        );
        if (exclusive) await linkOrRename(turn.token, place.path);
        else await rename(turn.token, place.path);
        await flushFolder(dirname(place.path));
        return;
      } catch (error) {
        const isThere = hasCode(error, 'EEXIST');
        const isFolder =
          hasCode(error, 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'EPERM') &&
          (await kindOf(place.path)) === 'folder';
        if (isThere && exclusive && !isFolder) throw alreadyStored(key, where);
        const mayRepeat = isFolder || (hasCode(error, 'ENOENT', 'ENOTDIR') && (await turn.isOwn()));
        if (!mayRepeat || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Move a model away whose name is needed for a folder. Whoever deepens keys waits for the turn of a
   * shorter key while holding that of a longer one, never the other way round.
   */
  async #moveBeside(root: string, key: string, where: string): Promise<void> {
    if (!isKey(key)) {
      throw new StorageError(
        `${where}: a file stands in the place of the folder ${join(root, key)}. Remove it.`,
      );
    }
    await this.inTurn(
      key,
      undefined,
      (work) => work.bin(),
      async ({ token }) => {
        const { path } = ownPlace(root, key);
        const place = besidePlace(root, key);
        await makeFolders(root, key, place, (folders) =>
          this.#moveBeside(root, folders.join('/'), where),
        );
        if ((await kindOf(path)) !== 'file') return; // removed since
        // By way of the token, each step: whoever has lost the turn moves nothing.
        const copy = join(token, 'copy');
        await linkOrCopy(path, copy);
        await rename(copy, place.path);
        await flushFolder(dirname(place.path));
        await rename(path, join(token, 'original'));
        await flushFolder(dirname(path));
      },
    );
  }

  /** Move the files of a key into the token of a turn, which is removed when the turn ends. */
  async remove(turn: Turn, key: string): Promise<void> {
    const root = await realpath(this.#folder);
    // Again, for a model that moves meanwhile because its name is needed for a folder is found then.
    for (let removed = 1; ; removed++) {
      const found = await openModel(root, key);
      if (found === undefined) return;
      await found.file.close();
      await moveUnlessGone(found.path, join(turn.token, `${removed}`), turn);
      await flushFolder(dirname(found.path));
      await removeEmptyFolders(found.path, root);
    }
  }
}

/** Move a file that another program may have removed. Fails with ENOENT when the turn has passed on. */
async function moveUnlessGone(from: string, to: string, turn: Turn): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || !(await turn.isOwn())) throw error;
  }
}

/** What file systems say that have no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** A link is never made over an existing file, whoever made that. Where there are none the turn must do. */
async function linkOrRename(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, ...NO_LINKS)) throw error;
    await rename(from, to);
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, ...NO_LINKS)) throw error;
    await copyFile(from, to);
    const { atime, mtime } = await stat(from);
    await utimes(to, atime, mtime);
  }
}

/** Keys that some file system takes for one have one lock. */
function lockName(key: string): string {
  return key.toLowerCase();
}
