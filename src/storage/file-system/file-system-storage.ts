import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidParameterError, StorageError } from '../../errors.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import { show } from '../../words.js';
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
} from '../model-storage.js';
import { resolveOptions } from '../resolve-options.js';
import { guarded } from './file-errors.js';
import { listFiles } from './list-files.js';
import { ModelFiles } from './model-files.js';
import { type FoundFile, realRoot } from './safe-paths.js';

/** Where a `FileSystemStorage` keeps models. */
export interface FileSystemStorageOptions {
  /** The folder that holds the models; made when the first is stored. No key leads out of it. */
  root: string | URL;
}

const OPTIONS = {
  root: parameter(
    {
      type: 'path',
      range: 'a path or a file URL',
      accepts: (value) =>
        value instanceof URL
          ? value.protocol === 'file:'
          : typeof value === 'string' && value !== '' && !value.includes('\0'),
    },
    { default: undefined, about: 'The folder that holds the models.' },
  ),
} satisfies Record<keyof FileSystemStorageOptions, Hyperparameter>;

const READ_BYTES = 1 << 24;

/**
 * Models as files in a folder: the key `churn/v1.safetensors` is that file below the root.
 *
 * A model is written to a temporary file, flushed and then renamed, so that a crash or a power cut
 * at any moment leaves the old or the new model. Writers of one key take turns, in all processes; one
 * that was paused and lost its turn to another begins anew, conditions included.
 * Symbolic links below the root are not followed. Hidden files, and files whose names are no keys,
 * are not listed. Where the file system takes `Model` and `model` for one name, the one that was
 * stored first keeps it and the other is refused. A model `a` beside a model `a/b`, whose folder has its
 * name, is the file `.fitpredict-beside/a/.model`.
 *
 * @example
 * const storage = new FileSystemStorage({ root: './models' })
 * await saveModel(storage, 'churn.safetensors', model)
 */
export class FileSystemStorage implements ModelStorage {
  readonly #folder: string;
  readonly #files: ModelFiles;

  constructor(options: FileSystemStorageOptions) {
    const owner = 'FileSystemStorage';
    const { root } = resolveOptions<FileSystemStorageOptions>(owner, OPTIONS, options, ['root']);
    this.#folder = resolve(root instanceof URL ? pathOf(root) : root);
    this.#files = new ModelFiles(this.#folder);
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<StoredInfo> {
    const where = 'FileSystemStorage.put';
    checkPut(key, bytes, options, where);
    const { ifAbsent = false, signal } = options;
    const copy = bytes.slice(); // the caller may go on to change them while they are written
    return guarded(where, this.#folder, () =>
      this.#files.inTurn(
        key,
        signal,
        (work) => work.write(copy, signal),
        async (turn) => {
          const { mtime } = await stat(turn.token);
          await checkConditions(await this.#files.find(key), key, options, where);
          signal?.throwIfAborted();
          await this.#files.commit(turn, key, ifAbsent, where);
          return { key, size: copy.length, modified: mtime, etag: etagOf(copy) };
        },
      ),
    );
  }

  async get(key: string, options: StorageOptions = {}): Promise<StoredModel> {
    const where = 'FileSystemStorage.get';
    const signal = checkCall(key, options, where);
    return guarded(where, this.#folder, async () => {
      const found = await this.#files.find(key);
      if (found === undefined) throw missing(key, where);
      const { bytes, modified } = await read(found, signal);
      return { key, size: bytes.length, modified, etag: etagOf(bytes), bytes };
    });
  }

  async head(key: string, options: StorageOptions = {}): Promise<StoredInfo | undefined> {
    const where = 'FileSystemStorage.head';
    const signal = checkCall(key, options, where);
    return guarded(where, this.#folder, async () => {
      const found = await this.#files.find(key);
      if (found === undefined) return undefined;
      const { bytes, modified } = await read(found, signal);
      return { key, size: bytes.length, modified, etag: etagOf(bytes) };
    });
  }

  async exists(key: string, options: StorageOptions = {}): Promise<boolean> {
    const where = 'FileSystemStorage.exists';
    checkCall(key, options, where);
    return guarded(where, this.#folder, async () => {
      const found = await this.#files.find(key);
      await found?.file.close();
      return found !== undefined;
    });
  }

  async list(options: ListOptions = {}): Promise<StoredPage> {
    const where = 'FileSystemStorage.list';
    const { prefix, limit, cursor, signal } = checkList(options, where);
    return guarded(where, this.#folder, async () => {
      const models: StoredEntry[] = [];
      const root = await realRoot(this.#folder);
      if (root === undefined) return { models };
      for await (const entry of listFiles(root, { prefix, cursor })) {
        signal?.throwIfAborted();
        if (models.length === limit) return { models, cursor: models[limit - 1].key };
        models.push(entry);
      }
      return { models };
    });
  }

  async delete(key: string, options: StorageOptions = {}): Promise<void> {
    const where = 'FileSystemStorage.delete';
    const signal = checkCall(key, options, where);
    await guarded(where, this.#folder, async () => {
      const found = await this.#files.find(key);
      if (found === undefined) return;
      await found.file.close();
      await this.#files.inTurn(
        key,
        signal,
        (work) => work.bin(),
        (turn) => this.#files.remove(turn, key),
      );
    });
  }
}

function pathOf(root: URL): string {
  try {
    const path = fileURLToPath(root);
    if (!path.includes('\0')) return path;
  } catch {}
  throw new InvalidParameterError(
    `FileSystemStorage: root must be the address of a folder of this machine, but got ${show(root.href)}. Pass a path.`,
  );
}

async function read(
  { file }: FoundFile,
  signal: AbortSignal | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; modified: Date }> {
  try {
    const { size, mtime } = await file.stat();
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, at, Math.min(READ_BYTES, size - at), at);
      if (bytesRead === 0) {
        throw new StorageError(
          'FileSystemStorage: the file shrank while it was read. Write models through the storage only.',
        );
      }
      at += bytesRead;
    }
    return { bytes, modified: mtime };
  } finally {
    await file.close();
  }
}

async function checkConditions(
  current: FoundFile | undefined,
  key: string,
  { ifAbsent, ifMatch, signal }: PutOptions,
  where: string,
): Promise<void> {
  if (current !== undefined && ifMatch !== undefined) {
    const { bytes } = await read(current, signal);
    if (etagOf(bytes) !== ifMatch) throw changed(key, where);
    return;
  }
  await current?.file.close();
  if (ifMatch !== undefined) throw changed(key, where);
  if (ifAbsent && current !== undefined) throw alreadyStored(key, where);
}

function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
