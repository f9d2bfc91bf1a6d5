import { InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';
import {
  checkList,
  compareKeys,
  type ListOptions,
  type ModelStorage,
  type StoredEntry,
  type StoredPage,
} from '../model-storage.js';
import { failureOf } from '../reasons.js';
import { MARKERS, readMarkers } from './fallback-marker.js';

/**
 * A page of the models of both storages, without what waits to be deleted. Of a key that both have, the
 * version that waits counts, else the primary's.
 */
export async function listBoth(
  primary: ModelStorage | undefined,
  secondary: ModelStorage,
  options: ListOptions,
  where: string,
): Promise<StoredPage> {
  const { prefix, limit, cursor } = checkList(options, where);
  const { signal } = options;
  const start = cursor === undefined ? undefined : decodeCursor(cursor, where);
  const markers = await readMarkers(secondary, { signal });
  const from = (storage: ModelStorage | undefined, page: string | null | undefined) =>
    new Listing(storage, { prefix, limit, signal }, page ?? null, start?.after);
  const remote = from(primary, start?.primary);
  const local = from(secondary, start?.secondary);
  let failure: { incomplete?: string } = {};

  const next = async (): Promise<StoredEntry | undefined> => {
    for (;;) {
      const a = await remote.peek().catch((error: unknown) => {
        failure = { incomplete: failureOf(error) };
        remote.end();
        return undefined;
      });
      const b = await local.peek();
      const order = orderOf(a, b);
      if (order <= 0) remote.skip();
      if (order >= 0) local.skip();
      const isLocal = order > 0 || (order === 0 && b !== undefined && markers.has(b.key));
      const entry = isLocal ? b : a;
      if (entry === undefined) return undefined;
      const isGone = markers.get(entry.key)?.action === 'delete';
      if (!isGone && !entry.key.startsWith(MARKERS)) return entry;
    }
  };

  const models: StoredEntry[] = [];
  for (;;) {
    const places = { primary: remote.cursor, secondary: local.cursor };
    const entry = await next();
    if (entry === undefined) return { models, ...failure };
    if (models.length === limit) {
      const after = models[limit - 1].key;
      return { models, cursor: encodeCursor({ ...places, after }), ...failure };
    }
    models.push(entry);
  }
}

/** Negative when the next model is `a`, positive when it is `b`, 0 when both are the same or there is none. */
function orderOf(a: StoredEntry | undefined, b: StoredEntry | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareKeys(a.key, b.key);
}

/**
 * Where a merged listing goes on: for each storage the cursor of the page that holds its next model
 * (null for the first page), and the last key given out, for some of that page was given out already.
 */
interface MergedCursor {
  readonly primary: string | null;
  readonly secondary: string | null;
  readonly after: string;
}

function encodeCursor({ primary, secondary, after }: MergedCursor): string {
  return JSON.stringify([primary, secondary, after]);
}

/** @throws InvalidParameterError when `encodeCursor` has not made the text */
function decodeCursor(cursor: string, where: string): MergedCursor {
  let parts: unknown;
  try {
    parts = JSON.parse(cursor);
  } catch {
    parts = undefined;
  }
  const isText = (part: unknown): part is string => typeof part === 'string';
  const isPlace = (part: unknown): part is string | null => part === null || isText(part);
  if (Array.isArray(parts) && parts.length === 3) {
    const [primary, secondary, after]: unknown[] = parts;
    if (isPlace(primary) && isPlace(secondary) && isText(after)) {
      return { primary, secondary, after };
    }
  }
  throw new InvalidParameterError(
    `${where}: ${show(cursor)} is no cursor. Pass the cursor of the page before.`,
  );
}

/** The models of a storage one by one, each page read when its first model is asked for. */
class Listing {
  readonly #storage: ModelStorage | undefined;
  readonly #options: { prefix: string; limit: number; signal?: AbortSignal };
  readonly #after: string | undefined;
  #page: readonly StoredEntry[] = [];
  #at = 0;
  /** Of the page in hand. */
  #cursor: string | null;
  /** Of the page after it: null before the first, undefined behind the last. */
  #next: string | null | undefined;

  /**
   * @param storage - undefined lists nothing
   * @param start - cursor of the page to begin with, null for the first
   * @param after - leave out keys up to this one
   */
  constructor(
    storage: ModelStorage | undefined,
    options: { prefix: string; limit: number; signal?: AbortSignal },
    start: string | null,
    after: string | undefined,
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#cursor = start;
    this.#next = storage === undefined ? undefined : start;
    this.#after = after;
  }

  /** The next model, which stays the next until `skip`; undefined behind the last. */
  async peek(): Promise<StoredEntry | undefined> {
    for (;;) {
      for (; this.#at < this.#page.length; this.#at++) {
        const entry = this.#page[this.#at];
        if (this.#after === undefined || compareKeys(entry.key, this.#after) > 0) return entry;
      }
      if (this.#storage === undefined || this.#next === undefined) return undefined;
      const cursor = this.#next;
      const page = await this.#storage.list({ ...this.#options, cursor: cursor ?? undefined });
      this.#cursor = cursor;
      this.#page = page.models;
      this.#at = 0;
      this.#next = page.cursor;
    }
  }

  skip(): void {
    this.#at++;
  }

  /** Give out no more: what is left of this storage cannot be read. */
  end(): void {
    this.#page = [];
    this.#next = undefined;
  }

  /** Where a later listing finds the next model. */
  get cursor(): string | null {
    return this.#cursor;
  }
}
