import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { problemOf } from './failure.js';
import type { Question, Reply } from './thread-messages.js';

export interface Answer<A> {
  readonly answer: A;
  /** Buffers of the answer, which need not be copied. */
  readonly transfer?: ArrayBuffer[];
}

/** The thread's side of `Thread`: answers whatever is asked, for as long as it lives. */
export function answerQuestions<Q, A>(answerTo: (content: Q) => Promise<Answer<A>>): void {
  parentPort?.on('message', async ({ id, content }: Question<Q>) => {
    try {
      const { answer, transfer } = await answerTo(content);
      say({ id, answer }, transfer);
    } catch (error) {
      const { status, message: detail, errors, headers, cause } = problemOf(error);
      say({
        id,
        problem: {
          status,
          detail,
          errors,
          headers,
          ...(cause !== undefined && { cause: inspect(cause) }),
        },
      });
    }
  });

  function say(reply: Reply<A>, transfer: ArrayBuffer[] = []): void {
    parentPort?.postMessage(reply, transfer);
  }
}
