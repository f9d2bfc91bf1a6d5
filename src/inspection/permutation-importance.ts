import type { Label, MatrixLike } from '../contracts.js';
import { parseFeatures } from '../data/dense.js';
import { InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { type AsyncOptions, drain, drainInSlices, type Steps, type Training } from '../progress.js';
import { createRng, type Rng, type Seed } from '../random/rng.js';
import { choice, shuffle } from '../random/sampling.js';
import { show } from '../words.js';

/** How often columns are shuffled, and by which seed. */
export interface PermutationImportanceOptions {
  /** How often each column is shuffled. Default 5. */
  nRepeats?: number;
  /** Most rows to shuffle and to score; of more, so many are drawn. Default null: all. */
  maxSamples?: number | null;
  /** Seed of the draw and of the shuffles. Default null: new ones at every call. */
  randomState?: Seed | null;
}

const SHUFFLING_OPTIONS = ['nRepeats', 'maxSamples', 'randomState'] as const;

/** As `PermutationImportanceOptions`, with progress and a signal. */
export interface PermutationImportanceAsyncOptions
  extends PermutationImportanceOptions,
    AsyncOptions {}

/** How much worse a model scores when the columns are shuffled one at a time. */
export interface PermutationImportance {
  /** Mean loss of score when the column is shuffled [nFeatures], in units of the score. */
  readonly importancesMean: number[];
  /** Its standard deviation over the repeats [nFeatures]. */
  readonly importancesStd: number[];
}

interface Scored<L extends Label> {
  score(X: MatrixLike, y: ArrayLike<L>): number;
}

/**
 * How much worse a model scores when one column at a time is shuffled: what it really uses, whatever
 * its kind.
 * Source: Breiman, Machine Learning 45 (2001); Fisher, Rudin and Dominici, JMLR 20 (2019).
 * Cost: nRepeats × nFeatures scores.
 *
 * @param estimator - fitted, with a `score`
 * @param X - [nSamples × nFeatures], best held out from training
 * @param y - [nSamples]
 * @throws InvalidParameterError when nRepeats or maxSamples is no integer >= 1
 */
export function permutationImportance<L extends Label>(
  estimator: Scored<L>,
  X: MatrixLike,
  y: ArrayLike<L>,
  options: PermutationImportanceOptions = {},
): PermutationImportance {
  return drain(shuffling(scoreAtOnce(estimator), X, y, options));
}

/**
 * As `permutationImportance`, in time slices: follows `onProgress`, a score a step, and stops on `signal`. A single
 * score is one piece: `maxSamples` keeps it short.
 */
export async function permutationImportanceAsync<L extends Label>(
  estimator: Scored<L>,
  X: MatrixLike,
  y: ArrayLike<L>,
  options: PermutationImportanceAsyncOptions = {},
): Promise<PermutationImportance> {
  const { onProgress, signal, ...rest } = readNamed(options, 'permutationImportanceAsync', [
    ...SHUFFLING_OPTIONS,
    'onProgress',
    'signal',
  ]);
  const work = shuffling(scoreAtOnce(estimator), X, y, rest);
  return drainInSlices(work, { onProgress, signal });
}

/** A score in steps. */
export type Scoring<L extends Label> = (X: MatrixLike, y: ArrayLike<L>) => Steps<number>;

function scoreAtOnce<L extends Label>(estimator: Scored<L>): Scoring<L> {
  // biome-ignore lint/correctness/useYield: a score of one piece
  return function* (X, y) {
    return estimator.score(X, y);
  };
}

/** As `permutationImportance`, by a score that yields within. Reports each score as a `'shuffle'`. */
export function* shuffling<L extends Label>(
  score: Scoring<L>,
  X: MatrixLike,
  y: ArrayLike<L>,
  options: PermutationImportanceOptions = {},
): Training<PermutationImportance> {
  const given = readNamed(options, 'permutationImportance', SHUFFLING_OPTIONS);
  const { nRepeats = 5, maxSamples = null, randomState = null } = given;
  checkCount(nRepeats, 'nRepeats', 'Pass how often to shuffle each column.');
  if (maxSamples !== null) checkCount(maxSamples, 'maxSamples', 'Pass how many rows to score.');
  const rng = createRng(randomState);
  const { data, rows, columns, targets } = drawRows(X, y, maxSamples ?? Infinity, rng);
  const baseline = yield* score({ data, rows, columns }, targets);
  const shuffled = { data: data.slice(), rows, columns };
  const importancesMean: number[] = [];
  const importancesStd: number[] = [];
  const total = columns * nRepeats;
  for (let j = 0; j < columns; j++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]);
    const losses: number[] = [];
    for (let repeat = 0; repeat < nRepeats; repeat++) {
      shuffle(column, rng);
      for (let i = 0; i < rows; i++) shuffled.data[i * columns + j] = column[i];
      losses.push(baseline - (yield* score(shuffled, targets)));
      yield { done: j * nRepeats + repeat + 1, total, unit: 'shuffle' };
    }
    for (let i = 0; i < rows; i++) shuffled.data[i * columns + j] = data[i * columns + j];
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / nRepeats;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
    importancesMean.push(mean);
    importancesStd.push(Math.sqrt(squares / nRepeats));
  }
  return { importancesMean, importancesStd };
}

/** The rows to score, in their order: all, or as many as asked for. */
function drawRows<L extends Label>(X: MatrixLike, y: ArrayLike<L>, most: number, rng: Rng) {
  const { data, rows, columns } = parseFeatures(X, 'permutationImportance', { allowMissing: true });
  if (rows <= most) return { data, rows, columns, targets: y };
  const drawn = choice(rows, most, rng).sort();
  const taken = new Float64Array(most * columns);
  for (let at = 0; at < most; at++) {
    taken.set(data.subarray(drawn[at] * columns, (drawn[at] + 1) * columns), at * columns);
  }
  return { data: taken, rows: most, columns, targets: Array.from(drawn, (i) => y[i]) };
}

function checkCount(value: number, name: string, remedy: string): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new InvalidParameterError(
    `permutationImportance: ${name} must be an integer >= 1, but got ${show(value)}. ${remedy}`,
  );
}
