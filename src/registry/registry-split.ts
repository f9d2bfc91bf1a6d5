import { InvalidInputError, InvalidParameterError, ModelFormatError } from '../errors.js';
import type { AnyEstimator } from '../estimator.js';
import { partsOf } from '../estimator-parts.js';
import { type Hyperparameter, parameter, real } from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import type { LoadedModel } from '../model-guards.js';
import { readNamed } from '../named-options.js';
import { log1p } from '../numeric/exp-log.js';
import { checkSignal, isKey, type StorageOptions } from '../storage/model-storage.js';
import { getIfThere } from '../storage/reasons.js';
import { resolveOptions } from '../storage/resolve-options.js';
import { show } from '../words.js';
import {
  LOAD,
  type ModelVersionOptions,
  type RegistryLoadOptions,
  title,
} from './registry-find.js';
import { unitHash } from './registry-hash.js';
import {
  decodeTallies,
  encodeTallies,
  type RegisteredModel,
  type Tally,
} from './registry-records.js';
import type { RegistryStore } from './registry-store.js';
import { addOutcome, mergeTallies, type OutcomeSummary, summarize } from './registry-tally.js';

/** The options of `ModelSplit.load`. */
const LOAD_ONE = { expected: LOAD.expected, classes: LOAD.classes };

/** Which experiment a `ModelSplit` is, and how fast it follows promotions. */
export interface SplitOptions {
  /**
   * Tells experiments on one name apart: another one divides the keys anew and counts its own
   * outcomes. Default `default`.
   */
  experiment?: string;
  /** Milliseconds that a version may go on being served after its alias was promoted to another. Default 10 000. */
  refresh?: number;
}

/** Which model answers a request. */
export interface SplitAssignment {
  /** The alias that the key was dealt to. */
  readonly alias: string;
  /** The version that the alias stands for. */
  readonly info: RegisteredModel;
}

/** What came of the requests that one alias answered. */
export interface AliasOutcomes extends OutcomeSummary {
  /** The alias that answered. */
  readonly alias: string;
  /** The same for each version that the alias stood for meanwhile. */
  readonly versions: readonly (OutcomeSummary & { readonly version: number })[];
}

interface SplitSetup {
  readonly name: string;
  readonly shares: Readonly<Record<string, number>>;
  readonly clock: () => number;
  readonly options: SplitOptions;
}

/** Of a registry: what is known of its versions, and their models. */
interface Versions {
  info(nameOrId: string, options?: ModelVersionOptions): Promise<RegisteredModel>;
  load<E extends AnyEstimator = LoadedModel>(
    nameOrId: string,
    options?: RegistryLoadOptions<E>,
  ): Promise<E>;
}

const OPTIONS = {
  experiment: parameter(
    {
      type: 'text',
      range: 'one name as in keys, without slashes',
      accepts: (value) => typeof value === 'string' && isKey(value) && !value.includes('/'),
    },
    { default: 'default', about: 'One such as "spring".' },
  ),
  refresh: real({ min: 0, infinite: true, default: 10_000, about: 'Milliseconds.' }),
} satisfies Record<keyof SplitOptions, Hyperparameter>;

/** Who is asked for a split, in messages. */
const SPLIT = 'ModelRegistry.split';

const TOLERANCE = 1e-9;
/** The square of larger outcomes would overflow. */
const LARGEST = 1e100;

/**
 * Requests divided among the aliases of a name (A/B testing), and what came of them. Made by
 * `ModelRegistry.split`.
 *
 * A key is hashed with each alias, and the alias with the highest score for its share has it. So a
 * key stays where it is as long as the shares do, in every process; when they change, keys move only
 * to aliases whose share grew in relation to the one they leave, and with two aliases no more keys
 * than the shares differ by.
 * Source: highest random weight hashing, Thaler and Ravishankar, IEEE/ACM Transactions on Networking
 * 6 (1998), with the logarithmic weights of Schindelhauer and Schomaker, SPAA 2005.
 *
 * @example
 * const split = registry.split('churn', { production: 0.9, candidate: 0.1 })
 * const model = await split.load(userId, { expected: TabularModel })
 * await split.record(userId, { outcome: true })
 * const outcomes = await split.outcomes()
 */
