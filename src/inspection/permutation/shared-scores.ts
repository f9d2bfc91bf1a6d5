/** Permuted scores by the workers of a pool: each shuffle is a block, and so are the samples in their order. */

import type { AnyEstimator } from '../../estimator.js';
import { isEstimator } from '../../estimator-parts.js';
import { plainScoring } from '../../model-selection/read-scoring.js';
import { type SentSamples, sendSamples } from '../../model-selection/sent-samples.js';
import { goesToPool, type KernelName, SharedWork, tellOnce } from '../../parallel-work.js';
import { serialize } from '../../serialization/bytes.js';
import { type Permuting, type Place, scoreHere } from './permuted-scores.js';
import type { Truth } from './scores-in-blocks.js';

/** The scores of a shuffle. */
export const SHUFFLE: KernelName = { name: 'scores of shuffles', estimators: true };

/** What the shuffles share. */
export interface SharedShuffles {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly samples: SentSamples;
  readonly scoring: unknown;
  readonly groups: Permuting['groups'];
  /** For each repeat [nRepeats], where each sample takes its values from [nSamples]. */
  readonly orders: readonly Int32Array[];
  readonly where: string;
}

/** What is scored, by what and by how many. */
export interface SharedScoring {
  readonly model: object;
  readonly X: unknown;
  readonly truth: Truth;
  readonly scoring: unknown;
  readonly permuting: Permuting;
  readonly nJobs: number | null;
  readonly where: string;
}

/** Elementary operations that a prediction spends on a value, of a model that predicts quickly. */
const WORK_OF_VALUE = 64;

/** Where scores are taken, and how to let go of it: on the pool, or here where there is none or something cannot be sent. */
export function placeOf(given: SharedScoring): { place: Place; close(): void } {
  const here = { place: scoreHere, close() {} };
  const { nJobs, where, permuting } = given;
  if (nJobs === null || nJobs === 1) return here;
  const { X, truth } = given;
  const samples = sendSamples({ X, y: truth.y, weights: truth.options.sampleWeight });
  const shuffles = permuting.groups.length * permuting.nRepeats;
  const work = (samples?.size ?? truth.y.length) * shuffles * WORK_OF_VALUE;
  if (!goesToPool({ kernel: SHUFFLE, nJobs, where, work })) return here;
  const shared = samples && sharedShuffles(given, samples);
  if (shared === undefined) {
    tellOnce(
      `${where}: the samples, the score or the model is an object that cannot be sent to workers, so all work is done on the caller's thread. Pass names of scores, and a model that can be saved.`,
    );
    return here;
  }
  const blocks = Array.from({ length: 1 + shuffles }, (_, block) => block);
  const pool = new SharedWork<number, { scores: readonly number[] }>(
    SHUFFLE,
    shared,
    blocks,
    nJobs,
    true,
  );
  return {
    *place(block, take) {
      const { scores } = yield* pool.resultOf(block, function* () {
        return { scores: yield* take() };
      });
      return scores;
    },
    close: () => pool.close(),
  };
}

function sharedShuffles(
  { model, scoring, permuting, where }: SharedScoring,
  samples: SentSamples,
): SharedShuffles | undefined {
  const plain = plainScoring(scoring);
  if (plain === undefined || !isEstimator(model)) return undefined;
  const orders = Array.from({ length: permuting.nRepeats }, (_, repeat) => permuting.order(repeat));
  try {
    const bytes = serialize(model as AnyEstimator);
    return { model: bytes, samples, ...plain, groups: permuting.groups, orders, where };
  } catch {
    return undefined; // a function among the hyperparameters, say
  }
}
