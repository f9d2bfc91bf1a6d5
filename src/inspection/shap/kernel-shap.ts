import type { MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import { readNamed } from '../../named-options.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  type Steps,
  type Training,
} from '../../progress.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { count, show } from '../../words.js';
import { exactValues, fittedValues, type Game } from './coalition-values.js';
import { allCoalitions, type Coalitions, drawCoalitions } from './coalitions.js';
import { ASKED_ROWS, type ExplainedModel, ModelAnswers } from './model-answers.js';
import {
  explanationOf,
  parseBackground,
  reserveValues,
  type ShapExplanation,
} from './shap-explanation.js';

/** What unknown features are taken from, and how often the model is asked. */
export interface KernelShapOptions {
  /** Samples that unknown features are taken from, one after the other [nBackground × nFeatures]. 20 to 100 are usual. */
  background: MatrixLike;
  /**
   * Most coalitions of features to ask about for each sample, at least 2 × nFeatures; each is asked about with every
   * background sample. Where there are no more coalitions than that, the values are exact. Default null: 2 × nFeatures + 2048.
   */
  nSamples?: number | null;
  /** Seed of the coalitions that are drawn. Default null: new ones at every call. */
  randomState?: Seed | null;
}

const OPTIONS = ['background', 'nSamples', 'randomState'] as const;

/** As `KernelShapOptions`, with progress and a signal. */
export interface KernelShapAsyncOptions extends KernelShapOptions, AsyncOptions {}

/**
 * Shapley values of any model, by asking it about mixtures of each sample with background samples. Exact where a sample
 * differs from the background in few features (11 by default), else estimated from coalitions in pairs; in either case
 * they sum to what the model says.
 * Sources: Lundberg and Lee, NIPS (2017); Covert and Lee, AISTATS (2021).
 * Cost: nSamples × nBackground predictions a sample. `treeShap` and `linearShap` are exact, and faster by far.
 *
 * @example
 * const X = [[0, 1], [1, 1], [2, 0], [3, 0]]
 * const model = new SVR({ kernel: 'rbf' }).fit(X, [0, 1, 2, 3])
 * const { values } = kernelShap(model, [[3, 0]], { background: X })
 *
 * @param model - a function of a matrix of samples that gives a number or a row of numbers for each, or a fitted estimator:
 *   its probabilities are explained where it has them, else what it predicts or, for an outlier detector, decides by
 * @param X - [nSamples × nFeatures]; NaN is handed on to the model
 * @throws InvalidParameterError when the model gives no numbers, there is no background, or nSamples is too small
 * @throws InvalidInputError when X or the background do not fit, or the model gives other than finite numbers
 */
export function kernelShap(
  model: ExplainedModel,
  X: MatrixLike,
  options: KernelShapOptions,
): ShapExplanation {
  const where = 'kernelShap';
  const answers = new ModelAnswers(model, where, ASKED_ROWS.atOnce);
  return drain(kernelShapInSteps(answers, X, readNamed(options, where, OPTIONS), where));
}

/**
 * As `kernelShap`, in time slices: follows `onProgress`, a sample a step, and stops on `signal`. The model is asked about
 * 16 mixtures at a time: how long it takes for these is the longest slice.
 */
export async function kernelShapAsync(
  model: ExplainedModel,
  X: MatrixLike,
  options: KernelShapAsyncOptions,
): Promise<ShapExplanation> {
  const where = 'kernelShapAsync';
  const { onProgress, signal, ...rest } = readNamed(options, where, [
    ...OPTIONS,
    'onProgress',
    'signal',
  ]);
  const answers = new ModelAnswers(model, where, ASKED_ROWS.inSlices);
  return drainInSlices(kernelShapInSteps(answers, X, rest, where), { onProgress, signal }, where);
}

/** As `kernelShap`, a generator for who drives it with other work: a step is a call of the model. */
export function* kernelShapInSteps(
  answers: ModelAnswers,
  X: MatrixLike,
  options: KernelShapOptions,
  where: string,
): Training<ShapExplanation> {
  const { nSamples = null, randomState = null } = options;
  const background = parseBackground(options.background, where, { allowMissing: true });
  const { columns } = background;
  const samples = parseFeatures(X, where, { allowMissing: true, columns });
  const budget = nSamples ?? 2 * columns + 2048;
  checkBudget(budget, columns, where);
  const rng = createRng(randomState);
  const usual = yield* answers.of(background);
  const expected = meanRows(usual);
  reserveValues(samples, expected.length, where);
  const full = yield* answers.of(samples);
  const values = Array.from(expected, () => new Float64Array(samples.rows * columns));
  const asked = { answers, samples, background, expected, full, budget, where };
  for (let i = 0; i < samples.rows; i++) {
    yield* explainOne(asked, i, rng.fork(i), values);
    yield { done: i + 1, total: samples.rows, unit: 'sample' };
  }
  return yield* explanationOf(values, expected, samples, where);
}

