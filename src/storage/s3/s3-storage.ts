import { InvalidParameterError, StorageError } from '../../errors.js';
import { show } from '../../words.js';
import { sha256 } from '../hash.js';
import {
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
} from '../model-storage.js';
import { type ObjectNames, objectNames } from '../object-names.js';
import { type Operation, S3Client } from './client.js';
import { listObjects } from './listing.js';
import { headObject, infoOf, isEtag, isMissing, sizeOf } from './objects.js';
import { readS3Options, type S3StorageOptions } from './s3-options.js';
import { type WrittenObject, writeObject } from './write.js';

/**
 * Models in a bucket of AWS S3, or of another server with the same interface: Cloudflare R2 (see
 * `r2Storage`), Ceph, MinIO, Backblaze B2 and more. Works wherever there are `fetch` and WebCrypto.
 *
 * Requests are signed with AWS Signature Version 4, content included, and repeated after broken
 * connections and the answers 429 and 5xx. A SHA-256 checksum is kept with each model and checked when it
 * is read. Large models are sent in parts. Conditions (`ifAbsent`, `ifMatch`) are those of the server,
 * so that no two writers overwrite each other. Times are in whole seconds.
 *
 * An S3 server cannot take back a request it has received: a `put` that is aborted after its last byte
 * was sent may still be stored.
 *
 * Source: Amazon S3 API Reference, 2006-03-01. Cost: `put` makes two requests, one more with `ifMatch`, and
 * one for each part and two more for a model in parts; `get`, `head` and `delete` make one, also
 * for a model that is missing; `list` makes one for each page.
 *
 * @example
 * const storage = new S3Storage({
 *   region: 'eu-central-1',
 *   bucket: 'models',
 *   accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
 *   secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
 * })
 * await saveModel(storage, 'churn/v1', model)
 */
export class S3Storage implements ModelStorage {
  // All private: no log, JSON or inspection of a storage shows a secret.
  readonly #client: S3Client;
  readonly #names: ObjectNames;

  constructor(options: S3StorageOptions) {
    const { settings, credentials } = readS3Options('S3Storage', options);
    this.#client = new S3Client(settings, credentials);
    this.#names = objectNames('S3Storage', settings.prefix, settings.publicDomain);
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'S3Storage.put';
    checkPut(key, bytes, options, where);
    const name = this.#names.nameOf(key, where);
    const { maxBytes } = this.#client.settings;
    if (bytes.length > maxBytes) {
      throw new StorageError(
        `${where}: the model ${show(key)} has ${bytes.length} bytes, but at most ${maxBytes} are stored. Pass a larger maxBytes.`,
      );
    }
    const { ifAbsent = false, ifMatch, signal } = options;
    if (ifMatch !== undefined && !isEtag(ifMatch)) throw changed(key, where);
    const content = new Uint8Array(bytes); // the caller may go on to change them while they are sent
    const operation = this.#client.start(where, signal, content.length);
    const write = { key, name, content, ifAbsent, ifMatch };
    const object = await writeObject(this.#client, operation, write);
    return this.#describe(key, object, content.length);
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    const where = 'S3Storage.get';
    const signal = checkCall(key, options, where);
    const name = this.#names.nameOf(key, where);
    const operation = this.#client.start(where, signal);
    const { maxBytes } = this.#client.settings;
    const answer = await this.#client.send(operation, { method: 'GET', name, maxBytes });
    if (isMissing(this.#client, answer)) throw missing(key, where);
    if (answer.status !== 200) throw this.#client.refusal(operation, answer);
    const object = infoOf(this.#client, operation, answer);
    const bytes = answer.body;
    if (object.sha256 !== undefined && object.sha256 !== (await sha256(bytes))) {
      throw new StorageError(
        `${where}: the model ${show(key)} is damaged: its bytes do not have the checksum they were stored with. Get it again, and store it anew if that does not help.`,
      );
    }
    return { ...this.#describe(key, object, bytes.length), bytes };
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    const where = 'S3Storage.head';
    const operation = this.#client.start(where, checkCall(key, options, where));
    const name = this.#names.nameOf(key, where);
    const object = await headObject(this.#client, operation, name);
    if (object === undefined) return undefined;
    const size = object.size ?? (await sizeOf(this.#client, operation, name));
    return this.#describe(key, object, size);
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    const where = 'S3Storage.exists';
    const operation = this.#client.start(where, checkCall(key, options, where));
    const name = this.#names.nameOf(key, where);
    return (await headObject(this.#client, operation, name)) !== undefined;
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'S3Storage.list';
    const { prefix, limit, cursor, signal } = checkList(options, where);
    if (cursor !== undefined && !canBeInKey(cursor)) {
      throw new InvalidParameterError(
        `${where}: ${show(cursor)} is no cursor. Pass the cursor of the page before.`,
      );
    }
    if (!canBeInKey(prefix)) return { models: [] };
    return this.#list(this.#client.start(where, signal), prefix, limit, cursor);
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'S3Storage.delete';
    const signal = checkCall(key, options, where);
    const name = this.#names.nameOf(key, where);
    const operation = this.#client.start(where, signal);
    const answer = await this.#client.send(operation, { method: 'DELETE', name });
    const isDone = answer.status === 204 || (answer.status === 200 && answer.body.length === 0);
    if (!isDone && !isMissing(this.#client, answer)) throw this.#client.refusal(operation, answer);
  }

  async #list(
    operation: Operation,
    prefix: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<StoredPage> {
    const { folder, keyOf } = this.#names;
    const models: StoredEntry[] = [];
    let after = cursor === undefined ? undefined : folder + cursor;
    for (;;) {
      const left = limit - models.length;
      const page = await listObjects(this.#client, operation, folder + prefix, after, left);
      for (const { name, size, modified } of page.objects) {
        const key = keyOf(name);
        if (key !== undefined) models.push({ key, size, modified });
        after = name;
      }
      if (!page.truncated) return { models };
      if (models.length >= limit) return { models, cursor: models[models.length - 1].key };
    }
  }

  #describe(key: string, { modified, etag }: WrittenObject, size: number): StoredInfo {
    return { key, size, modified, etag, ...this.#names.urlOf(key) };
  }
}

/** Whether text can be a part of a key, so that a server can be asked for it. */
function canBeInKey(text: string): boolean {
  return text.length <= 1024 && !/[\p{Cc}\p{Cs}]/u.test(text);
}
