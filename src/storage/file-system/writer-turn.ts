import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../../errors.js';
import { hasCode, unless } from './file-errors.js';
import { isDead } from './file-owner.js';

/*
 * Writers of one name take turns, in all processes, and a writer that was paused for longer than the
 * others wait (SIGSTOP, a sleeping laptop) cannot write once its turn has passed to another.
 *
 * A turn is the folder `lock~<hash>` with one entry, the token: for a write the very file to be stored,
 * for a deletion a folder to move the model into. The owner commits by moving the token to the model's
 * place, or the model into the token. Another writer takes over by removing the token. Both act on the
 * same directory entry, so the file system lets one of them happen: a commit after a take-over fails with
 * ENOENT, and a take-over after a commit finds an empty folder, which is what a free lock looks like.
 */

/** How long the same token may stand, as the waiting writer sees it, before its turn passes on; milliseconds. */
export interface Patience {
  /** When the process that holds it is known to be dead. */
  readonly dead: number;
  /** When it lives or nothing is known of it. Owners that live renew their turn. */
  readonly silent: number;
}

const PATIENCE: Patience = { dead: 1_000, silent: 10_000 };
const RENEWAL_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

export interface Turn {
  /** Path of the token. It is gone when the turn has passed to another writer. */
  readonly token: string;
  /** Whether nobody has taken over. */
  isOwn(): Promise<boolean>;
  /** Let the next writer in. */
  end(): Promise<void>;
}

/** The name of the lock that belongs to a name of any length. */
export function lockFor(name: string): string {
  return `${LOCK}${createHash('sha256').update(name).digest('hex')}`;
}

const LOCK = 'lock~';

export function isLock(fileName: string): boolean {
  return fileName.startsWith(LOCK);
}

/**
 * Wait for the turn of a lock.
 *
 * @param lock - path of its folder
 * @param staged - path of what becomes the token, in the same file system; it is moved, or removed on failure
 * @throws StorageError when others hold the lock for too long; the signal's reason
 */
export async function takeTurn(
  lock: string,
  staged: string,
  signal: AbortSignal | undefined,
  patience: Patience = PATIENCE,
): Promise<Turn> {
  const name = basename(staged);
  const folder = `${staged}~`;
  try {
    await mkdir(folder);
    await rename(staged, join(folder, name));
    await waitFor(lock, folder, signal, patience);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const token = join(lock, name);
  const isOwn = async () => (await unless(GONE, stat(token))) !== undefined;
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined); // the turn has passed on, and the commit will see it
  }, RENEWAL_MS);
  renewal.unref();
  return {
    token,
    isOwn,
    async end() {
      clearInterval(renewal);
      await rm(token, { recursive: true, force: true });
      await removeIfFree(lock);
    },
  };
}

const GONE = ['ENOENT', 'ENOTDIR'];

/** Put a folder in the place of the lock as soon as that is free. */
async function waitFor(
  lock: string,
  folder: string,
  signal: AbortSignal | undefined,
  patience: Patience,
): Promise<void> {
  const start = performance.now();
  let seen: { readonly held: Held; readonly since: number } | undefined;
  for (let wait = 1; ; wait = Math.min(2 * wait, 32)) {
    signal?.throwIfAborted();
    if (await moveInPlace(folder, lock)) return;
    const held = await look(lock);
    if (held === undefined) continue;
    const now = performance.now();
    if (seen?.held.id !== held.id) seen = { held, since: now };
    if (now - seen.since > (isDead(held.owner) ? patience.dead : patience.silent)) {
      await release(lock, held);
      continue;
    }
    if (now - start > LONGEST_WAIT_MS) {
      throw new StorageError(
        `FileSystemStorage: other processes have held the lock ${lock} for too long. Try again, or remove it if no other program writes to this folder.`,
      );
    }
    await sleep(wait);
  }
}

/** Move a folder to where nothing is, or an empty folder. */
async function moveInPlace(folder: string, lock: string): Promise<boolean> {
  try {
    await rename(folder, lock);
    return true;
  } catch (error) {
    const isTaken =
      hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR') ||
      // Windows moves no folder over another one, and says that it is not permitted.
      (process.platform === 'win32' && hasCode(error, 'EPERM', 'EACCES'));
    if (isTaken) return false;
    throw error;
  }
}

/** Who holds a lock, and since when as far as it tells. */
interface Held {
  /** Name of the token, or what the file says. */
  readonly owner: string;
  /** Another one after every renewal. */
  readonly id: string;
  /** Whether it is a file, as the first version of this library wrote locks. */
  readonly isFile: boolean;
}

/** What a lock says; undefined when it is free. */
async function look(lock: string): Promise<Held | undefined> {
  try {
    const { mtimeMs } = await stat(lock);
    const [owner] = await readdir(lock);
    if (owner !== undefined) return { owner, id: `${owner} ${mtimeMs}`, isFile: false };
    await removeIfFree(lock);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (!hasCode(error, 'ENOTDIR')) throw error;
    const owner = await unless([...GONE, 'EISDIR'], readFile(lock, 'utf8'));
    return owner === undefined ? undefined : { owner, id: owner, isFile: true };
  }
}

/** End the turn of another writer, unless it has committed or ended it. */
async function release(lock: string, { owner, isFile }: Held): Promise<void> {
  await rm(isFile ? lock : join(lock, owner), { recursive: true, force: true }).catch(
    (error: unknown) => {
      // A deletion has just been committed into the token, or a new lock is a folder.
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
    },
  );
}

/** Remove the folder of a lock, which fails where it holds somebody's token. */
async function removeIfFree(lock: string): Promise<void> {
  await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EBUSY'], rmdir(lock));
}

/** Remove a lock that nobody holds, or whose owner has been gone for so many milliseconds. */
export async function removeLeftOver(lock: string, age: Patience): Promise<void> {
  const held = await look(lock);
  if (held === undefined) return;
  const since = await unless(GONE, stat(lock));
  if (since === undefined) return;
  const limit = isDead(held.owner) ? age.dead : age.silent;
  if (Date.now() - since.mtimeMs <= limit) return;
  await release(lock, held);
  if (!held.isFile) await removeIfFree(lock);
}
