import type { Matrix } from 'ml-matrix';
import type { Label, ScoreOptions } from '../contracts.js';
import { reading } from '../data/array-like.js';
import { pickRows, toMatrix } from '../data/dense.js';
import { checkLength, parseWeights } from '../data/targets.js';
import { InvalidParameterError } from '../errors.js';
import { snapshotOf } from '../estimator-parts.js';
import {
  aChoice,
  aCountOrShare,
  type CountOrShare,
  countOf,
  either,
  type Hyperparameter,
  integer,
  parameter,
  type Resolved,
  resolve,
  seed,
} from '../hyperparameters.js';
import type { OneScoring, Scoring, SeveralScorings } from '../model-selection/read-scoring.js';
import { type InputOf, validationOptions } from '../model-selection/validation-options.js';
import { readNamedBeside } from '../named-options.js';
import { type JobsOptions, readJobs } from '../parallel-work.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';
import { type AsyncOptions, drain, drainInSlices, type Training } from '../progress.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { show } from '../words.js';
import {
  drawnRows,
  meanAndSpread,
  ordersOf,
  type PermutedScores,
  permutedScores,
} from './permutation/permuted-scores.js';
import { readScorers, scoreInBlocks } from './permutation/scores-in-blocks.js';
import { placeOf } from './permutation/shared-scores.js';
import { anArrayOfColumns, readGroups } from './samples/column-groups.js';
import { type ColumnRef, SLICE_ROWS, WHOLE_ROWS } from './samples/editable-samples.js';
import { editableSamples } from './samples/parse-samples.js';

/** Which columns are permuted, how often, and what that is measured by. */
export interface PermutationImportanceOptions<S = Scoring> {
  /**
   * What is measured: the name of a metric in either spelling, such as `'f1Macro'` or `'f1_macro'`, a scorer, or a
   * function of model, X and y; several in an array of names or an object. Default: accuracy for classifiers and R² for
   * regressors, which their own `score` is; for all else its own `score`.
   */
  scoring?: S;
  /** How often each feature is permuted. Default 5. */
  nRepeats?: number;
  /**
   * What is permuted: columns by name or number, or arrays of columns that are permuted together, such as a one-hot code
   * or what goes along with one another. Default: every column by itself.
   */
  features?: readonly (ColumnRef | readonly ColumnRef[])[];
  /** How much each sample counts in the score [nSamples]. Default: all 1. */
  sampleWeight?: ArrayLike<number>;
  /**
   * How many samples are permuted and scored: up to 1 a share, from 2 a number, `{ count: 1 }` exactly one; of more, so
   * many are drawn. Default null: all.
   */
  maxSamples?: CountOrShare | null;
  /** A seed for repeatable results, or null for new ones at every call. Default null. */
  randomState?: Seed | null;
}

/** As `PermutationImportanceOptions`, with progress and a signal. */
export interface PermutationImportanceAsyncOptions<S = Scoring>
  extends PermutationImportanceOptions<S>,
    AsyncOptions,
    JobsOptions {}

/** How much worse a model scores when columns are permuted. */
export interface PermutationImportance {
  /** What was permuted [nFeatures]: names of columns, of those together with " + " between. */
  readonly features: string[];
  /** Mean loss of score when the feature is permuted [nFeatures], in units of the score. */
  readonly importancesMean: number[];
  /** Its standard deviation over the repeats [nFeatures]. */
  readonly importancesStd: number[];
  /** The loss in each repeat [nFeatures × nRepeats]. */
  readonly importances: Matrix;
  /** The score with all columns in order. */
  readonly baseline: number;
}

/** Importances by several scores, by their names. */
export type ImportancesByName<Name extends string = string> = {
  readonly [N in Name]: PermutationImportance;
};

const { scoring, sampleWeight } = validationOptions();
const table = {
  scoring,
  nRepeats: integer({ min: 1, default: 5, about: 'how often to permute each feature.' }),
  features: anArrayOfColumns('what to permute: names or numbers of columns, or arrays of them.'),
  sampleWeight,
  maxSamples: parameter(either(aCountOrShare(), aChoice(null)), {
    default: null,
    about: 'how many samples to score, or null for all.',
  }),
  randomState: seed(),
} satisfies Record<keyof PermutationImportanceOptions, Hyperparameter>;

/**
 * How much worse a fitted model scores when one column at a time is permuted: what it relies on, whatever its kind. Columns
 * are those of X as given: of a table that goes into a pipeline the raw ones, before they are encoded.
 *
 * A column that another can stand for looks unimportant, as the model can still read the other: permute them together.
 * Sources: Breiman, Machine Learning 45 (2001); Fisher, Rudin and Dominici, JMLR 20 (2019).
 * Cost: nRepeats × nFeatures predictions of all samples.
 *
 * @example
 * const { features, importancesMean } = permutationImportance(model, XTest, yTest, { scoring: 'rocAuc', randomState: 0 })
 *
 * @param model - fitted: any estimator, pipeline, model of `trainModel`, or object with a `score`
 * @param X - [nSamples × nFeatures] of any kind that the model takes, tables and records included; best held out from training
 * @param y - targets or labels [nSamples]; undefined where the score needs none
 * @throws InvalidParameterError for an unknown option, an unknown score or a value out of range
 * @throws InvalidInputError when y, the weights or the features do not fit X; whatever the model or the score throws
 */
