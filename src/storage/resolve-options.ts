import { InvalidParameterError } from '../errors.js';
import {
  type Hyperparameter,
  type HyperparameterTable,
  holdsOptions,
  resolve,
} from '../hyperparameters.js';
import { isSo } from '../is-so.js';
import { show } from '../words.js';

/**
 * The options of a storage, checked by their table, with defaults filled in.
 *
 * @param required - names of options that have no default
 * @throws InvalidParameterError for what is no object, an unknown name, a value out of range or a missing one
 */
export function resolveOptions<Options extends object>(
  owner: string,
  table: HyperparameterTable,
  options: unknown,
  required: readonly string[] = [],
): Options {
  const given = checkObject(owner, options);
  const settings = resolve<Record<string, unknown>>(owner, table, given, 'option');
  for (const name of required) {
    if (settings[name] !== undefined) continue;
    const { range, about } = table[name];
    throw new InvalidParameterError(
      `${owner}: ${name} is missing, and must be ${range}. Pass ${about}`,
    );
  }
  return settings as Options;
}

/**
 * @param what - what they are called in the message
 * @throws InvalidParameterError when options are no object
 */
export function checkObject(
  owner: string,
  options: unknown,
  what = 'the options',
): Readonly<Record<string, unknown>> {
  if (holdsOptions(options)) {
    try {
      return { ...options };
    } catch {} // a property that throws
  }
  throw new InvalidParameterError(
    `${owner}: ${what} must be an object, but got ${kindOf(options)}. Pass { name: value, … }, or leave them out.`,
  );
}

/** What a value is, in words. It is not shown: text in the place of options may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (isSo(() => Array.isArray(value))) return 'an array';
  return typeof value === 'object'
    ? 'an object of another kind'
    : `a value of type ${typeof value}`;
}

/** A row for an option that a check of its own looks at, so that the table lets every value pass. */
export function anyValue(about: string): Hyperparameter {
  return { type: 'any', range: 'given', accepts: () => true, default: undefined, about };
}

/** A row for a function. */
export function aFunction(about: string, fallback: unknown): Hyperparameter {
  return {
    type: 'function',
    range: 'a function',
    accepts: (value) => typeof value === 'function',
    default: fallback,
    about,
  };
}

/**
 * Whether something has the methods of a storage.
 *
 * @throws InvalidParameterError when it has not
 */
export function checkStorageArgument(owner: string, name: string, storage: unknown): void {
  const methods = ['put', 'get', 'head', 'exists', 'list', 'delete'];
  const isStorage = isSo(
    () =>
      typeof storage === 'object' &&
      storage !== null &&
      methods.every((method) => typeof Reflect.get(storage, method) === 'function'),
  );
  if (isStorage) return;
  throw new InvalidParameterError(
    `${owner}: ${name} must be a storage, but got ${show(storage)}. Pass one such as new MemoryStorage().`,
  );
}
