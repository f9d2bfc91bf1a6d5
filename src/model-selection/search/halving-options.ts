import type { AnyEstimator } from '../../estimator.js';
import {
  aChoice,
  anInteger,
  boolean,
  either,
  type Hyperparameter,
  parameter,
  real,
  seed,
} from '../../hyperparameters.js';
import type { Seed } from '../../random/rng.js';
import type { OneScoring } from '../scoring.js';
import { type SearchOptions, searchOptions } from './search-options.js';

/** What searches by halving are told. */
export interface HalvingOptions<E extends AnyEstimator = AnyEstimator> extends SearchOptions<E> {
  /**
   * What is measured: the name of a metric in either spelling, a scorer, or a function of model, X and y: one score,
   * which decides who stays. Default null: the estimator's own `score`.
   */
  scoring?: OneScoring<E> | null;
  /** Of how many candidates one stays after each iteration, and by how much more is spent on it then; above 1. Default 3. */
  factor?: number;
  /**
   * What is spent: `'nSamples'`, the samples of the training and test parts, or the name of a hyperparameter that is a
   * positive integer, such as `'nEstimators'`. Default 'nSamples'.
   */
  resource?: string;
  /** The most that is spent on a candidate; `'auto'` is all samples, and only for these. Default 'auto'. */
  maxResources?: number | 'auto';
  /**
   * What is spent on each candidate at first: a number, `'smallest'` (twice the folds and classes for samples, else 1)
   * or `'exhaust'` (so much that the last iteration spends the most it can). Default 'exhaust'.
   */
  minResources?: number | 'smallest' | 'exhaust';
  /** Whether iterations are repeated at the lowest cost where resources allow too few to be left with few candidates. Default false. */
  aggressiveElimination?: boolean;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
  /** Whether to score the training part of each fold too. Default false. */
  returnTrainScore?: boolean;
}

/** The rows of these options in a table. */
export function halvingOptions(minResources: 'smallest' | 'exhaust') {
  const positive = anInteger({ min: 1 });
  return {
    ...searchOptions(),
    factor: real({
      above: 1,
      default: 3,
      about: 'of how many candidates one stays after each iteration.',
    }),
    resource: parameter(
      {
        type: 'text',
        range: '"nSamples" or the name of a hyperparameter',
        accepts: (value) => typeof value === 'string' && value !== '',
      },
      { default: 'nSamples', about: 'what is spent.' },
    ),
    maxResources: parameter(either(positive, aChoice('auto')), {
      default: 'auto',
      about: 'the most that is spent on a candidate.',
    }),
    minResources: parameter(either(positive, aChoice('smallest', 'exhaust')), {
      default: minResources,
      about: 'what is spent on each candidate at first.',
    }),
    aggressiveElimination: boolean({
      default: false,
      about:
        'whether iterations are repeated at the lowest cost where resources allow too few to be left with few candidates.',
    }),
    randomState: seed(),
  } satisfies Record<keyof HalvingOptions, Hyperparameter>;
}

/** What is wrong between the options of a search by halving, if anything. */
export function problemOfHalving({
  resource,
  maxResources,
}: Partial<HalvingOptions>): string | undefined {
  return resource !== 'nSamples' && maxResources === 'auto'
    ? `maxResources is "auto", which is all samples, but resource is "${resource}". Pass the most of it as a number.`
    : undefined;
}
