import { malformed } from '../serialization/json.js';
import {
  decodeRecord,
  encodeRecord,
  finite,
  list,
  nullable,
  numbersByName,
  object,
  text,
  time,
  whole,
} from '../serialization/records.js';

/*
 * What the registry writes beside the models, as JSON, and how it is read: as if a stranger had
 * written it. Whatever is not of the form is refused with the key it was under.
 */

const MAX_VERSION = 99_999_999;

/** A version of a model; the record of a deleted one stays, so that its number is not given again. */
export interface VersionRecord {
  /** Names this version alone, in all of the registry. */
  readonly id: string;
  /** What it has in common with its other versions. */
  readonly name: string;
  /** Its number under the name, from 1. */
  readonly version: number;
  /** Class of the model, such as `RandomForestClassifier`. */
  readonly type: string;
  /** When it was saved, by the clock of the registry. */
  readonly created: Date;
  /** When it was deleted; null while it is there. */
  readonly deleted: Date | null;
  /** Of the model file, in bytes. */
  readonly size: number;
  /** SHA-256 of the model file, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** The figures that it was saved with. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The words to find it by. */
  readonly tags: readonly string[];
  /** The text for people. */
  readonly notes: string;
}

/** What the registry knows of a version. */
export interface RegisteredModel extends Omit<VersionRecord, 'deleted'> {
  /** The aliases that stand for it, such as `production`. */
  readonly aliases: readonly string[];
}

/** What the registry tells of a version, given all aliases of its name. */
export function infoOf(
  { deleted: _, ...rest }: VersionRecord,
  aliases: Iterable<readonly [string, number]>,
): RegisteredModel {
  const own: string[] = [];
  for (const [alias, version] of aliases) if (version === rest.version) own.push(alias);
  return { ...rest, aliases: own.sort() };
}

/** Which versions the aliases of a name stand for, and how that came. */
export interface AliasRecord {
  readonly aliases: ReadonlyMap<string, number>;
  readonly history: readonly Promotion[];
}

/** An alias that was given a version, or taken from it. */
export interface Promotion {
  /** When, by the clock of the registry. */
  readonly time: Date;
  /** The alias, such as `production`. */
  readonly alias: string;
  /** Null when the alias was removed. */
  readonly version: number | null;
  /** Null when the alias was new. */
  readonly previous: number | null;
}

/** What one recorder has seen of one version behind an alias. */
export interface Tally {
  readonly alias: string;
  readonly version: number;
  readonly count: number;
  readonly mean: number;
  /** Sum of squared differences from the mean. */
  readonly m2: number;
}

/** Where the registry keeps what, below its prefix. */
export class RegistryKeys {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The versions of a name are the keys in this folder that begin with `v`. */
  folder(name?: string): string {
    return name === undefined ? `${this.#prefix}/models/` : `${this.#prefix}/models/${name}/`;
  }

  version(name: string, version: number): string {
    return `${this.folder(name)}v${String(version).padStart(8, '0')}.json`;
  }

  model(name: string, id: string): string {
    return `${this.folder(name)}${id}.safetensors`;
  }

  aliases(name: string): string {
    return `${this.folder(name)}aliases.json`;
  }

  ids(): string {
    return `${this.#prefix}/ids/`;
  }

  id(id: string): string {
    return `${this.ids()}${id}.json`;
  }

  outcomes(name: string, experiment: string): string {
    return `${this.#prefix}/outcomes/${name}/${experiment}/`;
  }
}

/** The name and number of a version from its key; undefined for other keys. */
export function parseVersionKey(key: string): { name: string; version: number } | undefined {
  const match = /([^/]+)\/v(\d{8})\.json$/.exec(key);
  return match === null ? undefined : { name: match[1], version: Number(match[2]) };
}

/** The id of a model file from its key, or of an entry of the index; undefined for other keys. */
export function parseIdKey(key: string): string | undefined {
  const name = /([^/]+)\.(?:safetensors|json)$/.exec(key)?.[1];
  return name !== undefined && isId(name) ? name : undefined;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether text is an id as `save` gives them. */
export function isId(id: string): boolean {
  return typeof id === 'string' && ID.test(id);
}

export function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_VERSION;
}

const versionNumber = whole({ min: 1, max: MAX_VERSION });

const VERSION = object<VersionRecord>({
  id: text(ID, 'a UUID'),
  name: text(),
  version: versionNumber,
  type: text(),
  created: time(),
  deleted: nullable(time()),
  size: whole(),
  sha256: text(/^[0-9a-f]{64}$/, '64 hex digits'),
  metrics: numbersByName(),
  tags: list(text()),
  notes: text(),
});

const ALIASES = object({
  aliases: list(object({ alias: text(), version: versionNumber })),
  history: list(
    object<Promotion>({
      time: time(),
      alias: text(),
      version: nullable(versionNumber),
      previous: nullable(versionNumber),
    }),
  ),
});

const PLACE = object({ name: text(), version: versionNumber });

const TALLIES = object({
  tallies: list(
    object<Tally>({
      alias: text(),
      version: versionNumber,
      count: whole(),
      mean: finite(),
      m2: finite({ min: 0 }),
    }),
  ),
});

export function encodeVersion(record: VersionRecord): Uint8Array {
  return encodeRecord(VERSION, record);
}

/** @throws ModelFormatError when the bytes are no record, or that of another version */
export function decodeVersion(
  bytes: Uint8Array,
  key: string,
  expected: { name: string; version: number },
): VersionRecord {
  const record = decodeRecord(VERSION, bytes, key);
  if (record.name !== expected.name) throw malformed(`${key}: name`, expected.name, record.name);
  if (record.version !== expected.version) {
    throw malformed(`${key}: version`, `${expected.version}`, record.version);
  }
  return record;
}

export function encodeAliases({ aliases, history }: AliasRecord): Uint8Array {
  const entries = Array.from(aliases, ([alias, version]) => ({ alias, version }));
  return encodeRecord(ALIASES, { aliases: entries, history });
}

export function decodeAliases(bytes: Uint8Array, key: string): AliasRecord {
  const record = decodeRecord(ALIASES, bytes, key);
  const aliases = new Map<string, number>();
  for (const { alias, version } of record.aliases) {
    if (aliases.has(alias)) throw malformed(`${key}: alias`, 'named once', alias);
    aliases.set(alias, version);
  }
  return { aliases, history: record.history };
}

/** Where the index of ids says that a version is. */
export function encodeId(place: { name: string; version: number }): Uint8Array {
  return encodeRecord(PLACE, place);
}

export function decodeId(bytes: Uint8Array, key: string): { name: string; version: number } {
  return decodeRecord(PLACE, bytes, key);
}

export function encodeTallies(tallies: readonly Tally[]): Uint8Array {
  return encodeRecord(TALLIES, { tallies });
}

export function decodeTallies(bytes: Uint8Array, key: string): readonly Tally[] {
  return decodeRecord(TALLIES, bytes, key).tallies;
}
