/** Samples explained by asking, some a block: by the workers of a pool, where there are some. */

import type { AnyEstimator } from '../../estimator.js';
import { isEstimator } from '../../estimator-parts.js';
import {
  goesToPool,
  type Jobs,
  type KernelName,
  shareBlocks,
  tellOnce,
} from '../../parallel-work.js';
import type { Steps } from '../../progress.js';
import { serialize } from '../../serialization/bytes.js';
import type { ModelAnswers } from './model-answers.js';
import { type Explained, valuesOfSamples } from './sample-values.js';

/** What each feature of some samples adds to what a model says. */
export const ASK_OF_SAMPLES: KernelName = { name: 'explanations of samples', estimators: true };

/** What the blocks share. */
export interface SharedSamples {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly explained: Explained;
}

/** The samples of a block: from which up to which. */
export type SampleBlock = readonly [from: number, to: number];

/** Elementary operations that a prediction spends on a value, of a model that predicts quickly. */
const WORK_OF_VALUE = 64;
/** Those of a block, about, where a sample takes fewer. */
const WORK_OF_BLOCK = 2 ** 24;

/**
 * Explain all samples, those of a block after those of the one before.
 *
 * @param take - is given the values of a block, for each output; gives the report that is yielded
 */
export function* explainBlocks<Report>(
  answers: ModelAnswers,
  explained: Explained,
  jobs: Jobs,
  take: (values: readonly Float64Array[], block: SampleBlock) => Report,
): Generator<Report | undefined, void, void> {
  const { samples, background, budget, where } = explained;
  const { nJobs } = jobs;
  const mixtures = Math.min(budget, 2 ** samples.columns) * background.rows;
  const each = mixtures * samples.columns * WORK_OF_VALUE;
  const work = each * samples.rows;
  const size = Math.max(1, Math.floor(WORK_OF_BLOCK / each));
  const model = goesToPool({ kernel: ASK_OF_SAMPLES, ...jobs, work }) && sendable(answers, where);
  if (!model) {
    for (let i = 0; i < samples.rows; i++) {
      yield take(yield* valuesOfSamples(answers, explained, [i, i + 1]), [i, i + 1]);
    }
    return;
  }
  const blocks: SampleBlock[] = [];
  for (let from = 0; from < samples.rows; from += size) {
    blocks.push([from, Math.min(samples.rows, from + size)]);
  }
  const shared: SharedSamples = { model, explained };
  const here = (block: SampleBlock) => ofBlock(answers, explained, block);
  yield* shareBlocks({ kernel: ASK_OF_SAMPLES, shared, blocks, nJobs, here }, ({ values }, block) =>
    take(values, block),
  );
}

/** The values of the samples of a block, for each output. */
export function* ofBlock(
  answers: ModelAnswers,
  explained: Explained,
  block: SampleBlock,
): Steps<{ values: Float64Array[] }> {
  return { values: yield* valuesOfSamples(answers, explained, block) };
}

/** The model as it can be sent; undefined, which is said, where it cannot. */
function sendable(answers: ModelAnswers, where: string): Uint8Array<ArrayBuffer> | undefined {
  const model: object = answers.model;
  try {
    if (isEstimator(model)) return serialize(model as AnyEstimator);
  } catch {
    // a function among the hyperparameters, say
  }
  tellOnce(
    `${where}: the model is a function, or holds one, which cannot be sent to workers, so all work is done on the caller's thread. Pass a model that can be saved, or leave nJobs out.`,
  );
  return undefined;
}
