import { type Cell, type Column, columnLength } from '../../data/columns.js';
import { parseWeights } from '../../data/targets.js';
import { InvalidParameterError } from '../../errors.js';
import { snapshotOf } from '../../estimator-parts.js';
import {
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  resolve,
} from '../../hyperparameters.js';
import type { InputOf } from '../../model-selection/validation-options.js';
import { readNamedBeside } from '../../named-options.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../../progress.js';
import { SLICE_ROWS, WHOLE_ROWS } from '../samples/editable-samples.js';
import { editableSamples } from '../samples/parse-samples.js';
import { orderedLevels } from './category-levels.js';
import {
  type DependenceGrid,
  type DependenceOptions,
  dependenceOptions,
  readFeatures,
} from './dependence-options.js';
import { effectsOfPairs } from './effects-of-pairs.js';
import { cellsOf, readColumns } from './grid-values.js';
import { intervalsOf } from './intervals.js';
import { type Effects, effectsOfCategories, effectsOfNumbers } from './local-effects.js';
import { type NumbersOf, Response } from './response.js';

/** Which feature is looked at, or which two, and how finely. */
export interface AccumulatedLocalEffectsOptions extends DependenceOptions {
  /** The most intervals of a number, each with about as many samples. Default 40. */
  gridResolution?: number;
  /**
   * The order of the categories, where they have one by nature: all that occur, once each. Default: the order in which
   * neighbours are most alike in the other columns.
   */
  categoryOrder?: ArrayLike<Cell>;
}

/** As `AccumulatedLocalEffectsOptions`, with progress and a signal. */
export interface AccumulatedLocalEffectsAsyncOptions
  extends AccumulatedLocalEffectsOptions,
    AsyncOptions {}

/** What a feature does to what a model says, or two together beyond what each does alone; on average 0. */
export interface AccumulatedLocalEffects extends DependenceGrid {
  /**
   * For each output the effect at each value [nPoints], in units of the output: of two features at all pairs, the second
   * changing fastest. Between the values of a number it is on a line.
   */
  readonly effects: [number[], ...number[][]];
  /**
   * Weight of the samples that it rests on: in each interval between two values, in each cell, the second feature changing
   * fastest, or of each category.
   */
  readonly samples: number[];
}

const table = {
  ...dependenceOptions(),
  gridResolution: integer({ min: 1, default: 40, about: 'the most intervals of a number.' }),
  categoryOrder: parameter(
    {
      type: 'array',
      range: 'an array of categories',
      accepts: (value) => value === null || Array.isArray(value),
    },
    { default: null, about: "['low', 'middle', 'high'] for example." },
  ),
} satisfies Record<keyof AccumulatedLocalEffectsOptions, Hyperparameter>;

/**
 * What a feature does to what a model says, from small changes that are added up: each sample is moved to both ends of the
 * interval it is in, so the model is asked about neighbours of real samples alone, also where features go along with each
 * other. Of two numbers what both do together and neither alone.
 *
 * Source: Apley and Zhu, "Visualizing the effects of predictor variables in black box supervised learning models",
 * Journal of the Royal Statistical Society B 82 (2020). Cost: two predictions of all samples, three for categories, four for a pair.
 *
 * @example
 * const { gridValues, effects } = accumulatedLocalEffects(model, X, { features: 'income' })
 *
 * @param model - a fitted regressor, classifier, pipeline or model of `trainModel`, or a function of X that gives numbers
 * @param X - [nSamples × nFeatures] of any kind that the model takes, tables and records included: samples as those of training.
 *   Where the feature is missing, a sample is left out
 * @throws InvalidParameterError for an unknown option, a value out of range, and a pair that is not of two numbers
 * @throws InvalidInputError when X or the weights do not fit, or a feature is not there
 */
export function accumulatedLocalEffects<E extends object | NumbersOf>(
  model: E,
  X: InputOf<E>,
  options: AccumulatedLocalEffectsOptions,
): AccumulatedLocalEffects {
  return drain(accumulating(model, X, options, WHOLE_ROWS));
}

