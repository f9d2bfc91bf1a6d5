import { type Hyperparameter, parameter, real } from '../hyperparameters.js';
import { checkSignal, type StorageOptions } from '../storage/model-storage.js';
import { aFunction, anyValue, resolveOptions } from '../storage/resolve-options.js';
import type { Promotion } from './registry-records.js';

/** Where in the storage a `ModelRegistry` lives, and the clock it reads. */
export interface ModelRegistryOptions {
  /** What the keys of the registry begin with, so that other models can be in the same storage. Default `registry`. */
  prefix?: string;
  /** The time in milliseconds since 1970, for tests. Default `Date.now`. */
  clock?: () => number;
}

/** What a new version of a model is called, and what is to be known of it. */
export interface RegisterOptions extends StorageOptions {
  /** What the versions have in common, such as `churn`: one name as in keys, up to 100 characters. */
  name: string;
  /** Figures to find and compare it by, such as `{ accuracy: 0.93 }`. Default none. */
  metrics?: Readonly<Record<string, number>>;
  /** Words to find it by. Default none. */
  tags?: readonly string[];
  /** Text for people. Default none. */
  notes?: string;
  /** Whether clusterers keep the clusters of the samples of fit, as in `serialize`. Default true. */
  trainingLabels?: boolean;
}

/** What `ModelRegistry.clean` takes for left over. */
export interface RegistryCleanOptions extends StorageOptions {
  /**
   * Milliseconds that something must be old before it counts as left over; a `save` must not take
   * longer. Default a day.
   */
  olderThan?: number;
}

/** Something that happened to a name. */
export type RegistryEvent =
  | {
      /** What happened to the version. */
      readonly event: 'saved' | 'deleted';
      /** When, by the clock of the registry. */
      readonly time: Date;
      /** The number of the version. */
      readonly version: number;
    }
  | ({
      /** An alias was given another version, or none. */
      readonly event: 'promoted';
    } & Promotion);

/** The row of `signal`, which `checkSignal` looks at. */
export const SIGNAL = anyValue('the signal of an AbortController.');

/** The options of `save`, whose values have checks of their own. */
export const SAVE = {
  signal: SIGNAL,
  name: anyValue('one such as "churn".'),
  metrics: anyValue('figures by name.'),
  tags: anyValue('words to find it by.'),
  notes: anyValue('text for people.'),
  trainingLabels: anyValue('true or false.'),
} satisfies Record<keyof RegisterOptions, Hyperparameter>;

export const OPTIONS = {
  prefix: parameter(anyValue('what the keys of the registry begin with.'), {
    default: 'registry',
    about: 'What the keys of the registry begin with.',
  }),
  clock: aFunction('One that gives the time in milliseconds.', Date.now),
} satisfies Record<keyof ModelRegistryOptions, Hyperparameter>;

const DAY_MS = 86_400_000;

export const CLEAN = {
  signal: SIGNAL,
  olderThan: real({
    default: DAY_MS,
    about: 'The milliseconds that something must be old.',
  }),
} satisfies Record<keyof RegistryCleanOptions, Hyperparameter>;

const SIGNAL_ALONE = { signal: SIGNAL } satisfies Record<keyof StorageOptions, Hyperparameter>;

/** The signal of a method that takes no other option. */
export function signalOf(options: StorageOptions, where: string): AbortSignal | undefined {
  const signal = checkSignal(options, where);
  resolveOptions(where, SIGNAL_ALONE, options);
  return signal;
}
