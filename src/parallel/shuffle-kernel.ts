import type { Label } from '../contracts.js';
import type { EstimatorClass } from '../estimator.js';
import { scoreShuffled } from '../inspection/permutation/permuted-scores.js';
import { readScorers, scoreInBlocks } from '../inspection/permutation/scores-in-blocks.js';
import { SHUFFLE, type SharedShuffles } from '../inspection/permutation/shared-scores.js';
import { SLICE_ROWS } from '../inspection/samples/editable-samples.js';
import { editableSamples } from '../inspection/samples/parse-samples.js';
import { deserialize } from '../serialization/deserialize.js';
import type { Kernel } from './kernel.js';
import { receivedX } from './received-samples.js';

/**
 * Scores a model on samples of which some columns are shuffled.
 *
 * @param classes - of estimators of one's own that may be in the model
 */
export const shuffleKernel = (
  classes: readonly EstimatorClass[],
): Kernel<SharedShuffles, number, { scores: readonly number[] }> => ({
  name: SHUFFLE,
  prepare({ model: bytes, samples: sent, scoring, groups, orders, where }) {
    const model = deserialize(bytes, classes);
    const { sampleWeight } = sent;
    const truth = {
      y: sent.y as ArrayLike<Label>,
      options: sampleWeight === undefined ? {} : { sampleWeight },
    };
    const { all } = readScorers(scoring, model, where);
    const score = scoreInBlocks(model, all, truth, { blockRows: SLICE_ROWS, where });
    const samples = editableSamples(receivedX(sent.X), model, where);
    return function* (block) {
      if (block === 0) return { scores: yield* score(samples) };
      const shuffle = block - 1;
      const order = orders[Math.floor(shuffle / groups.length)];
      return {
        scores: yield* scoreShuffled(samples, score, groups[shuffle % groups.length], order),
      };
    };
  },
});
