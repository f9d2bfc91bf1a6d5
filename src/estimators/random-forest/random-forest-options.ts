import type { Dense } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import {
  aChoice,
  aCountOrShare,
  anInteger,
  aReal,
  boolean,
  type CountOrShare,
  countOf,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  real,
  seed,
} from '../../hyperparameters.js';
import { floorLog2 } from '../../numeric/exp-log.js';
import type { Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { cumulate } from '../../random/weighted-sampling.js';
import { type BinnedFeatures, binFeaturesInSteps, MAX_BINS } from '../../trees/bins.js';
import type { Bootstrap } from '../../trees/forest/bootstrap.js';
import { rankFeatures } from '../../trees/forest/exact-features.js';
import type { Criterion, ForestPlan } from '../../trees/forest/forest.js';
import { columnsHidingOrder } from '../../trees/forest/hidden-order.js';
import { warn } from '../../warnings.js';
import { count } from '../../words.js';

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
   * Most groups of values that splits of a feature can tell apart, from 2 to 255: a feature with no more distinct
   * values is split exactly, others between groups of about equal weight. `null` splits every feature exactly, by
   * sorting at each node, which takes about two to ten times as long. Default 255.
   */
  maxBins?: number | null;
  /** Cost of a leaf: a split must be worth it, or is pruned away (minimal cost-complexity pruning). Default 0. */
  ccpAlpha?: number;
  /** A seed for repeatable results: the same seed gives the same forest on every platform. Default null. */
  randomState?: Seed | null;
}

/** Of weights and targets: the square of a sum of their products must not overflow. */
export const LARGEST = 1e70;
/** Draws a sample that a share of very large weights may ask for. */
const MOST_DRAWS = 100;

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
      default: MAX_BINS,
      about: 'the most groups of values that splits of a feature can tell apart, or null for all.',
    }),
    ccpAlpha: real({ min: 0, default: 0, about: 'the cost of a leaf.' }),
    randomState: seed(),
  } satisfies Record<keyof RandomForestOptions, Hyperparameter>;
}

/** What is learned from, once the faces have checked it. */
export interface ForestData {
  readonly samples: Dense;
  /** Class number or target [nSamples]. */
  readonly targets: Float64Array;
  /** 0 for a regression. */
  readonly nClasses: number;
  /** [nSamples], class weights multiplied in; undefined for all 1. */
  readonly weights: Float64Array | undefined;
  readonly balanceDrawn: boolean;
}

/**
 * The plan of a forest: options turned into numbers, and features into bins, in steps.
 *
 * @throws InvalidParameterError when options do not go together, or not with the data
 * @throws InvalidInputError when weights are so large that sums of them overflow
 */
export function* planForest(
  params: Resolved<RandomForestOptions> & { readonly criterion: Criterion },
  data: ForestData,
  seedOfForest: Seed,
  owner: string,
): Steps<ForestPlan> {
  const { samples, targets, nClasses, weights, balanceDrawn } = data;
  const { rows, columns } = samples;
  const { minSamplesSplit, minSamplesLeaf } = params;
  checkWeights(weights, owner);
  const shareOf = (value: number, least: number) =>
    Number.isInteger(value) && value >= least ? value : Math.max(least, Math.ceil(value * rows));
  return {
    features: yield* codeFeatures(params.maxBins, data, owner),
    targets,
    nClasses,
    weights: weights ?? new Float64Array(rows).fill(1),
    bootstrap: planBootstrap(params, rows, weights, owner),
    balanceDrawn,
    criterion: params.criterion,
    limits: {
      maxDepth: params.maxDepth ?? Infinity,
      maxLeafNodes: params.maxLeafNodes ?? Infinity,
      minSamplesSplit: shareOf(minSamplesSplit, 2),
      minSamplesLeaf: shareOf(minSamplesLeaf, 1),
      minWeightLeaf: 0, // of each tree: see minWeightFractionLeaf
      minImpurityDecrease: params.minImpurityDecrease,
      maxFeatures: countFeatures(params.maxFeatures, columns, owner),
    },
    minWeightFractionLeaf: params.minWeightFractionLeaf,
    ccpAlpha: params.ccpAlpha,
    seed: seedOfForest,
  };
}

/** Sums that exact splits may hold for a node: those of each class for each sample; a gigabyte. */
const MOST_SUMS = 2 ** 27;

