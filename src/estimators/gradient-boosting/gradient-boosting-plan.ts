import type { Dense } from '../../data/dense.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import type { Resolved } from '../../hyperparameters.js';
import { installedPool } from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { type BinnedFeatures, binFinelyInSteps, MAX_BINS } from '../../trees/bins.js';
import { isCoded, type LearnableSamples } from '../../trees/boosting/coded-samples.js';
import type { GradientLimits } from '../../trees/boosting/gradient-splitter.js';
import type { GradientTreePlan } from '../../trees/boosting/gradient-tree-plan.js';
import { layOutHistogram } from '../../trees/boosting/histogram-layout.js';
import { sharedCodes } from '../../trees/boosting/shared-arrays.js';
import { count } from '../../words.js';
import type { GradientBoostingOptions } from './gradient-boosting-options.js';

export interface PlanSettings {
  readonly owner: string;
  /** That grow a tree together. */
  readonly threads: number;
  /** Whether the rows of all leaves are wanted. */
  readonly partsAll: boolean;
}

/**
 * How the trees grow: options turned into numbers, samples into bins, in steps.
 *
 * @param maxDeltaStep - of the objective, where the option leaves it open
 * @param smallestGain - what a split must gain, or it is rounding
 * @throws InvalidParameterError when an option does not go with the columns
 * @throws InvalidInputError when a categorical column holds what is no category
 */
export function* planTrees(
  params: Resolved<GradientBoostingOptions>,
  samples: LearnableSamples,
  weights: Float64Array | undefined,
  { maxDeltaStep, smallestGain }: Pick<GradientLimits, 'maxDeltaStep' | 'smallestGain'>,
  { owner, threads, partsAll }: PlanSettings,
): Steps<GradientTreePlan> {
  const { columns } = samples;
  const { monotoneConstraints, interactionConstraints, categoricalFeatures } = params;
  if (monotoneConstraints !== null && monotoneConstraints.length !== columns) {
    throw new InvalidParameterError(
      `${owner}: monotoneConstraints has ${count(monotoneConstraints.length, 'value')}, but X has ${count(columns, 'feature')}. Pass one a feature.`,
    );
  }
  const listed = [...(interactionConstraints ?? []).flat(), ...(categoricalFeatures ?? [])];
  const beyond = listed.find((column) => column >= columns);
  if (beyond !== undefined) {
    throw new InvalidParameterError(
      `${owner}: a constraint or categoricalFeatures names column ${beyond}, but X has ${count(columns, 'feature')}, counted from 0.`,
    );
  }
  const binned = yield* bin(params, samples, weights, { owner, threads });
  const isInParts = isCoded(samples);
  const move = isInParts ? samples.move.bind(samples) : undefined;
  const layout = yield* layOutHistogram(binned, threads, move);
  const own = isInParts ? samples.features : binned;
  const features = threads > 1 ? { ...own, columnCodes: sharedCodes(own.columnCodes) } : own;
  const categorical = new Uint8Array(columns);
  for (const column of categoricalFeatures ?? []) categorical[column] = 1;
  return {
    features,
    layout,
    limits: {
      regLambda: params.regLambda,
      regAlpha: params.regAlpha,
      maxDeltaStep: params.maxDeltaStep ?? maxDeltaStep,
      minChildWeight: params.minChildWeight,
      smallestGain,
      monotone: monotoneConstraints === null ? undefined : Int8Array.from(monotoneConstraints),
      categorical: categoricalFeatures === null ? undefined : categorical,
      maxCatToOnehot: params.maxCatToOnehot,
    },
    maxDepth: params.maxDepth ?? Infinity,
    maxLeaves: params.maxLeaves ?? Infinity,
    growPolicy: params.growPolicy,
    gamma: params.gamma,
    shares: {
      byTree: params.colsampleByTree,
      byLevel: params.colsampleByLevel,
      byNode: params.colsampleByNode,
    },
    interactions: interactionConstraints?.map((group) => new Set(group)),
    partsAll,
  };
}

/** Categories keep a bin each, whatever maxBin is. */
function* bin(
  { maxBin, categoricalFeatures }: Resolved<GradientBoostingOptions>,
  samples: LearnableSamples,
  weights: Float64Array | undefined,
  { owner, threads }: Pick<PlanSettings, 'owner' | 'threads'>,
): Steps<BinnedFeatures> {
  const categories = new Set(categoricalFeatures ?? []);
  const maxBins = (column: number) => (categories.has(column) ? MAX_BINS : maxBin);
  if (isCoded(samples)) return yield* samples.bin(weights, maxBins);
  for (const column of categories) noteCategories(samples, column, new Set(), { owner, first: 0 });
  const code = threads > 1 ? installedPool()?.boosting?.coding(threads) : undefined;
  return yield* binFinelyInSteps(samples, weights, maxBins, code);
}

/** Largest category: the sets in a model file have a bit for each up to it. */
const MAX_CATEGORY = 65535;

/**
 * Note the categories of a column.
 *
 * @param seen - those known before; the others are added
 * @param place - number of the first row, for messages
 * @throws InvalidInputError when it holds what is no category, or too many
 */
export function noteCategories(
  { data, rows, columns }: Dense,
  column: number,
  seen: Set<number>,
  { owner, first }: { readonly owner: string; readonly first: number },
): void {
  for (let i = 0; i < rows; i++) {
    const value = data[i * columns + column];
    if (Number.isNaN(value)) continue;
    if (!(Number.isInteger(value) && value >= 0 && value <= MAX_CATEGORY)) {
      throw new InvalidInputError(
        `${owner}.fit: X[${first + i}][${column}] is ${value}, but a category is a whole number from 0 to ${MAX_CATEGORY}. Encode it with OrdinalEncoder first.`,
      );
    }
    seen.add(value);
  }
  if (seen.size > MAX_BINS) {
    throw new InvalidInputError(
      `${owner}.fit: column ${column} has ${seen.size} categories, but at most ${MAX_BINS} are possible. Join the rare ones.`,
    );
  }
}