export class ModelSplit {
  readonly #registry: Versions;
  readonly #store: RegistryStore;
  readonly #name: string;
  readonly #experiment: string;
  readonly #shares: readonly (readonly [alias: string, share: number])[];
  readonly #refresh: number;
  readonly #clock: () => number;
  readonly #assigned = new Map<string, { info: Promise<RegisteredModel>; until: number }>();
  readonly #loaded = new Map<string, { id: string; model: Promise<AnyEstimator> }>();

  /** No other recorder writes to this key, so that none can lose the counts of another. */
  readonly #recorderKey: string;
  #tallies: readonly Tally[] = [];
  #waiting: { alias: string; version: number; value: number }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;

  /** @internal Made by `ModelRegistry.split`. */
  constructor(registry: Versions, store: RegistryStore, setup: SplitSetup) {
    const { name, shares, clock, options } = setup;
    const { experiment, refresh } = resolveOptions<Required<SplitOptions>>(SPLIT, OPTIONS, options);
    this.#shares = checkShares(shares);
    this.#registry = registry;
    this.#store = store;
    this.#name = name;
    this.#experiment = experiment;
    this.#refresh = refresh;
    this.#clock = clock;
    this.#recorderKey = `${store.keys.outcomes(name, experiment)}${crypto.randomUUID()}.json`;
  }

