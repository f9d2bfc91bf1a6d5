import type { EstimatorClass } from '../estimator.js';
import { ASKED_ROWS, type ExplainedModel, ModelAnswers } from '../inspection/shap/model-answers.js';
import {
  ASK_OF_SAMPLES,
  ofBlock,
  type SampleBlock,
  type SharedSamples,
} from '../inspection/shap/shared-samples.js';
import { deserialize } from '../serialization/deserialize.js';
import type { Kernel } from './kernel.js';

/**
 * Explains samples by asking a model about mixtures of them.
 *
 * @param classes - of estimators of one's own that may be in the model
 */
export const askingKernel = (
  classes: readonly EstimatorClass[],
): Kernel<SharedSamples, SampleBlock, { values: Float64Array[] }> => ({
  name: ASK_OF_SAMPLES,
  prepare({ model: bytes, explained }) {
    const model = deserialize(bytes, classes) as ExplainedModel;
    const answers = new ModelAnswers(model, explained.where, ASKED_ROWS.atOnce);
    return (block) => ofBlock(answers, explained, block);
  },
});
