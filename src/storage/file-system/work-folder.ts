import { mkdir, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../errors.js';
import { hasCode, unless } from './file-errors.js';
import { isDead, newFileName } from './file-owner.js';
import {
  isLock,
  lockFor,
  type Patience,
  removeLeftOver,
  type Turn,
  takeTurn,
} from './writer-turn.js';

/** The folder in the root of a storage that holds what is not a model; keys never begin with a dot. */
const WORK_FOLDER = '.fitpredict';
const WRITE_BYTES = 1 << 24;
/** How old what is left in the folder must be to be removed; a temporary file is written to all the time. */
const LEFT_OVER: Patience = { dead: 10_000, silent: 3_600_000 };

/** Where models are written before they get their name, and where the writers of one name take turns. */
export interface WorkFolder {
  /** Write bytes to a new file and flush it to the disk. Returns its path; `turn` takes it. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
  /** Make an empty folder, to move a model into. Returns its path; `turn` takes it. */
  bin(): Promise<string>;
  /** Wait until no other writer, in any process, has the turn of this name; `staged` is the token. */
  turn(name: string, staged: string, signal?: AbortSignal): Promise<Turn>;
  /** Remove the temporary files and the locks of writers that died. */
  clean(): Promise<void>;
}

/** @param patience - of writers that wait for a turn; shorter in tests */
export async function openWorkFolder(root: string, patience?: Patience): Promise<WorkFolder> {
  await makeFolder(join(root, WORK_FOLDER));
  const folder = join(await realpath(root), WORK_FOLDER);
  if ((await realpath(folder)) !== folder) {
    throw new StorageError(
      `FileSystemStorage: ${folder} is a symbolic link, which could point out of the root. Remove it.`,
    );
  }
  const newPath = () => join(folder, newFileName());

  return {
    async write(bytes, signal) {
      const path = newPath();
      const file = await open(path, 'wx');
      try {
        for (let at = 0; at < bytes.length; ) {
          signal?.throwIfAborted();
          const length = Math.min(WRITE_BYTES, bytes.length - at);
          at += (await file.write(bytes, at, length)).bytesWritten;
        }
        await file.sync();
      } catch (error) {
        await file.close();
        await rm(path, { force: true });
        throw error;
      }
      await file.close();
      return path;
    },

    async bin() {
      const path = newPath();
      await mkdir(path);
      return path;
    },

    turn: (name, staged, signal) => takeTurn(join(folder, lockFor(name)), staged, signal, patience),

    async clean() {
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        if (isLock(name)) {
          await removeLeftOver(path, LEFT_OVER);
          continue;
        }
        const stats = await unless(['ENOENT'], stat(path));
        if (stats === undefined) continue;
        const limit = isDead(name) ? LEFT_OVER.dead : LEFT_OVER.silent;
        if (Date.now() - stats.mtimeMs > limit) await rm(path, { recursive: true, force: true });
      }
    },
  };
}

/** Make a folder and those above it. Node's own `recursive` never ends below /proc (Node 20). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path).catch((again: unknown) => {
      if (!hasCode(again, 'EEXIST')) throw again; // another process was faster
    });
  }
}