/** Columns as the trees see them; warns where groups of values hide what exact splits would find. */
function* codeFeatures(
  maxBins: number | null,
  { samples, targets, nClasses, weights }: ForestData,
  owner: string,
): Steps<ForestPlan['features']> {
  if (maxBins === null) {
    if (samples.rows * Math.max(2, nClasses) > MOST_SUMS) {
      throw new InvalidInputError(
        `${owner}.fit: exact splits of ${count(samples.rows, 'row')} and ${nClasses} classes do not fit into memory. Pass a number for maxBins.`,
      );
    }
    return yield* rankFeatures(samples);
  }
  const features: BinnedFeatures = yield* binFeaturesInSteps(samples, weights, () => maxBins);
  const hiding = yield* columnsHidingOrder(samples, features, { targets, nClasses, weights });
  if (hiding.length > 0) warn('data', hiddenByBins(hiding, maxBins, owner));
  return features;
}

function hiddenByBins(columns: readonly number[], maxBins: number, owner: string): string {
  const named = columns.slice(0, 5).join(', ') + (columns.length > 5 ? ', …' : '');
  return `${owner}.fit: y follows X[:, ${named}] more closely than ${maxBins} groups of values can show. Pass maxBins: null for exact splits, or make features of what repeats within (an hour of a time).`;
}

function checkWeights(weights: Float64Array | undefined, owner: string): void {
  const at = weights?.findIndex((weight) => weight > LARGEST) ?? -1;
  if (weights === undefined || at < 0) return;
  throw new InvalidInputError(
    `${owner}.fit: sample ${at} has the weight ${weights[at]}, so large that sums overflow. Divide all weights by the same number.`,
  );
}

function countFeatures(
  maxFeatures: Resolved<RandomForestOptions>['maxFeatures'],
  columns: number,
  owner: string,
): number {
  if (maxFeatures === null) return columns;
  if (maxFeatures === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === 'log2') return Math.max(1, floorLog2(columns));
  const wanted = countOf(maxFeatures, columns);
  if (wanted <= columns) return wanted;
  throw new InvalidParameterError(
    `${owner}: maxFeatures is ${wanted}, but X has only ${count(columns, 'feature')}. Pass at most that, or null for all.`,
  );
}

/**
 * How samples are drawn; undefined when all are taken.
 *
 * @throws InvalidParameterError when oobScore or maxSamples is given without bootstrap, or maxSamples asks for more
 *   samples than there are
 */
export function planBootstrap(
  {
    bootstrap,
    maxSamples,
    oobScore,
  }: Pick<Resolved<RandomForestOptions>, 'bootstrap' | 'maxSamples' | 'oobScore'>,
  rows: number,
  weights: Float64Array | undefined,
  owner: string,
): Bootstrap | undefined {
  if (!bootstrap) {
    if (oobScore || maxSamples !== null) {
      const name = oobScore ? 'oobScore' : 'maxSamples';
      throw new InvalidParameterError(
        `${owner}: ${name} needs samples that are drawn, but bootstrap is false. Leave ${name} out, or set bootstrap.`,
      );
    }
    return undefined;
  }
  // Equal weights draw as no weights do.
  const drawAlike = weights === undefined || weights.every((weight) => weight === weights[0]);
  const cumulative = drawAlike ? undefined : cumulate(weights);
  if (maxSamples === null) return { draws: rows, cumulative };
  const total = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  const draws = countOf(maxSamples, total);
  // Weights are repetitions: a sample of the weight 3 is there three times.
  if (draws > Math.max(rows, Math.ceil(total))) {
    throw new InvalidParameterError(
      `${owner}: maxSamples is ${draws}, but X has only ${count(rows, 'sample')}${weights === undefined ? '' : `, of the weight ${total} together`}. Pass at most that, or null for as many.`,
    );
  }
  if (draws <= MOST_DRAWS * rows) return { draws, cumulative };
  throw new InvalidParameterError(
    `${owner}: maxSamples asks for ${draws} samples a tree, as the weights sum to ${total}. Pass a count instead of a share, or smaller weights.`,
  );
}

/**
 * Refuse to go on from a forest that has too many trees already.
 *
 * @param grown - trees of the last fit
 * @throws InvalidParameterError when there are more than nEstimators asks for
 */
export function checkWarmStart(
  { nEstimators }: Resolved<RandomForestOptions>,
  grown: number,
  owner: string,
): void {
  if (grown <= nEstimators) return;
  throw new InvalidParameterError(
    `${owner}: with warmStart, nEstimators must be at least the ${grown} trees there are, but got ${nEstimators}. Raise it, or set warmStart to false.`,
  );
}
