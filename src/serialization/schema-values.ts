import type { Label } from '../contracts.js';
import { ModelFormatError } from '../errors.js';
import { malformed, numberFromJson, numberToJson, stringFromJson } from './json.js';
import { bind, type Schema } from './schema-form.js';

interface NumberRules {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Whether NaN and the infinities are allowed. Default false. */
  readonly nonFinite?: boolean;
}

export function number(rules: NumberRules = {}): Schema<number> {
  const { min = -Infinity, max = Infinity, integer = false, nonFinite = false } = rules;
  return {
    save: numberToJson,
    load(json, _from, path) {
      const value = numberFromJson(json, path);
      if (!nonFinite && !Number.isFinite(value)) throw malformed(path, 'a finite number', json);
      if (integer && !Number.isSafeInteger(value)) throw malformed(path, 'a whole number', json);
      if (value < min || value > max) throw malformed(path, `from ${min} to ${max}`, json);
      return value;
    },
  };
}

/**
 * The largest size that a file may state without arrays of that length to show for it, such as the columns that trees
 * and names are about: what follows from a size that 100 bytes can hold must not ask for the memory of the machine.
 */
const MAX_SIZE = 2 ** 20;

/** A count that binds a dimension: `nFeatures: size('nFeatures')`. */
export function size(dimension: string): Schema<number> {
  const count = number({ integer: true, min: 1, max: MAX_SIZE });
  return {
    save(value, to, path) {
      if (value > MAX_SIZE) {
        throw new ModelFormatError(
          `${path} is ${value}, and a model file holds sizes up to ${MAX_SIZE} only. Fit on fewer columns, or use the model without saving it.`,
        );
      }
      bind(dimension, value, to.dimensions, path);
      return value;
    },
    load(json, from, path) {
      const value = count.load(json, from, path);
      bind(dimension, value, from.dimensions, path);
      return value;
    },
  };
}

export function boolean(): Schema<boolean> {
  return {
    save: (value) => value,
    load(json, _from, path) {
      if (typeof json !== 'boolean') throw malformed(path, 'true or false', json);
      return json;
    },
  };
}

export function string(): Schema<string> {
  return { save: (value) => value, load: (json, _from, path) => stringFromJson(json, path) };
}

/** A seed of random numbers: text or a finite number. */
export function seed(): Schema<number | string> {
  return {
    save: (value) => (Object.is(value, -0) ? 0 : value), // JSON has no -0, and 0 seeds alike
    load(json, _from, path) {
      if (typeof json === 'string' || Number.isFinite(json as number))
        return json as number | string;
      throw malformed(path, 'text or a finite number', json);
    },
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Schema<T> {
  return {
    save: (value) => value,
    load(json, _from, path) {
      if (!values.includes(json as T)) throw malformed(path, `one of ${values.join(', ')}`, json);
      return json as T;
    },
  };
}

/** One class label: text, true, false or a finite number. */
export function label(): Schema<Label> {
  return {
    // Text labels are saved as they are; number labels are always finite, so only -0 needs care.
    save: (value) => (Object.is(value, -0) ? 0 : value),
    load(json, _from, path) {
      const usable =
        typeof json === 'string' || typeof json === 'boolean' || Number.isFinite(json as number);
      if (!usable) throw malformed(path, 'a label', json);
      return json as Label;
    },
  };
}
