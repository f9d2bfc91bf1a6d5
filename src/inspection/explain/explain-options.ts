import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  parameter,
  seed,
} from '../../hyperparameters.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import type { AsyncOptions } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { backgroundRows } from '../tables/rows-of-model.js';

/** What is compared with, and how often a model is asked that shows nothing of itself. */
export interface ExplainOptions {
  /**
   * Rows to compare with, as the model takes them: 20 to 100 of training are usual. Default null: what the model knows of
   * its training, which is for trees the training rows themselves, for any other model of `trainModel` the typical row of
   * medians and most frequent values. Any other pipeline must be given some.
   */
  background?: TabularInput | null;
  /**
   * Of a model that has to be asked, most coalitions of columns to ask about for each row, each with every row of the
   * background. With up to 11 columns all are asked about by default. Default null: twice the columns and 2048.
   */
  nSamples?: number | null;
  /** Seed of the coalitions that are drawn where there are too many. Default null: new ones at every call. */
  randomState?: Seed | null;
}

/** As `ExplainOptions`, with progress and a signal. */
export interface ExplainAsyncOptions extends ExplainOptions, AsyncOptions {}

/** What the options may be. */
export const explainOptions = {
  background: backgroundRows,
  nSamples: parameter(either(anInteger({ min: 2 }), aChoice(null)), {
    default: null,
    about: 'how many coalitions to ask about for each row, or null for what suits the columns.',
  }),
  randomState: seed(),
} satisfies Record<keyof ExplainOptions, Hyperparameter>;
