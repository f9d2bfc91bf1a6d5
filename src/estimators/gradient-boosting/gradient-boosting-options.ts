import type { FitAsyncOptions, FitOptions, Label, MatrixLike } from '../../contracts.js';
import {
  aChoice,
  anInteger,
  aReal,
  boolean,
  either,
  type Hyperparameter,
  integer,
  oneOf,
  parameter,
  type Rule,
  real,
  seed,
} from '../../hyperparameters.js';
import { nJobs } from '../../parallel-work.js';
import type { Seed } from '../../random/rng.js';
import { MAX_BINS, MAX_WIDE_BINS } from '../../trees/bins.js';
import { show } from '../../words.js';
import type { CustomMetric, EvalMetricName } from './boosting-metrics.js';

/** What boosting for classes and for numbers shares. */
export interface GradientBoostingOptions {
  /** How many rounds to boost; each grows a tree for every output. Default 100. */
  nEstimators?: number;
  /** What each tree is multiplied by, above 0: its values count that much. Default 0.3. */
  learningRate?: number;
  /** Most splits between the root and a leaf; null for no limit. Default 6. */
  maxDepth?: number | null;
  /** Most leaves of a tree; null for no limit. Default null. */
  maxLeaves?: number | null;
  /** Which node is split first where leaves are limited: the shallowest, or the one that gains most. Default 'depthwise'. */
  growPolicy?: 'depthwise' | 'lossguide';
  /**
   * Most groups of values of a feature, 2 to 65535; missing values have one more. Up to 255 a feature's code is a
   * byte and training fastest. Default 255.
   */
  maxBin?: number;
  /** L2 penalty of the leaves' values. Default 1. */
  regLambda?: number;
  /** L1 penalty of the leaves' values. Default 0. */
  regAlpha?: number;
  /** Gain that a split needs; a node whose best split gains less stays a leaf. Default 0. */
  gamma?: number;
  /** Smallest sum of curvatures on either side of a split; for the squared error that of the weights. Default 1. */
  minChildWeight?: number;
  /**
   * Largest size of a leaf's value, before the learning rate; 0 for no limit, null for the objective's own
   * (0.7 for Poisson). Default null.
   */
  maxDeltaStep?: number | null;
  /** Share of the samples that each tree learns from, each drawn by itself. Default 1. */
  subsample?: number;
  /** Share of the features that each tree may ask about. Default 1. */
  colsampleByTree?: number;
  /** Share of those that each level may ask about. Default 1. */
  colsampleByLevel?: number;
  /** Share of those that each node may ask about. Default 1. */
  colsampleByNode?: number;
  /** Where predictions start, in their own units (a probability for two classes); null for the best constant. Default null. */
  baseScore?: number | null;
  /**
   * The direction of each feature: 1 where predictions must not fall with it, -1 where they must not rise,
   * else 0. Default null.
   */
  monotoneConstraints?: readonly number[] | null;
  /**
   * Groups of features that may be asked about together, on one path; a feature in none is not asked about.
   * Default null: all.
   */
  interactionConstraints?: readonly (readonly number[])[] | null;
  /** Columns that are categories: whole numbers from 0, at most 255 different ones. Default null. */
  categoricalFeatures?: readonly number[] | null;
  /** The number of categories from which sets are split off; with fewer, one is parted from all others. Default 4. */
  maxCatToOnehot?: number;
  /** How many trees to grow side by side, for each output in each round: a boosted forest. Default 1. */
  numParallelTree?: number;
  /**
   * What training is watched by, on every `evalSet`; the last metric decides on early stopping. Default null:
   * the objective's own.
   */
  evalMetric?: EvalMetricName | CustomMetric | readonly (EvalMetricName | CustomMetric)[] | null;
  /** After how many rounds without a better score to stop, on the last of `evalSet`; null to go on. Default null. */
  earlyStoppingRounds?: number | null;
  /** Share of the samples held out to watch, when `fit` gets no `evalSet`; null for none. Default null. */
  validationFraction?: number | null;
  /** Whether to go on from the last fit: its rounds stay, and nEstimators further ones are grown. Default false. */
  warmStart?: boolean;
  /** A seed for repeatable results: the same seed gives the same model on every platform. Default null. */
  randomState?: Seed | null;
  /**
   * How many workers share the work, -1 for all and null for none: those of the pool that `usePool` of
   * `fitpredict/parallel` has put to use, the caller's thread being one of them, where memory can be shared and `fitAsync`
   * is awaited. The model is the same. Default null.
   */
  nJobs?: number | null;
}

