import { InvalidParameterError, ModelFormatError, StorageError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { serialize } from '../serialization/bytes.js';
import { didYouMean, show } from '../words.js';
import { checkKey, isKey, type ModelStorage, type StorageOptions } from './model-storage.js';
import { getIfThere } from './reasons.js';
import { type ModelQuery, type ModelsPage, select } from './registry-query.js';
import {
  decodeId,
  encodeId,
  isId,
  isVersion,
  type Promotion,
  parseIdKey,
  RegistryKeys,
  type VersionRecord,
} from './registry-records.js';
import { ModelSplit, type SplitOptions } from './registry-split.js';
import { RegistryStore } from './registry-store.js';
import { sha256 } from './s3/hash.js';
import { readModel } from './save-model.js';

export interface ModelRegistryOptions {
  /** What the keys of the registry begin with, so that other models can be in the same storage. Default `registry`. */
  prefix?: string;
  /** The time in milliseconds since 1970, for tests. Default `Date.now`. */
  clock?: () => number;
}

export interface RegisterOptions extends StorageOptions {
  /** What the versions have in common, such as `churn`: one name as in keys, up to 100 characters. */
  name: string;
  /** Figures to find and compare it by, such as `{ accuracy: 0.93 }`. Default none. */
  metrics?: Readonly<Record<string, number>>;
  /** Words to find it by. Default none. */
  tags?: readonly string[];
  /** Text for people. Default none. */
  notes?: string;
}

/** What the registry knows of a version. */
export interface RegisteredModel extends Omit<VersionRecord, 'deleted'> {
  /** The aliases that stand for it, such as `production`. */
  readonly aliases: readonly string[];
}

/** Which version of a name; without either the newest. */
export interface ModelVersionOptions extends StorageOptions {
  version?: number;
  alias?: string;
}

export interface RegistryLoadOptions<E extends AnyEstimator = AnyEstimator>
  extends ModelVersionOptions {
  /** The class that the model must be of, which also types the result. Default any. */
  expected?: EstimatorClass<E>;
  /** Further classes of one's own that the model may hold. Default none. */
  classes?: readonly EstimatorClass[];
}

export interface RegistryCleanOptions extends StorageOptions {
  /**
   * Milliseconds that something must be old before it counts as left over; a `save` must not take
   * longer. Default a day.
   */
  olderThan?: number;
}

/** Something that happened to a name. */
export type RegistryEvent =
  | { readonly event: 'saved' | 'deleted'; readonly time: Date; readonly version: number }
  | ({ readonly event: 'promoted' } & Promotion);

const DAY_MS = 86_400_000;
const MOST_NAME_CHARACTERS = 100;

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
 * const registry = new ModelRegistry(fileSystemStorage({ root: 'saved_models' }))
 * const { version } = await registry.save(model, { name: 'churn', metrics: { accuracy: 0.93 } })
 * await registry.promote('churn', version, 'production')
 * const served = await registry.load('churn', { alias: 'production' })
 */
export class ModelRegistry {
  readonly #store: RegistryStore;
  readonly #clock: () => number;

  constructor(
    storage: ModelStorage,
    { prefix = 'registry', clock = Date.now }: ModelRegistryOptions = {},
  ) {
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
    const where = 'ModelRegistry.save';
    const { name, metrics = {}, tags = [], notes = '', signal } = options;
    checkName(name, where);
    checkDescription(metrics, tags, notes, where);
    const bytes = serialize(model);
    const checksum = await sha256(bytes);
    const id = crypto.randomUUID();
    const content = {
      id,
      name,
      type: (model.constructor as EstimatorClass).info.type,
      created: new Date(this.#clock()),
      deleted: null,
      size: bytes.length,
      sha256: checksum,
      metrics: { ...metrics },
      tags: [...new Set(tags)],
      notes,
    };
    const { keys, storage } = this.#store;
    // The bytes and the index first, under an id that nothing names yet. The metadata makes the
    // version: before that write there is none, and after it all of it is there.
    await storage.put(keys.model(name, id), bytes, { signal, ifAbsent: true });
    const places = await this.#store.places(name, { signal });
    for (let version = (places.at(-1)?.version ?? 0) + 1; ; version++) {
      const record: VersionRecord = { ...content, version };
      await storage.put(keys.id(id), encodeId({ name, version }), { signal });
      if (await this.#store.create(record, { signal })) return infoOf(record, []);
    }
  }

  /**
   * The model of a version.
   *
   * @param nameOrId - a name, whose newest version it is unless the options say which, or an id
   * @throws StorageError with the reason `missing` when there is none
   * @throws ModelFormatError when the bytes are not those that were saved, are no model, or one of another class
   */
  async load<E extends AnyEstimator = AnyEstimator>(
    nameOrId: string,
    options: RegistryLoadOptions<E> = {},
  ): Promise<E> {
    const record = await this.#find(nameOrId, options, 'ModelRegistry.load');
    const { signal, expected, classes } = options;
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
    const record = await this.#find(nameOrId, options, 'ModelRegistry.info');
    const { aliases } = await this.#store.aliases(record.name, { signal: options.signal });
    return infoOf(record, aliases);
  }

  /**
   * A page of the versions that fit, newest first unless told otherwise.
   * Cost: a read for each version of the registry, or of `name`.
   */
  async list(query: ModelQuery = {}): Promise<ModelsPage> {
    const { name, signal } = query;
    if (name !== undefined) checkName(name, 'ModelRegistry.list');
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
    return select(infos, query);
  }

  /**
   * Delete one version, whose number is not given again. Deleting it once more is no error.
   *
   * @throws InvalidParameterError when it is not said which, or an alias stands for it
   */
  async delete(nameOrId: string, options: ModelVersionOptions = {}): Promise<void> {
    const where = 'ModelRegistry.delete';
    const { version, alias, signal } = options;
    if (!isId(nameOrId) && version === undefined && alias === undefined) {
      throw new InvalidParameterError(
        `${where}: ${show(nameOrId)} is a name. Pass { version } too, or the id of a version.`,
      );
    }
    const record = await this.#findAny(nameOrId, options, where);
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
    { signal }: StorageOptions = {},
  ): Promise<RegisteredModel> {
    const where = 'ModelRegistry.promote';
    checkAlias(alias, where);
    const record = await this.#find(name, { version, signal }, where);
    await this.#setAlias(record.name, alias, record.version, signal);
    return this.info(record.name, { version: record.version, signal });
  }

  /** Let an alias stand for nothing. Removing one that is not there is no error. */
  async removeAlias(name: string, alias: string, { signal }: StorageOptions = {}): Promise<void> {
    checkName(name, 'ModelRegistry.removeAlias');
    checkAlias(alias, 'ModelRegistry.removeAlias');
    await this.#setAlias(name, alias, null, signal);
  }

  /** What happened to the versions of a name and to its aliases, in order of time. */
  async history(name: string, { signal }: StorageOptions = {}): Promise<RegistryEvent[]> {
    checkName(name, 'ModelRegistry.history');
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
    for (const alias of Object.keys(shares)) checkAlias(alias, where);
    return new ModelSplit(this, this.#store, { name, shares, clock: this.#clock, ...options });
  }

  /**
   * Remove model files and index entries that no version names: what crashed and failed saves and
   * deletions left.
   *
   * @returns the keys that were removed
   */
  async clean({ olderThan = DAY_MS, signal }: RegistryCleanOptions = {}): Promise<string[]> {
    const { keys, storage } = this.#store;
    const before = this.#clock() - olderThan;
    const leftOver: { key: string; id: string }[] = [];
    for (const prefix of [keys.folder(), keys.ids()]) {
      for await (const { key, modified } of this.#store.entries(prefix, { signal })) {
        const id = parseIdKey(key);
        if (id !== undefined && modified.getTime() <= before) leftOver.push({ key, id });
      }
    }
    // After the listing: a version that was made in between is seen.
    const named = new Set<string>();
    for (const { id, deleted } of await this.#store.versions(undefined, { signal })) {
      if (deleted === null) named.add(id);
    }
    const removed = leftOver.filter(({ id }) => !named.has(id)).map(({ key }) => key);
    for (const key of removed) await storage.delete(key, { signal });
    return removed;
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

  /** The record of a version that is not deleted. */
  async #find(
    nameOrId: string,
    options: ModelVersionOptions,
    where: string,
  ): Promise<VersionRecord> {
    const record = await this.#findAny(nameOrId, options, where);
    if (record.deleted === null) return record;
    throw new StorageError(
      `${where}: ${title(record)} was deleted on ${record.deleted.toISOString()}. Choose another version.`,
      { reason: 'missing' },
    );
  }

  async #findAny(
    nameOrId: string,
    options: ModelVersionOptions,
    where: string,
  ): Promise<VersionRecord> {
    const { version, alias, signal } = options;
    if (isId(nameOrId)) {
      if (version !== undefined || alias !== undefined) {
        throw new InvalidParameterError(
          `${where}: an id names one version, so version and alias must be left out.`,
        );
      }
      return this.#findId(nameOrId, { signal }, where);
    }
    checkName(nameOrId, where);
    if (version !== undefined && alias !== undefined) {
      throw new InvalidParameterError(`${where}: pass a version or an alias, not both.`);
    }
    if (version !== undefined) return this.#findVersion(nameOrId, version, { signal }, where);
    if (alias !== undefined) return this.#findAlias(nameOrId, alias, { signal }, where);
    return this.#findNewest(nameOrId, { signal }, where);
  }

  async #findId(id: string, options: StorageOptions, where: string): Promise<VersionRecord> {
    const key = this.#store.keys.id(id);
    const stored = await getIfThere(this.#store.storage, key, options);
    if (stored !== undefined) {
      const { name, version } = decodeId(stored.bytes, key);
      checkName(name, where);
      const record = await this.#store.version(name, version, options);
      // Where a save was interrupted the index names a version that another save has made.
      if (record?.id === id) return record;
    }
    throw new StorageError(
      `${where}: there is no model with the id ${show(id)}. See list() for those there are.`,
      { reason: 'missing' },
    );
  }

  async #findVersion(
    name: string,
    version: number,
    options: StorageOptions,
    where: string,
  ): Promise<VersionRecord> {
    if (!isVersion(version)) {
      throw new InvalidParameterError(
        `${where}: version must be an integer >= 1, but got ${show(version)}. Pass what save returned.`,
      );
    }
    const record = await this.#store.version(name, version, options);
    return record ?? this.#missing(name, `version ${version}`, options, where);
  }

  async #findAlias(
    name: string,
    alias: string,
    options: StorageOptions,
    where: string,
  ): Promise<VersionRecord> {
    checkAlias(alias, where);
    const { aliases } = await this.#store.aliases(name, options);
    const version = aliases.get(alias);
    if (version === undefined) {
      throw new StorageError(
        `${where}: ${show(name)} has no alias ${show(alias)}. ${didYouMean(alias, [...aliases.keys()])}`,
        { reason: 'missing' },
      );
    }
    return this.#findVersion(name, version, options, where);
  }

  async #findNewest(name: string, options: StorageOptions, where: string): Promise<VersionRecord> {
    const places = await this.#store.places(name, options);
    for (const { version } of places.reverse()) {
      const record = await this.#store.version(name, version, options);
      if (record?.deleted === null) return record;
    }
    return this.#missing(name, 'version', options, where);
  }

  async #missing(
    name: string,
    what: string,
    options: StorageOptions,
    where: string,
  ): Promise<never> {
    const names = new Set(
      (await this.#store.places(undefined, options)).map((place) => place.name),
    );
    const remedy = names.has(name)
      ? 'See list() for those there are.'
      : didYouMean(name, [...names]);
    throw new StorageError(`${where}: ${show(name)} has no ${what}. ${remedy}`, {
      reason: 'missing',
    });
  }
}

