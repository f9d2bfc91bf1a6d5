import { type Hyperparameter, parameter, real } from '../hyperparameters.js';
import type { StorageOptions } from '../storage/model-storage.js';
import { aFunction, anyValue } from '../storage/read-options.js';
import type { Promotion } from './registry-records.js';

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

export const OPTIONS = {
  prefix: parameter(anyValue('what the keys of the registry begin with.'), {
    default: 'registry',
    about: 'What the keys of the registry begin with.',
  }),
  clock: aFunction('One that gives the time in milliseconds.', Date.now),
} satisfies Record<keyof ModelRegistryOptions, Hyperparameter>;

const DAY_MS = 86_400_000;

export const CLEAN = {
  signal: anyValue('the signal of an AbortController.'),
  olderThan: real({
    default: DAY_MS,
    about: 'The milliseconds that something must be old.',
  }),
} satisfies Record<keyof RegistryCleanOptions, Hyperparameter>;
