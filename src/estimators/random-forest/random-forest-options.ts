import {
  aChoice,
  aCountOrShare,
  anInteger,
  aReal,
  boolean,
  type CountOrShare,
  either,
  type Hyperparameter,
  integer,
  parameter,
  real,
  seed,
} from '../../hyperparameters.js';
import { nJobs } from '../../parallel-work.js';
import type { Seed } from '../../random/rng.js';
import { MAX_BINS } from '../../trees/bins.js';

/** What forests of both kinds share. */
export interface RandomForestOptions {
  /** How many trees to grow. Default 100. */
  nEstimators?: number;
  /** Most splits between the root and a leaf; null for no limit. Default null. */
  maxDepth?: number | null;
  /** Fewest samples of a node that is split: an integer >= 2, or a share in (0, 1], rounded up. Default 2. */
  minSamplesSplit?: number;
  /** Fewest samples of a leaf: an integer >= 1, or a share in (0, 1), rounded up. Default 1. */
  minSamplesLeaf?: number;
  /** Smallest share of all weight that a leaf may have, from 0 to 0.5. Default 0. */
  minWeightFractionLeaf?: number;
  /**
   * How many features to draw for each split: `'sqrt'` or `'log2'` of all, a share in (0, 1], a count
   * from 2 up, `{ count: 1 }` for one, null for all. When all of those drawn are constant, more are.
   * Default 'sqrt' for the classifier, 1 for the regressor.
   */
  maxFeatures?: 'sqrt' | 'log2' | CountOrShare | null;
  /** Most leaves of a tree, which then splits its best node first; null for no limit. Default null. */
  maxLeafNodes?: number | null;
  /** Impurity that a split must remove at least, weighted by the node's share of all weight. Default 0. */
  minImpurityDecrease?: number;
  /** Whether each tree learns from samples drawn with replacement; else from all. Default true. */
  bootstrap?: boolean;
  /**
   * How many samples to draw for each tree: a share in (0, 1] (of the samples, or of the sum of their weights
   * where weights are given), a count from 2 up to the same number, `{ count: 1 }` for one, null for as many
   * as there are. Default null.
   */
  maxSamples?: CountOrShare | null;
  /** Whether to judge the forest by the samples that each tree has not seen. Needs bootstrap. Default false. */
  oobScore?: boolean;
  /** Whether to keep the trees of the last fit and grow only those that are missing. Default false. */
  warmStart?: boolean;
  /**
   * Most groups of values that splits of a feature can tell apart, from 2 to 255, or null for all. A number groups
   * values once, to about equal weight, and splits between groups alone: rare cases and what repeats within a group are
   * lost, with a warning. Default null.
   */
  maxBins?: number | null;
  /** Cost of a leaf: a split must be worth it, or is pruned away (minimal cost-complexity pruning). Default 0. */
  ccpAlpha?: number;
  /** A seed for repeatable results: the same seed gives the same forest on every platform. Default null. */
  randomState?: Seed | null;
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, and where `fitAsync` is awaited. The forest is the same. Default null.
   */
  nJobs?: number | null;
}

const noLimit = (about: string) =>
  parameter(either(anInteger({ min: 1 }), aChoice(null)), { default: null, about });

/** The rows of the table that both forests share; `maxFeatures` differs in its default. */
export function forestHyperparameters(maxFeatures: 'sqrt' | number) {
  return {
    nEstimators: integer({ min: 1, default: 100, about: 'how many trees to grow.' }),
    maxDepth: noLimit('the most splits between the root and a leaf, or null for no limit.'),
    minSamplesSplit: parameter(either(anInteger({ min: 2 }), aReal({ above: 0, max: 1 })), {
      default: 2,
      about: 'the fewest samples of a node that is split, as a count or a share.',
    }),
    minSamplesLeaf: parameter(either(anInteger({ min: 1 }), aReal({ above: 0, below: 1 })), {
      default: 1,
      about: 'the fewest samples of a leaf, as a count or a share.',
    }),
    minWeightFractionLeaf: real({
      min: 0,
      max: 0.5,
      default: 0,
      about: 'the smallest share of all weight that a leaf may have.',
    }),
    maxFeatures: parameter(either(aChoice('sqrt', 'log2', null), aCountOrShare()), {
      default: maxFeatures,
      about: 'how many features to draw for each split.',
    }),
    maxLeafNodes: parameter(either(anInteger({ min: 2 }), aChoice(null)), {
      default: null,
      about: 'the most leaves of a tree, or null for no limit.',
    }),
    minImpurityDecrease: real({
      min: 0,
      default: 0,
      about: 'the impurity that a split must remove at least.',
    }),
    bootstrap: boolean({
      default: true,
      about: 'whether each tree learns from samples drawn with replacement.',
    }),
    maxSamples: parameter(either(aChoice(null), aCountOrShare()), {
      default: null,
      about: 'how many samples to draw for each tree, or null for as many as there are.',
    }),
    oobScore: boolean({
      default: false,
      about: 'whether to judge the forest by the samples that each tree has not seen.',
    }),
    warmStart: boolean({
      default: false,
      about: 'whether to keep the trees of the last fit and grow only those that are missing.',
    }),
    maxBins: parameter(either(anInteger({ min: 2, max: MAX_BINS }), aChoice(null)), {
      default: null,
      about: 'the most groups of values that splits of a feature can tell apart, or null for all.',
    }),
    ccpAlpha: real({ min: 0, default: 0, about: 'the cost of a leaf.' }),
    randomState: seed(),
    nJobs: nJobs(),
  } satisfies Record<keyof RandomForestOptions, Hyperparameter>;
}
