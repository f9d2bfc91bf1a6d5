import { createHash, randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../../errors.js';

/** The folder in the root of a storage that holds what is not a model; keys never begin with a dot. */
const WORK_FOLDER = '.fitpredict';
const WRITE_BYTES = 1 << 24;

/** How long a file may go untouched before it counts as left over, in milliseconds. */
interface Patience {
  /** When the process that wrote it is known to be dead. */
  readonly dead: number;
  /** When nothing is known of it: it ran on another machine. */
  readonly unknown: number;
}
/** A temporary file is written to all the time. */
const TEMPORARY_PATIENCE: Patience = { dead: 10_000, unknown: 3_600_000 };
/** A lock is held for a few file operations. */
const LOCK_PATIENCE: Patience = { dead: 1_000, unknown: 10_000 };
const LONGEST_WAIT_MS = 30_000;

/** Where models are written before they get their name, and where the writers of one key take turns. */
export interface WorkFolder {
  /** Write bytes to a new file and flush it to the disk. Returns its path; the caller moves or removes it. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
  /** Wait until no other writer, in any process, holds the lock of this name. Returns what ends the turn. */
  lock(name: string, signal?: AbortSignal): Promise<() => Promise<void>>;
  /** Remove the temporary files of writers that died. */
  clean(): Promise<void>;
}

export async function openWorkFolder(root: string): Promise<WorkFolder> {
  await makeFolder(join(root, WORK_FOLDER));
  const folder = join(await realpath(root), WORK_FOLDER);
  if ((await realpath(folder)) !== folder) {
    throw new StorageError(
      `FileSystemStorage: ${folder} is a symbolic link, which could point out of the root. Remove it.`,
    );
  }
  const newPath = () => join(folder, `${owner()}~${randomUUID()}`);

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

    async lock(name, signal) {
      const path = join(folder, `lock~${createHash('sha256').update(name).digest('hex')}`);
      const start = performance.now();
      for (let wait = 1; ; wait = Math.min(2 * wait, 32)) {
        signal?.throwIfAborted();
        if (await take(path)) return () => rm(path, { force: true });
        if (await breakIfLeftOver(path, newPath())) continue;
        if (performance.now() - start > LONGEST_WAIT_MS) {
          throw new StorageError(
            `FileSystemStorage: another process has held the lock ${path} for too long. Remove that file if no other program writes to this folder.`,
          );
        }
        await sleep(wait);
      }
    },

    async clean() {
      for (const name of await readdir(folder)) {
        if (name.startsWith('lock~')) continue; // broken by who wants it, in a way that cannot hit a new one
        const path = join(folder, name);
        if (await isLeftOver(path, name, TEMPORARY_PATIENCE)) await rm(path, { force: true });
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

/** Machine and process, as they stand in the names of temporary files and inside locks. */
function owner(): string {
  return `${machine()}~${process.pid}`;
}

function machine(): string {
  return encodeURIComponent(hostname()).slice(0, 100);
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, owner(), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Take away the lock of a writer that died. Between looking and taking, another writer may have done
 * so already and hold a lock of its own: that one is put back.
 */
async function breakIfLeftOver(lock: string, aside: string): Promise<boolean> {
  try {
    const seen = await stat(lock);
    if (!(await isLeftOver(lock, await readFile(lock, 'utf8'), LOCK_PATIENCE))) return false;
    await rename(lock, aside);
    const taken = await stat(aside);
    if (taken.ino !== seen.ino || taken.mtimeMs !== seen.mtimeMs) await link(aside, lock);
    await rm(aside, { force: true });
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true; // it is gone: try to take it
    throw error;
  }
}

async function isLeftOver(path: string, writtenBy: string, patience: Patience): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(path)).mtimeMs;
    return age > (isDead(writtenBy) ? patience.dead : patience.unknown);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Whether an owner ran on this machine and runs no more. */
function isDead(writtenBy: string): boolean {
  const [host, pid] = writtenBy.split('~');
  if (host !== machine() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0); // asks, and ends nothing
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

/** Whether an error of the file system has one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
