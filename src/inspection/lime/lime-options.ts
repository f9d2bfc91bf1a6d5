import {
  aChoice,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  integer,
  parameter,
  seed,
} from '../../hyperparameters.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import type { AsyncOptions } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { backgroundRows } from '../tables/rows-of-model.js';

/** What rows are made of, and what the local model sees of them. */
export interface LimeOptions {
  /** Rows whose values are put together into others, as the model takes them: a few hundred of training, or all. */
  background: TabularInput;
  /** Most terms of the local model of each output. Default 10. */
  numFeatures?: number;
  /** Rows to ask the model about, for each row to explain. Default 5000. */
  numSamples?: number;
  /**
   * How near rows must be to count: at this distance a row counts 0.61 of one at none. Default null: 0.75 × the square root
   * of the number of columns.
   */
  kernelWidth?: number | null;
  /**
   * Whether the local model sees of a number whether it is in the same quarter of the background as that of the row; else in
   * standard deviations. Default true.
   */
  discretize?: boolean;
  /** Seed of the rows that are drawn. Default null: new ones at every call. */
  randomState?: Seed | null;
}

/** As `LimeOptions`, with progress and a signal. */
export interface LimeAsyncOptions extends LimeOptions, AsyncOptions {}

/** What the options may be. */
export const limeOptions = {
  background: backgroundRows,
  numFeatures: integer({
    min: 1,
    default: 10,
    about: 'the most terms of the local model of each output.',
  }),
  numSamples: integer({ min: 2, default: 5000, about: 'how many rows to ask the model about.' }),
  kernelWidth: parameter(either(aReal({ above: 0 }), aChoice(null)), {
    default: null,
    about: 'how near rows must be to count, or null for what suits the number of columns.',
  }),
  discretize: boolean({ default: true, about: 'whether numbers are seen as quarters.' }),
  randomState: seed(),
} satisfies Record<keyof LimeOptions, Hyperparameter>;