/**
 * As `accumulatedLocalEffects`, in time slices: follows `onProgress`, a prediction of all samples a step, and stops on
 * `signal`. The model is asked about 64 samples at a time.
 *
 * @throws the signal's reason, and what `accumulatedLocalEffects` throws
 */
export async function accumulatedLocalEffectsAsync<E extends object | NumbersOf>(
  model: E,
  X: InputOf<E>,
  options: AccumulatedLocalEffectsAsyncOptions,
): Promise<AccumulatedLocalEffects> {
  const { onProgress, signal, ...rest } = readNamedBeside(
    options,
    'accumulatedLocalEffectsAsync',
    table,
    ['onProgress', 'signal'],
  );
  return drainInSlices(
    accumulating(snapshotOf(model), X, rest, SLICE_ROWS),
    { onProgress, signal },
    'accumulatedLocalEffectsAsync',
  );
}

type NumberColumn = Column & { type: 'number' };

function* accumulating(
  model: object,
  X: unknown,
  options: object,
  blockRows: number,
): Training<AccumulatedLocalEffects> {
  const where = 'accumulatedLocalEffects';
  const given = resolve<Resolved<AccumulatedLocalEffectsOptions>>(where, table, options, 'option');
  const { gridResolution, categoryOrder } = given;
  const response = new Response(model, given.responseMethod, where);
  const samples = editableSamples(X, model, where);
  const weights =
    parseWeights(given.sampleWeight ?? undefined, samples.rows, where) ??
    new Float64Array(samples.rows).fill(1);
  const features = readFeatures(given.features, samples, where);
  const codes = readColumns(given.categoricalFeatures, 'categoricalFeatures', samples, where);
  const local = { samples, response, weights, blockRows };
  const columns = features.map((j) => samples.column(j));
  const isNumber = features.map((j, f) => columns[f].type === 'number' && !codes.has(j));
  checkKinds(isNumber, categoryOrder, where);
  yield;
  if (!isNumber[0]) {
    const rules = { categoryOrder, codes, model, where };
    const levels = yield* orderedLevels(local, features[0], rules);
    const found = yield* effectsOfCategories(local, features[0], levels, columnLength(levels.grid));
    return told(found, [levels.grid]);
  }
  const intervals = [];
  for (const column of columns) {
    intervals.push(yield* intervalsOf(column as NumberColumn, gridResolution, weights, where));
  }
  const grids = intervals.map(
    ({ edges }, f): Column => ({ ...(columns[f] as NumberColumn), data: edges }),
  );
  const [first, second] = intervals;
  const found =
    second === undefined
      ? yield* effectsOfNumbers(local, features[0], first)
      : yield* effectsOfPairs(local, [features[0], features[1]], [first, second], where);
  return told(found, grids);

  function told({ effects, counts }: Effects, grids: readonly Column[]): AccumulatedLocalEffects {
    return {
      features: features.map((j) => samples.names[j]),
      gridValues: grids.map(cellsOf) as AccumulatedLocalEffects['gridValues'],
      classes: response.classes,
      effects: effects.map((curve) => Array.from(curve)) as AccumulatedLocalEffects['effects'],
      samples: Array.from(counts),
    };
  }
}

/** @param isNumber - of each feature */
function checkKinds(
  isNumber: readonly boolean[],
  categoryOrder: ArrayLike<Cell> | null,
  where: string,
): void {
  if (isNumber.length > 2) {
    throw new InvalidParameterError(
      `${where}: features has ${isNumber.length} columns, but effects are of one or of two together. Pass at most two.`,
    );
  }
  if (isNumber.length === 2 && isNumber.includes(false)) {
    throw new InvalidParameterError(
      `${where}: a pair must be of two numbers, since categories have no second differences that do not hang on their order. Pass one of them at a time, or use partialDependence.`,
    );
  }
  if (categoryOrder === null || !isNumber[0]) return;
  throw new InvalidParameterError(
    `${where}: categoryOrder is given, but the feature is a number. Leave it out, or name the feature in categoricalFeatures.`,
  );
}