  /** The alias that answers a request key, such as the id of a user: always the same for the same shares. */
  pick(key: string): string {
    if (typeof key !== 'string') {
      throw new InvalidInputError(
        `ModelSplit.pick: key must be text, but got ${show(key)}. Pass such as the id of a user.`,
      );
    }
    let best = '';
    let bestScore = -1;
    for (const [alias, share] of this.#shares) {
      const hash = unitHash(JSON.stringify([this.#name, this.#experiment, alias, key]));
      // An exponential waiting time whose rate is the share: the alias that is first wins.
      const score = share / -log1p(-hash);
      if (share > 0 && score > bestScore) {
        best = alias;
        bestScore = score;
      }
    }
    return best;
  }

  /**
   * The version that answers a request key.
   *
   * @throws StorageError with the reason `missing` when the alias stands for none
   */
  async assign(key: string): Promise<SplitAssignment> {
    const alias = this.pick(key);
    return { alias, info: await this.#infoOf(alias) };
  }

  /**
   * The model that answers a request key; kept in memory until its alias stands for another version.
   *
   * @throws ModelFormatError when it is not of the class that is expected
   */
  async load<E extends AnyEstimator = LoadedModel>(
    key: string,
    options: Pick<RegistryLoadOptions<E>, 'expected' | 'classes'> = {},
  ): Promise<E> {
    const where = 'ModelSplit.load';
    const { expected, classes } = resolveOptions<typeof options>(where, LOAD_ONE, options);
    const { alias, info } = await this.assign(key);
    let entry = this.#loaded.get(alias);
    if (entry?.id !== info.id) {
      // Of any class, as others with other expectations share it.
      const known = expected === undefined ? classes : [expected, ...(classes ?? [])];
      entry = { id: info.id, model: this.#registry.load(info.id, { classes: known }) };
      this.#loaded.set(alias, entry);
      this.#forgetIfRejected(this.#loaded, alias, entry, entry.model);
    }
    const model = await entry.model;
    if (expected === undefined || isSo(() => model instanceof expected)) return model as E;
    throw new ModelFormatError(
      `${where}: ${title(info)} is a ${partsOf(model).info.type}, but ${show(expected)} is expected. Pass the class it was saved from.`,
    );
  }

  /**
   * Count what came of a request. It is stored once this resolves; calls that come while one is
   * written are written together.
   *
   * @param outcome - true or false, counted as 1 and 0, or any number, such as what was bought for
   * @throws StorageError when the storage fails; it is not counted then, and may be recorded again
   */
  async record(key: string, options: { outcome: number | boolean }): Promise<void> {
    const { outcome } = readNamed(options, 'ModelSplit.record', ['outcome']);
    const value = Number(outcome);
    if (
      (typeof outcome !== 'number' && typeof outcome !== 'boolean') ||
      !(Math.abs(value) <= LARGEST)
    ) {
      throw new InvalidInputError(
        `ModelSplit.record: outcome must be true, false or a number up to ${LARGEST} in size, but got ${show(outcome)}. Leave out requests whose outcome is not known.`,
      );
    }
    const { alias, info } = await this.assign(key);
    this.#waiting.push({ alias, version: info.version, value });
    this.#nextWrite ??= this.#writeAfter(this.#writing);
    return this.#nextWrite;
  }

  /** What was recorded in this experiment so far, by all recorders in all processes; aliases in order. */
  async outcomes(options: StorageOptions = {}): Promise<AliasOutcomes[]> {
    const signal = checkSignal(options, 'ModelSplit.outcomes', ['signal']);
    const { storage, keys } = this.#store;
    let all: readonly Tally[] = [];
    const prefix = keys.outcomes(this.#name, this.#experiment);
    for await (const { key } of this.#store.entries(prefix, { signal })) {
      const stored = await getIfThere(storage, key, { signal });
      if (stored !== undefined) all = mergeTallies(all, decodeTallies(stored.bytes, key));
    }
    const aliases = new Set([...this.#shares.map(([alias]) => alias), ...all.map((t) => t.alias)]);
    return [...aliases].sort().map((alias) => {
      const own = all.filter((tally) => tally.alias === alias);
      const versions = own
        .map((tally) => ({ version: tally.version, ...summarize([tally]) }))
        .sort((a, b) => a.version - b.version);
      return { alias, ...summarize(own), versions };
    });
  }

  async #writeAfter(before: Promise<void>): Promise<void> {
    await before.catch(() => undefined); // who waits for that one hears of it
    const batch = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#nextWrite ?? before;
    this.#nextWrite = undefined;
    const tallies = batch.reduce(addOutcome, this.#tallies);
    await this.#store.storage.put(this.#recorderKey, encodeTallies(tallies));
    this.#tallies = tallies; // last: what could not be stored is not counted
  }

  #infoOf(alias: string): Promise<RegisteredModel> {
    const now = this.#clock();
    let entry = this.#assigned.get(alias);
    if (entry === undefined || now >= entry.until) {
      entry = {
        info: this.#registry.info(this.#name, { alias }),
        until: now + this.#refresh,
      };
      this.#assigned.set(alias, entry);
      this.#forgetIfRejected(this.#assigned, alias, entry, entry.info);
    }
    return entry.info;
  }

  /** A failure is told to those who wait for it, and tried anew by the next. */
  #forgetIfRejected<T>(
    cache: Map<string, T>,
    alias: string,
    entry: T,
    promise: Promise<unknown>,
  ): void {
    promise.catch(() => {
      if (cache.get(alias) === entry) cache.delete(alias);
    });
  }
}

function checkShares(shares: Readonly<Record<string, number>>): (readonly [string, number])[] {
  const entries = Object.entries(shares);
  let sum = 0;
  for (const [alias, share] of entries) {
    if (!(share >= 0 && share <= 1)) {
      throw new InvalidParameterError(
        `${SPLIT}: the share of ${alias} must be from 0 to 1, but got ${show(share)}. Pass 0.1 for ten per cent.`,
      );
    }
    sum += share;
  }
  if (Math.abs(sum - 1) > TOLERANCE) {
    throw new InvalidParameterError(
      `${SPLIT}: the shares must add up to 1, but add up to ${show(sum)}. Pass such as { production: 0.9, candidate: 0.1 }.`,
    );
  }
  return entries;
}
