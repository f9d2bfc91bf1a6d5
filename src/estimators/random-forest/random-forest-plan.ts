import type { Dense } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { countOf, type Resolved } from '../../hyperparameters.js';
import { floorLog2 } from '../../numeric/exp-log.js';
import type { Steps } from '../../progress.js';
import type { Seed } from '../../random/rng.js';
import { cumulate } from '../../random/weighted-sampling.js';
import type { Bootstrap } from '../../trees/forest/bootstrap.js';
import { rankFeatures } from '../../trees/forest/exact-features.js';
import type { Criterion, ForestPlan } from '../../trees/forest/forest.js';
import { columnsHidingOrder } from '../../trees/forest/hidden-order.js';
import { warn } from '../../warnings.js';
import { count } from '../../words.js';
import type { RandomForestOptions } from './random-forest-options.js';

/** Of weights and targets: the square of a sum of their products must not overflow. */
export const LARGEST = 1e70;
/** Draws a sample that a share of very large weights may ask for. */
const MOST_DRAWS = 100;

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
 * The plan of a forest: options turned into numbers, and features into ranks, in steps.
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
  const { samples, targets, nClasses, balanceDrawn } = data;
  const { rows, columns } = samples;
  const { minSamplesSplit, minSamplesLeaf } = params;
  checkWeights(data.weights, owner);
  const weights = data.weights ?? new Float64Array(rows).fill(1);
  const bootstrap = planBootstrap(params, rows, data.weights, owner);
  const shareOf = (value: number, least: number) =>
    Number.isInteger(value) && value >= least ? value : Math.max(least, Math.ceil(value * rows));
  return {
    features: yield* codeFeatures(params.maxBins, data, owner),
    targets,
    nClasses,
    weights: bootstrap === undefined ? inFittingUnit(weights) : weights,
    bootstrap,
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

/** Columns as the trees see them; warns where groups of values hide what exact splits would find. */
function* codeFeatures(
  maxBins: number | null,
  { samples, targets, nClasses, weights }: ForestData,
  owner: string,
): Steps<ForestPlan['features']> {
  if (maxBins === null) return yield* rankFeatures(samples);
  const features = yield* rankFeatures(samples, { most: maxBins, weights });
  const hiding = yield* columnsHidingOrder(samples, features, { targets, nClasses, weights });
  if (hiding.length > 0) warn('data', hiddenByBins(hiding, maxBins, owner));
  return features;
}

function hiddenByBins(columns: readonly number[], maxBins: number, owner: string): string {
  const named = columns.slice(0, 5).join(', ') + (columns.length > 5 ? ', …' : '');
  return `${owner}.fit: y follows X[:, ${named}] more closely than ${maxBins} groups of values can show. Leave maxBins out for exact splits, or make features of what repeats within (an hour of a time).`;
}

function checkWeights(weights: Float64Array | undefined, owner: string): void {
  const at = weights?.findIndex((weight) => weight > LARGEST) ?? -1;
  if (weights === undefined || at < 0) return;
  throw new InvalidInputError(
    `${owner}.fit: sample ${at} has the weight ${weights[at]}, so large that sums overflow. Divide all weights by the same number.`,
  );
}

/**
 * Weights as the arithmetic of a tree takes them: an impurity holds squares of their sums, which vanish for tiny ones.
 * The unit makes no difference to a tree. A power of two keeps every digit; weights of common sizes stay as they are.
 */
function inFittingUnit(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (largest >= 1 / LARGEST) return weights;
  const unit = 2 ** -Math.max(floorLog2(largest), -1023);
  return weights.map((weight) => weight * unit);
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
