import { ANSWER, type AnswerBlock, askedOf, type SharedAnswers } from '../answers/answering.js';
import { answersOf, type SentAnswers } from '../answers/sent-answers.js';
import type { EstimatorClass } from '../estimator.js';
import { deserialize } from '../serialization/deserialize.js';
import type { Kernel } from './kernel.js';
import { receivedRows } from './received-samples.js';

/**
 * Answers of a model about blocks of samples.
 *
 * @param classes - of estimators of one's own that may be in the model
 */
export const answerKernel = (
  classes: readonly EstimatorClass[],
): Kernel<SharedAnswers, AnswerBlock, SentAnswers> => ({
  name: ANSWER,
  prepare({ model: bytes, question, X, rowsAsked }) {
    const model = deserialize(bytes, classes);
    const take = receivedRows(X);
    return (block) => answersOf(model, question, askedOf(take, block), rowsAsked);
  },
});