function title({ name, version }: { name: string; version: number }): string {
  return `version ${version} of ${show(name)}`;
}

function infoOf(
  { deleted: _, ...rest }: VersionRecord,
  aliases: Iterable<readonly [string, number]>,
): RegisteredModel {
  const own: string[] = [];
  for (const [alias, version] of aliases) if (version === rest.version) own.push(alias);
  return { ...rest, aliases: own.sort() };
}

function checkName(name: string, where: string): void {
  const isName =
    isKey(name) && !name.includes('/') && !isId(name) && name.length <= MOST_NAME_CHARACTERS;
  if (isName && new TextEncoder().encode(name).length <= 2 * MOST_NAME_CHARACTERS) return;
  throw new InvalidParameterError(
    `${where}: name must be one name as in keys, without slashes, of up to ${MOST_NAME_CHARACTERS} characters and no UUID, but got ${show(name)}. Use one such as "churn".`,
  );
}

function checkAlias(alias: string, where: string): void {
  if (typeof alias === 'string' && /^[A-Za-z][\w.-]{0,99}$/.test(alias)) return;
  throw new InvalidParameterError(
    `${where}: alias must be a letter and up to 99 letters, digits, dots, hyphens or underscores, but got ${show(alias)}. Use one such as "production".`,
  );
}

function checkDescription(
  metrics: Readonly<Record<string, number>>,
  tags: readonly string[],
  notes: string,
  where: string,
): void {
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value === 'number') continue;
    throw new InvalidParameterError(
      `${where}: metrics.${name} must be a number, but got ${show(value)}. Leave it out, or put it into the notes.`,
    );
  }
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string' || tag === '')) {
    throw new InvalidParameterError(
      `${where}: tags must be an array of words, but got ${show(tags)}. Pass such as ["nightly"].`,
    );
  }
  if (typeof notes !== 'string') {
    throw new InvalidParameterError(
      `${where}: notes must be text, but got ${show(notes)}. Pass a sentence.`,
    );
  }
}
