import type { MatrixLike } from '../../contracts.js';
import { type Dense, parseFeatures } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { type JobsOptions, readJobs } from '../../parallel-work.js';
import {
  type AsyncOptions,
  drain,
  drainInSlices,
  type Progress,
  type Training,
} from '../../progress.js';
import { randomSeed, type Seed } from '../../random/rng.js';
import { show } from '../../words.js';
import { ASKED_ROWS, type ExplainedModel, ModelAnswers } from './model-answers.js';
import {
  explanationOf,
  parseBackground,
  reserveValues,
  type ShapExplanation,
} from './shap-explanation.js';
import { explainBlocks } from './shared-samples.js';

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

/** As `KernelShapOptions`, with progress, a signal and how many workers. */
export interface KernelShapAsyncOptions extends KernelShapOptions, AsyncOptions, JobsOptions {}

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
 * As `kernelShap`, in time slices, or by `nJobs` workers: `onProgress` hears how many samples are through, and `signal`
 * stops it. The model is asked about 16 mixtures at a time: how long it takes for these is the longest slice. Workers ask
 * a model that can be saved; a function is asked on the caller's thread.
 */
export async function kernelShapAsync(
  model: ExplainedModel,
  X: MatrixLike,
  options: KernelShapAsyncOptions,
): Promise<ShapExplanation> {
  const where = 'kernelShapAsync';
  const { nJobs, onProgress, signal, ...rest } = readNamed(options, where, [
    ...OPTIONS,
    'nJobs',
    'onProgress',
    'signal',
  ]);
  const jobs = readJobs(nJobs, where);
  const answers = new ModelAnswers(model, where, ASKED_ROWS.inSlices);
  const work = kernelShapInSteps(answers, X, rest, where, jobs);
  return drainInSlices(work, { onProgress, signal }, where);
}

/** As `kernelShap`, a generator for who drives it with other work: a step is a call of the model. */
export function* kernelShapInSteps(
  answers: ModelAnswers,
  X: MatrixLike,
  options: KernelShapOptions,
  where: string,
  nJobs: number | null = null,
): Training<ShapExplanation> {
  const { nSamples = null, randomState = null } = options;
  const background = parseBackground(options.background, where, { allowMissing: true });
  const { columns } = background;
  const samples = parseFeatures(X, where, { allowMissing: true, columns });
  const budget = nSamples ?? 2 * columns + 2048;
  checkBudget(budget, columns, where);
  const usual = yield* answers.of(background);
  const expected = meanRows(usual);
  reserveValues(samples, expected.length, where);
  const full = yield* answers.of(samples);
  const values = Array.from(expected, () => new Float64Array(samples.rows * columns));
  const seed = randomState ?? randomSeed();
  const explained = { samples, background, expected, full, budget, seed, where };
  yield* explainBlocks(answers, explained, { nJobs, where }, (found, [from, to]): Progress => {
    for (const [k, part] of found.entries()) values[k].set(part, from * columns);
    return { done: to, total: samples.rows, unit: 'sample' };
  });
  return yield* explanationOf(values, expected, samples, where);
}

function checkBudget(nSamples: number, columns: number, where: string): void {
  if (Number.isSafeInteger(nSamples) && nSamples >= 2 * columns) return;
  throw new InvalidParameterError(
    `${where}: nSamples must be an integer >= ${2 * columns}, twice the number of features, but got ${show(nSamples)}. Pass how many coalitions to ask about, or null.`,
  );
}

function meanRows({ data, rows, columns }: Dense): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) means[at % columns] += data[at] / rows;
  return means;
}
