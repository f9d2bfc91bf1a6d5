import type { StoredInfo } from '../model-storage.js';

const MOST_SEEN = 1000;

/** The last version seen of the keys used last. */
export class SeenVersions {
  readonly #etags = new Map<string, string>();

  /** The etag seen last. */
  get(key: string): string | undefined {
    return this.#etags.get(key);
  }

  delete(key: string): void {
    this.#etags.delete(key);
  }

  remember({ key, etag }: StoredInfo): void {
    this.#etags.delete(key); // so that it becomes the youngest
    this.#etags.set(key, etag);
    if (this.#etags.size > MOST_SEEN) {
      for (const oldest of this.#etags.keys()) {
        this.#etags.delete(oldest);
        break;
      }
    }
  }
}
