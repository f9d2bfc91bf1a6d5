import { ModelFormatError } from '../errors.js';
import {
  arrayFromJson,
  exactKeys,
  type Json,
  malformed,
  numberFromJson,
  numberToJson,
  objectFromJson,
  stringFromJson,
} from '../serialization/json.js';

/*
 * What the registry writes beside the models, as JSON, and how it is read: as if a stranger had
 * written it. Whatever is not of the form is refused with the key it was under.
 */

const FORMAT = 1;
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

/** Whether text is an id as `save` gives them. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function encodeVersion(record: VersionRecord): Uint8Array {
  const metrics = Object.fromEntries(
    Object.entries(record.metrics).map(([name, value]) => [name, numberToJson(value)]),
  );
  return encode({
    id: record.id,
    name: record.name,
    version: record.version,
    type: record.type,
    created: record.created.toISOString(),
    deleted: record.deleted?.toISOString() ?? null,
    size: record.size,
    sha256: record.sha256,
    metrics,
    tags: [...record.tags],
    notes: record.notes,
  });
}

/** @throws ModelFormatError when the bytes are no record, or that of another version */
export function decodeVersion(
  bytes: Uint8Array,
  key: string,
  expected: { name: string; version: number },
): VersionRecord {
  const json = decode(bytes, key, [
    'id',
    'name',
    'version',
    'type',
    'created',
    'deleted',
    'size',
    'sha256',
    'metrics',
    'tags',
    'notes',
  ]);
  const at = (field: string) => `${key}: ${field}`;
  const id = stringFromJson(json.id, at('id'));
  if (!isId(id)) throw malformed(at('id'), 'a UUID', id);
  if (json.name !== expected.name) throw malformed(at('name'), expected.name, json.name);
  if (json.version !== expected.version) {
    throw malformed(at('version'), `${expected.version}`, json.version);
  }
  const sha256 = stringFromJson(json.sha256, at('sha256'));
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw malformed(at('sha256'), '64 hex digits', sha256);
  const metrics = Object.entries(objectFromJson(json.metrics, at('metrics'))).map(
    ([name, value]) => [name, numberFromJson(value, at(`metrics.${name}`))] as const,
  );
  return {
    id,
    ...expected,
    type: stringFromJson(json.type, at('type')),
    created: dateFromJson(json.created, at('created')),
    deleted: json.deleted === null ? null : dateFromJson(json.deleted, at('deleted')),
    size: countFromJson(json.size, at('size')),
    sha256,
    metrics: Object.fromEntries(metrics),
    tags: arrayFromJson(json.tags, at('tags')).map((tag) => stringFromJson(tag, at('tags'))),
    notes: stringFromJson(json.notes, at('notes')),
  };
}

export function encodeAliases({ aliases, history }: AliasRecord): Uint8Array {
  return encode({
    aliases: Array.from(aliases, ([alias, version]) => ({ alias, version })),
    history: history.map(({ time, ...rest }) => ({ time: time.toISOString(), ...rest })),
  });
}

export function decodeAliases(bytes: Uint8Array, key: string): AliasRecord {
  const json = decode(bytes, key, ['aliases', 'history']);
  const aliases = new Map<string, number>();
  for (const entry of arrayFromJson(json.aliases, `${key}: aliases`)) {
    const given = exactKeys(entry, ['alias', 'version'], `${key}: aliases`);
    const alias = stringFromJson(given.alias, `${key}: alias`);
    if (aliases.has(alias)) throw malformed(`${key}: alias`, 'named once', alias);
    aliases.set(alias, versionFromJson(given.version, `${key}: version`));
  }
  const history = arrayFromJson(json.history, `${key}: history`).map((entry) => {
    const fields = ['time', 'alias', 'version', 'previous'];
    const given = exactKeys(entry, fields, `${key}: history`);
    const version = (value: unknown) =>
      value === null ? null : versionFromJson(value, `${key}: history`);
    return {
      time: dateFromJson(given.time, `${key}: time`),
      alias: stringFromJson(given.alias, `${key}: alias`),
      version: version(given.version),
      previous: version(given.previous),
    };
  });
  return { aliases, history };
}

/** Where the index of ids says that a version is. */
export function encodeId({ name, version }: { name: string; version: number }): Uint8Array {
  return encode({ name, version });
}

export function decodeId(bytes: Uint8Array, key: string): { name: string; version: number } {
  const { name, version } = decode(bytes, key, ['name', 'version']);
  return {
    name: stringFromJson(name, `${key}: name`),
    version: versionFromJson(version, `${key}: version`),
  };
}

export function encodeTallies(tallies: readonly Tally[]): Uint8Array {
  return encode({ tallies: tallies.map((tally) => ({ ...tally })) });
}

export function decodeTallies(bytes: Uint8Array, key: string): Tally[] {
  return arrayFromJson(decode(bytes, key, ['tallies']).tallies, key).map((entry) => {
    const given = exactKeys(entry, ['alias', 'version', 'count', 'mean', 'm2'], key);
    const finite = (field: 'mean' | 'm2'): number => {
      const value = given[field];
      if (!Number.isFinite(value)) throw malformed(`${key}: ${field}`, 'a finite number', value);
      return value as number;
    };
    const m2 = finite('m2');
    if (m2 < 0) throw malformed(`${key}: m2`, 'at least 0', m2);
    return {
      alias: stringFromJson(given.alias, `${key}: alias`),
      version: versionFromJson(given.version, `${key}: version`),
      count: countFromJson(given.count, `${key}: count`),
      mean: finite('mean'),
      m2,
    };
  });
}

function encode(fields: { [key: string]: Json }): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ format: FORMAT, ...fields }, null, 2)}\n`);
}

function decode(
  bytes: Uint8Array,
  key: string,
  fields: readonly string[],
): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelFormatError(`${key} is no JSON: it was not written by ModelRegistry.`, {
      cause,
    });
  }
  const { format } = objectFromJson(json, key);
  if (format !== FORMAT) throw malformed(`${key}: format`, `${FORMAT}`, format);
  return exactKeys(json, ['format', ...fields], key);
}

function countFromJson(json: unknown, path: string): number {
  if (!Number.isSafeInteger(json) || (json as number) < 0) {
    throw malformed(path, 'a whole number from 0', json);
  }
  return json as number;
}

function versionFromJson(json: unknown, path: string): number {
  if (!isVersion(json)) throw malformed(path, 'a version number', json);
  return json;
}

export function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_VERSION;
}

function dateFromJson(json: unknown, path: string): Date {
  const date = new Date(stringFromJson(json, path));
  if (Number.isNaN(date.getTime()) || date.toISOString() !== json) {
    throw malformed(path, 'a time such as 2026-01-31T12:00:00.000Z', json);
  }
  return date;
}
