import type { Label } from '../../contracts.js';
import {
  aChoice,
  anInteger,
  either,
  type Hyperparameter,
  integer,
  parameter,
} from '../../hyperparameters.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import type { AsyncOptions } from '../../progress.js';
import { backgroundRows } from '../tables/rows-of-model.js';

/** What is to be predicted, and what may change for it. */
export interface CounterfactualOptions<L extends Label = Label> {
  /** Rows of training, as the model takes them: no column changes to what none of them has. */
  background: TabularInput;
  /**
   * What is to be predicted: a label; of numbers the lowest and the highest that will do, `[250, Infinity]`; of outliers 1 or
   * -1. Default null: any other label than now, which numbers do not have.
   */
  target?: L | readonly [lowest: number, highest: number] | null;
  /** The columns that may change. Default null: all that the model uses. */
  mutable?: readonly string[] | null;
  /** Most columns to change. Default null: as many as it takes. */
  maxChanges?: number | null;
  /** Most rows to ask the model about. Default 10000. */
  maxPredictions?: number;
}

/** As `CounterfactualOptions`, with progress and a signal. */
export interface CounterfactualAsyncOptions<L extends Label = Label>
  extends CounterfactualOptions<L>,
    AsyncOptions {}

/** What the options may be; a target is looked at when the model is known. */
export const counterfactualOptions = {
  background: backgroundRows,
  target: parameter(
    { type: 'target', range: 'a label, two numbers or null', accepts: () => true },
    { default: null, about: 'what is to be predicted.' },
  ),
  mutable: parameter(
    {
      type: 'names',
      range: 'null or an array of column names',
      accepts: (value) =>
        value === null ||
        (Array.isArray(value) &&
          value.length > 0 &&
          value.every((name) => typeof name === 'string')),
    },
    { default: null, about: 'the columns that may change, or null for all.' },
  ),
  maxChanges: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'the most columns to change, or null for as many as it takes.',
  }),
  maxPredictions: integer({
    min: 1,
    default: 10_000,
    about: 'the most rows to ask the model about.',
  }),
} satisfies Record<keyof CounterfactualOptions, Hyperparameter>;
