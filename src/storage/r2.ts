/** The entry point `fitpredict/storage/r2`. */
import { InvalidParameterError, StorageError } from '../errors.js';
import { type Hyperparameter, integer, parameter } from '../hyperparameters.js';
import { show } from '../words.js';
import { hex, sha256 } from './hash.js';
import {
  alreadyStored,
  changed,
  checkCall,
  checkList,
  checkPut,
  type ListOptions,
  type ModelStorage,
  missing,
  type PutOptions,
  type StorageOptions,
  type StoredEntry,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from './model-storage.js';
import { type ObjectNames, objectNames } from './object-names.js';
import { anyValue, resolveOptions } from './resolve-options.js';

/** The part of Cloudflare's `R2Bucket` that `R2Storage` uses. */
export interface R2BucketBinding {
  /** What is known of an object; null where there is none. */
  head(key: string): Promise<R2ObjectHead | null>;
  /** An object with its bytes; null where there is none. */
  get(key: string): Promise<R2ObjectWithBody | null>;
  /** Store bytes under a key; null where `onlyIf` is not met, and nothing is stored then. */
  put(
    key: string,
    value: Uint8Array<ArrayBuffer>,
    options?: {
      onlyIf?: { etagMatches?: string; etagDoesNotMatch?: string };
      sha256?: string;
      httpMetadata?: { contentType?: string };
    },
  ): Promise<R2ObjectHead | null>;
  /** Remove an object; nothing happens where there is none. */
  delete(key: string): Promise<void>;
  /** The objects whose keys begin with `prefix`, in the order of their keys, up to `limit`. */
  list(options?: {
    prefix?: string;
    limit?: number;
    startAfter?: string;
  }): Promise<{ readonly objects: readonly R2ObjectHead[]; readonly truncated: boolean }>;
}

/** What R2 tells of an object without reading it. */
export interface R2ObjectHead {
  /** Its key in the bucket. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Names this version of the object. */
  readonly etag: string;
  /** When it was stored, by Cloudflare's clock. */
  readonly uploaded: Date;
  /** The hashes that it was stored with; the SHA-256, 32 bytes, where one was given. */
  readonly checksums: { readonly sha256?: ArrayBuffer };
}

/** An object of R2 whose bytes can be read. */
export interface R2ObjectWithBody extends R2ObjectHead {
  /** Read all its bytes, once. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Where in the bucket an `R2Storage` keeps models, and where they can be read. */
export interface R2StorageOptions {
  /** A folder in the bucket, such as `team/models`: keys are below it, and nothing beside it is touched. */
  prefix?: string;
  /** Where the bucket can be read by everyone, such as `models.example.com`; models then have a `url`. */
  publicDomain?: string;
  /** The largest model to store or read, in bytes. Default 64 MiB: a Worker has 128 MB of memory in all. */
  maxBytes?: number;
}

const OPTIONS = {
  prefix: parameter(anyValue('a folder in the bucket.'), {
    default: '',
    about: 'A folder in the bucket.',
  }),
  publicDomain: anyValue('where the bucket can be read by everyone.'),
  maxBytes: integer({ min: 1, default: 1 << 26, about: 'How many bytes a model may have.' }),
} satisfies Record<keyof R2StorageOptions, Hyperparameter>;
const METHODS = ['head', 'get', 'put', 'delete', 'list'];

/**
 * Models in a bucket of Cloudflare R2 that is bound to a Worker: without keys, addresses and requests.
 * Outside Workers, use `r2Storage` of `fitpredict/storage/s3`.
 *
 * R2 checks a SHA-256 checksum when a model is written and keeps it; it is checked again when the model is
 * read. A write that has been handed to R2 is not taken back by an abort: it resolves.
 *
 * Source: Cloudflare R2, Workers API reference. Cost: one operation of R2 for each method, and one to list
 * what is near a missing model.
 *
 * @example
 * export default {
 *   async fetch(request, env) {
 *     const model = await loadModel(new R2Storage(env.MODELS), 'churn/v1')
 *     return Response.json(model.predict(await request.json()))
 *   },
 * }
 */
export class R2Storage implements ModelStorage {
  readonly #bucket: R2BucketBinding;
  readonly #names: ObjectNames;
  readonly #maxBytes: number;

  /** @param bucket - the binding, such as `env.MODELS` */
  constructor(bucket: R2BucketBinding, options: R2StorageOptions = {}) {
    checkBinding(bucket);
    const { prefix, publicDomain, maxBytes } = resolveOptions<
      Required<Omit<R2StorageOptions, 'publicDomain'>> & R2StorageOptions
    >('R2Storage', OPTIONS, options);
    this.#bucket = bucket;
    this.#names = objectNames('R2Storage', prefix, publicDomain);
    this.#maxBytes = maxBytes;
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'R2Storage.put';
    checkPut(key, bytes, options, where);
    const name = this.#names.nameOf(key, where);
    if (bytes.length > this.#maxBytes) throw this.#tooLarge(key, bytes.length, where);
    const { ifAbsent = false, ifMatch, signal } = options;
    const content = new Uint8Array(bytes); // the caller may go on to change them while they are sent
    const hash = await sha256(content);
    signal?.throwIfAborted();
    const onlyIf = ifAbsent
      ? { etagDoesNotMatch: '*' }
      : ifMatch !== undefined
        ? { etagMatches: ifMatch }
        : undefined;
    const object = await guarded(where, undefined, () =>
      this.#bucket.put(name, content, {
        ...(onlyIf && { onlyIf }),
        sha256: hash,
        httpMetadata: { contentType: 'application/octet-stream' },
      }),
    );
    if (object === null) throw ifAbsent ? alreadyStored(key, where) : changed(key, where);
    return this.#describe(key, object);
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    const where = 'R2Storage.get';
    const signal = checkCall(key, options, where);
    const name = this.#names.nameOf(key, where);
    const object = await guarded(where, signal, () => this.#bucket.get(name));
    if (object === null) throw missing(key, where);
    if (object.size > this.#maxBytes) throw this.#tooLarge(key, object.size, where);
    const bytes = new Uint8Array(await guarded(where, signal, () => object.arrayBuffer()));
    const { sha256: checksum } = object.checksums;
    const isDamaged =
      bytes.length !== object.size ||
      (checksum !== undefined && hex(new Uint8Array(checksum)) !== (await sha256(bytes)));
    if (isDamaged) {
      throw new StorageError(
        `${where}: the model ${show(key)} is damaged: its bytes do not have the size and checksum they were stored with. Get it again, and store it anew if that does not help.`,
      );
    }
    return { ...this.#describe(key, object), bytes };
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    return this.#head(key, options, 'R2Storage.head');
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    return (await this.#head(key, options, 'R2Storage.exists')) !== undefined;
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'R2Storage.list';
    const { prefix, limit, cursor, signal } = checkList(options, where);
    return this.#list(where, prefix, limit, cursor, signal);
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'R2Storage.delete';
    const signal = checkCall(key, options, where);
    const name = this.#names.nameOf(key, where);
    await guarded(where, signal, () => this.#bucket.delete(name));
  }

  async #head(
    key: string,
    options: StorageOptions,
    where: string,
  ): Promise<StoredInfo | undefined> {
    const signal = checkCall(key, options, where);
    const name = this.#names.nameOf(key, where);
    const object = await guarded(where, signal, () => this.#bucket.head(name));
    return object === null ? undefined : this.#describe(key, object);
  }

  async #list(
    where: string,
    prefix: string,
    limit: number,
    cursor: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<StoredPage> {
    const { folder, keyOf } = this.#names;
    const models: StoredEntry[] = [];
    let startAfter = cursor === undefined ? undefined : folder + cursor;
    for (;;) {
      const { objects, truncated } = await guarded(where, signal, () =>
        this.#bucket.list({
          prefix: folder + prefix,
          limit: limit - models.length,
          ...(startAfter !== undefined && { startAfter }),
        }),
      );
      for (const { key: name, size, uploaded } of objects) {
        const key = keyOf(name);
        if (key !== undefined) models.push({ key, size, modified: uploaded });
        startAfter = name;
      }
      if (!truncated || objects.length === 0) return { models };
      if (models.length >= limit) return { models, cursor: models[models.length - 1].key };
    }
  }

  #describe(key: string, { size, uploaded, etag }: R2ObjectHead): StoredInfo {
    return { key, size, modified: uploaded, etag, ...this.#names.urlOf(key) };
  }

  #tooLarge(key: string, bytes: number, where: string): StorageError {
    return new StorageError(
      `${where}: the model ${show(key)} has ${bytes} bytes, but at most ${this.#maxBytes} are taken. If the memory is there, pass a larger maxBytes.`,
    );
  }
}

function checkBinding(bucket: unknown): void {
  const isBucket =
    typeof bucket === 'object' &&
    bucket !== null &&
    METHODS.every((name) => typeof Reflect.get(bucket, name) === 'function');
  if (!isBucket) {
    throw new InvalidParameterError(
      `R2Storage: bucket must be the R2 binding of a Worker, but got ${show(bucket)}. Pass env.NAME, with the name under r2_buckets in the configuration of the Worker.`,
    );
  }
}

/**
 * Use the bucket: its failures become a StorageError, and an abort is not held up by it.
 *
 * @throws the signal's reason
 */
async function guarded<T>(
  where: string,
  signal: AbortSignal | undefined,
  use: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([use(), aborted]);
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(
      `${where}: R2 refused (${reason}). Try again, and check the state of R2 if that does not help.`,
      { cause },
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
