import { InvalidParameterError, StorageError } from '../errors.js';
import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import type { Hyperparameter } from '../hyperparameters.js';
import type { LoadedModel } from '../model-guards.js';
import { checkSignal, type StorageOptions } from '../storage/model-storage.js';
import { getIfThere } from '../storage/reasons.js';
import { anyValue, resolveOptions } from '../storage/resolve-options.js';
import { didYouMean, nearestNames, show } from '../words.js';
import { checkAlias, checkName } from './registry-checks.js';
import { SIGNAL } from './registry-options.js';
import { decodeId, isId, isVersion, type VersionRecord } from './registry-records.js';
import type { RegistryStore } from './registry-store.js';

/** Which version of a name; without either the newest. */
export interface ModelVersionOptions extends StorageOptions {
  /** The number of the version, from 1. Not together with `alias`. */
  version?: number;
  /** A name that was promoted to a version, such as `production`. Not together with `version`. */
  alias?: string;
}

/** Which version to load, and what classes it may hold. */
export interface RegistryLoadOptions<E extends AnyEstimator = LoadedModel>
  extends ModelVersionOptions {
  /** The class that the model must be of, which also types the result. Default any. */
  expected?: EstimatorClass<E>;
  /** Further classes of one's own that the model may hold. Default none. */
  classes?: readonly EstimatorClass[];
}

const WHICH = {
  signal: SIGNAL,
  version: {
    type: 'integer',
    range: 'an integer >= 1',
    accepts: isVersion,
    default: undefined,
    about: 'what save returned.',
  },
  alias: anyValue('a name that was promoted to a version.'), // `checkAlias` has its rule
} satisfies Record<keyof ModelVersionOptions, Hyperparameter>;

/** The options of `load`. */
export const LOAD = {
  ...WHICH,
  expected: anyValue('the class that the model must be of.'),
  classes: anyValue('further classes that the model may hold.'),
} satisfies Record<keyof RegistryLoadOptions, Hyperparameter>;

/** The record of a version that is not deleted. */
export async function findModel(
  store: RegistryStore,
  nameOrId: string,
  options: ModelVersionOptions,
  where: string,
): Promise<VersionRecord> {
  const record = await findRecord(store, nameOrId, options, where);
  if (record.deleted === null) return record;
  throw new StorageError(
    `${where}: ${title(record)} was deleted on ${record.deleted.toISOString()}. Choose another version.`,
    { reason: 'missing' },
  );
}

/** The record of a version, also of one that is deleted. */
export async function findRecord(
  store: RegistryStore,
  nameOrId: string,
  options: ModelVersionOptions,
  where: string,
): Promise<VersionRecord> {
  const signal = checkSignal(options, where);
  const { version, alias } = resolveOptions<ModelVersionOptions>(where, WHICH, options);
  if (isId(nameOrId)) {
    if (version !== undefined || alias !== undefined) {
      throw new InvalidParameterError(
        `${where}: an id names one version, so version and alias must be left out.`,
      );
    }
    return findId(store, nameOrId, { signal }, where);
  }
  checkName(nameOrId, where);
  if (version !== undefined && alias !== undefined) {
    throw new InvalidParameterError(`${where}: pass a version or an alias, not both.`);
  }
  if (version !== undefined) return findVersion(store, nameOrId, version, { signal }, where);
  if (alias !== undefined) return findAlias(store, nameOrId, alias, { signal }, where);
  return findNewest(store, nameOrId, { signal }, where);
}

async function findId(
  store: RegistryStore,
  id: string,
  options: StorageOptions,
  where: string,
): Promise<VersionRecord> {
  const key = store.keys.id(id);
  const stored = await getIfThere(store.storage, key, options);
  if (stored !== undefined) {
    const { name, version } = decodeId(stored.bytes, key);
    checkName(name, where);
    const record = await store.version(name, version, options);
    // Where a save was interrupted the index names a version that another save has made.
    if (record?.id === id) return record;
  }
  throw new StorageError(
    `${where}: there is no model with the id ${show(id)}. See list() for those there are.`,
    { reason: 'missing' },
  );
}

async function findVersion(
  store: RegistryStore,
  name: string,
  version: number,
  options: StorageOptions,
  where: string,
): Promise<VersionRecord> {
  const record = await store.version(name, version, options);
  return record ?? noVersion(store, name, `version ${version}`, options, where);
}

async function findAlias(
  store: RegistryStore,
  name: string,
  alias: string,
  options: StorageOptions,
  where: string,
): Promise<VersionRecord> {
  checkAlias(alias, where);
  const { aliases } = await store.aliases(name, options);
  const version = aliases.get(alias);
  if (version === undefined) {
    throw new StorageError(
      `${where}: ${show(name)} has no alias ${show(alias)}. ${didYouMean(alias, [...aliases.keys()])}`,
      { reason: 'missing' },
    );
  }
  return findVersion(store, name, version, options, where);
}

async function findNewest(
  store: RegistryStore,
  name: string,
  options: StorageOptions,
  where: string,
): Promise<VersionRecord> {
  const places = await store.places(name, options);
  for (const { version } of places.reverse()) {
    const record = await store.version(name, version, options);
    if (record?.deleted === null) return record;
  }
  return noVersion(store, name, 'version', options, where);
}

async function noVersion(
  store: RegistryStore,
  name: string,
  what: string,
  options: StorageOptions,
  where: string,
): Promise<never> {
  const { names, isWhole } = await store.someNames(options);
  const near = names.has(name) ? [] : nearestNames(name, [...names]);
  const remedy =
    near.length > 0 || (isWhole && !names.has(name))
      ? didYouMean(name, [...names])
      : 'See list() for those there are.';
  throw new StorageError(`${where}: ${show(name)} has no ${what}. ${remedy}`, {
    reason: 'missing',
  });
}

/** A version as messages name it. */
export function title({ name, version }: { name: string; version: number }): string {
  return `version ${version} of ${show(name)}`;
}