function checkBudget(nSamples: number, columns: number, where: string): void {
  if (Number.isSafeInteger(nSamples) && nSamples >= 2 * columns) return;
  throw new InvalidParameterError(
    `${where}: nSamples must be an integer >= ${2 * columns}, twice the number of features, but got ${show(nSamples)}. Pass how many coalitions to ask about, or null.`,
  );
}

/** All that explaining each sample needs. */
interface Asked {
  readonly answers: ModelAnswers;
  readonly samples: Dense;
  readonly background: Dense;
  /** What the model says of the background, on average [nOutputs]. */
  readonly expected: Float64Array;
  /** What it says of the samples [nSamples × nOutputs]. */
  readonly full: Dense;
  readonly budget: number;
  readonly where: string;
}

/** Write the values of the sample in row i. Features that no background sample has another value of get 0. */
function* explainOne(asked: Asked, i: number, rng: Rng, values: Float64Array[]): Steps<void> {
  const { samples, background, expected, full, budget } = asked;
  const varied = variedFeatures(samples, i, background);
  if (varied.length === 0) return;
  const isExact = varied.length < 31 && 2 ** varied.length - 2 <= budget; // a set is the bits of a number
  const rows = Math.min(budget, 2 ** varied.length);
  const gram = isExact ? 0 : 8 * varied.length * varied.length;
  reserve(rows * (varied.length + 8 * expected.length) + gram, {
    where: asked.where,
    what: `${budget} coalitions of ${count(varied.length, 'feature')}`,
    remedy: 'Pass a smaller nSamples.',
  });
  const coalitions = isExact
    ? allCoalitions(varied.length)
    : yield* drawCoalitions(varied.length, budget, rng);
  const means = yield* askAll(asked, i, varied, coalitions);
  const games = Array.from(expected, (empty, k): Game => {
    const known = means.filter((_, at) => at % expected.length === k);
    return { empty, full: full.data[i * expected.length + k], values: known };
  });
  const found = isExact
    ? yield* exactValuesOf(games, varied.length)
    : yield* fittedValues(coalitions, games, varied.length);
  for (const [k, own] of found.entries()) {
    for (const [p, j] of varied.entries()) values[k][i * samples.columns + j] = own[p];
  }
}

function* exactValuesOf(games: readonly Game[], players: number): Steps<Float64Array[]> {
  const found: Float64Array[] = [];
  for (const game of games) found.push(yield* exactValues(game, players));
  return found;
}

/** Columns in which a sample differs from any background sample; missing values are alike. */
function variedFeatures(samples: Dense, i: number, background: Dense): number[] {
  const varied: number[] = [];
  for (let j = 0; j < samples.columns; j++) {
    const value = samples.data[i * samples.columns + j];
    for (let b = 0; b < background.rows; b++) {
      const other = background.data[b * background.columns + j];
      if (value === other || (Number.isNaN(value) && Number.isNaN(other))) continue;
      varied.push(j);
      break;
    }
  }
  return varied;
}

/** What the model says of each coalition on average over the background [count × nOutputs]. */
function* askAll(
  { answers, samples, background, expected }: Asked,
  i: number,
  varied: readonly number[],
  coalitions: Coalitions,
): Steps<Float64Array> {
  const { columns } = samples;
  const { members } = coalitions;
  const means = new Float64Array(coalitions.count * expected.length);
  const total = coalitions.count * background.rows;
  const { rowsAsked } = answers;
  const mixtures = new Float64Array(Math.min(rowsAsked, total) * columns);
  for (let from = 0; from < total; from += rowsAsked) {
    const rows = Math.min(rowsAsked, total - from);
    for (let r = 0; r < rows; r++) {
      const coalition = Math.floor((from + r) / background.rows);
      const other = (from + r) % background.rows;
      const row = r * columns;
      mixtures.set(background.data.subarray(other * columns, (other + 1) * columns), row);
      for (let p = 0; p < varied.length; p++) {
        if (members[coalition * varied.length + p] === 0) continue;
        mixtures[row + varied[p]] = samples.data[i * columns + varied[p]];
      }
    }
    const block = { data: mixtures.subarray(0, rows * columns), rows, columns };
    const { data } = answers.ask(block);
    for (let at = 0; at < data.length; at++) {
      const r = Math.floor(at / expected.length);
      const coalition = Math.floor((from + r) / background.rows);
      means[coalition * expected.length + (at % expected.length)] += data[at] / background.rows;
    }
    yield;
  }
  return means;
}

function meanRows({ data, rows, columns }: Dense): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) means[at % columns] += data[at] / rows;
  return means;
}
