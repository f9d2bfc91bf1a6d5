import { InvalidParameterError, ModelFormatError, StorageError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import type { LoadedModel } from '../model-guards.js';
import { sha256 } from '../storage/hash.js';
import {
  checkKey,
  checkSignal,
  type ModelStorage,
  type StorageOptions,
} from '../storage/model-storage.js';
import { getIfThere } from '../storage/reasons.js';
import { checkObject, checkStorageArgument, resolveOptions } from '../storage/resolve-options.js';
import { show } from '../words.js';
import { checkAlias, checkName } from './registry-checks.js';
import { removeLeftOver } from './registry-clean.js';
import {
  findModel,
  findRecord,
  LOAD,
  type ModelVersionOptions,
  type RegistryLoadOptions,
  title,
} from './registry-find.js';
import {
  CLEAN,
  type ModelRegistryOptions,
  OPTIONS,
  type RegisterOptions,
  type RegistryCleanOptions,
  type RegistryEvent,
  signalOf,
} from './registry-options.js';
import {
  type CheckedQuery,
  type ModelQuery,
  type ModelsPage,
  QUERY,
  select,
} from './registry-query.js';
import { infoOf, isId, type RegisteredModel, RegistryKeys } from './registry-records.js';
import { saveVersion } from './registry-save.js';
import { ModelSplit, type SplitOptions } from './registry-split.js';
import { RegistryStore } from './registry-store.js';
import { readModel } from './save-model.js';

/**
 * Models with names, versions, figures and aliases, over any storage.
 *
 * Any number of processes may use one registry at the same time: each `save` gets a version of its
 * own, and no promotion is lost. A crash leaves every version whole or not there; what it leaves
 * besides is never listed, and `clean` removes it. Whatever is read back is checked, the bytes of a
 * model against their SHA-256.
 *
 * Below `prefix`, a version is the metadata `models/<name>/v00000001.json` beside the model file
 * `models/<name>/<id>.safetensors`; `models/<name>/aliases.json` has the aliases and their history.
 *
 * @example
 * const registry = new ModelRegistry(new FileSystemStorage({ root: 'saved_models' }))
 * const { version } = await registry.save(model, { name: 'churn', metrics: { accuracy: 0.93 } })
 * await registry.promote('churn', version, 'production')
 * const served = await registry.load('churn', { alias: 'production' })
 */
export class ModelRegistry {
  readonly #store: RegistryStore;
  readonly #clock: () => number;

  constructor(storage: ModelStorage, options: ModelRegistryOptions = {}) {
    const owner = 'ModelRegistry';
    checkStorageArgument(owner, 'storage', storage);
    const { prefix, clock } = resolveOptions<Required<ModelRegistryOptions>>(
      owner,
      OPTIONS,
      options,
    );
    checkKey(prefix, 'ModelRegistry: prefix');
    this.#store = new RegistryStore(storage, new RegistryKeys(prefix));
    this.#clock = clock;
  }

  /**
   * Store a model as the next version of its name.
   *
   * @throws InvalidParameterError for a name, metric or tag that cannot be, or a model that no file can hold
   * @throws StorageError when the storage fails. Whether the version is there is then for `list` to say.
   */
  async save(model: AnyEstimator, options: RegisterOptions): Promise<RegisteredModel> {
    return saveVersion(this.#store, model, options, this.#clock);
  }

  /**
   * The model of a version.
   *
   * @param nameOrId - a name, whose newest version it is unless the options say which, or an id
   * @throws StorageError with the reason `missing` when there is none
   * @throws ModelFormatError when the bytes are not those that were saved, are no model, or one of another class
   */
  async load<E extends AnyEstimator = LoadedModel>(
    nameOrId: string,
    options: RegistryLoadOptions<E> = {},
  ): Promise<E> {
    const where = 'ModelRegistry.load';
    checkSignal(options, where);
    const given = resolveOptions<RegistryLoadOptions<E>>(where, LOAD, options);
    const { expected, classes, ...which } = given;
    const record = await findModel(this.#store, nameOrId, which, where);
    const { signal } = which;
    const key = this.#store.keys.model(record.name, record.id);
    const stored = await getIfThere(this.#store.storage, key, { signal });
    if (stored === undefined) {
      throw new StorageError(
        `ModelRegistry.load: the file ${show(key)} of ${title(record)} is gone. Restore it, or delete the version.`,
        { reason: 'missing' },
      );
    }
    const { bytes } = stored;
    if (bytes.length !== record.size || (await sha256(bytes)) !== record.sha256) {
      throw new ModelFormatError(
        `ModelRegistry.load: the file ${show(key)} of ${title(record)} has another checksum than when it was saved: it is damaged. Restore it, or delete the version.`,
      );
    }
    return readModel(bytes, key, expected, classes);
  }

  /**
   * What is known of a version, without its model.
   *
   * @throws StorageError with the reason `missing` when there is none
   */
  async info(nameOrId: string, options: ModelVersionOptions = {}): Promise<RegisteredModel> {
    const record = await findModel(this.#store, nameOrId, options, 'ModelRegistry.info');
    const { aliases } = await this.#store.aliases(record.name, { signal: options.signal });
    return infoOf(record, aliases);
  }

  /**
   * A page of the versions that fit, newest first unless told otherwise.
   * Cost: a read for each version of the registry, or of `name`.
   */
  async list(query: ModelQuery = {}): Promise<ModelsPage> {
    const where = 'ModelRegistry.list';
    const signal = checkSignal(query, where);
    const checked = resolveOptions<CheckedQuery>(where, QUERY, query);
    const { name } = checked;
    if (name !== undefined) checkName(name, where);
    const records = await this.#store.versions(name, { signal });
    const infos: RegisteredModel[] = [];
    let aliases: ReadonlyMap<string, number> = new Map();
    let aliasesOf: string | undefined;
    for (const record of records) {
      if (record.deleted !== null) continue;
      if (record.name !== aliasesOf) {
        ({ aliases } = await this.#store.aliases(record.name, { signal }));
        aliasesOf = record.name;
      }
      infos.push(infoOf(record, aliases));
    }
    return select(infos, checked);
  }

  /**
   * Delete one version, whose number is not given again. Deleting it once more is no error.
   *
   * @throws InvalidParameterError when it is not said which, or an alias stands for it
   */
  async delete(nameOrId: string, options: ModelVersionOptions = {}): Promise<void> {
    const where = 'ModelRegistry.delete';
    const signal = checkSignal(options, where);
    const { version, alias } = options;
    if (!isId(nameOrId) && version === undefined && alias === undefined) {
      throw new InvalidParameterError(
        `${where}: ${show(nameOrId)} is a name. Pass { version } too, or the id of a version.`,
      );
    }
    const record = await findRecord(this.#store, nameOrId, options, where);
    const { aliases } = await this.#store.aliases(record.name, { signal });
    const [standing] = infoOf(record, aliases).aliases;
    if (standing !== undefined) {
      throw new InvalidParameterError(
        `${where}: ${title(record)} is ${show(standing)}. Promote another version, or call removeAlias first.`,
      );
    }
    const { keys, storage } = this.#store;
    await this.#store.markDeleted(record, new Date(this.#clock()), { signal });
    await storage.delete(keys.model(record.name, record.id), { signal });
    await storage.delete(keys.id(record.id), { signal });
  }

  /**
   * Let an alias stand for a version, instead of the one it stood for.
   *
   * @param alias - `production`, `candidate`, or any other word
   * @throws StorageError with the reason `missing` when there is no such version
   */
  async promote(
    name: string,
    version: number,
    alias: string,
    options: StorageOptions = {},
  ): Promise<RegisteredModel> {
    const where = 'ModelRegistry.promote';
    const signal = signalOf(options, where);
    checkAlias(alias, where);
    const record = await findModel(this.#store, name, { version, signal }, where);
    await this.#setAlias(record.name, alias, record.version, signal);
    return this.info(record.name, { version: record.version, signal });
  }

  /** Let an alias stand for nothing. Removing one that is not there is no error. */
  async removeAlias(name: string, alias: string, options: StorageOptions = {}): Promise<void> {
    const where = 'ModelRegistry.removeAlias';
    const signal = signalOf(options, where);
    checkName(name, where);
    checkAlias(alias, where);
    await this.#setAlias(name, alias, null, signal);
  }

  /** What happened to the versions of a name and to its aliases, in order of time. */
  async history(name: string, options: StorageOptions = {}): Promise<RegistryEvent[]> {
    const where = 'ModelRegistry.history';
    const signal = signalOf(options, where);
    checkName(name, where);
    const events: RegistryEvent[] = [];
    for (const { version, created, deleted } of await this.#store.versions(name, { signal })) {
      events.push({ event: 'saved', time: created, version });
      if (deleted !== null) events.push({ event: 'deleted', time: deleted, version });
    }
    const { history } = await this.#store.aliases(name, { signal });
    for (const promotion of history) events.push({ event: 'promoted', ...promotion });
    return events.sort((a, b) => a.time.getTime() - b.time.getTime());
  }

  /**
   * Divide requests among aliases, each key always to the same, and compare what comes of it.
   *
   * @param shares - of each alias, from 0 to 1 and together 1, such as `{ production: 0.9, candidate: 0.1 }`
   */
  split(
    name: string,
    shares: Readonly<Record<string, number>>,
    options: SplitOptions = {},
  ): ModelSplit {
    const where = 'ModelRegistry.split';
    checkName(name, where);
    checkObject(where, shares, 'shares');
    for (const alias of Object.keys(shares)) checkAlias(alias, where);
    return new ModelSplit(this, this.#store, { name, shares, clock: this.#clock, options });
  }

  /**
   * Remove model files and index entries that no version names: what crashed and failed saves and
   * deletions left.
   *
   * @returns the keys that were removed
   */
  async clean(options: RegistryCleanOptions = {}): Promise<string[]> {
    const where = 'ModelRegistry.clean';
    const signal = checkSignal(options, where);
    const { olderThan } = resolveOptions<Required<RegistryCleanOptions>>(where, CLEAN, options);
    return removeLeftOver(this.#store, this.#clock() - olderThan, { signal });
  }

  async #setAlias(
    name: string,
    alias: string,
    version: number | null,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#store.updateAliases(
      name,
      ({ aliases, history }) => {
        const previous = aliases.get(alias) ?? null;
        if (previous === version) return null;
        const next = new Map(aliases);
        if (version === null) next.delete(alias);
        else next.set(alias, version);
        const time = new Date(this.#clock());
        return { aliases: next, history: [...history, { time, alias, version, previous }] };
      },
      { signal },
    );
  }
}