export function permutationImportance<E extends object>(
  model: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options?: PermutationImportanceOptions<OneScoring<E>>,
): PermutationImportance;
export function permutationImportance<E extends object, Name extends string>(
  model: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: PermutationImportanceOptions<SeveralScorings<E, Name>>,
): ImportancesByName<Name>;
export function permutationImportance(
  model: object,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: PermutationImportanceOptions<unknown> = {},
): PermutationImportance | ImportancesByName {
  return drain(permuting(model, X, y, options, { blockRows: WHOLE_ROWS, nJobs: null }));
}

/**
 * As `permutationImportance`, in time slices, or by `nJobs` workers: follows `onProgress`, a permuted feature a step, and stops on `signal`. The model
 * is asked about 64 samples at a time; a score that is a function of your own, or an object's own `score`, is one piece.
 *
 * @throws the signal's reason, and what `permutationImportance` throws
 */
export async function permutationImportanceAsync<E extends object>(
  model: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options?: PermutationImportanceAsyncOptions<OneScoring<E>>,
): Promise<PermutationImportance>;
export async function permutationImportanceAsync<E extends object, Name extends string>(
  model: E,
  X: InputOf<E>,
  y: ArrayLike<Label> | undefined,
  options: PermutationImportanceAsyncOptions<SeveralScorings<E, Name>>,
): Promise<ImportancesByName<Name>>;
export async function permutationImportanceAsync(
  model: object,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: PermutationImportanceAsyncOptions<unknown> = {},
): Promise<PermutationImportance | ImportancesByName> {
  const { onProgress, signal, nJobs, ...rest } = readNamedBeside(
    options,
    'permutationImportanceAsync',
    table,
    ['nJobs', 'onProgress', 'signal'],
  );
  const how = { blockRows: SLICE_ROWS, nJobs: readJobs(nJobs, 'permutationImportanceAsync') };
  return drainInSlices(
    permuting(snapshotOf(model), X, y, rest, how),
    { onProgress, signal },
    'permutationImportanceAsync',
  );
}

function* permuting(
  model: object,
  X: unknown,
  y: ArrayLike<Label> | undefined,
  options: object,
  { blockRows, nJobs }: { blockRows: number; nJobs: number | null },
): Training<PermutationImportance | ImportancesByName> {
  const where = 'permutationImportance';
  const given = resolve<Resolved<PermutationImportanceOptions>>(where, table, options, 'option');
  if (typeof model !== 'object' || model === null) {
    throw new InvalidParameterError(
      `${where}: the model must be a fitted estimator, but got ${show(model)}. Pass one, or an object with a score.`,
    );
  }
  const scorers = reading(where, 'the model', () => readScorers(given.scoring, model, where));
  const rng = createRng(given.randomState);
  const drawn = drawSamples({ X, y, weights: given.sampleWeight }, given.maxSamples, rng);
  yield;
  const samples = editableSamples(drawn.X, model, where);
  const groups = readGroups(given.features, samples, model, where);
  const score = scoreInBlocks(model, scorers.all, drawn, { blockRows, where });
  const permuting = { groups, nRepeats: given.nRepeats, order: ordersOf(samples.rows, rng) };
  const { scoring } = given;
  const truth = { y: drawn.y, options: drawn.options };
  const shared = placeOf({ model, X: drawn.X, truth, scoring, permuting, nJobs, where });
  let found: PermutedScores;
  try {
    found = yield* permutedScores(samples, score, permuting, shared.place);
  } finally {
    shared.close();
  }
  const features = groups.map((group) => group.map((j) => samples.names[j]).join(' + '));
  const results = scorers.all.map(
    ({ name }, s) => [name, importancesOf(features, found, s)] as const,
  );
  return scorers.named ? Object.fromEntries(results) : results[0][1];
}

/** What importances by score s are. */
function importancesOf(
  features: readonly string[],
  { baseline, permuted }: PermutedScores,
  s: number,
): PermutationImportance {
  const losses = permuted[s].map((score) => baseline[s] - score);
  const nRepeats = losses.length / features.length;
  const spreads = features.map((_, g) =>
    meanAndSpread(losses.subarray(g * nRepeats, (g + 1) * nRepeats)),
  );
  return {
    features: [...features],
    importancesMean: spreads.map(({ mean }) => mean),
    importancesStd: spreads.map(({ std }) => std),
    importances: toMatrix(losses, features.length, nRepeats),
    baseline: baseline[s],
  };
}

interface SampleInput {
  readonly X: unknown;
  readonly y: ArrayLike<Label> | undefined;
  readonly weights: ArrayLike<number> | null;
}

/** The samples to score, in their order: all, or as many as asked for. */
function drawSamples(
  { X, y, weights: given }: SampleInput,
  most: CountOrShare | null,
  rng: Rng,
): { X: unknown; y: ArrayLike<Label>; options: ScoreOptions } {
  const where = 'permutationImportance';
  const { length, take } = reading(where, 'X', () => parseSplittable(X, 'X', where));
  if (y !== undefined) checkLength(y, length, 'y', where);
  const truth = y as ArrayLike<Label>; // a score that needs it says so
  const weights = parseWeights(given ?? undefined, length, where);
  const rows = drawnRows(length, most === null ? length : countOf(most, length), rng);
  if (rows.length === length) return { X, y: truth, options: weighted(weights) };
  return {
    X: reading(where, 'X', () => take(rows)),
    y: truth && Array.from(rows, (i) => truth[i]),
    options: weighted(weights && pickRows(weights, 1, rows)),
  };
}

const weighted = (sampleWeight: Float64Array | undefined): ScoreOptions =>
  sampleWeight === undefined ? {} : { sampleWeight };
