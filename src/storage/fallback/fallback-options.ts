import { type Hyperparameter, integer, oneOf } from '../../hyperparameters.js';
import type { StorageOptions, StoredInfo } from '../model-storage.js';
import { aFunction, anyValue } from '../resolve-options.js';
import type { ConflictPolicy } from './fallback-move.js';

/** Where a model was stored, and why not in the primary. */
export interface FallbackInfo extends StoredInfo {
  /** Which of the two storages has it. */
  readonly storedIn: 'primary' | 'secondary';
  /** Why the primary did not take it; absent when it did. */
  readonly fallbackReason?: string;
}

/** How to follow a `sync`, and what it does with conflicts. */
export interface SyncOptions extends StorageOptions {
  /** Called after each key. */
  onProgress?: (progress: SyncProgress) => void;
  /**
   * What to do where somebody else changed the model in the primary meanwhile: `report` leaves both as
   * they are, `usePrimary` drops what waits, `useSecondary` replaces what is in the primary. Default `report`.
   */
  conflicts?: ConflictPolicy;
}

/** How far a `sync` has come. */
export interface SyncProgress {
  /** Keys dealt with so far, those that failed included. */
  readonly done: number;
  /** Keys that waited when it began. */
  readonly total: number;
  /** The key that was dealt with last. */
  readonly key: string;
}

/** What a `sync` has done with each key that waited. */
export interface SyncReport {
  /** Keys whose models are now in the primary. */
  readonly moved: string[];
  /** Keys whose deletion has now reached the primary. */
  readonly deleted: string[];
  /** Keys that were changed in the primary meanwhile. They still wait, unless `conflicts` settled them. */
  readonly conflicts: string[];
  /** Keys that still wait because a storage failed. */
  readonly failed: { readonly key: string; readonly reason: string }[];
}

/** How a `FallbackStorage` deals with its two storages. */
export interface FallbackOptions {
  /**
   * How long the primary is left alone after it took more than a second to fail, in milliseconds, so that
   * not every caller waits for the same deadline: meanwhile the secondary answers at once. `sync` asks it
   * again all the same. Default 15 000; 0 asks it every time.
   */
  rest?: number;
}

export const OPTIONS = {
  rest: integer({
    min: 0,
    default: 15_000,
    about: 'How many milliseconds the primary is left alone after a slow failure.',
  }),
} satisfies Record<keyof FallbackOptions, Hyperparameter>;

export const SYNC_OPTIONS = {
  signal: anyValue('the signal of an AbortController.'),
  onProgress: aFunction('What is called after each key.', undefined),
  conflicts: oneOf(['report', 'usePrimary', 'useSecondary'], {
    default: 'report',
    about: 'What to do where the model was changed in the primary meanwhile.',
  }),
} satisfies Record<keyof SyncOptions, Hyperparameter>;
