import { lengthOf } from './data/array-like.js';
import { InvalidParameterError } from './errors.js';
import { isSo } from './is-so.js';
import { didYouMean, show } from './words.js';

/** What values a hyperparameter takes. */
export interface Rule {
  /** Name of the kind, for catalogues and forms. */
  readonly type: string;
  /** The allowed values in words that follow "must be": `an integer >= 1`. */
  readonly range: string;
  readonly min?: number;
  readonly max?: number;
  /** The allowed values where they are few. */
  readonly values?: readonly unknown[];
  accepts(value: unknown): boolean;
}

/** One row of an estimator's table: what is allowed, what is taken by default, what it is for. */
export interface Hyperparameter extends Rule {
  readonly default: unknown;
  /** What it is: a phrase that can follow "Pass". */
  readonly about: string;
  /** A value as plain data, for a file, where it may be an object of a class; what has no such form stays as it is. */
  toData?(value: unknown): unknown;
  /** The value that `toData` made plain. */
  fromData?(data: unknown): unknown;
}

export type HyperparameterTable = Readonly<Record<string, Hyperparameter>>;

/** Options after defaults are filled in. */
export type Resolved<Options> = {
  readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined>;
};

interface Documented {
  readonly default: unknown;
  readonly about: string;
}

interface IntegerRange {
  readonly min?: number;
  readonly max?: number;
}

/** Bounds of a real number: `min`/`max` are allowed themselves, `above`/`below` are not. */
interface RealRange extends IntegerRange {
  readonly above?: number;
  readonly below?: number;
  /** Whether positive infinity is allowed. Default false. */
  readonly infinite?: boolean;
}

export function anInteger({ min, max }: IntegerRange = {}): Rule {
  return {
    type: 'integer',
    range: `an integer${bounds({ min, max })}`,
    min,
    max,
    accepts: (value) =>
      Number.isSafeInteger(value) &&
      (value as number) >= (min ?? -Infinity) &&
      (value as number) <= (max ?? Infinity),
  };
}

export function aReal({ min, max, above, below, infinite = false }: RealRange = {}): Rule {
  return {
    type: 'real',
    range: `a number${bounds({ min, max, above, below })}`,
    min: min ?? above,
    max: max ?? below,
    accepts: (value) =>
      typeof value === 'number' &&
      (Number.isFinite(value) || (infinite && value === Infinity)) &&
      value >= (min ?? -Infinity) &&
      value <= (max ?? Infinity) &&
      value > (above ?? -Infinity) &&
      (value < (below ?? Infinity) || (infinite && below === undefined)),
  };
}

export function aBoolean(): Rule {
  return {
    type: 'boolean',
    range: 'true or false',
    values: [true, false],
    accepts: (value) => typeof value === 'boolean',
  };
}

export function aChoice(...values: readonly (string | number | boolean | null)[]): Rule {
  return {
    type: 'choice',
    range: values.length === 1 ? show(values[0]) : `one of ${values.map(show).join(', ')}`,
    values,
    accepts: (value) => values.includes(value as string),
  };
}

/** Any one of several rules. */
export function either(...rules: readonly Rule[]): Rule {
  return {
    type: rules.map((rule) => rule.type).join(' | '),
    range: rules.map((rule) => rule.range).join(', or '),
    min: rules.find((rule) => rule.min !== undefined)?.min,
    max: rules.find((rule) => rule.max !== undefined)?.max,
    values: rules.some((rule) => rule.values)
      ? rules.flatMap((rule) => rule.values ?? [])
      : undefined,
    accepts: (value) => rules.some((rule) => rule.accepts(value)),
  };
}

/** A number of things out of all: a number in (0, 1] is a share, an integer from 2 up a count, `{ count: 1 }` exactly one. */
export type CountOrShare = number | { readonly count: number };

export function aCountOrShare(): Rule {
  return {
    type: 'countOrShare',
    range: 'a share > 0 and <= 1, an integer >= 2, or { count: an integer >= 1 }',
    min: 0,
    accepts(value) {
      if (typeof value === 'number') {
        return (value > 0 && value <= 1) || (Number.isSafeInteger(value) && value >= 2);
      }
      if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) {
        return false;
      }
      const { count } = value as { count?: unknown };
      return Number.isSafeInteger(count) && (count as number) >= 1;
    },
  };
}

/** How many of `all` a count or a share means: a share is rounded down, and is at least 1. */
export function countOf(value: CountOrShare, all: number): number {
  if (typeof value === 'object') return value.count;
  return value > 1 ? value : Math.max(1, Math.floor(value * all));
}

/** A row of the table: a rule with its default and its words. */
export function parameter(rule: Rule, documented: Documented): Hyperparameter {
  return { ...rule, ...documented };
}

export const integer = (spec: IntegerRange & Documented) =>
  parameter(anInteger(spec), { default: spec.default, about: spec.about });

