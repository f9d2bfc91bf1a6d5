import { InvalidParameterError } from '../errors.js';
import { show } from '../words.js';
import { compareKeys, type ModelStorage, type StoredEntry } from './model-storage.js';

/**
 * Where a merged listing goes on: for each storage the cursor of the page that holds its next model
 * (null for the first page), and the last key given out, for some of that page was given out already.
 */
export interface MergedCursor {
  readonly primary: string | null;
  readonly secondary: string | null;
  readonly after: string;
}

export function encodeCursor({ primary, secondary, after }: MergedCursor): string {
  return JSON.stringify([primary, secondary, after]);
}

/** @throws InvalidParameterError when `encodeCursor` has not made the text */
export function decodeCursor(cursor: string, where: string): MergedCursor {
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
export class Listing {
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
