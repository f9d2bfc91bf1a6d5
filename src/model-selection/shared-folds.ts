/** Candidates tried on folds by the workers of a pool: some candidates on a fold are a block. */

import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import type { Fitting } from '../fitting.js';
import { TOGETHER } from '../fitting-together.js';
import { type PackedError, packError, unpackError } from '../packed-errors.js';
import { goesToPool, type KernelName, SharedWork, tellOnce } from '../parallel-work.js';
import type { Progress } from '../progress.js';
import { readEstimator, serialize } from '../serialization/bytes.js';
import { saveEstimator } from '../serialization/estimator-json.js';
import type { JsonObject } from '../serialization/json.js';
import { inlineTensors } from '../serialization/tensors.js';
import { plainScoring } from './read-scoring.js';
import { type SentSamples, sendSamples } from './sent-samples.js';
import type { Fold } from './splitter.js';
import { tryingFold } from './trying-fold.js';
import type { FoldError, FoldResult, ValidationRules } from './validating.js';
import type { Trial } from './validation-trial.js';

/** Candidates on a fold. */
export const TRY_FOLD: KernelName = { name: 'fits on folds', estimators: true };

/** What the blocks share. */
export interface SharedTrial {
  readonly candidates: readonly JsonObject[];
  readonly samples: SentSamples;
  readonly folds: readonly Fold[];
  readonly scoring: unknown;
  readonly rules: Omit<ValidationRules, 'scorers'>;
  /** Whether the fitted models are wanted. */
  readonly keepModels: boolean;
}

/** Some candidates on a fold, by their numbers. */
export interface FoldBlock {
  readonly fold: number;
  readonly candidates: readonly number[];
}

/** A `FoldResult` on its way. */
export interface SentResult extends Omit<FoldResult, 'estimator' | 'errors'> {
  /** The fitted model, where it is wanted. */
  readonly model: Uint8Array<ArrayBuffer> | undefined;
  readonly errors: readonly (Omit<FoldError, 'error'> & { readonly error: PackedError })[];
}

/** What came of a block, a result a candidate: from a worker, or of this thread. */
export type BlockResults =
  | { readonly sent: readonly SentResult[] }
  | { readonly own: readonly FoldResult[] };

/** What is tried, and by how many. */
export interface FoldWork {
  readonly trial: Trial;
  readonly candidates: readonly AnyEstimator[];
  readonly folds: readonly Fold[];
  readonly trainScore: boolean;
  readonly keepModels: boolean;
  readonly nJobs: number | null;
}

/** Elementary operations that a fit spends on a value, of an estimator that learns quickly. */
const WORK_OF_VALUE = 512;

/**
 * The same as `tryingFold` of each fold with all candidates, on the pool.
 *
 * @param note - takes the result of a candidate on a fold; gives what is to be reported
 * @returns whether it was done: false where there is no pool for it, or something cannot be sent
 */
export function* tryingOnPool(
  work: FoldWork,
  note: (candidate: number, fold: number, result: FoldResult) => Progress,
): Fitting<boolean> {
  const { trial, candidates, folds, nJobs } = work;
  const { where } = trial;
  const samples = nJobs === null || nJobs === 1 ? undefined : sendSamples(trial.samples);
  const fits = folds.length * candidates.length;
  const size = samples?.size ?? trial.samples.length;
  const sum = size * fits * WORK_OF_VALUE;
  if (!goesToPool({ kernel: TRY_FOLD, nJobs, where, work: sum })) return false;
  const shared = samples && sharedTrial(work, samples);
  if (shared === undefined) {
    tellOnce(
      `${where}: the samples, a scorer or a hyperparameter is an object that cannot be sent to workers, so all work is done on the caller's thread. Pass names of scores, and options that a file can hold.`,
    );
    return false;
  }
  const blocks = blocksOf(shared.candidates, folds.length, learnAlong(candidates[0]));
  const rules = { ...shared.rules, scorers: trial.scorers.all };
  const pool = new SharedWork<FoldBlock, BlockResults>(TRY_FOLD, shared, blocks, nJobs);
  try {
    for (const [at, block] of blocks.entries()) {
      const models = block.candidates.map((c) => candidates[c]);
      const { fold: number } = block;
      const results = yield* pool.resultOf(at, function* (): Fitting<BlockResults> {
        const own: FoldResult[] = [];
        yield* tryingFold(
          models,
          trial.samples,
          { fold: folds[number], number },
          rules,
          (c, result) => {
            own[c] = result;
            return undefined;
          },
        );
        return { own };
      });
      for (const [i, c] of block.candidates.entries()) {
        yield note(
          c,
          number,
          'own' in results ? results.own[i] : received(results.sent[i], models[i]),
        );
      }
    }
  } finally {
    pool.close();
  }
  return true;
}

function sharedTrial(
  { trial, candidates, folds, trainScore, keepModels }: FoldWork,
  samples: SentSamples,
): SharedTrial | undefined {
  const plain = plainScoring(trial.scoring);
  if (plain === undefined) return undefined;
  const { errorScore, where } = trial;
  try {
    return {
      candidates: candidates.map((candidate) => saveEstimator(candidate, inlineTensors)),
      samples,
      folds,
      ...plain,
      rules: { trainScore, errorScore, where },
      keepModels,
    };
  } catch {
    return undefined; // a function among the hyperparameters, say
  }
}

/**
 * All candidates on all folds in blocks: those that can learn along with one another stay together, all others are
 * apart, so that there are many blocks.
 */
function blocksOf(candidates: readonly JsonObject[], folds: number, along: boolean): FoldBlock[] {
  const groups = new Map<string, number[]>();
  for (const [c, candidate] of candidates.entries()) {
    const apart = along ? JSON.stringify(candidate, withoutAlong) : String(c);
    groups.set(apart, [...(groups.get(apart) ?? []), c]);
  }
  return Array.from({ length: folds }, (_, fold) =>
    [...groups.values()].map((group) => ({ fold, candidates: group })),
  ).flat();
}

/** What candidates may differ in and yet share most of their work: trees of the same forest, rows of the same kernel. */
const ALONG: readonly string[] = ['nEstimators', 'C'];

const withoutAlong = (name: string, value: unknown) => (ALONG.includes(name) ? undefined : value);

/** Whether there is one in an estimator that shares such work. */
function learnAlong(candidate: AnyEstimator): boolean {
  return estimatorsIn(candidate).some(
    (one) => TOGETHER in one && ALONG.some((name) => name in partsOf(one).params),
  );
}

/** A result as a worker sends it. */
export function sending(result: FoldResult, keepModels: boolean): SentResult {
  const { estimator, errors, ...rest } = result;
  return {
    ...rest,
    model: keepModels && estimator !== undefined ? serialize(estimator) : undefined,
    errors: errors.map((error) => ({ ...error, error: packError(error.error) })),
  };
}

function received({ model, errors, ...rest }: SentResult, candidate: AnyEstimator): FoldResult {
  return {
    ...rest,
    estimator:
      model &&
      readEstimator(
        model,
        estimatorsIn(candidate).map((one) => one.constructor as EstimatorClass),
      ),
    errors: errors.map((error) => ({ ...error, error: unpackError(error.error) })),
  };
}

/** An estimator and all that are in it. */
function estimatorsIn(value: unknown): AnyEstimator[] {
  if (Array.isArray(value)) return value.flatMap(estimatorsIn);
  if (!isEstimator(value)) return [];
  return [value as AnyEstimator, ...Object.values(partsOf(value).params).flatMap(estimatorsIn)];
}
