import { ANSWER, type AnswerBlock, askedOf, type SharedAnswers } from '../answers/answering.js';
import { answersOf, type SentAnswers } from '../answers/sent-answers.js';
import type { SentModel } from '../answers/sent-model.js';
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
): Kernel<SharedAnswers, AnswerBlock, SentAnswers> => {
  /** A model that is asked again need not be loaded again. Its bytes tell, as a worker of a queue hears from many processes. */
  let last: { readonly bytes: SentModel; readonly model: object } | undefined;
  return {
    name: ANSWER,
    prepare({ model: bytes, question, X }) {
      if (last === undefined || !areSame(last.bytes, bytes)) {
        last = { bytes, model: deserialize(bytes, classes) };
      }
      const { model } = last;
      const take = receivedRows(X);
      return (block) => answersOf(model, question, askedOf(take, block));
    },
  };
};

/** Compared four bytes at a time: those of a large forest are megabytes, and come with each inquiry. */
function areSame(a: SentModel, b: SentModel): boolean {
  const { length } = a;
  if (b.length !== length) return false;
  const [ofA, ofB] = [viewOf(a), viewOf(b)];
  let i = 0;
  for (const last = length - 4; i <= last; i += 4) {
    if (ofA.getInt32(i) !== ofB.getInt32(i)) return false;
  }
  for (; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const viewOf = ({ buffer, byteOffset, length }: SentModel) =>
  new DataView(buffer, byteOffset, length);
