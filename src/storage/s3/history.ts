/**
 * Which writes led to an object, kept in its metadata: so that a writer whose connection broke learns
 * what became of its write, also when others have replaced the object since.
 *
 * A write with `ifMatch` adds itself to the history of the version it replaces; others begin a new one.
 */
export interface PastWrite {
  /** Random name of the write. */
  readonly id: string;
  /** ETag of the version it replaced, `NOTHING` or `ANYTHING`. */
  readonly replaced: string;
}

/** What a write with `ifAbsent` replaced. */
export const NOTHING = '*';
/** What a write without condition replaced. */
export const ANYTHING = '?';

/** How many writes are remembered. S3 allows metadata of 2 kB. */
const MAX_WRITES = 16;
const MAX_LENGTH = 1500;

/** Newest first; nothing for what is no history. */
export function readHistory(header: string | null): PastWrite[] {
  if (header === null || header.length > MAX_LENGTH) return [];
  const writes: PastWrite[] = [];
  for (const entry of header.split(',')) {
    const [, id, replaced] = /^([0-9a-f]+) ([^ ]+)$/.exec(entry) ?? [];
    if (id === undefined) return [];
    try {
      writes.push({ id, replaced: decodeURIComponent(replaced) });
    } catch {
      return [];
    }
  }
  return writes;
}

/** The header for the newest writes, as many as are remembered. */
export function showHistory(writes: readonly PastWrite[]): string {
  let header = '';
  for (const { id, replaced } of writes.slice(0, MAX_WRITES)) {
    const entry = `${id} ${encodeURIComponent(replaced)}`;
    if (header.length + entry.length + 1 > MAX_LENGTH) break;
    header += header === '' ? entry : `,${entry}`;
  }
  return header;
}

/**
 * What became of a write, as the history of the object that is there now tells.
 *
 * @param own - the history that the write would have left: itself, and what it was to replace
 * @returns the ETag it was stored with, when it was stored and has been replaced since; `refused` when
 *   another write took its place; undefined when the history does not tell
 */
export function fateOf(
  own: readonly PastWrite[],
  current: readonly PastWrite[],
): { etag: string } | 'refused' | undefined {
  const [{ id, replaced }] = own;
  const at = current.findIndex((write) => write.id === id);
  if (at > 0) return { etag: current[at - 1].replaced };
  if (replaced === ANYTHING) return undefined;
  // Equal bytes have equal ETags, so that a write of long ago may have replaced the same ETag.
  const isRival = (write: PastWrite): boolean =>
    write.replaced === replaced && !own.some((before) => before.id === write.id);
  return current.some(isRival) ? 'refused' : undefined;
}
