import { Worker } from 'node:worker_threads';
import { Problem } from './problem.js';
import type { Question, Reply } from './thread-messages.js';

export interface ThreadOptions {
  /** The program of the thread, beside this one. */
  readonly file: string;
  /** What the program finds in `workerData`. */
  readonly data: unknown;
  readonly heapMegabytes: number;
  readonly log: (error: unknown) => void;
}

interface Asked<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A thread that answers questions, many at a time; see `answerQuestions` for the other side. One that dies takes its
 * questions with it, and the next question starts another.
 */
export class Thread<Q, A> {
  readonly #options: ThreadOptions;
  readonly #asked = new Map<number, Asked<A>>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /**
   * @param transfer - buffers of the question, which are the thread's from then on
   * @throws Problem of the thread, or with status 503 when it dies
   */
  ask(content: Q, transfer: ArrayBuffer[] = []): Promise<A> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      worker.postMessage({ id, content } satisfies Question<Q>, transfer);
    });
  }

  /** Let the thread know, if there is one. It hears in the order of asking and telling. */
  tell(content: Q): void {
    this.#worker?.postMessage({ id: 0, content } satisfies Question<Q>);
  }

  #start(): Worker {
    const { file, data, heapMegabytes, log } = this.#options;
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    worker.unref(); // the server ends when its connections do
    worker.on('message', (reply: Reply<A>) => this.#take(reply));
    worker.on('error', log);
    worker.on('exit', () => this.#bury());
    return worker;
  }

  #take(reply: Reply<A>): void {
    const asked = this.#asked.get(reply.id);
    this.#asked.delete(reply.id);
    if ('answer' in reply) {
      asked?.resolve(reply.answer);
    } else {
      const { status, detail, ...options } = reply.problem;
      asked?.reject(new Problem(status, detail, options));
    }
  }

  #bury(): void {
    this.#worker = undefined;
    const lost = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of lost) {
      reject(
        new Problem(
          503,
          'The thread that worked on this ended, perhaps for lack of memory. Try again, with less data.',
          { headers: { 'retry-after': '1' } },
        ),
      );
    }
  }
}
