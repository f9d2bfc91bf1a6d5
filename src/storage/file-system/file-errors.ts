import { StorageError } from '../../errors.js';

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
export async function guarded<T>(where: string, folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    const code = 'code' in cause ? String(cause.code) : '';
    const remedy = REMEDIES[code] ?? 'Check the folder.';
    throw new StorageError(
      `${where}: the folder ${folder} cannot be used: ${cause.message}. ${remedy}`,
      { cause },
    );
  }
}

/** Whether an error of the file system has one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Wait for an operation; undefined where it fails with one of these codes. */
export async function unless<T>(
  codes: readonly string[],
  operation: Promise<T>,
): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (hasCode(error, ...codes)) return undefined;
    throw error;
  }
}