export const real = (spec: RealRange & Documented) =>
  parameter(aReal(spec), { default: spec.default, about: spec.about });

export const boolean = (spec: Documented) => parameter(aBoolean(), spec);

export const oneOf = (values: readonly (string | number | boolean | null)[], spec: Documented) =>
  parameter(aChoice(...values), spec);

/** `randomState`: a number, text, or null for a new seed at every fit. */
export const seed = () =>
  parameter(
    {
      type: 'seed',
      range: 'a finite number, text or null',
      accepts: (value) =>
        value === null || typeof value === 'string' || Number.isFinite(value as number),
    },
    { default: null, about: 'a seed for repeatable results, or null for new ones at every fit.' },
  );

/** `classWeight`: null, `'balanced'`, or a weight for each label. */
export const classWeight = () =>
  parameter(
    {
      type: 'classWeight',
      range: 'null, "balanced" or an object of label to weight >= 0',
      accepts: (value) => value === null || value === 'balanced' || isWeightObject(value),
    },
    {
      default: null,
      about:
        'weights of the classes: "balanced" makes all count alike, an object gives each label its own, null leaves samples as they are.',
    },
  );

function isWeightObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const weights = Object.values(value);
  return weights.length > 0 && weights.every((w) => Number.isFinite(w) && w >= 0);
}

/**
 * The entries of options, which must be an object of them: not null, not a bare value such as the 3 of
 * `new KMeans(3)`, and no array or Map, whose entries nobody would read.
 *
 * @param where - the class or the method, for messages
 * @returns a copy, read once
 * @throws InvalidParameterError
 */
export function readOptions<Options extends object>(options: Options, where: string): Options {
  let entries: Options | undefined;
  try {
    if (holdsOptions(options)) entries = { ...options };
  } catch {
    // A revoked proxy, or a property that throws: it is shown as what it is.
  }
  if (entries !== undefined) return entries;
  throw new InvalidParameterError(
    `${where}: options must be an object, but got ${show(options)}. Pass them by name, as in { name: value }, or leave them out.`,
  );
}

/** Whether a value is an object of options. */
export function holdsOptions(options: unknown): options is object {
  return isSo(() => {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) return false;
    const prototype: unknown = Object.getPrototypeOf(options);
    const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
    return plain || Object.keys(options).length > 0;
  });
}

/** Whether a value is allowed; one that cannot be looked at, or whose length promises what is not there, is not. */
export function isAccepted(row: Rule, value: unknown): boolean {
  try {
    const length = lengthOf(value);
    if (length !== undefined && length > 0 && !(length - 1 in (value as object))) return false;
    return row.accepts(value);
  } catch {
    return false;
  }
}

/**
 * Fill defaults in and check every value.
 *
 * @param owner - name of the estimator, for messages
 * @param table - its hyperparameters
 * @param given - options by name; `undefined` means the default
 * @param kind - what a row of the table is called in the message about an unknown name
 * @throws InvalidParameterError naming the parameter, the value and the range
 */
export function resolve<Settings extends object = Record<string, unknown>>(
  owner: string,
  table: HyperparameterTable,
  given: object,
  kind = 'hyperparameter',
): Settings {
  const resolved: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(table)) resolved[name] = row.default;
  const entries: [string, unknown][] = Object.entries(readOptions(given, owner));
  for (const [name, value] of entries) {
    const row = lookUp(owner, table, name, kind);
    if (value === undefined) continue;
    if (!isAccepted(row, value)) {
      const about = row.about.charAt(0).toLowerCase() + row.about.slice(1);
      throw new InvalidParameterError(
        `${owner}: ${name} must be ${row.range}, but got ${show(value)}. Pass ${about}`,
      );
    }
    resolved[name] = value;
  }
  return resolved as Settings;
}

/** @throws InvalidParameterError for a name that is not in the table, with the nearest ones */
export function lookUp(
  owner: string,
  table: HyperparameterTable,
  name: string,
  kind = 'hyperparameter',
): Hyperparameter {
  if (!Object.hasOwn(table, name)) {
    throw new InvalidParameterError(
      `${owner}: there is no ${kind} ${show(name)}. ${didYouMean(name, Object.keys(table))}`,
    );
  }
  return table[name];
}

/**
 * `nEstimators` to `n_estimators`; a leading capital such as in `C` stays.
 *
 * @throws InvalidParameterError for what is no text
 */
export function toSnakeCase(name: string): string {
  if (typeof name !== 'string') {
    throw new InvalidParameterError(`toSnakeCase: name must be text, but got ${show(name)}.`);
  }
  return name.charAt(0) + name.slice(1).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function bounds({ min, max, above, below }: RealRange): string {
  const low = min !== undefined ? ` >= ${min}` : above !== undefined ? ` > ${above}` : '';
  const high = max !== undefined ? ` <= ${max}` : below !== undefined ? ` < ${below}` : '';
  return low && high ? `${low} and${high}` : low + high;
}