/** Samples to watch training by. */
export interface EvalSet<T> {
  /** The samples [nSamples × nFeatures]; NaN is missing. */
  readonly X: MatrixLike;
  /** Their labels or target values [nSamples]. */
  readonly y: ArrayLike<T>;
  /** [nSamples]. Default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** What `fit` of gradient boosting takes besides the samples: weights, and what to watch training by. */
export interface BoostingFitOptions<T extends Label = Label> extends FitOptions {
  /** Samples to watch training by; the last set decides on early stopping. */
  evalSet?: EvalSet<T> | readonly EvalSet<T>[];
}

/** What `fitAsync` of gradient boosting takes: the options of `fit`, and how to follow and stop it. */
export interface BoostingFitAsyncOptions<T extends Label = Label>
  extends BoostingFitOptions<T>,
    FitAsyncOptions {}

/** Which rounds predict: from `start`, up to but without `end`. */
export interface BoostingPredictOptions {
  /** Default all. */
  iterationRange?: readonly [start: number, end: number];
}

/** Scores after each round: of each watched set by each metric, under `validation0`, `validation1`, … */
export type EvalsResult = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

const share = (about: string) => real({ above: 0, max: 1, default: 1, about });

function aList(range: string, accepts: (values: readonly unknown[]) => boolean): Rule {
  return { type: 'list', range, accepts: (value) => Array.isArray(value) && accepts(value) };
}

const isColumn = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const EVAL_METRICS: readonly EvalMetricName[] = [
  'rmse',
  'mae',
  'logloss',
  'mlogloss',
  'error',
  'merror',
  'auc',
  'quantile',
  'mphe',
  'poissonNloglik',
  'gammaNloglik',
  'tweedieNloglik',
];

function isMetric(value: unknown): boolean {
  if (typeof value === 'string') return EVAL_METRICS.includes(value as EvalMetricName);
  if (typeof value !== 'object' || value === null) return false;
  const { name, score } = value as Partial<CustomMetric>;
  return typeof name === 'string' && typeof score === 'function';
}

const aMetric: Rule = {
  type: 'metric',
  range: `one of ${EVAL_METRICS.map(show).join(', ')}, { name, score } or a list of them`,
  accepts: (value) =>
    Array.isArray(value) ? value.length > 0 && value.every(isMetric) : isMetric(value),
};

/** The rows of the table that both share. */
export const boostingHyperparameters = {
  nEstimators: integer({ min: 1, default: 100, about: 'how many rounds to boost.' }),
  learningRate: real({ above: 0, default: 0.3, about: 'what each tree is multiplied by.' }),
  maxDepth: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: 6,
    about: 'the most splits between the root and a leaf, or null for no limit.',
  }),
  maxLeaves: parameter(either(anInteger({ min: 2 }), aChoice(null)), {
    default: null,
    about: 'the most leaves of a tree, or null for no limit.',
  }),
  growPolicy: oneOf(['depthwise', 'lossguide'], {
    default: 'depthwise',
    about: 'which node is split first where leaves are limited.',
  }),
  maxBin: integer({
    min: 2,
    max: MAX_WIDE_BINS,
    default: MAX_BINS,
    about: 'the most groups of values of a feature.',
  }),
  regLambda: real({ min: 0, default: 1, about: "the L2 penalty of the leaves' values." }),
  regAlpha: real({ min: 0, default: 0, about: "the L1 penalty of the leaves' values." }),
  gamma: real({ min: 0, default: 0, about: 'the gain that a split needs.' }),
  minChildWeight: real({
    min: 0,
    default: 1,
    about: 'the smallest sum of curvatures on either side of a split.',
  }),
  maxDeltaStep: parameter(either(aReal({ min: 0 }), aChoice(null)), {
    default: null,
    about: "the largest size of a leaf's value, 0 for no limit, or null for the objective's own.",
  }),
  subsample: share('the share of the samples that each tree learns from.'),
  colsampleByTree: share('the share of the features that each tree may ask about.'),
  colsampleByLevel: share('the share of those that each level may ask about.'),
  colsampleByNode: share('the share of those that each node may ask about.'),
  baseScore: parameter(either(aReal(), aChoice(null)), {
    default: null,
    about: 'where predictions start, or null for the best constant.',
  }),
  monotoneConstraints: parameter(
    either(
      aChoice(null),
      aList('a list of -1, 0 or 1', (values) =>
        values.every((value) => value === -1 || value === 0 || value === 1),
      ),
    ),
    { default: null, about: 'the direction of each feature, or null for any.' },
  ),
  interactionConstraints: parameter(
    either(
      aChoice(null),
      aList('a list of lists of columns', (groups) =>
        groups.every((group) => Array.isArray(group) && group.every(isColumn)),
      ),
    ),
    {
      default: null,
      about: 'groups of features that may be asked about together, or null for all.',
    },
  ),
  categoricalFeatures: parameter(
    either(
      aChoice(null),
      aList('a list of columns', (values) => values.every(isColumn)),
    ),
    { default: null, about: 'the columns that are categories, or null for none.' },
  ),
  maxCatToOnehot: integer({
    min: 1,
    default: 4,
    about: 'the number of categories from which sets are split off, not single ones.',
  }),
  numParallelTree: integer({ min: 1, default: 1, about: 'how many trees to grow side by side.' }),
  evalMetric: parameter(either(aChoice(null), aMetric), {
    default: null,
    about: "what training is watched by, or null for the objective's own.",
  }),
  earlyStoppingRounds: parameter(either(anInteger({ min: 1 }), aChoice(null)), {
    default: null,
    about: 'after how many rounds without a better score to stop, or null to go on.',
  }),
  validationFraction: parameter(either(aReal({ above: 0, below: 1 }), aChoice(null)), {
    default: null,
    about: 'the share of the samples held out to watch, or null for none.',
  }),
  warmStart: boolean({ default: false, about: 'whether to go on from the last fit.' }),
  randomState: seed(),
  nJobs: nJobs(),
} satisfies Record<keyof GradientBoostingOptions, Hyperparameter>;
