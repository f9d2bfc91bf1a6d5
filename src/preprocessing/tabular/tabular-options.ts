import { boolean, type Hyperparameter, integer, oneOf, seed } from '../../hyperparameters.js';
import type { Seed } from '../../random/rng.js';
import { type CategoryEncoding, ENCODINGS } from './column-plan.js';
import { MAX_HASH_FEATURES } from './column-plan-schema.js';

/** How `TabularPreprocessor` fills gaps, encodes text and scales, and what it does with outliers. */
export interface TabularPreprocessorOptions {
  /** What a missing number is replaced by: the median or the mean of its column. Default `'median'`. */
  numericImputer?: 'median' | 'mean';
  /**
   * Whether missing values are filled, or left to a model that learns from them: `'fill'` puts the median, the mean or the most frequent value in their place;
   * `'keep'` leaves them NaN, for a model that learns from them. Default `'fill'`.
   */
  missing?: 'fill' | 'keep';
  /**
   * Whether incomplete columns get a feature that is 1 where a value is missing, and 0 elsewhere, called
   * `missingindicator_…`. A column whose only known value is always the same becomes that feature anyway. Default false.
   */
  missingIndicators?: boolean;
  /**
   * How text becomes numbers. Default `'label'`.
   *
   * - `'label'`: the position among its categories in ascending order;
   * - `'oneHot'`: a feature of 0 and 1 for each category;
   * - `'categorical'`: as `'label'`, for a model that takes `categoricalFeatures` for categories;
   * - `'target'`: the mean target of the category, as `TargetEncoder` has it; `fit` needs y then;
   * - `'hash'`: a 1 in one of `hashFeatures` features, which the text's hash chooses; no category is unknown then.
   */
  encoding?: CategoryEncoding;
  /** How text with more than `maxCategories` different values becomes numbers. Default null: as other text. */
  highCardinality?: CategoryEncoding | null;
  /** Most different values of text that is not of high cardinality. Default 40. */
  maxCategories?: number;
  /** The number of features that text is spread over by its hash, for `'hash'`. Default 32. */
  hashFeatures?: number;
  /**
   * How outliers among the numbers are told, as in `OutlierRemover`: `'iqr'`, `'zScore'`, `'modifiedZScore'` or
   * `'isolationForest'`. Default null: they are left alone.
   */
  outliers?: 'iqr' | 'zScore' | 'modifiedZScore' | 'isolationForest' | null;
  /**
   * What is done with outliers: `'clip'` their values, `'flag'` their rows in a feature `outlier`, or `'drop'` the rows
   * of fit, which `droppedRows` names and `trainModel` leaves out of training. Default `'drop'`.
   */
  outlierAction?: 'drop' | 'clip' | 'flag';
  /** A seed for repeatable results, of the isolation forest and of target encoding. Default null: a new one at every fit. */
  randomState?: Seed | null;
  /** Whether each feature gets mean 0 and standard deviation 1, codes and booleans included. Default false. */
  scale?: boolean;
  /**
   * Whether to keep columns that name rows: text of which more than half of the values differ, and whole
   * numbers that all differ in a column called `id` or the like, where at least 10 are known. Default false.
   */
  keepIdentifiers?: boolean;
}

/** Its table of hyperparameters. */
export const tabularHyperparameters = {
  numericImputer: oneOf(['median', 'mean'], {
    default: 'median',
    about: 'what a missing number is replaced by.',
  }),
  missing: oneOf(['fill', 'keep'], {
    default: 'fill',
    about: 'whether missing values are filled, or left to a model that learns from them.',
  }),
  missingIndicators: boolean({
    default: false,
    about: 'whether incomplete columns get a feature that is 1 where a value is missing.',
  }),
  encoding: oneOf(ENCODINGS, {
    default: 'label',
    about:
      'how text becomes numbers: a code, a feature of 0 and 1 for each category, codes that the model knows as categories, the mean target, or by its hash.',
  }),
  highCardinality: oneOf([...ENCODINGS, null], {
    default: null,
    about: 'how text with more than maxCategories different values becomes numbers.',
  }),
  maxCategories: integer({
    min: 1,
    default: 40,
    about: 'the most different values of text that is not of high cardinality.',
  }),
  hashFeatures: integer({
    min: 1,
    max: MAX_HASH_FEATURES,
    default: 32,
    about: 'the number of features that text is spread over by its hash.',
  }),
  outliers: oneOf(['iqr', 'zScore', 'modifiedZScore', 'isolationForest', null], {
    default: null,
    about: 'how outliers among the numbers are told.',
  }),
  outlierAction: oneOf(['drop', 'clip', 'flag'], {
    default: 'drop',
    about: 'what is done with outliers.',
  }),
  randomState: seed(),
  scale: boolean({
    default: false,
    about: 'whether each feature gets mean 0 and standard deviation 1.',
  }),
  keepIdentifiers: boolean({
    default: false,
    about: 'whether to keep columns that name rows.',
  }),
} satisfies Record<keyof TabularPreprocessorOptions, Hyperparameter>;
